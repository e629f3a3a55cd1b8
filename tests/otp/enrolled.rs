//! Tokens enrolled and replaced: what was taken of a seed stays taken, however it comes back.

use otpdoctor::otp::core::{Account, Fingerprint, Kind, Refused, Token, Verdict, enroll, replace};

use crate::world::{World, at, generator, hotp, policy, token, totp, unthrottled};

/// A token whose seed is told from others.
fn of(seed: &str, kind: Kind) -> Token {
    Token {
        fingerprint: Fingerprint {
            key: "k".into(),
            tag: seed.into(),
        },
        ..token(kind)
    }
}

/// A token whose fingerprint was made under another key file.
fn elsewhere(kind: Kind) -> Token {
    let mut token = of("seed", kind);
    token.fingerprint.key = "elsewhere".into();
    token
}

fn used(last: u64) -> Kind {
    timed(30, 0, Some(last))
}

fn timed(step: u32, epoch: i64, last: Option<u64>) -> Kind {
    Kind::Totp {
        step,
        epoch,
        last,
        drift: 0,
    }
}

fn with(tokens: &[(&str, Token)]) -> Account {
    let tokens = tokens.iter().cloned();
    Account {
        tokens: tokens
            .map(|(name, token)| (name.to_owned(), token))
            .collect(),
        ..Account::default()
    }
}

fn replaced(account: &Account, name: &str, token: Token) -> Result<Account, Refused> {
    replace(&policy(), account, name, token)
}

fn kind(account: &Account, name: &str) -> Kind {
    account.tokens[name].kind.clone()
}

/// The step of the moment at which the tests enroll.
fn here() -> u64 {
    u64::try_from(at(0).as_second()).unwrap() / 30
}

#[test]
fn a_seed_that_the_user_has_under_another_name_is_refused() {
    let account = with(&[("a", of("seed", totp()))]);
    let twin = Err(Refused::SeedEnrolled("a".into()));
    assert_eq!(enroll(&policy(), &account, "b", of("seed", totp())), twin);
    assert_eq!(replaced(&account, "b", of("seed", hotp(0))), twin);
    assert!(enroll(&policy(), &account, "b", of("other", totp())).is_ok());
    // What cannot be compared is not refused.
    assert!(enroll(&policy(), &account, "b", elsewhere(totp())).is_ok());
}

#[test]
fn the_same_seed_goes_on_where_it_was() {
    let account = with(&[("a", of("seed", used(here()))), ("b", of("two", hotp(7)))]);
    let next = replaced(&account, "a", of("seed", totp())).unwrap();
    assert_eq!(kind(&next, "a"), used(here()));
    let next = replaced(&account, "b", of("two", hotp(0))).unwrap();
    assert_eq!(kind(&next, "b"), hotp(7));
    let ahead = replaced(&account, "b", of("two", hotp(9))).unwrap();
    assert_eq!(kind(&ahead, "b"), hotp(9));
}

#[test]
fn a_seed_that_comes_back_after_others_goes_on_where_it_was() {
    for (kind_then, fresh, after) in [
        (used(here()), totp(), used(here())),
        (hotp(7), hotp(0), hotp(7)),
    ] {
        let account = with(&[("a", of("seed", kind_then))]);
        let mut account = replaced(&account, "a", of("other", fresh.clone())).unwrap();
        assert_eq!(
            kind(&account, "a"),
            fresh,
            "another seed begins as it is told to"
        );
        let back = replaced(&account, "a", of("seed", fresh.clone())).unwrap();
        assert_eq!(kind(&back, "a"), after);
        let elsewhere = enroll(&policy(), &account, "b", of("seed", fresh.clone())).unwrap();
        assert_eq!(kind(&elsewhere, "b"), after);
        // Through the other kind, and back.
        account = replaced(&account, "a", of("third", hotp(3))).unwrap();
        let back = replaced(&account, "a", of("seed", fresh)).unwrap();
        assert_eq!(kind(&back, "a"), after);
    }
}

#[test]
fn a_seed_that_is_not_known_keeps_the_last_step() {
    let account = with(&[("a", elsewhere(used(here())))]);
    let next = replaced(&account, "a", of("seed", totp())).unwrap();
    assert_eq!(kind(&next, "a"), used(here()));
    let next = replaced(&account, "a", of("seed", timed(60, 0, None))).unwrap();
    assert_eq!(kind(&next, "a"), timed(60, 0, None));
}

#[test]
fn by_other_steps_what_was_taken_does_not_come_again() {
    let account = with(&[("a", of("seed", used(here())))]);
    let spent = Err(Refused::SeedSpent);
    let slower = of("seed", timed(60, 0, None));
    assert_eq!(replaced(&account, "a", slower), spent);
    let later = of("seed", timed(30, 30 * 5_000, None));
    assert_eq!(replaced(&account, "a", later), spent);
    let soon = of("seed", timed(30, 60, None));
    let next = replaced(&account, "a", soon).unwrap();
    assert_eq!(kind(&next, "a"), timed(30, 60, Some(here())));
    // A seed of which nothing was taken may be told another period.
    let unused = with(&[("a", of("seed", totp()))]);
    assert!(replaced(&unused, "a", of("seed", timed(60, 0, None))).is_ok());
}

#[test]
fn what_is_remembered_is_bounded() {
    let mut account = with(&[("a", of("0", hotp(1)))]);
    for number in 1..100 {
        account = replaced(&account, "a", of(&number.to_string(), hotp(1))).unwrap();
    }
    assert_eq!(account.spent.len(), 16);
    let back = replaced(&account, "a", of("98", hotp(0))).unwrap();
    assert_eq!(kind(&back, "a"), hotp(1));
}

#[test]
fn a_code_that_was_passed_over_is_not_said_to_be_used() {
    let mut world = World::with_token(unthrottled(), hotp(0));
    for counter in [0, 8] {
        let verdict = world.present_token(at(0), &generator().code(counter));
        assert!(matches!(verdict, Verdict::Verified { .. }));
    }
    for (counter, verdict) in [
        (5, Verdict::Superseded),
        (0, Verdict::Superseded),
        (8, Verdict::Replayed),
    ] {
        assert_eq!(
            world.present_token(at(0), &generator().code(counter)),
            verdict
        );
    }
    let mut world = World::with_token(unthrottled(), totp());
    let code = |step: u64| generator().code(step);
    let verdict = world.present_token(at(0), &code(here()));
    assert!(matches!(verdict, Verdict::Verified { .. }));
    assert_eq!(world.present_token(at(0), &code(here())), Verdict::Replayed);
    let before = world.present_token(at(0), &code(here() - 1));
    assert_eq!(before, Verdict::Superseded);
}
