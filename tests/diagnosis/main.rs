//! The diagnosis, measured: every fault of the lab alone, pairs of independent ones, and healthy realms of many shapes.
//!
//! The results stand in `fixtures/diagnosis.md`; `SNAPSHOTS=overwrite` writes them anew. All pairs take half an hour
//! and run by hand: `SNAPSHOTS=overwrite cargo test --profile ci --test diagnosis -- --ignored`.
#![cfg(feature = "lab")]
#![allow(clippy::unwrap_used)]

mod demo;
mod pairs;
mod results;

use std::fmt::Write as _;

use demo::{Seen, demo, every};
use otpdoctor::lab::{VARIANTS, faults};
use pairs::Pairs;

/// Faults under two names: the graph makes the first a consequence of the second, and the lab's injection shows both.
const SAME: &[(&str, &str)] = &[
    (
        "license-current/certificate-expired",
        "certificate-validity/expired",
    ),
    ("smtp-settings/no-server", "realm-prerequisites/no-smtp"),
];

/// How many of the independent pairs run in CI.
const SAMPLE: usize = 150;

/// The least share of pairs in which both faults must be causes, in percent.
const TARGET: f64 = 95.0;

fn names() -> Vec<String> {
    faults().map(|fault| fault.name()).collect()
}

/// What must be the first cause when this fault is injected.
fn cause_of(fault: &str) -> &str {
    let other = SAME.iter().find(|(name, _)| *name == fault);
    other.map_or(fault, |(_, cause)| cause)
}

/// The faults that count under another name.
fn renamed() -> String {
    let line = |(name, cause): &(&str, &str)| {
        format!(
            "`{name}` shows itself as `{cause}`, of which the graph makes it a consequence, and counts under that name.\n"
        )
    };
    SAME.iter().map(line).collect()
}

#[test]
fn every_single_fault_is_the_first_cause() {
    let _alone = demo::alone();
    let seen = demo::singles();
    let first: Vec<&(String, Seen)> = seen
        .iter()
        .filter(|(fault, seen)| seen.causes.first().map(String::as_str) == Some(cause_of(fault)))
        .collect();
    let only = first
        .iter()
        .filter(|(_, seen)| seen.causes.len() == 1)
        .count();
    let left: Vec<String> = seen
        .iter()
        .flat_map(|(fault, seen)| {
            seen.unexplained
                .iter()
                .map(move |name| format!("{fault}: {name}"))
        })
        .collect();
    let mut text = format!(
        "{} faults were injected, one at a time, live. The injected one was the first cause in {} ({}), and the only one in {}.\n\
         Wrong or unknown and neither a cause nor explained: {}.\n\n\
         {}\n",
        seen.len(),
        first.len(),
        results::percent(first.len(), seen.len()),
        only,
        left.len(),
        renamed(),
    );
    let missed: Vec<String> = seen
        .iter()
        .filter(|(fault, seen)| seen.causes.first().map(String::as_str) != Some(cause_of(fault)))
        .map(|(fault, seen)| format!("{fault}: the causes were {:?}", seen.causes))
        .collect();
    text += &results::list("Misses", &missed);
    let rows = seen
        .iter()
        .map(|(fault, seen)| format!("{fault} | {}", seen.explained.join(", ")));
    text += &results::table(["fault", "explains"], rows);
    results::hold("Single faults", &text);
    assert_eq!(missed, [""; 0]);
    assert_eq!(left, [""; 0]);
}

#[test]
fn both_faults_of_a_sample_of_pairs_are_causes() {
    let _alone = demo::alone();
    let pairs = Pairs::independent(&demo::singles());
    let sample = pairs.sample(SAMPLE);
    let told = pairs::judge(&sample);
    let hits = told.iter().filter(|(_, miss)| miss.is_none()).count();
    let text = format!(
        "{} of the {} independent pairs, chosen by a fixed stride, run live in CI. Both were causes in {} ({}).\n\n",
        sample.len(),
        pairs.all.len(),
        hits,
        results::percent(hits, sample.len())
    );
    let missed = pairs::misses(&told);
    results::hold(
        "A sample of pairs",
        &(text + &results::list("Misses", &missed)),
    );
    assert!(
        hits as f64 * 100.0 >= TARGET * sample.len() as f64,
        "{missed:?}"
    );
}

/// Half an hour: by hand.
#[test]
#[ignore = "thousands of runs"]
fn both_faults_of_every_pair_are_causes() {
    let _alone = demo::alone();
    let pairs = Pairs::independent(&demo::singles());
    let told = pairs::judge(&pairs.all);
    let hits = told.iter().filter(|(_, miss)| miss.is_none()).count();
    let mut text = String::new();
    writeln!(
        text,
        "Of {} pairs of faults, {} have the same subject, {} more have a path between them, and {} are independent.\n\
         All of these ran live, by hand. Both faults were causes in {} ({}).\n",
        pairs.counted(),
        pairs.same_subject,
        pairs.connected,
        pairs.all.len(),
        hits,
        results::percent(hits, pairs.all.len())
    )
    .unwrap();
    let missed = pairs::misses(&told);
    results::hold("All pairs", &(text + &results::list("Misses", &missed)));
    assert!(
        hits as f64 * 100.0 >= TARGET * pairs.all.len() as f64,
        "{missed:?}"
    );
}

#[test]
fn a_healthy_realm_of_any_shape_has_no_cause() {
    let _alone = demo::alone();
    let names: Vec<&str> = VARIANTS.iter().map(|variant| variant.name).collect();
    let seen = every(&names, |name| demo(&["--variant", name]));
    let wrong: Vec<String> = names
        .iter()
        .zip(&seen)
        .filter(|(_, seen)| !seen.troubles.is_empty() || !seen.causes.is_empty())
        .map(|(name, seen)| format!("{name}: {:?}, causes {:?}", seen.troubles, seen.causes))
        .collect();
    let mut text = format!(
        "{} healthy realms ran live. {} had a cause, a failure, a warning or an unknown.\n\n",
        names.len(),
        wrong.len()
    );
    text += &results::list("Misses", &wrong);
    let rows = VARIANTS
        .iter()
        .map(|variant| format!("{} | {}", variant.name, variant.says));
    text += &results::table(["shape", "what is different"], rows);
    results::hold("Healthy realms", &text);
    assert_eq!(wrong, [""; 0]);
}
