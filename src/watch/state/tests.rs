//! What a watch keeps comes back as it went, and what is not its own is refused.

#![allow(clippy::unwrap_used)]

use checks::kit::Status;

use super::*;
use crate::watch::notice::CheckResult;
use crate::watch::outbox::tests::notice;
use crate::watch::settle::Found;

fn run(realms: usize, broken: &[usize]) -> Vec<Found> {
    let one = |realm: usize, check: &str| {
        let (outcome, reason) = if broken.contains(&realm) {
            (Status::Fail, "refused")
        } else {
            (Status::Pass, "ok")
        };
        Found {
            realm: format!("SecureAuth{realm}").into(),
            check: check.into(),
            result: CheckResult {
                outcome: outcome.into(),
                reason: reason.into(),
            },
        }
    };
    let checks = ["smtp-reach", "clock-skew"];
    (0..realms)
        .flat_map(|realm| checks.map(|check| one(realm, check)))
        .collect()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_000_000_000 + seconds).unwrap()
}

#[test]
fn it_comes_back_as_it_went_and_goes_on_where_it_was() {
    let mut state = State::default();
    let broken = run(40, &[3, 4, 5, 20]);
    for run in [
        &run(40, &[]),
        &run(40, &[]),
        &broken,
        &broken,
        &run(40, &[1]),
    ] {
        state.settled.note(run, 2);
    }
    let channels = ["a".to_owned()];
    state.outbox.put(&notice("n", at(0)), channels);
    state
        .watched
        .note(at(0), SignedDuration::from_mins(10), SignedDuration::MAX);
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::open(&place.path().join("new/folder")).unwrap();
    assert_eq!(folder.read().unwrap(), State::default());
    folder.write(&state).unwrap();
    let mut back = folder.read().unwrap();
    assert_eq!(back, state);
    // The next failure of realm 1 confirms the one before.
    let events = back.settled.note(&run(40, &[1]), 2);
    let broke = events.iter().filter(|one| one.now.reason == "refused");
    let broke: Vec<_> = broke.collect();
    assert_eq!(broke.len(), 2);
    assert_eq!(broke[0].realms, ["SecureAuth1"]);
}

#[test]
fn what_is_alike_takes_little_room() {
    let mut state = State::default();
    (0..3).for_each(|_| _ = state.settled.note(&run(1000, &[]), 2));
    let text = serde_json::to_string(&state).unwrap();
    assert!(text.len() < 50_000, "{}", text.len());
}

#[test]
fn a_second_watch_is_kept_out_until_the_first_has_ended() {
    let place = tempfile::tempdir().unwrap();
    let first = Folder::open(place.path()).unwrap();
    let second = Folder::open(place.path()).err().unwrap();
    let second = second.to_string();
    assert!(second.starts_with("another `otpdoctor watch` uses"));
    assert!(second.contains("--reports"), "{second}");
    drop(first);
    assert!(Folder::open(place.path()).is_ok());
}

#[test]
fn what_is_not_a_state_is_told_with_its_place_and_left_as_it_is() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::open(place.path()).unwrap();
    let path = place.path().join(FILE);
    for (text, said) in [
        ("", "is not the state of a watch: "),
        (
            "{\"schema\": \"otpdoctor.watch/1\", \"settled\": 7}",
            "line 1",
        ),
        (
            "{\"schema\": \"otpdoctor.watch/2\"}",
            "a newer otpdoctor (otpdoctor.watch/2)",
        ),
        (
            "{\"schema\": \"otpdoctor.report/1\"}",
            "\"otpdoctor.report/1\"; move it away",
        ),
        ("\u{0}\u{1}", "move it away"),
    ] {
        std::fs::write(&path, text).unwrap();
        let why = folder.read().unwrap_err().to_string();
        assert!(why.contains(said) && why.contains(FILE), "{why}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let why = folder.read().unwrap_err().to_string();
    assert!(why.contains("cannot be used"), "{why}");
}

#[test]
fn watched_time_ends_where_nobody_watched() {
    let minutes = SignedDuration::from_mins;
    let mut watched = Watched::default();
    for seconds in [0, 300, 600, 5000, 5300] {
        watched.note(at(seconds), minutes(10), minutes(600));
    }
    let stretch = |since, until| Span {
        since: at(since),
        until: at(until),
    };
    assert_eq!(watched.stretches(), [stretch(0, 1200), stretch(5000, 5900)]);
    // A clock that was set back begins a stretch, and what is old is forgotten.
    watched.note(at(100), minutes(10), minutes(600));
    assert_eq!(watched.stretches().len(), 3);
    watched.note(at(100_000), minutes(10), minutes(600));
    assert_eq!(watched.stretches(), [stretch(100_000, 100_600)]);
    for number in 1..=2 * STRETCHES as i64 {
        watched.note(
            at(100_000 + number * 3600),
            minutes(10),
            SignedDuration::MAX,
        );
    }
    assert_eq!(watched.stretches().len(), STRETCHES);
}
