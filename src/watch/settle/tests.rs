//! What is told of runs that find this and that.

#![allow(clippy::unwrap_used)]

use checks::kit::Status;

use super::*;
use crate::history::Outcome;

fn state(realm: &str, check: &str, outcome: Outcome, reason: &str) -> State {
    State {
        realm: realm.into(),
        check: check.into(),
        outcome,
        reason: reason.into(),
    }
}

/// A run that finds one thing: `p`ass, `f`ail, `g` fail for another reason, `w`arn, `u`nknown, `s`kip, w`a`ived.
fn one(letter: char) -> Vec<State> {
    let (outcome, reason) = match letter {
        'p' => (Outcome::Of(Status::Pass), "ok"),
        'f' => (Outcome::Of(Status::Fail), "refused"),
        'g' => (Outcome::Of(Status::Fail), "silent"),
        'w' => (Outcome::Of(Status::Warn), "slow"),
        'u' => (Outcome::Of(Status::Unknown), "deadline"),
        's' => (Outcome::Of(Status::Skip), "off"),
        'a' => (Outcome::Waived, "refused"),
        _ => unreachable!(),
    };
    vec![state("A", "smtp-reach", outcome, reason)]
}

/// What each of these runs has to tell, with a dot for nothing.
fn told(confirm: u32, runs: &str) -> String {
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
    assert_eq!(told(2, "ppffffppp"), ". . . broke . . . healed .");
    assert_eq!(told(1, "pfp"), ". broke healed");
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
        ". worsened broke worsened improved healed"
    );
    assert_eq!(told(1, "pup"), ". not checked healed");
    assert_eq!(told(1, "psfs"), ". changed broke changed");
    assert_eq!(told(1, "faf"), "broke changed broke");
    assert_eq!(told(1, "usp"), "not checked changed changed");
}

#[test]
fn what_flaps_is_told_when_it_begins_and_when_it_ends() {
    let runs = "pp".to_owned() + &"fp".repeat(20) + &"p".repeat(30);
    let told = told(2, &runs);
    let said: Vec<&str> = told.split(' ').filter(|word| *word != ".").collect();
    assert_eq!(said, ["flaps", "steady"]);
}

#[test]
fn what_flaps_slowly_enough_to_be_confirmed_is_quiet_too() {
    let runs = "ffpp".repeat(20);
    let told = told(2, &runs);
    let said: Vec<&str> = told.split(' ').filter(|word| *word != ".").collect();
    let flaps = said.iter().position(|word| *word == "flaps").unwrap();
    assert_eq!(
        flaps,
        said.len() - 1,
        "nothing is told of it from then on: {said:?}"
    );
    assert!(said.len() < 12, "{said:?}");
}

#[test]
fn the_end_of_flapping_tells_what_it_came_to() {
    let mut settled = Settled::default();
    let runs = "pp".to_owned() + &"fp".repeat(10) + &"f".repeat(25) + "pp";
    let mut events: Vec<Event> = Vec::new();
    for letter in runs.chars() {
        events.extend(settled.note(&one(letter), 2));
    }
    let kinds: Vec<Kind> = events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [Kind::Flaps, Kind::Steady, Kind::Healed]);
    assert_eq!(events[1].now.reason, "refused");
    assert_eq!(events[2].was.as_ref().unwrap().reason, "refused");
    assert_eq!(settled.flapping().count(), 0);
}

#[test]
fn realms_that_change_alike_are_one_event() {
    let run = |status, reason: &str| {
        let realms =
            ["A", "B", "C"].map(|realm| state(realm, "smtp-reach", Outcome::Of(status), reason));
        let mut states = realms.to_vec();
        states.push(state("A", "clock-skew", Outcome::Of(status), reason));
        states
    };
    let mut settled = Settled::default();
    assert!(settled.note(&run(Status::Pass, "ok"), 1).is_empty());
    let mut broken = run(Status::Fail, "refused");
    broken[2] = state("C", "smtp-reach", Outcome::Of(Status::Warn), "slow");
    let events = settled.note(&broken, 1);
    let said: Vec<(Kind, &str, Vec<String>)> = events
        .iter()
        .map(|event| (event.kind, event.check.as_str(), event.realms.clone()))
        .collect();
    // In the order of the registry within a kind.
    let clock = (Kind::Broke, "clock-skew", vec!["A".to_owned()]);
    let reach = (Kind::Broke, "smtp-reach", vec!["A".into(), "B".into()]);
    let slow = (Kind::Worsened, "smtp-reach", vec!["C".into()]);
    assert_eq!(said, [clock, reach, slow]);
}

#[test]
fn what_is_not_looked_at_any_more_is_forgotten() {
    let mut settled = Settled::default();
    settled.note(&one('f'), 1);
    assert_eq!(settled.cells.len(), 1);
    assert!(settled.note(&[], 1).is_empty());
    assert_eq!(settled, Settled::default());
}
