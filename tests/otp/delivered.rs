//! Delivered codes: one is active, it is taken once, in time, within its attempts.

use jiff::{SignedDuration, Timestamp};
use otpdoctor::otp::core::{
    Account, Attempt, HashKey, Method, Policy, RANDOM, Refused, User, Verdict, Why, decide, issue,
};

use crate::dice::Dice;
use crate::world::{World, another, at, code, key, policy, unthrottled, user};

const VERIFIED: Verdict = Verdict::Verified {
    method: Method::Sms,
    drift: 0,
};

fn rejected(why: Why, left: Option<u32>) -> Verdict {
    Verdict::Rejected { why, left }
}

#[test]
fn a_right_code_is_taken_once() {
    let mut world = World::new(policy());
    let code = world.issue(at(0));
    assert_eq!(world.present(at(10), &code), VERIFIED);
    assert_eq!(world.issued().taken_at, Some(at(10)));
    assert_eq!(world.present(at(11), &code), Verdict::Replayed);
    assert_eq!(
        world.present(at(12), &another(&code)),
        rejected(Why::NothingIssued, Some(4))
    );
    // Not even after its end, or before it was taken.
    assert_eq!(world.present(at(1000), &code), Verdict::Replayed);
    assert_eq!(world.present(at(5), &code), Verdict::Replayed);
}

#[test]
fn a_code_ends_when_its_lifetime_does() {
    let mut world = World::new(policy());
    let code = world.issue(at(0));
    assert_eq!(world.issued().expires_at, at(300));
    let just = at(300) - SignedDuration::from_nanos(1);
    assert_eq!(world.present(just, &code), VERIFIED);

    let code = world.issue(at(1000));
    assert_eq!(world.present(at(1300), &code), Verdict::Expired);
    assert_eq!(world.present(at(1301), &code), Verdict::Expired);
}

#[test]
fn a_code_that_came_too_late_is_not_taken_when_the_clock_goes_back() {
    let mut world = World::new(policy());
    let code = world.issue(at(0));
    assert_eq!(world.present(at(301), &code), Verdict::Expired);
    assert_eq!(
        world.present(at(299), &code),
        rejected(Why::UsedUp, Some(0))
    );
}

#[test]
fn a_code_that_was_issued_while_the_clock_was_ahead_dies_by_its_lifetime() {
    for ahead in [1, 299, 3600, 86_400 * 365] {
        let mut world = World::new(unthrottled());
        let code = world.issue(at(ahead));
        // The first look with a clock that is right: its lifetime begins.
        let wrong = rejected(Why::WrongCode, Some(2));
        assert_eq!(world.present(at(0), &another(&code)), wrong);
        assert_eq!(world.issued().expires_at, at(300));
        // A clock that is further back yet adds nothing to it.
        let wrong = rejected(Why::WrongCode, Some(1));
        assert_eq!(world.present(at(-50), &another(&code)), wrong);
        assert_eq!(world.issued().expires_at, at(250));
        assert_eq!(world.present(at(250), &code), Verdict::Expired);
    }
}

#[test]
fn a_code_outlives_a_clock_that_is_a_little_behind_or_set_right() {
    // Two machines of one store, a second apart; a clock that was behind when the code was issued.
    for seen in [-1, 0, 1, 299] {
        let mut world = World::new(policy());
        let code = world.issue(at(0));
        assert_eq!(world.present(at(seen), &code), VERIFIED);
    }
    let mut world = World::new(policy());
    let code = world.issue(at(-3600));
    assert_eq!(world.present(at(0), &code), Verdict::Expired);
    // Its end stays where it is as long as time goes on.
    let code = world.issue(at(100));
    world.present(at(100), &another(&code));
    assert_eq!(world.issued().expires_at, at(400));
}

#[test]
fn guesses_after_the_end_use_attempts_too() {
    let mut world = World::new(unthrottled());
    let code = world.issue(at(0));
    for left in [2, 1, 0] {
        assert_eq!(
            world.present(at(301), &another(&code)),
            rejected(Why::WrongCode, Some(left))
        );
    }
    assert_eq!(
        world.present(at(299), &code),
        rejected(Why::UsedUp, Some(0))
    );
}

#[test]
fn attempts_are_used_up_by_wrong_codes_and_the_right_one_is_none_then() {
    let mut world = World::new(policy());
    let code = world.issue(at(0));
    let wrong = another(&code);
    for left in [2, 1, 0] {
        assert_eq!(
            world.present(at(1), &wrong),
            rejected(Why::WrongCode, Some(left))
        );
    }
    // The same answer for both: it says nothing of the code.
    let before = world.account.clone();
    assert_eq!(world.present(at(2), &wrong), rejected(Why::UsedUp, Some(0)));
    assert_eq!(world.failures(), 4);
    world.account = before;
    assert_eq!(world.present(at(2), &code), rejected(Why::UsedUp, Some(0)));
}

#[test]
fn a_new_code_takes_the_place_of_the_one_before() {
    let mut world = World::new(policy());
    let first = world.issue(at(0));
    assert_eq!(
        world.present(at(1), &another(&first)),
        rejected(Why::WrongCode, Some(2))
    );
    let second = world.issue(at(2));
    assert_ne!(first.expose(), second.expose());
    assert_eq!(
        world.present(at(3), &first),
        rejected(Why::WrongCode, Some(2))
    );
    assert_eq!(world.present(at(4), &second), VERIFIED);
}

#[test]
fn realms_and_users_have_codes_of_their_own() {
    let mut world = World::new(unthrottled());
    let here = world.issue(at(0));
    world.policy.realm = "vpn".into();
    assert_eq!(
        world.present(at(1), &here),
        rejected(Why::NothingIssued, None)
    );
    let there = world.issue(at(1));
    assert_eq!(
        world.present(at(2), &here),
        rejected(Why::WrongCode, Some(2))
    );
    assert_eq!(world.present(at(2), &there), VERIFIED);
    world.policy.realm = "corp".into();
    assert_eq!(world.present(at(3), &here), VERIFIED);
}

/// Who can write to the store, but has not the key, cannot make a code fit.
#[test]
fn a_kept_hash_fits_only_its_own_user_realm_salt_and_key() {
    let mut world = World::new(unthrottled());
    let right = world.issue(at(0));
    let kept = world.account;
    let verdict = |policy: &Policy, user: &User, account: &Account, key: &HashKey| {
        let key = Some(key);
        let attempt = Attempt::Delivered { code: &right, key };
        decide(at(1), policy, user, account, &attempt).0
    };
    assert_eq!(verdict(&world.policy, &user(), &kept, &key()), VERIFIED);

    let wrong = rejected(Why::WrongCode, Some(2));
    let other = User::new("asmith").unwrap();
    assert_eq!(verdict(&world.policy, &other, &kept, &key()), wrong);
    let key_of_others = HashKey::new([8; 32]);
    // The same name, and still another key: the hash alone decides.
    let mut renamed = kept.clone();
    for issued in renamed.codes.values_mut() {
        issued.key = key_of_others.name();
    }
    assert_eq!(
        verdict(&world.policy, &user(), &renamed, &key_of_others),
        wrong
    );

    let mut moved = kept.clone();
    let issued = moved.codes.remove("corp").unwrap();
    moved.codes.insert("vpn".into(), issued);
    let vpn = Policy {
        realm: "vpn".into(),
        ..unthrottled()
    };
    assert_eq!(verdict(&vpn, &user(), &moved, &key()), wrong);

    for (salt, hash) in [("00", None), ("", None), ("", Some("")), ("", Some("zz"))] {
        let mut changed = kept.clone();
        let issued = changed.codes.get_mut("corp").unwrap();
        issued.salt = salt.into();
        issued.hash = hash.map_or(issued.hash.clone(), str::to_owned);
        assert_eq!(verdict(&world.policy, &user(), &changed, &key()), wrong);
    }
}

/// The documented layout, hashed by another library.
#[test]
fn the_hash_is_what_its_description_says() {
    let mut world = World::new(policy());
    let right = world.issue(at(0));
    let issued = world.issued();
    let mut message = Vec::new();
    for field in [
        "otpdoctor delivered code 1",
        "corp",
        "jdoe",
        &issued.salt,
        right.expose(),
    ] {
        message.extend((field.len() as u64).to_be_bytes());
        message.extend(field.bytes());
    }
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &[7; 32]);
    let tag = aws_lc_rs::hmac::sign(&key, &message);
    assert_eq!(issued.hash, data_encoding::HEXLOWER.encode(tag.as_ref()));
    assert_eq!(issued.salt.len(), 32);
}

#[test]
fn equal_codes_hash_differently() {
    let mut dice = Dice::new(4);
    let mut draw = dice.draw();
    let hash = |draw: &[u8; RANDOM]| {
        let made = issue(
            at(0),
            &policy(),
            &user(),
            &Account::default(),
            Method::Sms,
            draw,
            &key(),
        );
        let (code, account) = made.unwrap();
        (code.expose().to_owned(), account.codes["corp"].hash.clone())
    };
    let (code, first) = hash(&draw);
    draw[48] ^= 1;
    let (same, second) = hash(&draw);
    assert_eq!(code, same);
    assert_ne!(first, second);
}

#[test]
fn another_length_is_said_to_be_one_and_counts() {
    let mut world = World::new(policy());
    world.issue(at(0));
    assert_eq!(
        world.present(at(1), &code("12345")),
        rejected(Why::WrongLength, Some(2))
    );
    assert_eq!(
        world.present(at(1), &code("1234567")),
        rejected(Why::WrongLength, Some(1))
    );
}

#[test]
fn the_length_follows_the_realm() {
    for length in 1..=20 {
        let mut world = World::new(Policy {
            code_length: length,
            ..policy()
        });
        let code = world.issue(at(0));
        assert_eq!(code.digits(), length);
        assert_eq!(world.present(at(1), &code), VERIFIED);
    }
}

#[test]
fn a_method_that_is_off_issues_and_takes_nothing() {
    let try_issue = |policy: &Policy, method| {
        let account = Account::default();
        let draw = Dice::new(5).draw();
        issue(at(0), policy, &user(), &account, method, &draw, &key()).err()
    };
    for method in [Method::Voice, Method::HelpDesk1, Method::HelpDesk2] {
        assert_eq!(
            try_issue(&policy(), method),
            Some(Refused::MethodOff(method))
        );
    }
    assert_eq!(try_issue(&policy(), Method::Sms), None);
    assert_eq!(
        try_issue(&policy(), Method::Oath),
        Some(Refused::NotDelivered)
    );

    // Switched off after the code was sent.
    let mut world = World::new(policy());
    let code = world.issue(at(0));
    world.policy.methods.remove(&Method::Sms);
    let before = world.account.clone();
    let off = rejected(Why::MethodOff, Some(5));
    assert_eq!(world.present(at(1), &code), off);
    assert_eq!(world.account, before);
}

#[test]
fn a_code_of_another_machines_key_is_told_and_costs_nothing() {
    let mut world = World::new(policy());
    let code = world.issue(at(0));
    let before = world.account.clone();
    let own = std::mem::replace(&mut world.key, HashKey::new([9; 32]));
    assert_eq!(
        world.present(at(1), &code),
        rejected(Why::OtherKey, Some(5))
    );
    assert_eq!(world.account, before);
    world.key = own;
    assert_eq!(world.present(at(1), &code), VERIFIED);
}

/// Else whoever types names at random fills the store.
#[test]
fn what_could_not_be_guessed_changes_nothing() {
    let mut world = World::new(policy());
    let nothing = rejected(Why::NothingIssued, Some(5));
    assert_eq!(world.present(at(0), &code("123456")), nothing);
    let unknown = rejected(Why::NotEnrolled, Some(5));
    assert_eq!(world.present_token(at(0), &code("123456")), unknown);
    assert_eq!(world.account, Account::default());

    world.policy.methods = [Method::Oath].into();
    let off = rejected(Why::MethodOff, Some(5));
    assert_eq!(world.present(at(0), &code("123456")), off);
}

#[test]
fn times_at_the_ends_of_the_calendar_break_nothing() {
    for lifetime in [SignedDuration::MAX, SignedDuration::MIN] {
        for now in [Timestamp::MIN, at(0), Timestamp::MAX] {
            let mut world = World::new(Policy {
                lifetime,
                ..policy()
            });
            let code = world.issue(now);
            let verdict = world.present(now, &code);
            let lives = lifetime.is_positive() && now < Timestamp::MAX;
            let expected = if lives { VERIFIED } else { Verdict::Expired };
            assert_eq!(verdict, expected, "{now} {lifetime:?}");
        }
    }
}
