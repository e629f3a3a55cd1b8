//! Causes: what is told of one that comes and goes, and of one that appliances share.

use checks::kit::Status;
use otpdoctor::history::{Cause, Span};
use otpdoctor::report::history::{self as review, Appliance, Outcome, Review};

use crate::arithmetic::{WHOLE, at, lens, past, span};

fn cause(subject: &str, realm: &str, summary: &str) -> Cause {
    Cause {
        check: "c".into(),
        reason: "x".into(),
        subject: subject.into(),
        status: Status::Fail,
        summary: summary.into(),
        realms: vec![realm.into()],
    }
}

#[test]
fn a_cause_is_told_once_however_often_it_came() {
    let mut past = past(&[(0, 600), (700, 1000)], &[("r", 'P', 0, 1000)]);
    past.causes = vec![
        (cause("s", "a", "later"), span((800, 1000))),
        (cause("s", "a", "first"), span((100, 200))),
        // Another realm from then on: the same time goes on.
        (cause("s", "b", "second"), span((200, 300))),
        // Half of it unwatched.
        (cause("s", "a", "third"), span((550, 650))),
        (cause("t", "a", "never seen"), span((610, 690))),
        (cause("u", "a", "over"), span((-50, 50))),
    ];
    let one = review::fold(&past, &lens());
    let told: Vec<&str> = one
        .causes
        .iter()
        .map(|cause| cause.subject.as_str())
        .collect();
    assert_eq!(
        told,
        ["s", "u"],
        "what holds stands first, what nobody saw is left out"
    );
    let s = &one.causes[0];
    assert_eq!((s.times, s.held_s, s.holds), (3, 450.0, true));
    assert_eq!(
        (s.since, s.until, s.began_before),
        (at(100), at(1000), false)
    );
    assert_eq!(
        (s.realms.join(" "), s.summary.as_str()),
        ("a b".into(), "later")
    );
    assert_eq!(s.strip, "-FFFF----F.--FFFF");
    let u = &one.causes[1];
    assert_eq!((u.began_before, u.holds, u.held_s), (true, false, 50.0));
}

#[test]
fn appliances_share_a_cause_by_its_subject_and_then_by_its_reason() {
    let appliance = |name: &str, subject: &str, from: i64, until: i64, watched: i64| {
        let mut past = past(&[(0, watched)], &[("r", 'P', 0, 1000)]);
        past.appliance = name.into();
        past.causes = vec![(cause(subject, "r", subject), span((from, until)))];
        review::fold(&past, &lens())
    };
    let appliances = vec![
        appliance("one", "s", 300, 1000, 1000),
        appliance("two", "s", 400, 500, 1000),
        appliance("three", "t", 100, 1000, 800),
        review::fold(&past(WHOLE, &[]), &lens()),
    ];
    let fleet = review::review(&lens(), appliances).fleet.unwrap();
    let told: Vec<(Option<&str>, usize, usize)> = fleet
        .shared
        .iter()
        .map(|one| (one.subject.as_deref(), one.appliances, one.holding))
        .collect();
    assert_eq!(told, [(None, 3, 2), (Some("s"), 2, 1)]);
    let s = &fleet.shared[1];
    assert_eq!((s.of, s.first_at, s.most), (4, at(300), 2));
    // Both had it in the slice that begins after 360 s.
    assert_eq!(s.most_at, at(360));
    assert_eq!(s.counts[4..10], [0, 1, 2, 2, 2, 1]);
    assert_eq!((s.names[0].name.as_str(), s.names[1].holds), ("one", false));
    assert_eq!(fleet.silent, ["three"]);
}

/// The same cause for a time in which it is as bad as that.
fn stated(status: Status, subject: &str, time: (i64, i64)) -> (Cause, Span) {
    let named = Cause {
        status,
        ..cause(subject, "r", &format!("{subject} is {}", status.name()))
    };
    (named, span(time))
}

/// An appliance that these causes were named on.
fn on(name: &str, causes: Vec<(Cause, Span)>) -> Appliance {
    let mut past = past(WHOLE, &[("r", 'P', 0, 1000)]);
    past.appliance = name.into();
    past.causes = causes;
    review::fold(&past, &lens())
}

#[test]
fn a_cause_is_told_as_bad_as_it_last_was_and_drawn_as_it_was() {
    let one = on(
        "one",
        vec![
            stated(Status::Warn, "s", (120, 600)),
            stated(Status::Fail, "s", (600, 660)),
            stated(Status::Warn, "s", (660, 720)),
            stated(Status::Unknown, "s", (720, 780)),
            stated(Status::Fail, "s", (780, 810)),
            stated(Status::Fail, "s", (840, 1000)),
        ],
    );
    let s = &one.causes[0];
    // Of a slice the worst; 30 s of the fourteenth it was not there.
    assert_eq!(s.strip, "--WWWWWWWWFWUFFFF");
    assert_eq!((s.status, s.status_since), (Outcome::Fail, at(780)));
    assert_eq!((s.times, s.held_s, s.since), (2, 850.0, at(120)));
    assert_eq!(s.summary, "s is fail");
}

#[test]
fn what_nobody_saw_of_a_cause_is_not_its_status() {
    let mut past = past(&[(0, 500)], &[("r", 'P', 0, 1000)]);
    past.causes = vec![
        stated(Status::Warn, "s", (100, 600)),
        stated(Status::Fail, "s", (600, 900)),
    ];
    let one = review::fold(&past, &lens());
    let s = &one.causes[0];
    assert_eq!((s.status, s.status_since), (Outcome::Warn, at(100)));
    assert_eq!(s.summary, "s is warn");
    assert!(!s.strip.contains('F'), "{}", s.strip);
}

#[test]
fn of_causes_that_stand_alike_the_worse_comes_first() {
    let one = on(
        "one",
        vec![
            stated(Status::Fail, "over", (0, 900)),
            stated(Status::Warn, "warns", (0, 1000)),
            stated(Status::Unknown, "unknown", (500, 1000)),
            stated(Status::Fail, "fails", (900, 1000)),
            stated(Status::Fail, "fails longer", (800, 1000)),
            stated(Status::Warn, "warned", (0, 950)),
        ],
    );
    let told: Vec<&str> = one.causes.iter().map(|one| one.subject.as_str()).collect();
    let wanted = [
        "fails longer",
        "fails",
        "unknown",
        "warns",
        "over",
        "warned",
    ];
    assert_eq!(told, wanted);
}

/// What the formats for people say of a review: at a terminal with its styles, as a page, in a ticket.
fn told(review: &Review) -> [String; 3] {
    let look = otpdoctor::report::human::Look {
        width: 100,
        detail: otpdoctor::report::human::Detail::Brief,
        platform: checks::kit::realm::Platform::Linux,
    };
    [
        review::human(review, look),
        review::html(review),
        review::markdown(review),
    ]
}

const RED: &str = "\u{1b}[31m";
const YELLOW: &str = "\u{1b}[33m";

#[test]
fn nothing_of_a_warning_looks_like_an_outage() {
    let one = || on("one", vec![stated(Status::Warn, "s", (100, 1000))]);
    let two = Appliance {
        name: "two".into(),
        ..one()
    };
    for appliances in [vec![one()], vec![one(), two]] {
        let review = review::review(&lens(), appliances);
        let summary = &review.summary;
        assert_eq!((summary.holding, summary.warning), (1, 1));
        let [human, html, markdown] = told(&review);
        for text in [&human, &html, &markdown] {
            assert!(text.contains("1 warning holds"), "{text}");
            assert!(!text.contains("cause holds"), "{text}");
        }
        // The legend alone has the sign of a failure.
        let (above, _) = human.split_once("a sign is").unwrap();
        assert!(above.contains('!') && !above.contains('✗'), "{human}");
        assert!(
            !above.contains(RED) && !above.contains("\u{1b}[1m\u{1b}[31m"),
            "{human}"
        );
        assert!(!html.contains("class=\"m fail\"") && html.contains("class=\"m warn\""));
        assert!(!html.contains("class=\"common fail\""));
        assert!(!html.contains("class=\"say fail\""));
        assert!(markdown.contains("- **warn** `c/x`"), "{markdown}");
    }
}

#[test]
fn what_is_over_does_not_look_like_a_warning() {
    let one = || on("one", vec![stated(Status::Fail, "s", (100, 200))]);
    let two = Appliance {
        name: "two".into(),
        ..one()
    };
    for appliances in [vec![one()], vec![one(), two]] {
        let [human, html, _] = told(&review::review(&lens(), appliances));
        let (headline, _) = human.split_once('\n').unwrap();
        assert!(headline.contains("1 cause is over"), "{headline}");
        assert!(!headline.contains(YELLOW), "{headline:?}");
        let said = "<span class=\"say none\">1 cause is over</span>";
        assert!(html.contains(said));
    }
    let mut past = past(WHOLE, &[("r", 'F', 0, 500), ("r", 'P', 500, 1000)]);
    past.causes.clear();
    let review = review::review(&lens(), vec![review::fold(&past, &lens())]);
    let [human, html, _] = told(&review);
    let (headline, _) = human.split_once('\n').unwrap();
    assert!(headline.contains("1 outage, over") && !headline.contains(YELLOW));
    assert!(html.contains("<span class=\"say none\">1 outage, over</span>"));
}

#[test]
fn what_fails_is_told_beside_what_warns() {
    let one = on(
        "one",
        vec![
            stated(Status::Warn, "d", (100, 1000)),
            stated(Status::Warn, "b", (0, 600)),
            stated(Status::Fail, "b", (600, 1000)),
            stated(Status::Unknown, "c", (100, 1000)),
        ],
    );
    let review = review::review(&lens(), vec![one]);
    let summary = &review.summary;
    let counts = (summary.holding, summary.warning, summary.unknown);
    assert_eq!(counts, (3, 1, 1));
    let [human, html, markdown] = told(&review);
    // A line of a narrow page may end behind a comma, and begins with none.
    assert!(html.contains("1 cause holds,</span> <span class=\"say unknown\">"));
    let human = anstream::adapter::strip_str(&human).to_string();
    let answer = "1 cause holds, 1 unchecked, 1 warning holds";
    assert!(human.contains(answer), "{human}");
    for sentence in ["✗ b is fail.", "? c is unknown.", "! d is warn."] {
        assert!(human.contains(sentence), "{human}");
    }
    let turn = "it still holds; fails since 2027-01-15 08:10 UTC";
    let lines: Vec<&str> = human.split_whitespace().collect();
    for text in [lines.join(" "), html, markdown] {
        assert!(text.contains(turn), "{text}");
    }
}

#[test]
fn a_shared_cause_is_as_bad_as_where_it_is_worst() {
    let appliances = vec![
        on("one", vec![stated(Status::Warn, "s", (0, 1000))]),
        on("two", vec![stated(Status::Fail, "s", (500, 1000))]),
        // It failed here, and is over.
        on("three", vec![stated(Status::Fail, "t", (0, 100))]),
        on("four", vec![stated(Status::Warn, "t", (0, 1000))]),
        on("five", vec![stated(Status::Warn, "t", (0, 1000))]),
    ];
    let review = review::review(&lens(), appliances);
    let fleet = review.fleet.as_ref().unwrap();
    let groups: Vec<(Option<&str>, Outcome, usize)> = fleet
        .shared
        .iter()
        .map(|one| (one.subject.as_deref(), one.status, one.holding))
        .collect();
    let wanted = [
        (None, Outcome::Fail, 4),
        (Some("s"), Outcome::Fail, 2),
        (Some("t"), Outcome::Warn, 2),
    ];
    assert_eq!(groups, wanted);
    let s = &fleet.shared[1];
    assert_eq!(s.summary, "s is fail");
    assert_eq!((s.most, s.counts[0], s.counts[10]), (2, 1, 2));
    for text in told(&review) {
        assert!(
            text.contains("2 of 5 appliances now; on 1 it only warns"),
            "{text}"
        );
    }
    let sharers: Vec<(&str, Outcome)> = s
        .names
        .iter()
        .map(|one| (one.name.as_str(), one.status))
        .collect();
    assert_eq!(sharers, [("one", Outcome::Warn), ("two", Outcome::Fail)]);
    assert_eq!(review.appliances[0].name, "two", "it fails");
}
