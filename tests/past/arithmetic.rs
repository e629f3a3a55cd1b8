//! What is counted, against cases that were worked out by hand: a time of 1000 s, states in seconds of it.

use checks::kit::Status;
use jiff::Timestamp;
use otpdoctor::history::{Hour, Latencies, Outcome, Past, Span, State};
use otpdoctor::report::history::{self as review, Appliance, Lens, Outcome as Word};

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

pub fn span((since, until): (i64, i64)) -> Span {
    Span {
        since: at(since),
        until: at(until),
    }
}

pub fn lens() -> Lens {
    Lens {
        during: span((0, 1000)),
        realm: None,
        check: None,
    }
}

/// A past with one check `c`: states as realm, letter, begin and end.
pub fn past(watched: &[(i64, i64)], states: &[(&str, char, i64, i64)]) -> Past {
    let outcome = |letter| match letter {
        'P' => Outcome::Of(Status::Pass),
        'S' => Outcome::Of(Status::Skip),
        'W' => Outcome::Of(Status::Warn),
        'U' => Outcome::Of(Status::Unknown),
        'F' => Outcome::Of(Status::Fail),
        'A' => Outcome::Waived,
        _ => panic!("{letter}"),
    };
    let states = states.iter().map(|(realm, letter, since, until)| {
        let state = State {
            realm: (*realm).into(),
            check: "c".into(),
            outcome: outcome(*letter),
            reason: format!("reason-{letter}"),
        };
        (state, span((*since, *until)))
    });
    Past {
        appliance: "idp-01".into(),
        version: "0.1.0".into(),
        last_run_at: at(990),
        watched: watched.iter().copied().map(span).collect(),
        states: states.collect(),
        causes: Vec::new(),
        hours: Vec::new(),
    }
}

fn folded(watched: &[(i64, i64)], states: &[(&str, char, i64, i64)]) -> Appliance {
    review::fold(&past(watched, states), &lens())
}

pub const WHOLE: &[(i64, i64)] = &[(0, 1000)];

#[test]
fn what_passes_and_then_fails() {
    let one = folded(WHOLE, &[("r", 'P', 0, 600), ("r", 'F', 600, 1000)]);
    let course = &one.checks[0].course;
    assert_eq!(course.availability, Some(0.6));
    assert_eq!((course.times.pass_s, course.times.fail_s), (600.0, 400.0));
    assert_eq!(course.times.unwatched_s, 0.0);
    let longest = course.longest_outage.unwrap();
    assert_eq!(
        (course.outages, longest.since, longest.until),
        (1, at(600), at(1000))
    );
    assert_eq!(
        (longest.lasted_s, longest.holds, longest.began_before),
        (400.0, true, false)
    );
    assert_eq!(course.changed_at, Some(at(600)));
    let last = course.last.as_ref().unwrap();
    assert_eq!(
        (last.outcome, last.reason.as_str(), last.since),
        (Word::Fail, "reason-F", at(600))
    );
    assert_eq!((one.failing_s, one.availability), (400.0, Some(0.6)));
    assert_eq!(
        (one.watched_s, one.watched_share, one.silent_since),
        (1000.0, 1.0, None)
    );
}

#[test]
fn what_began_before_the_time_is_told_as_such() {
    let one = folded(WHOLE, &[("r", 'F', -500, 100), ("r", 'P', 100, 1000)]);
    let course = &one.checks[0].course;
    let longest = course.longest_outage.unwrap();
    assert_eq!((longest.since, longest.lasted_s), (at(0), 100.0));
    assert_eq!((longest.began_before, longest.holds), (true, false));
    assert_eq!(course.changed_at, Some(at(100)));
    let steady = folded(WHOLE, &[("r", 'P', -500, 2000)]);
    assert_eq!(steady.checks[0].course.changed_at, None);
    assert_eq!(steady.checks[0].course.times.pass_s, 1000.0);
}

#[test]
fn a_gap_neither_ends_nor_lengthens_an_outage() {
    let one = folded(
        &[(0, 300), (600, 1000)],
        &[("r", 'P', 0, 200), ("r", 'F', 200, 1000)],
    );
    let course = &one.checks[0].course;
    let longest = course.longest_outage.unwrap();
    assert_eq!((course.outages, longest.lasted_s), (1, 500.0));
    assert_eq!((longest.since, longest.until), (at(200), at(1000)));
    assert_eq!(course.availability, Some(200.0 / 700.0));
    assert_eq!(course.times.unwatched_s, 300.0);
    // One slice is a minute, of which the fifth and the eleventh are watched in part.
    assert_eq!(course.strip, "PPPFF.....FFFFFFF");
    assert_eq!(one.watched_share, 0.7);
}

#[test]
fn what_heals_unseen_is_over_when_it_was_last_seen() {
    let states = [("r", 'F', 0, 500), ("r", 'P', 500, 1000)];
    let one = folded(&[(0, 300), (700, 1000)], &states);
    let course = &one.checks[0].course;
    let longest = course.longest_outage.unwrap();
    assert_eq!(
        (longest.until, longest.lasted_s, longest.holds),
        (at(300), 300.0, false)
    );
    assert_eq!(course.changed_at, Some(at(700)));
}

#[test]
fn a_gap_at_the_end_is_silence() {
    let one = folded(&[(0, 500)], &[("r", 'P', 0, 1000)]);
    assert_eq!(one.silent_since, Some(at(500)));
    assert_eq!(one.checks[0].course.availability, Some(1.0));
    assert_eq!(one.checks[0].course.times.unwatched_s, 500.0);
}

#[test]
fn nothing_watched_is_neither_all_nor_nothing() {
    let one = folded(&[], &[("r", 'P', 0, 1000), ("r", 'F', 300, 400)]);
    let course = &one.checks[0].course;
    assert_eq!((course.availability, one.availability), (None, None));
    assert_eq!(
        (course.times.unwatched_s, course.times.pass_s),
        (1000.0, 0.0)
    );
    assert_eq!((course.outages, &course.last), (0, &None));
    assert_eq!(course.strip, ".".repeat(17));
    let review = review::review(&lens(), vec![one]);
    let json = review::json(&review);
    assert!(
        !json.contains("NaN") && !json.contains("\"availability\""),
        "{json}"
    );
    for text in [
        crate::goldens::human(&review, 80),
        review::markdown(&review),
        review::html(&review),
    ] {
        assert!(text.contains("not watched"), "{text}");
        assert!(!text.contains("100 %"), "{text}");
    }
}

#[test]
fn a_time_of_no_length_divides_by_nothing() {
    let lens = Lens {
        during: span((0, 0)),
        ..lens()
    };
    let one = review::fold(&past(WHOLE, &[("r", 'P', 0, 1000)]), &lens);
    assert_eq!((one.watched_share, one.availability), (0.0, None));
    let review = review::review(&lens, vec![one]);
    for text in [
        crate::goldens::human(&review, 80),
        review::markdown(&review),
        review::html(&review),
    ] {
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
}

#[test]
fn what_cannot_be_judged_counts_neither_way() {
    let states = [
        ("r", 'U', 0, 100),
        ("r", 'S', 100, 250),
        ("r", 'A', 250, 450),
        ("r", 'W', 450, 650),
        ("r", 'F', 650, 750),
        ("r", 'P', 750, 1000),
    ];
    let one = folded(WHOLE, &states);
    let course = &one.checks[0].course;
    let times = &course.times;
    assert_eq!(
        (times.unknown_s, times.skip_s, times.waived_s),
        (100.0, 150.0, 200.0)
    );
    assert_eq!(course.availability, Some(450.0 / 550.0));
    let never = folded(WHOLE, &[("r", 'U', 0, 1000)]);
    assert_eq!(never.checks[0].course.availability, None);
    let human = crate::goldens::human(&review::review(&lens(), vec![never]), 80);
    assert!(human.contains("not judged"), "{human}");
}

#[test]
fn each_failure_after_another_outcome_is_an_outage_of_its_own() {
    let states = [
        ("r", 'F', 0, 100),
        ("r", 'U', 100, 200),
        ("r", 'F', 200, 400),
        ("r", 'P', 400, 500),
        ("r", 'F', 500, 700),
        ("r", 'P', 700, 1000),
    ];
    let one = folded(WHOLE, &states);
    let course = &one.checks[0].course;
    assert_eq!(course.outages, 3);
    // Of two that are as long, the last.
    assert_eq!(course.longest_outage.unwrap().since, at(500));
    // Two states of one outcome in a row, for other reasons, are one outage.
    let mut both = past(
        WHOLE,
        &[
            ("r", 'F', 0, 100),
            ("r", 'F', 100, 300),
            ("r", 'P', 300, 1000),
        ],
    );
    both.states[1].0.reason = "other".into();
    let course = &review::fold(&both, &lens()).checks[0].course;
    assert_eq!(
        (course.outages, course.longest_outage.unwrap().lasted_s),
        (1, 300.0)
    );
}

#[test]
fn of_several_realms_the_worst_counts_at_each_moment() {
    let states = [
        ("a", 'F', 0, 500),
        ("a", 'P', 500, 1000),
        ("b", 'P', 0, 400),
        ("b", 'F', 400, 700),
        ("b", 'P', 700, 1000),
        ("c", 'P', 0, 400),
        ("c", 'F', 400, 700),
        ("c", 'P', 700, 1000),
    ];
    let one = folded(WHOLE, &states);
    let check = &one.checks[0];
    assert_eq!(
        (check.course.times.fail_s, check.course.outages),
        (700.0, 1)
    );
    assert_eq!(check.course.availability, Some(0.3));
    let apart: Vec<(&[String], Option<f64>)> = check
        .realms
        .iter()
        .map(|one| (one.realms.as_slice(), one.course.availability))
        .collect();
    assert_eq!(
        apart,
        [
            (&["a".to_owned()][..], Some(0.5)),
            (&["b".to_owned(), "c".to_owned()][..], Some(0.7))
        ]
    );
    let only = Lens {
        realm: Some("a".into()),
        ..lens()
    };
    let one = review::fold(&past(WHOLE, &states), &only);
    assert_eq!(one.checks[0].course.availability, Some(0.5));
    assert!(one.checks[0].realms.is_empty());
}

#[test]
fn a_history_that_is_out_of_order_is_counted_once() {
    // Watched times that overlap, states that do and that come in any order.
    let states = [
        ("r", 'F', 500, 900),
        ("r", 'P', 0, 700),
        ("r", 'P', 900, 3000),
    ];
    let one = folded(&[(400, 1200), (-100, 500), (450, 460)], &states);
    let course = &one.checks[0].course;
    assert_eq!(one.watched_s, 1000.0);
    assert_eq!((course.times.pass_s, course.times.fail_s), (600.0, 400.0));
}

#[test]
fn latency_is_of_all_runs_and_by_slice() {
    let mut past = past(WHOLE, &[("r", 'P', 0, 1000)]);
    let mut all = Latencies::default();
    (1..=100).for_each(|ms| all.add(std::time::Duration::from_millis(ms)));
    let hour = |since, name: &str, all: &Latencies| Hour {
        since: at(since),
        runs: all.count(),
        latencies: [(name.to_owned(), all.clone())].into(),
    };
    past.hours = vec![hour(-3000, "c", &all), hour(600, "other", &all)];
    let one = review::fold(&past, &lens());
    let latency = one.checks[0].latency.as_ref().unwrap();
    assert_eq!((latency.runs, latency.longest_s), (100, 0.1));
    assert!(
        (latency.p50_s / 0.05 - 1.0).abs() < 0.06,
        "{}",
        latency.p50_s
    );
    assert!(
        (latency.p95_s / 0.095 - 1.0).abs() < 0.06,
        "{}",
        latency.p95_s
    );
    // The hour ends 600 s into the time: ten slices of a minute.
    let drawn = latency.curve.p95_s.iter().map(Option::is_some);
    assert_eq!(
        drawn.collect::<Vec<_>>(),
        [[true; 10].as_slice(), &[false; 7]].concat()
    );
    assert_eq!(one.runs, 200);
    past.hours.clear();
    assert_eq!(review::fold(&past, &lens()).checks[0].latency, None);
}

#[test]
fn slices_are_round_and_few() {
    for (hours, each, count) in [
        (1, 60, 60),
        (24, 900, 96),
        (25, 1800, 50),
        (7 * 24, 2 * 3600, 84),
        (30 * 24, 8 * 3600, 90),
        (12 * 7 * 24, 86_400, 84),
        (365 * 24, 7 * 86_400, 53),
        (876_000, 32_850_001, 96),
    ] {
        let during = span((0, hours * 3600));
        let lens = Lens { during, ..lens() };
        let review = review::review(&lens, Vec::new());
        assert_eq!((review.slice_s, review.slices), (each, count), "{hours} h");
    }
}
