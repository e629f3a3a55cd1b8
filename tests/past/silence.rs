//! What nobody watched of a cause that appliances share: neither its end nor a time without it.

use checks::kit::Status;
use otpdoctor::history::Cause;
use otpdoctor::report::history::{self as review, Appliance, Review};
use serde_json::{Value, json};

use crate::arithmetic::{lens, past, span};
use crate::schema;

/// An appliance that is watched until then, and on which the same fails for a time.
fn watched(name: &str, until: i64, (from, to): (i64, i64)) -> Appliance {
    let mut past = past(&[(0, until)], &[("r", 'P', 0, 1000)]);
    past.appliance = name.into();
    let cause = Cause {
        check: "c".into(),
        reason: "x".into(),
        subject: "s".into(),
        status: Status::Fail,
        summary: "s is broken".into(),
        realms: vec!["r".into()],
    };
    past.causes = vec![(cause, span((from, to)))];
    review::fold(&past, &lens())
}

/// Three appliances that go silent while the same fails on them, two of them before the third.
fn gone() -> Review {
    let held = (300, 1000);
    let appliances = vec![
        watched("one", 500, held),
        watched("two", 500, held),
        watched("three", 700, held),
    ];
    review::review(&lens(), appliances)
}

fn human(review: &Review, width: usize) -> String {
    crate::goldens::human(review, width)
}

#[test]
fn of_each_slice_it_is_told_how_many_were_watched() {
    let review = serde_json::to_value(gone()).unwrap();
    schema::validate("history", &review);
    let shared = &review["fleet"]["shared"][0];
    let slices = |parts: [(usize, usize); 4]| -> Value {
        let all = parts.map(|(many, times)| vec![many; times]);
        json!(all.concat())
    };
    assert_eq!(shared["counts"], slices([(0, 5), (3, 4), (1, 3), (0, 5)]));
    assert_eq!(shared["watched"], slices([(3, 5), (3, 4), (1, 3), (0, 5)]));
    let silent: Vec<&Value> = shared["names"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["silent"])
        .collect();
    assert_eq!(silent, [true, true, true]);
}

#[test]
fn a_review_from_before_is_read() {
    let mut old = serde_json::to_value(gone()).unwrap();
    let shared = &mut old["fleet"]["shared"][0];
    shared.as_object_mut().unwrap().remove("watched");
    for name in shared["names"].as_array_mut().unwrap() {
        name.as_object_mut().unwrap().remove("silent");
    }
    let old: Review = serde_json::from_value(old).unwrap();
    // It does not say who was watched, and nothing is made up.
    assert!(human(&old, 100).contains("had it"));
    assert!(!review::html(&old).contains("class=\"unseen\""));
}

#[test]
fn at_a_terminal_silence_is_drawn_as_such() {
    let text = human(&gone(), 100);
    for line in [
        "  had it  ▁▁▁▁▁████▃▃▃╌╌╌╌╌\n",
        "  watched █████████▃▃▃╌╌╌╌╌\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn where_all_were_watched_nothing_is_told_of_it() {
    let appliances = vec![
        watched("one", 1000, (300, 1000)),
        watched("two", 1000, (300, 600)),
    ];
    let review = review::review(&lens(), appliances);
    let text = human(&review, 100);
    assert!(text.contains("  had it  ▁▁▁▁▁█████▄▄▄▄▄▄▄\n"), "{text}");
    assert!(!text.contains("\n  watched "), "{text}");
    let page = review::html(&review);
    assert!(!page.contains("class=\"unseen\""));
    assert!(!page.contains("<dt>Watched</dt>"));
}

#[test]
fn nothing_is_told_as_now_that_nobody_watches() {
    let fresh = |until| watched("four", until, (300, 1000));
    let cases = [
        (vec![], "3 of 3 appliances when last looked at"),
        (
            vec![fresh(1000)],
            "1 of 4 appliances now, 3 when last looked at",
        ),
        (
            vec![fresh(1000), watched("five", 1000, (300, 400))],
            "1 of 5 appliances now, 3 when last looked at, 5 in all",
        ),
        (
            vec![watched("five", 1000, (300, 400))],
            "3 of 4 appliances when last looked at, 4 in all",
        ),
    ];
    for (more, told) in cases {
        let appliances = gone().appliances.into_iter().chain(more);
        let review = review::review(&lens(), appliances.collect());
        let human = human(&review, 100);
        for text in [human, review::html(&review), review::markdown(&review)] {
            assert!(text.contains(told), "{told}: {text}");
        }
    }
    let over = vec![
        watched("one", 600, (300, 400)),
        watched("two", 1000, (300, 400)),
    ];
    let text = human(&review::review(&lens(), over), 100);
    assert!(
        text.contains("2 of 2 appliances, on none when last looked at"),
        "{text}"
    );
}

#[test]
fn on_the_page_and_in_a_ticket_silence_is_told_too() {
    let review = gone();
    let page = review::html(&review);
    // From where only one was watched, and from where none was.
    for says in [
        "2 of 3 not watched, 2027-01-15 08:09 to 2027-01-15 08:12",
        "3 of 3 not watched, 2027-01-15 08:12 to 2027-01-15 08:16",
    ] {
        assert!(page.contains(says), "{says}");
    }
    assert_eq!(page.matches("class=\"unseen\"").count(), 3, "a legend");
    assert!(page.contains("one since 2027-01-15 08:05, watched no more"));
    let told = "only some of them were watched for 3 min, none for 4 min 40 s";
    assert!(page.contains(told));
    let ticket = review::markdown(&review);
    assert!(ticket.contains(told), "{ticket}");
}
