//! Apps and tokens: windows, drift, resynchronization, and nothing taken twice.

use jiff::Timestamp;
use otpdoctor::otp::core::{
    Code, Kind, Method, Oath, Policy, Refused, Resynced, Verdict, Why, enroll, resync,
};

use crate::world::{TOKEN, World, at, code, generator, hotp, token, totp, unthrottled};

fn verified(drift: i64) -> Verdict {
    Verdict::Verified {
        method: Method::Oath,
        drift,
    }
}

fn wrong() -> Verdict {
    Verdict::Rejected {
        why: Why::WrongCode,
        left: None,
    }
}

fn wide(window: u32, look_ahead: u32, resync: u32) -> Policy {
    Policy {
        oath: Oath {
            digits: 6,
            window,
            look_ahead,
            resync,
        },
        ..unthrottled()
    }
}

/// The code of the step that is so many ahead of that moment.
fn step_code(now: Timestamp, ahead: i64) -> Code {
    generator().code(step(now).checked_add_signed(ahead).unwrap())
}

fn step(now: Timestamp) -> u64 {
    u64::try_from(now.as_second() / 30).unwrap()
}

fn drift(world: &World) -> i64 {
    match world.kind() {
        Kind::Totp { drift, .. } => *drift,
        Kind::Hotp { .. } => panic!("a TOTP token"),
    }
}

#[test]
fn hotp_takes_each_counter_once_and_looks_ahead() {
    let mut world = World::with_token(wide(0, 10, 100), hotp(5));
    let code = |counter| generator().code(counter);
    assert_eq!(world.present_token(at(0), &code(5)), verified(0));
    assert_eq!(world.kind(), &hotp(6));
    assert_eq!(world.present_token(at(0), &code(5)), Verdict::Replayed);
    assert_eq!(world.present_token(at(0), &code(16)), verified(10));
    assert_eq!(world.kind(), &hotp(17));
    // What was passed over is gone as well.
    assert_eq!(world.present_token(at(0), &code(15)), Verdict::Superseded);
    assert_eq!(world.present_token(at(0), &code(28)), wrong());
    assert_eq!(world.kind(), &hotp(17));
    assert_eq!(world.present_token(at(0), &code(27)), verified(10));
}

/// By chance a code that was taken is that of a counter ahead, too: who has seen it must not come in with it.
#[test]
fn a_code_that_was_taken_is_replayed_even_where_it_is_right_again() {
    let generator = generator();
    let again = |counter| generator.find(&generator.code(counter), counter + 1..counter + 10);
    let (taken, right) = (0..100_000)
        .find_map(|counter| Some((counter, again(counter)?)))
        .unwrap();
    let code = generator.code(taken);
    let mut world = World::with_token(wide(0, 10, 100), hotp(taken));
    assert_eq!(world.present_token(at(0), &code), verified(0));
    assert_eq!(world.present_token(at(0), &code), Verdict::Replayed);
    assert_eq!(world.kind(), &hotp(taken + 1));
    assert!(right > taken);
}

#[test]
fn hotp_ends_with_its_last_counter() {
    let code = |counter| generator().code(counter);
    let mut world = World::with_token(wide(0, 10, 100), hotp(u64::MAX - 1));
    assert_eq!(world.present_token(at(0), &code(u64::MAX)), wrong());
    assert_eq!(world.present_token(at(0), &code(u64::MAX - 1)), verified(0));
    assert_eq!(world.kind(), &hotp(u64::MAX));
    assert_eq!(world.present_token(at(0), &code(u64::MAX)), wrong());
    assert_eq!(world.present_token(at(0), &code(0)), wrong());
    assert_eq!(
        world.present_token(at(0), &code(u64::MAX - 1)),
        Verdict::Replayed
    );
}

#[test]
fn totp_takes_the_steps_of_its_window() {
    for window in [0, 1, 3] {
        for ahead in -5_i64..=5 {
            let mut world = World::with_token(wide(window, 0, 100), totp());
            let verdict = world.present_token(at(0), &step_code(at(0), ahead));
            let inside = ahead.unsigned_abs() <= window.into();
            let expected = if inside { verified(ahead) } else { wrong() };
            assert_eq!(verdict, expected, "window {window}, {ahead} steps ahead");
        }
    }
}

#[test]
fn totp_takes_a_step_once_and_none_before_it() {
    let mut world = World::with_token(wide(2, 0, 100), totp());
    assert_eq!(
        world.present_token(at(0), &step_code(at(0), 0)),
        verified(0)
    );
    for (ahead, verdict) in [
        (-2, Verdict::Superseded),
        (-1, Verdict::Superseded),
        (0, Verdict::Replayed),
    ] {
        let code = step_code(at(0), ahead);
        assert_eq!(world.present_token(at(5), &code), verdict);
    }
    assert_eq!(
        world.present_token(at(5), &step_code(at(0), 1)),
        verified(1)
    );
    // Not when the clock goes back, either.
    for (ahead, verdict) in [
        (-1, Verdict::Superseded),
        (0, Verdict::Superseded),
        (1, Verdict::Replayed),
    ] {
        let code = step_code(at(0), ahead);
        assert_eq!(world.present_token(at(-30), &code), verdict);
    }
}

#[test]
fn totp_remembers_the_drift_and_looks_around_it() {
    let mut world = World::with_token(wide(1, 0, 100), totp());
    // A phone that is two steps behind is found in two rounds.
    let verdict = world.present_token(at(0), &step_code(at(0), -1));
    assert_eq!(verdict, verified(-1));
    assert_eq!(drift(&world), -1);
    let verdict = world.present_token(at(60), &step_code(at(60), -2));
    assert_eq!(verdict, verified(-2));
    assert_eq!(
        world.present_token(at(120), &step_code(at(120), 0)),
        wrong()
    );
    let verdict = world.present_token(at(120), &step_code(at(120), -3));
    assert_eq!(verdict, verified(-3));
}

/// A token that gains a step in each round stays taken only until the drift has reached its bound.
#[test]
fn the_drift_does_not_wander_without_bound() {
    for (resync, bound) in [(5, 5), (0, 2)] {
        for direction in [-1, 1] {
            let mut world = World::with_token(wide(2, 0, resync), totp());
            for round in 1..=100 {
                let now = at(round * 30_000);
                world.present_token(now, &step_code(now, direction * round));
                assert!(drift(&world).abs() <= bound, "round {round}");
            }
            let now = at(101 * 30_000);
            let furthest = direction * (bound + 2);
            let beyond = step_code(now, furthest + direction);
            assert_eq!(world.present_token(now, &beyond), wrong());
            let verdict = world.present_token(now, &step_code(now, furthest));
            assert_eq!(verdict, verified(furthest));
            assert_eq!(drift(&world), direction * bound);
        }
    }
}

/// The settings were wider when the token was last taken.
#[test]
fn a_drift_beyond_the_bound_is_held_when_it_is_used() {
    for (ahead, verdict) in [(50, wrong()), (7, wrong()), (6, verified(6))] {
        let mut world = World::with_token(wide(1, 0, 5), totp());
        world.account.tokens.get_mut(TOKEN).unwrap().kind = Kind::Totp {
            step: 30,
            epoch: 0,
            last: None,
            drift: 50,
        };
        let code = step_code(at(0), ahead);
        assert_eq!(world.present_token(at(0), &code), verdict, "{ahead}");
    }
}

/// A record that holds what no engine wrote.
#[test]
fn odd_records_and_odd_times_break_nothing() {
    for now in [Timestamp::MIN, Timestamp::UNIX_EPOCH, at(0), Timestamp::MAX] {
        for epoch in [i64::MIN, 0, i64::MAX] {
            for (last, drift) in [(Some(u64::MAX), i64::MAX), (None, i64::MIN), (Some(0), 0)] {
                for step in [0, 1, u32::MAX] {
                    let mut world = World::with_token(wide(1, 0, 1), totp());
                    world.account.tokens.get_mut(TOKEN).unwrap().kind = Kind::Totp {
                        step,
                        epoch,
                        last,
                        drift,
                    };
                    world.present_token(now, &code("123456"));
                    let codes = [&code("123456"), &code("654321")];
                    let _ = resync(
                        now,
                        &world.policy,
                        &world.account,
                        TOKEN,
                        codes,
                        &generator(),
                    );
                }
            }
        }
    }
}

/// A day of seconds to each side is as far as any setting makes it look.
#[test]
fn a_window_has_a_bound_whatever_the_settings_say() {
    let mut world = World::with_token(wide(u32::MAX, 0, u32::MAX), totp());
    let verdict = world.present_token(at(0), &step_code(at(0), -86_400));
    assert!(matches!(verdict, Verdict::Verified { .. }), "{verdict:?}");
}

#[test]
fn a_token_needs_the_method_its_length_and_an_open_seed() {
    let right = generator().code(0);
    let mut world = World::with_token(unthrottled(), hotp(0));
    let mut verdict = |policy: Policy, code: &Code| {
        world.policy = policy;
        world.present_token(at(0), code)
    };
    let rejected = |why| Verdict::Rejected { why, left: None };
    let off = Policy {
        methods: [Method::Sms].into(),
        ..unthrottled()
    };
    assert_eq!(verdict(off, &right), rejected(Why::MethodOff));
    let longer = Policy {
        oath: Oath {
            digits: 8,
            ..unthrottled().oath
        },
        ..unthrottled()
    };
    assert_eq!(verdict(longer.clone(), &right), rejected(Why::WrongLength));
    // As long as the realm expects, and no code of this token.
    assert_eq!(verdict(longer, &code("84755224")), rejected(Why::WrongCode));
    assert_eq!(
        world.present_token_of(at(0), &right, None),
        rejected(Why::SeedNotOpened)
    );
    world.account.tokens.clear();
    assert_eq!(
        world.present_token(at(0), &right),
        rejected(Why::NotEnrolled)
    );
}

#[test]
fn enrolling_refuses_what_is_there_off_or_no_token() {
    let account = World::with_token(unthrottled(), hotp(0)).account;
    let enroll = |policy: &Policy, name: &str, token| enroll(policy, &account, name, token);
    let again = enroll(&unthrottled(), TOKEN, token(totp()));
    assert_eq!(again.err(), Some(Refused::AlreadyEnrolled));
    let off = Policy {
        methods: [Method::Sms].into(),
        ..unthrottled()
    };
    let refused = enroll(&off, "other", token(totp()));
    assert_eq!(refused.err(), Some(Refused::MethodOff(Method::Oath)));
    for digits in [0, 5, 11] {
        let mut odd = token(totp());
        odd.digits = digits;
        let refused = enroll(&unthrottled(), "other", odd);
        assert_eq!(refused.err(), Some(Refused::Unfit), "{digits}");
    }
    let timeless = token(Kind::Totp {
        step: 0,
        epoch: 0,
        last: None,
        drift: 0,
    });
    let refused = enroll(&unthrottled(), "other", timeless);
    assert_eq!(refused.err(), Some(Refused::Unfit));
    let both = enroll(&unthrottled(), "other", token(totp())).unwrap();
    assert_eq!(both.tokens.len(), 2);
}

impl World {
    fn resync(&mut self, now: Timestamp, codes: [&Code; 2]) -> Result<Resynced, Refused> {
        let (found, account) = resync(now, &self.policy, &self.account, TOKEN, codes, &generator());
        self.account = account;
        found
    }
}

#[test]
fn hotp_is_resynchronized_by_two_codes_in_a_row() {
    let code = |counter| generator().code(counter);
    let mut world = World::with_token(wide(0, 10, 100), hotp(5));
    assert_eq!(world.present_token(at(0), &code(50)), wrong());
    for (first, second) in [(50, 52), (51, 50), (50, 50), (4, 5), (3, 4), (105, 106)] {
        let found = world.resync(at(0), [&code(first), &code(second)]);
        assert_eq!(found, Err(Refused::NotFound), "{first} and {second}");
        assert_eq!(world.kind(), &hotp(5));
    }
    let found = world.resync(at(0), [&code(104), &code(105)]);
    assert_eq!(found, Ok(Resynced { drift: 99 }));
    assert_eq!(world.kind(), &hotp(106));
    assert_eq!(world.present_token(at(0), &code(105)), Verdict::Replayed);
    assert_eq!(world.present_token(at(0), &code(106)), verified(0));
}

#[test]
fn totp_is_resynchronized_by_two_steps_in_a_row() {
    for ahead in [-100, -40, -1, 0, 40, 99] {
        let mut world = World::with_token(wide(1, 0, 100), totp());
        let codes = [&step_code(at(0), ahead), &step_code(at(0), ahead + 1)];
        let found = world.resync(at(0), codes);
        assert_eq!(found, Ok(Resynced { drift: ahead + 1 }));
        assert_eq!(drift(&world), ahead + 1);
        assert_eq!(world.present_token(at(0), codes[1]), Verdict::Replayed);
        assert_eq!(world.resync(at(0), codes), Err(Refused::NotFound));
        let later = step_code(at(30), ahead + 1);
        assert_eq!(world.present_token(at(30), &later), verified(ahead + 1));
    }
    for ahead in [-101, 100] {
        let mut world = World::with_token(wide(1, 0, 100), totp());
        let codes = [&step_code(at(0), ahead), &step_code(at(0), ahead + 1)];
        assert_eq!(world.resync(at(0), codes), Err(Refused::NotFound));
    }
}

#[test]
fn totp_is_not_resynchronized_by_what_was_taken() {
    let mut world = World::with_token(wide(1, 0, 100), totp());
    assert_eq!(
        world.present_token(at(0), &step_code(at(0), 0)),
        verified(0)
    );
    for first in [-2, -1, 0] {
        let codes = [&step_code(at(0), first), &step_code(at(0), first + 1)];
        assert_eq!(world.resync(at(0), codes), Err(Refused::NotFound));
    }
    let codes = [&step_code(at(0), 1), &step_code(at(0), 2)];
    assert_eq!(world.resync(at(0), codes), Ok(Resynced { drift: 2 }));
}

#[test]
fn a_failed_resynchronization_counts_and_a_good_one_clears() {
    let mut world = World::with_token(crate::world::policy(), hotp(0));
    let bad = [&generator().code(1), &generator().code(3)];
    for _ in 0..4 {
        assert_eq!(world.resync(at(0), bad), Err(Refused::NotFound));
    }
    let good = [&generator().code(1), &generator().code(2)];
    assert!(world.resync(at(0), good).is_ok());
    assert_eq!(world.account.throttles, [].into());
    for _ in 0..5 {
        assert_eq!(world.resync(at(0), bad), Err(Refused::NotFound));
    }
    let until = Some(at(600));
    assert_eq!(world.resync(at(0), good), Err(Refused::Locked { until }));

    let mut world = World::with_token(crate::world::policy(), hotp(0));
    let short = [&code("12345"), &code("12345")];
    assert_eq!(world.resync(at(0), short), Err(Refused::NotFound));
    assert_eq!(world.failures(), 1);
    world.policy.oath.digits = 8;
    assert_eq!(world.resync(at(0), good), Err(Refused::NotFound));
    world.policy.methods.remove(&Method::Oath);
    let off = Err(Refused::MethodOff(Method::Oath));
    assert_eq!(world.resync(at(0), good), off);
    world.policy.methods.insert(Method::Oath);
    world.account.tokens.clear();
    assert_eq!(world.resync(at(0), good), Err(Refused::NotEnrolled));
    assert_eq!(world.failures(), 2);
}
