//! Attackers who guess for as long as they like: they come no further than the arithmetic of the settings allows.
//!
//! A failure counts for an interval, and no guess is taken while as many count as the limit says. So in a time T there
//! are at most `failures * ceil(T / interval)` guesses, whatever the attacker's pace, and each is right with a
//! probability known from the code's length and the window. Where realms share the count, that holds in each of them.

use jiff::SignedDuration;
use otpdoctor::otp::core::{Lockout, Oath, Policy, Throttling, Verdict, Why, failures, lock};

use crate::dice::Dice;
use crate::world::{World, at, code, hotp, policy, totp};

const FAILURES: u32 = 5;
const INTERVAL: i64 = 600;
const DAY: i64 = 86_400;

#[derive(Clone, Copy)]
enum Target {
    Delivered,
    Hotp,
    Totp,
}

#[derive(Clone, Copy)]
enum Pace {
    /// As fast as the lock allows.
    Burst,
    /// One guess short of the lock, then until the count has lapsed.
    Careful,
    /// Some guesses now and then.
    Random,
}

#[derive(Clone, Copy, PartialEq)]
enum Throttle {
    Works,
    /// Forgets every failure: what these tests must notice.
    Broken,
}

struct Siege {
    policy: Policy,
    target: Target,
    pace: Pace,
    throttle: Throttle,
    victims: u64,
    seconds: i64,
}

#[derive(Default)]
struct Tally {
    guesses: u64,
    successes: u64,
}

impl Siege {
    fn new(target: Target, victims: u64, seconds: i64) -> Self {
        Self {
            policy: settings(6, Lockout::UntilIntervalEnds),
            target,
            pace: Pace::Burst,
            throttle: Throttle::Works,
            victims,
            seconds,
        }
    }

    fn run(&self) -> Tally {
        let mut dice = Dice::new(21);
        let mut tally = Tally::default();
        for _ in 0..self.victims {
            self.attack(&mut dice, &mut tally);
        }
        tally
    }

    /// Ends with the time or the victim. A broken throttle never stops the attacker: ten times what is allowed will do.
    fn attack(&self, dice: &mut Dice, tally: &mut Tally) {
        let mut world = match self.target {
            Target::Delivered => World::new(self.policy.clone()),
            Target::Hotp => World::with_token(self.policy.clone(), hotp(dice.below(1 << 40))),
            Target::Totp => World::with_token(self.policy.clone(), totp()),
        };
        world.dice = Dice::new(dice.next());
        let mut second = 0;
        let mut guesses = 0;
        while second < self.seconds && guesses < 10 * self.allowed() {
            if let Some(lock) = lock(at(second), &self.policy, &world.account) {
                let guess = self.guess(dice);
                let verdict = self.present(&mut world, second, &guess);
                assert_eq!(verdict, Verdict::Locked { until: lock.until });
                match lock.until {
                    Some(until) => second = until.as_second() - at(0).as_second(),
                    None => break,
                }
                continue;
            }
            guesses += 1;
            let guess = self.guess(dice);
            match self.present(&mut world, second, &guess) {
                Verdict::Verified { .. } => {
                    tally.successes += 1;
                    break;
                }
                Verdict::Rejected {
                    why: Why::WrongCode,
                    ..
                } => {}
                other => panic!("{other:?}"),
            }
            if self.throttle == Throttle::Broken {
                world.account.throttles.clear();
            }
            second += self.pause(second, &world, dice);
        }
        tally.guesses += guesses;
    }

    fn present(&self, world: &mut World, second: i64, guess: &str) -> Verdict {
        let guess = code(guess);
        if !matches!(self.target, Target::Delivered) {
            return world.present_token(at(second), &guess);
        }
        let locked = lock(at(second), &self.policy, &world.account).is_some();
        let kept = world.account.codes.values().next();
        let spent =
            kept.is_none_or(|kept| kept.attempts_left == 0 || kept.expires_at <= at(second));
        if spent && !locked {
            world.issue(at(second));
        }
        world.present(at(second), &guess)
    }

    fn guess(&self, dice: &mut Dice) -> String {
        let digits = match self.target {
            Target::Delivered => self.policy.code_length,
            _ => self.policy.oath.digits,
        };
        let guess = dice.below(10_u64.pow(digits.into()));
        format!("{guess:0digits$}", digits = usize::from(digits))
    }

    fn pause(&self, second: i64, world: &World, dice: &mut Dice) -> i64 {
        let failures = failures(at(second), &self.policy, &world.account);
        match self.pace {
            Pace::Burst => 0,
            Pace::Careful if failures + 1 == FAILURES => INTERVAL,
            Pace::Careful => 0,
            Pace::Random => i64::try_from(dice.below(300)).unwrap(),
        }
    }

    /// Guesses that one victim's settings allow in the time.
    fn allowed(&self) -> u64 {
        let counts = (self.seconds + INTERVAL - 1) / INTERVAL;
        u64::from(FAILURES) * u64::try_from(counts).unwrap()
    }

    fn allowed_in_all(&self) -> u64 {
        self.victims * self.allowed()
    }

    /// How likely one guess is right at most.
    fn chance(&self) -> f64 {
        let oath = &self.policy.oath;
        let codes = match self.target {
            Target::Delivered => return 0.1_f64.powi(self.policy.code_length.into()),
            Target::Hotp => f64::from(oath.look_ahead) + 1.0,
            Target::Totp => 2.0 * f64::from(oath.window) + 1.0,
        };
        // 2^31 is no multiple of 10^6: some codes are one in 2^31 likelier than others.
        let numbers = 2_f64.powi(31);
        codes * (numbers / 10_f64.powi(oath.digits.into())).ceil() / numbers
    }

    /// Successes that so many guesses may have: what is expected, and five standard deviations.
    fn bound(&self, guesses: u64) -> f64 {
        let expected = guesses as f64 * self.chance();
        expected + 5.0 * (expected * (1.0 - self.chance())).sqrt()
    }
}

fn settings(code_length: u8, lock: Lockout) -> Policy {
    Policy {
        code_length,
        throttling: Some(Throttling {
            max_failed_attempts: FAILURES,
            interval: SignedDuration::from_secs(INTERVAL),
            lock,
            scope: "session".into(),
        }),
        oath: Oath {
            digits: 6,
            window: 250,
            look_ahead: 500,
            resync: 1000,
        },
        ..policy()
    }
}

fn hold(siege: &Siege) -> Tally {
    let tally = siege.run();
    assert!(tally.guesses <= siege.allowed_in_all(), "{}", tally.guesses);
    let bound = siege.bound(tally.guesses);
    let Tally { guesses, successes } = tally;
    assert!(
        successes as f64 <= bound,
        "{successes} of {guesses} guesses were right: at most {bound:.1}"
    );
    tally
}

#[test]
fn six_delivered_digits_hold_for_weeks() {
    for pace in [Pace::Burst, Pace::Careful, Pace::Random] {
        let mut siege = Siege::new(Target::Delivered, 4, 7 * DAY);
        siege.pace = pace;
        let tally = hold(&siege);
        // An attacker who is as fast as can be has exactly as many guesses as the settings allow.
        if matches!(pace, Pace::Burst) && tally.successes == 0 {
            assert_eq!(tally.guesses, siege.allowed_in_all());
        }
    }
}

/// So short a code that guesses do succeed: as often as they should, neither more nor less.
#[test]
fn two_digits_are_guessed_as_often_as_they_should_be() {
    let mut siege = Siege::new(Target::Delivered, 400, 2 * INTERVAL);
    siege.policy = settings(2, Lockout::UntilIntervalEnds);
    let tally = hold(&siege);
    let expected = tally.guesses as f64 * siege.chance();
    let deviation = (expected * (1.0 - siege.chance())).sqrt();
    assert!(tally.successes as f64 >= expected - 5.0 * deviation);

    siege.throttle = Throttle::Broken;
    let broken = siege.run();
    assert!(broken.guesses > siege.allowed_in_all());
    assert!(broken.successes as f64 > siege.bound(siege.allowed_in_all()));
}

#[test]
fn hotp_with_a_look_ahead_holds() {
    hold(&Siege::new(Target::Hotp, 4, DAY / 4));
}

#[test]
fn totp_with_a_wide_window_holds() {
    hold(&Siege::new(Target::Totp, 4, DAY / 4));
}

#[test]
fn a_broken_throttle_would_be_seen_at_six_digits_too() {
    for target in [Target::Delivered, Target::Hotp, Target::Totp] {
        let mut siege = Siege::new(target, 1, 2 * INTERVAL);
        siege.throttle = Throttle::Broken;
        assert!(siege.run().guesses > siege.allowed_in_all());
    }
}

#[test]
fn a_lock_until_someone_unlocks_allows_five_guesses_ever() {
    for target in [Target::Delivered, Target::Hotp, Target::Totp] {
        let mut siege = Siege::new(target, 20, 365 * DAY);
        siege.policy = Policy {
            oath: policy().oath,
            ..settings(6, Lockout::UntilUnlocked)
        };
        let tally = siege.run();
        assert_eq!(tally.successes, 0);
        assert_eq!(tally.guesses, 20 * u64::from(FAILURES));
    }
}

/// Two codes in a row are no easier to guess than the next one, however wide the search.
#[test]
fn a_resynchronization_is_no_way_around_the_lock() {
    let policy = settings(6, Lockout::UntilUnlocked);
    let world = World::with_token(policy, hotp(0));
    let mut account = world.account.clone();
    let mut dice = Dice::new(22);
    let mut searched = 0;
    for _ in 0..20 {
        let codes = [(); 2].map(|()| code(&format!("{:06}", dice.below(1_000_000))));
        let generator = crate::world::generator();
        let (found, next) = otpdoctor::otp::core::resync(
            at(0),
            &world.policy,
            &account,
            crate::world::TOKEN,
            [&codes[0], &codes[1]],
            &generator,
        );
        searched += u32::from(found == Err(otpdoctor::otp::core::Refused::NotFound));
        account = next;
    }
    assert_eq!(searched, FAILURES);
}
