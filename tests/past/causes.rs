//! Causes: what is told of one that comes and goes, and of one that appliances share.

use otpdoctor::history::Cause;
use otpdoctor::report::history as review;

use crate::arithmetic::{WHOLE, at, lens, past, span};

fn cause(subject: &str, realm: &str, summary: &str) -> Cause {
    Cause {
        check: "c".into(),
        reason: "x".into(),
        subject: subject.into(),
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
