//! What is told of runs that find this and that.

#![allow(clippy::unwrap_used)]

use checks::kit::Status;

use super::*;
use crate::watch::notice::Outcome;

fn found(realm: &str, check: &str, outcome: Outcome, reason: &str) -> Found {
    Found {
        realm: realm.into(),
        check: check.into(),
        result: CheckResult {
            outcome,
            reason: reason.into(),
        },
    }
}

/// A run that finds one thing: `p`ass, `f`ail, `g` fail for another reason, `w`arn, `u`nknown, `s`kip, w`a`ived.
fn one(letter: char) -> Vec<Found> {
    let (outcome, reason) = match letter {
        'p' => (Outcome::from(Status::Pass), "ok"),
        'f' => (Outcome::from(Status::Fail), "refused"),
        'g' => (Outcome::from(Status::Fail), "silent"),
        'w' => (Outcome::from(Status::Warn), "slow"),
        'u' => (Outcome::from(Status::Unknown), "deadline"),
        's' => (Outcome::from(Status::Skip), "off"),
        'a' => (Outcome::Waived, "refused"),
        _ => unreachable!(),
    };
    vec![found("A", "smtp-reach", outcome, reason)]
}

/// What each of these runs has to tell, with a dot for nothing.
fn told(confirm: u8, runs: &str) -> String {
    let mut settled = Settled::default();
    let say = |letter| match settled.note(&one(letter), confirm).as_slice() {
        [] => ".".to_owned(),
        [event] => event.kind.word().to_owned(),
        many => panic!("{many:?}"),
    };
    runs.chars().map(say).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_change_is_told_once_it_is_confirmed_and_once() {
    assert_eq!(told(2, "ppffff"), ". . . broke . .");
    assert_eq!(told(2, "ppffffppp"), ". . . broke . . . recovered .");
    assert_eq!(told(1, "pfp"), ". broke recovered");
    assert_eq!(told(3, "pppffpfff"), ". . . . . . . . broke");
}

#[test]
fn what_does_not_last_is_never_told() {
    assert_eq!(told(2, "ppfppfppupp"), ". . . . . . . . . . .");
    // Two failures that are not of one kind confirm nothing.
    assert_eq!(told(2, "ppfgfpp"), ". . . . . . .");
}

#[test]
fn nothing_known_before() {
    assert_eq!(told(2, "pp"), ". .");
    assert_eq!(told(2, "ss"), ". .");
    assert_eq!(told(2, "aa"), ". .");
    assert_eq!(told(2, "fff"), ". broke .");
    assert_eq!(told(2, "ww"), ". worsened");
    assert_eq!(told(2, "uu"), ". not checked");
    assert_eq!(told(1, "f"), "broke");
    // What passes at first is known from then on.
    assert_eq!(told(2, "ppff"), ". . . broke");
    assert_eq!(told(2, "fpp"), ". . .");
}

#[test]
fn every_kind_of_change_has_its_name() {
    assert_eq!(
        told(1, "pwfgwp"),
        ". worsened broke worsened improved recovered"
    );
    assert_eq!(told(1, "pup"), ". not checked recovered");
    assert_eq!(told(1, "psfs"), ". changed broke changed");
    assert_eq!(told(1, "faf"), "broke changed broke");
    assert_eq!(told(1, "usp"), "not checked changed changed");
}

#[test]
fn realms_that_change_alike_are_one_event() {
    let run = |status, reason: &str| {
        let realms =
            ["A", "B", "C"].map(|realm| found(realm, "smtp-reach", Outcome::from(status), reason));
        let mut all = realms.to_vec();
        all.push(found("A", "clock-skew", Outcome::from(status), reason));
        all
    };
    let mut settled = Settled::default();
    assert!(settled.note(&run(Status::Pass, "ok"), 1).is_empty());
    let mut broken = run(Status::Fail, "refused");
    broken[2] = found("C", "smtp-reach", Outcome::from(Status::Warn), "slow");
    let events = settled.note(&broken, 1);
    let said: Vec<(Kind, &str, Vec<&str>)> = events
        .iter()
        .map(|event| {
            let realms = event.realms.iter().map(Text::as_str);
            (event.kind, event.check.as_str(), realms.collect())
        })
        .collect();
    // In the order of the registry within a kind.
    let clock = (Kind::Broke, "clock-skew", vec!["A"]);
    let reach = (Kind::Broke, "smtp-reach", vec!["A", "B"]);
    let slow = (Kind::Worsened, "smtp-reach", vec!["C"]);
    assert_eq!(said, [clock, reach, slow]);
}

#[test]
fn what_is_not_looked_at_any_more_is_forgotten() {
    let mut settled = Settled::default();
    settled.note(&one('f'), 1);
    assert_eq!(settled.tracks.len(), 1);
    assert!(settled.note(&[], 1).is_empty());
    assert_eq!(settled, Settled::default());
}
