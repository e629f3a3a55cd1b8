//! The page and the ticket of a time looked back on, before the same judges: an outage, flapping, gaps, a fleet of 300.

use std::path::Path;

use otpdoctor::report::history::{self as review, Review};
use serde_json::Value;

use crate::browser::{Axe, assert_sound, judge_pages};
use crate::goldens::{assert_golden_in, without_style};
use crate::markdown::{elements, parsed_text};
use crate::pasts;
use crate::poison::{BENIGN, HOSTILE, steers};

#[test]
fn every_world_is_valid_accessible_and_asks_nothing() {
    let pages: Vec<(&str, String)> = pasts::NAMES
        .iter()
        .map(|name| (*name, review::html(&pasts::world(name))))
        .collect();
    for ((name, _), verdict) in pages.iter().zip(judge_pages(&pages, Axe::Runs)) {
        assert_sound(name, &verdict);
        assert_eq!(verdict.broken, [""; 0], "{name}");
    }
}

#[test]
fn the_page_of_every_world() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/history");
    // Ten of a fleet are written as 300 are.
    let small = pasts::NAMES.iter().filter(|name| **name != "fleet");
    for name in small.chain(&["ten"]) {
        let page = review::html(&pasts::world(name));
        assert_golden_in(&folder.join(name), "html", without_style(&page));
    }
}

/// What holds no free text.
const TYPED: &[&str] = &[
    "schema",
    "since",
    "until",
    "strip",
    "last_run_at",
    "silent_since",
    "changed_at",
    "outcome",
    "status",
    "status_since",
    "first_at",
    "most_at",
];

/// A world's review with a text before every string of it.
fn spoiled(world: &str, text: &str) -> Review {
    let mut value = serde_json::to_value(pasts::world(world)).unwrap();
    spoil(&mut value, text);
    serde_json::from_value(value).unwrap()
}

fn spoil(value: &mut Value, before: &str) {
    match value {
        Value::String(text) => text.insert_str(0, before),
        Value::Array(list) => list.iter_mut().for_each(|one| spoil(one, before)),
        Value::Object(map) => map
            .iter_mut()
            .filter(|(key, _)| !TYPED.contains(&key.as_str()))
            .for_each(|(_, one)| spoil(one, before)),
        _ => {}
    }
}

/// Without the fleet of 300, whose texts are those of these ten.
const SPOILED: &[&str] = &["outage", "gaps", "apart", "warnings", "ten"];

#[test]
fn no_text_becomes_an_element() {
    for world in SPOILED {
        let (benign, hostile) = (spoiled(world, BENIGN), spoiled(world, HOSTILE));
        let pages = [
            ("benign", review::html(&benign)),
            ("hostile", review::html(&hostile)),
        ];
        let verdicts = judge_pages(&pages, Axe::Rests);
        assert_sound(world, &verdicts[1]);
        assert_eq!(verdicts[0].dom.count, verdicts[1].dom.count, "{world}");
        let parsed = |review: &Review| parsed_text(review::markdown(review));
        let html = parsed(&hostile);
        assert_eq!(elements(&html), elements(&parsed(&benign)), "{world}");
        for active in ["<a ", "<script", "<img", "<em>", "<del>", "<blockquote"] {
            assert!(!html.contains(active), "{world}: {active}");
        }
    }
}

#[test]
fn nothing_that_steers_gets_through() {
    for world in SPOILED {
        let review = spoiled(world, HOSTILE);
        for text in [review::html(&review), review::markdown(&review)] {
            assert_eq!(text.chars().find(steers), None, "{world}");
        }
    }
}

#[test]
fn a_page_has_bounds_whatever_a_fleet_is() {
    let mut review = pasts::world("fleet");
    // Each with a name and a fate of its own, ten times as many.
    let models = review.appliances.clone();
    review.appliances = (0..3000)
        .map(|number| {
            let mut one = models[number % models.len()].clone();
            one.name = format!("idp-{number}");
            one.availability = Some(number as f64 / 3000.0);
            one.strip = one.strip.replacen('P', "F", number % 80);
            one
        })
        .collect();
    let page = review::html(&review);
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    assert!(page.contains("the JSON report has them all"));
    let ticket = review::markdown(&review);
    assert!(ticket.len() < 60_000, "{} bytes", ticket.len());
}
