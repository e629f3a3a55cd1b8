//! Failures are counted from the first of an interval; enough of them lock; a clock that goes back unlocks nothing.

use jiff::{SignedDuration, Timestamp};
use otpdoctor::otp::core::{
    Code, Lock, Lockout, Method, Policy, Refused, Throttle, Throttling, Verdict, Why, failures,
    issue, lock, unlock,
};

use crate::dice::Dice;
use crate::world::{
    World, another, at, code, generator, hotp, key, policy, throttling, unthrottled, user,
};

fn locking(lock: Lockout) -> World {
    World::with_token(
        Policy {
            throttling: Some(throttling(lock)),
            ..policy()
        },
        hotp(0),
    )
}

/// Presents a wrong code so many times.
fn fail(world: &mut World, now: Timestamp, times: u32) {
    for nth in 0..times {
        let verdict = world.present_token(now, &wrong());
        assert!(
            matches!(
                verdict,
                Verdict::Rejected {
                    why: Why::WrongCode,
                    ..
                }
            ),
            "{nth}: {verdict:?}"
        );
    }
}

/// No code of the RFC's seed near counter 0.
fn wrong() -> Code {
    code("000000")
}

fn right() -> Code {
    generator().code(0)
}

#[test]
fn the_fifth_failure_locks_until_the_interval_ends() {
    let mut world = locking(Lockout::UntilIntervalEnds);
    for left in [4, 3, 2, 1, 0] {
        assert_eq!(
            world.present_token(at(0), &wrong()),
            Verdict::Rejected {
                why: Why::WrongCode,
                left: Some(left)
            }
        );
    }
    let until = Some(at(600));
    let locked = world.account.clone();
    for code in [&right(), &wrong(), &code("1")] {
        assert_eq!(
            world.present_token(at(599), code),
            Verdict::Locked { until }
        );
        assert_eq!(world.present(at(599), code), Verdict::Locked { until });
        assert_eq!(world.account, locked);
    }
    let failures = 5;
    assert_eq!(
        lock(at(599), &world.policy, &locked),
        Some(Lock { until, failures })
    );
    assert_eq!(lock(at(600), &world.policy, &locked), None);
    fail(&mut world, at(600), 4);
    assert!(matches!(
        world.present_token(at(601), &right()),
        Verdict::Verified { .. }
    ));
}

#[test]
fn a_lock_until_someone_unlocks_outlasts_every_interval() {
    let mut world = locking(Lockout::UntilUnlocked);
    fail(&mut world, at(0), 5);
    for now in [
        at(0),
        at(600),
        at(1_000_000),
        Timestamp::MAX,
        Timestamp::MIN,
    ] {
        let verdict = world.present_token(now, &right());
        assert_eq!(verdict, Verdict::Locked { until: None });
    }
    world.account = unlock(&world.policy, &world.account);
    assert!(matches!(
        world.present_token(at(1), &right()),
        Verdict::Verified { .. }
    ));
}

#[test]
fn each_failure_counts_for_an_interval() {
    let mut world = locking(Lockout::UntilUnlocked);
    fail(&mut world, at(0), 1);
    fail(&mut world, at(599), 3);
    // The first counts no longer.
    fail(&mut world, at(600), 1);
    assert_eq!(failures(at(600), &world.policy, &world.account), 4);
    assert_eq!(lock(at(600), &world.policy, &world.account), None);
    fail(&mut world, at(1198), 1);
    assert!(lock(at(1198), &world.policy, &world.account).is_some());
}

#[test]
fn a_right_code_clears_the_count() {
    let mut world = locking(Lockout::UntilUnlocked);
    for round in 0..10 {
        fail(&mut world, at(round), 4);
        let code = generator().code(u64::try_from(round).unwrap());
        assert!(matches!(
            world.present_token(at(round), &code),
            Verdict::Verified { .. }
        ));
        assert_eq!(world.account.throttles, [].into());
    }
}

#[test]
fn replayed_expired_short_codes_and_closed_seeds_count() {
    let mut world = locking(Lockout::UntilUnlocked);
    let sent = world.issue(at(0));
    assert!(matches!(
        world.present(at(0), &sent),
        Verdict::Verified { .. }
    ));
    assert_eq!(world.present(at(0), &sent), Verdict::Replayed);
    assert_eq!(world.failures(), 1);
    let late = world.issue(at(0));
    assert_eq!(world.present(at(400), &late), Verdict::Expired);
    assert_eq!(world.failures(), 2);
    assert_eq!(
        world.present_token(at(401), &code("12345")),
        Verdict::Rejected {
            why: Why::WrongLength,
            left: Some(2)
        }
    );
    assert_eq!(
        world.present_token_of(at(402), &right(), None),
        Verdict::Rejected {
            why: Why::SeedNotOpened,
            left: Some(1)
        }
    );
    fail(&mut world, at(403), 1);
    assert!(lock(at(404), &world.policy, &world.account).is_some());
}

#[test]
fn nothing_is_issued_or_resynchronized_while_locked() {
    let mut world = locking(Lockout::UntilIntervalEnds);
    fail(&mut world, at(0), 5);
    let until = Some(at(600));
    let draw = Dice::new(6).draw();
    let issued = issue(
        at(1),
        &world.policy,
        &user(),
        &world.account,
        Method::Sms,
        &draw,
        &key(),
    );
    assert_eq!(issued.err(), Some(Refused::Locked { until }));
    let codes = [&generator().code(0), &generator().code(1)];
    let (found, account) = otpdoctor::otp::core::resync(
        at(1),
        &world.policy,
        &world.account,
        "phone",
        codes,
        &generator(),
    );
    assert_eq!(found, Err(Refused::Locked { until }));
    assert_eq!(account, world.account);
}

#[test]
fn a_clock_that_goes_back_unlocks_nothing() {
    let mut world = locking(Lockout::UntilIntervalEnds);
    fail(&mut world, at(1000), 5);
    for now in [at(999), at(0), at(-1_000_000), Timestamp::MIN] {
        let until = Some(at(1600));
        assert_eq!(
            world.present_token(now, &right()),
            Verdict::Locked { until }
        );
    }

    // Nor does it forget failures, or make a lock end sooner than the interval after the first of them.
    let mut world = locking(Lockout::UntilIntervalEnds);
    fail(&mut world, at(1000), 4);
    fail(&mut world, at(0), 1);
    assert_eq!(
        lock(at(0), &world.policy, &world.account),
        Some(Lock {
            until: Some(at(1600)),
            failures: 5,
        })
    );
}

#[test]
fn realms_that_name_the_same_place_share_the_count() {
    let mut world = locking(Lockout::UntilIntervalEnds);
    fail(&mut world, at(0), 4);
    let elsewhere = |scope: &str, max_failed_attempts| Policy {
        realm: "vpn".into(),
        throttling: Some(Throttling {
            scope: scope.into(),
            max_failed_attempts,
            ..throttling(Lockout::UntilIntervalEnds)
        }),
        ..policy()
    };
    let standing = |policy: &Policy| lock(at(1), policy, &world.account).is_some();
    assert!(!standing(&elsewhere("aux_id_3", 5)));
    assert!(!standing(&elsewhere("aux_id_4", 3)));
    // A stricter realm takes no attempts any more, although the other one still does.
    assert!(standing(&elsewhere("aux_id_3", 4)));
    assert!(!standing(&unthrottled()));

    world.policy = elsewhere("aux_id_3", 5);
    fail(&mut world, at(1), 1);
    assert!(
        lock(
            at(2),
            &locking(Lockout::UntilUnlocked).policy,
            &world.account
        )
        .is_some()
    );
    world.account = unlock(&elsewhere("aux_id_4", 5), &world.account);
    assert!(lock(at(2), &world.policy, &world.account).is_some());
    world.account = unlock(&world.policy, &world.account);
    assert_eq!(lock(at(2), &world.policy, &world.account), None);
}

#[test]
fn without_throttling_nothing_is_counted() {
    let mut world = World::with_token(unthrottled(), hotp(0));
    let before = world.account.clone();
    for _ in 0..100 {
        assert_eq!(
            world.present_token(at(0), &wrong()),
            Verdict::Rejected {
                why: Why::WrongCode,
                left: None
            }
        );
    }
    assert_eq!(world.account, before);
}

#[test]
fn settings_that_make_no_sense_neither_open_nor_break() {
    for (max_failed_attempts, interval, failures) in [
        (0, SignedDuration::from_mins(10), 1),
        (1, SignedDuration::ZERO, 1),
        (1, SignedDuration::MIN, 1),
        (2, SignedDuration::MAX, 2),
    ] {
        let mut world = locking(Lockout::UntilIntervalEnds);
        world.policy.throttling = Some(Throttling {
            max_failed_attempts,
            interval,
            ..throttling(Lockout::UntilIntervalEnds)
        });
        fail(&mut world, at(0), failures);
        assert!(lock(at(0), &world.policy, &world.account).is_some());
    }
}

/// What a hand or a clock gone wrong wrote into the store.
#[test]
fn odd_records_do_not_break_anything() {
    let lock = |until| {
        let failures = u32::MAX;
        Some(Lock { until, failures })
    };
    for (failed, lock, stands) in [
        (vec![Timestamp::MAX; 300], None, true),
        (vec![], lock(None), true),
        (vec![], lock(Some(Timestamp::MAX)), true),
        (vec![Timestamp::MIN; 300], lock(Some(Timestamp::MIN)), false),
    ] {
        let mut world = locking(Lockout::UntilIntervalEnds);
        let odd = Throttle {
            failed: [("corp".to_owned(), failed)].into(),
            lock,
        };
        world.account.throttles = [("aux_id_3".to_owned(), odd)].into();
        let verdict = world.present_token(at(0), &wrong());
        assert_eq!(
            matches!(verdict, Verdict::Locked { .. }),
            stands,
            "{lock:?}: {verdict:?}"
        );
    }
}

#[test]
fn a_delivered_code_and_the_throttling_both_limit_what_is_left() {
    let mut world = locking(Lockout::UntilUnlocked);
    let code = world.issue(at(0));
    let mut left = |times: u32| {
        fail(&mut world, at(0), times);
        match world.present(at(0), &another(&code)) {
            Verdict::Rejected { left, .. } => left,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(left(0), Some(2));
    assert_eq!(left(2), Some(1));
}
