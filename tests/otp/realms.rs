//! Realms with different rules that count failed attempts in one field: none weakens what another one's rule says.

use jiff::SignedDuration;
use otpdoctor::otp::core::{
    Account, Attempt, Code, Generator, Lockout, Policy, Throttling, Verdict, decide, failures,
    lock, unlock,
};

use crate::dice::Dice;
use crate::world::{World, at, code, generator, hotp, policy, throttling, user};

/// A realm of the field `aux_id_3`.
fn realm(name: &str, max_failed_attempts: u32, seconds: i64, lock: Lockout) -> Policy {
    Policy {
        realm: name.into(),
        throttling: Some(Throttling {
            max_failed_attempts,
            interval: SignedDuration::from_secs(seconds),
            ..throttling(lock)
        }),
        ..policy()
    }
}

/// 3 failures in an hour lock until someone unlocks.
fn strict() -> Policy {
    realm("strict", 3, 3600, Lockout::UntilUnlocked)
}

/// 5 failures in a second block for a second.
fn loose() -> Policy {
    realm("loose", 5, 1, Lockout::UntilIntervalEnds)
}

fn account() -> Account {
    World::with_token(policy(), hotp(0)).account
}

fn present(account: &mut Account, second: i64, policy: &Policy, code: &Code) -> Verdict {
    let generator = generator();
    let attempt = Attempt::Token {
        name: crate::world::TOKEN,
        code,
        generator: Some(&generator),
    };
    let (verdict, next) = decide(at(second), policy, &user(), account, &attempt);
    *account = next;
    verdict
}

fn fail(account: &mut Account, second: i64, policy: &Policy) {
    let verdict = present(account, second, policy, &code("000000"));
    assert!(matches!(verdict, Verdict::Rejected { .. }), "{verdict:?}");
}

#[test]
fn a_lock_until_someone_unlocks_falls_to_nothing_in_another_realm() {
    let mut account = account();
    for second in 0..3 {
        fail(&mut account, second, &strict());
    }
    let locked = Verdict::Locked { until: None };
    let right = generator().code(0);
    for (second, policy) in [(5, loose()), (5, strict()), (1_000_000, loose())] {
        for code in [&code("000000"), &right] {
            assert_eq!(present(&mut account, second, &policy, code), locked);
        }
    }
    account = unlock(&loose(), &account);
    let verdict = present(&mut account, 1_000_001, &strict(), &right);
    assert!(matches!(verdict, Verdict::Verified { .. }));
}

#[test]
fn a_block_lasts_as_the_realm_says_whose_limit_was_full() {
    let mut account = account();
    let hour = realm("hour", 3, 3600, Lockout::UntilIntervalEnds);
    for _ in 0..3 {
        fail(&mut account, 0, &hour);
    }
    let until = Some(at(3600));
    for policy in [loose(), strict(), hour] {
        let lock = lock(at(3599), &policy, &account);
        assert_eq!(lock.map(|lock| lock.until), Some(until), "{}", policy.realm);
    }
    fail(&mut account, 3600, &loose());
}

#[test]
fn a_failure_elsewhere_counts_here_and_resets_nothing() {
    let mut account = account();
    fail(&mut account, 0, &strict());
    fail(&mut account, 10, &loose());
    assert_eq!(failures(at(20), &strict(), &account), 2);
    assert_eq!(failures(at(20), &loose(), &account), 0);
    fail(&mut account, 20, &strict());
    assert!(lock(at(9_999), &loose(), &account).is_some());
}

#[test]
fn a_right_code_elsewhere_forgets_nothing_here() {
    let mut account = account();
    fail(&mut account, 0, &strict());
    fail(&mut account, 0, &strict());
    fail(&mut account, 2, &loose());
    let verdict = present(&mut account, 3, &loose(), &generator().code(0));
    assert!(matches!(verdict, Verdict::Verified { .. }));
    assert_eq!(failures(at(3), &strict(), &account), 2);
    fail(&mut account, 4, &strict());
    assert!(lock(at(5), &strict(), &account).is_some());
}

/// However the attacker goes between the realms, and although a code of the loose one is at hand whenever it is of use.
#[test]
fn an_attacker_in_two_realms_has_no_more_guesses_than_each_allows() {
    const SECONDS: i64 = 3 * 86_400;
    let hour = || realm("hour", 4, 3600, Lockout::UntilIntervalEnds);
    let mut done = (0, 0);
    for seed in 0..20 {
        let mut dice = Dice::new(seed);
        for (victim, allowed) in [(strict(), 3), (hour(), 4)] {
            let mut account = account();
            let (mut second, mut own) = (0, 0);
            let mut guesses = Vec::new();
            let (mut locked_until, mut locks) = (Some(0), 0);
            while second < SECONDS {
                second += i64::try_from(dice.below(300)).unwrap();
                let guess = code("000000");
                match dice.below(3) {
                    0 => drop(present(&mut account, second, &loose(), &guess)),
                    1 => {
                        let verdict =
                            present(&mut account, second, &loose(), &generator().code(own));
                        own += u64::from(matches!(verdict, Verdict::Verified { .. }));
                    }
                    _ => {
                        let verdict = present(&mut account, second, &victim, &guess);
                        let Verdict::Rejected { left, .. } = verdict else {
                            continue;
                        };
                        guesses.push(second);
                        let lately = guesses.iter().filter(|guess| second - **guess < 3600);
                        let lately = lately.count();
                        assert!(
                            lately <= allowed,
                            "{lately} guesses in an hour: seed {seed}"
                        );
                        let open = locked_until.is_some_and(|until| until <= second);
                        assert!(open, "a lock of {} fell: seed {seed}", victim.realm);
                        if left == Some(0) {
                            locks += 1;
                            let rule = victim.throttling.as_ref().unwrap();
                            let until = (rule.lock == Lockout::UntilIntervalEnds)
                                .then_some(second + rule.interval.as_secs());
                            locked_until = until;
                        }
                    }
                }
            }
            done = (done.0 + locks, done.1 + own);
        }
    }
    assert!(
        done.0 > 20 && done.1 > 20,
        "the attacker did little: {done:?}"
    );
}

/// A place that many realms count in for years stays small, and no limit is taken for higher than what is kept.
#[test]
fn what_is_kept_is_bounded() {
    let mut account = account();
    for round in 0..2_000 {
        let policy = realm(
            &format!("realm {}", round % 50),
            u32::MAX,
            1,
            Lockout::UntilUnlocked,
        );
        fail(&mut account, 10 * round, &policy);
    }
    let kept = account.throttles["aux_id_3"].failed.values();
    assert_eq!(kept.map(Vec::len).sum::<usize>(), 256);
    let high = realm("high", 1_000_000, 10_000_000, Lockout::UntilUnlocked);
    assert!(lock(at(20_000), &high, &account).is_some());
}

/// The codes that the tests guess wrong with must be wrong.
#[test]
fn the_wrong_code_is_wrong() {
    let generator: Generator = generator();
    assert_eq!(generator.find(&code("000000"), 0..2_000), None);
}
