//! The diagnosis, measured: every fault of the lab alone, pairs of independent ones, and healthy realms of many shapes.
//!
//! The results stand in `fixtures/diagnosis.md`; `SNAPSHOTS=overwrite` writes them anew. Faults alone and healthy realms
//! run live. Pairs are judged from the worlds in `fixtures/pairs`, which a run by hand records:
//! `SNAPSHOTS=overwrite cargo test --test diagnosis -- --ignored`.
#![cfg(feature = "lab")]
#![allow(clippy::unwrap_used)]

mod again;
mod combos;
#[path = "../../checks/tests/graph/edges.rs"]
mod edges;
mod live;
mod normal;
mod pairs;
mod recorded;
mod results;
mod seen;
mod singles;
mod variants;
mod world;

use std::fmt::Write as _;
use std::sync::Mutex;

use again::Judge;
use combos::Combo;
use pairs::{Pairs, Told};
use recorded::Recorded;
use singles::Single;
use world::name_of;

/// Faults under two names: the graph makes the first a consequence of the second, and the lab's injection shows both.
const SAME: &[(&str, &str)] = &[
    (
        "license-current/certificate-expired",
        "certificate-validity/expired",
    ),
    ("smtp-settings/no-server", "realm-prerequisites/no-smtp"),
];

/// The least number of pairs that must be recorded.
const LEAST: usize = 500;

/// The least share of pairs in which both faults must be causes, in percent.
const TARGET: f64 = 95.0;

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

/// Whether the fault itself is the first cause.
fn is_first(single: &Single) -> bool {
    let first = single.seen.causes.first();
    first.map(String::as_str) == Some(cause_of(&single.name))
}

#[test]
fn every_single_fault_is_the_first_cause() {
    let singles = singles::all();
    let first = singles.iter().filter(|single| is_first(single));
    let only = first.clone().filter(|single| single.seen.causes.len() == 1);
    let left: Vec<String> = singles
        .iter()
        .flat_map(|single| {
            let unexplained = single.seen.unexplained.iter();
            unexplained.map(move |name| format!("{}: {name}", single.name))
        })
        .collect();
    let mut text = format!(
        "{} faults were injected, one at a time, live. The injected one was the first cause in {} ({}), and the only one in {}.\n\
         Wrong or unknown and neither a cause nor explained: {}.\n\n\
         {}\n",
        singles.len(),
        first.clone().count(),
        results::percent(first.count(), singles.len()),
        only.count(),
        left.len(),
        renamed(),
    );
    let missed: Vec<String> = singles
        .iter()
        .filter(|single| !is_first(single))
        .map(|single| format!("{}: the causes were {:?}", single.name, single.seen.causes))
        .collect();
    text += &results::list("Misses", &missed);
    let rows = singles
        .iter()
        .map(|single| format!("{} | {}", single.name, single.seen.explained.join(", ")));
    text += &results::table(["fault", "explains"], rows);
    results::hold("Single faults", &text);
    assert_eq!(missed, [""; 0]);
    assert_eq!(left, [""; 0]);
}

#[test]
fn a_replay_says_what_the_run_said() {
    let of_faults = singles::all()
        .iter()
        .map(|single| (&single.name, &single.differences));
    let of_shapes = singles::healthy()
        .iter()
        .map(|single| (&single.name, &single.differences));
    let differing: Vec<_> = of_faults
        .chain(of_shapes)
        .filter(|(_, differences)| !differences.is_empty())
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn both_faults_of_every_pair_are_causes() {
    let pairs = Pairs::independent(singles::all());
    let recorded = Recorded::read();
    hold_pairs(&pairs, &recorded, &judge_recorded(&pairs, &recorded));
}

/// A change of the lab or of what checks ask shows here, before pairs are judged by what is no longer so.
#[test]
fn the_recorded_worlds_are_those_of_today() {
    let recorded = Recorded::read();
    let of_faults = singles::all()
        .iter()
        .map(|single| (single, recorded.singles.get(&single.name)));
    let plain = singles::healthy()
        .iter()
        .take(1)
        .map(|single| (single, Some(&recorded.healthy)));
    for (single, recorded) in of_faults.chain(plain) {
        let differs = recorded.is_none_or(|world| !world.asks_the_same(&single.world));
        assert!(
            !differs,
            "{} is recorded otherwise; by hand: {}",
            single.name,
            pairs::BY_HAND
        );
    }
}

/// Runs live the pairs whose worlds are not recorded, or no longer right, and records them.
#[test]
#[ignore = "thousands of runs: a quarter of an hour on an idle machine"]
#[allow(clippy::print_stdout, reason = "whoever waits sees how far it is")]
fn every_pair_live() {
    let singles = singles::steady();
    assert!(
        singles.iter().all(is_first),
        "pairs are recorded when every fault alone is found"
    );
    let pairs = Pairs::independent(&singles);
    let recorded = Recorded::of(&singles, &singles::steady_healthy());
    let mut missing = pairs.all.clone();
    missing.retain(|pair| !recorded.pairs.contains_key(pair));
    // All kinds mixed, so that what a run leaves that is cut short is a fair sample.
    missing.sort_by_cached_key(|(one, other)| name_of(&format!("{one} + {other}")));
    let recorded = Mutex::new(recorded);
    let told = live::every(&missing, 3, |pair| {
        let expected = recorded.lock().unwrap().expected(pair);
        let run = singles::steady_run(&[&pair.0, &pair.1], |one| {
            Told::of(pair, &one.seen).lost.is_empty() && one.world.is(&expected)
        });
        let mut recorded = recorded.lock().unwrap();
        recorded.add(pair, &run.world);
        if recorded.pairs.len().is_multiple_of(100) {
            println!("{} of {}", recorded.pairs.len(), pairs.all.len());
            recorded.save();
        }
        Told::of(pair, &run.seen)
    });
    let mut recorded = recorded.into_inner().unwrap();
    recorded.pairs.retain(|pair, _| pairs.all.contains(pair));
    recorded.save();
    let recorded = Recorded::read();
    let again = judge_recorded(&pairs, &recorded);
    for live in told {
        assert!(
            again.contains(&live),
            "{live:?} is judged otherwise from its recording"
        );
    }
    hold_pairs(&pairs, &recorded, &again);
}

/// What hides another fault wholly is not counted: no doctor can tell of what is nowhere to be seen. The page says
/// nothing of it, since every new fault makes the draw another one.
#[test]
#[allow(clippy::print_stdout, reason = "the share is what it is for")]
fn of_two_or_three_faults_each_is_named() {
    let combos = combos::all();
    let (seen, hidden): (Vec<&Combo>, Vec<&Combo>) =
        combos.iter().partition(|combo| combo.hidden.is_empty());
    let (named, missed): (Vec<&Combo>, Vec<&Combo>) =
        seen.iter().partition(|combo| combo.is_named());
    let missed: Vec<String> = missed.into_iter().map(Combo::told).collect();
    println!(
        "{} drawn; in {} a fault leaves nothing to see of another; in {} of the other {} ({}) all are causes, and nothing else: {missed:#?}",
        combos.len(),
        hidden.len(),
        named.len(),
        seen.len(),
        results::percent(named.len(), seen.len()),
    );
    assert!(seen.len() >= 300);
    assert!(named.len() * 100 >= seen.len() * 97);
}

/// Judges the independent pairs that are recorded.
fn judge_recorded(pairs: &Pairs, recorded: &Recorded) -> Vec<Told> {
    let judge = Judge::of(recorded);
    let mut ran = pairs.all.clone();
    ran.retain(|pair| recorded.pairs.contains_key(pair));
    live::every(&ran, 1, |pair| judge.tell(pair))
}

/// Holds what became of the pairs against the page.
fn hold_pairs(pairs: &Pairs, recorded: &Recorded, told: &[Told]) {
    let hits = told.iter().filter(|told| told.lost.is_empty()).count();
    let alone = told
        .iter()
        .filter(|told| told.lost.is_empty() && told.more.is_empty());
    let mut text = String::new();
    let ran = match told.len() == pairs.all.len() {
        true => "All of these".to_owned(),
        false => format!("{} of these, all kinds mixed,", told.len()),
    };
    writeln!(
        text,
        "Of {} pairs of faults, {} have the same subject, {} more have a path between them, and {} are independent.\n\
         {ran} ran live, by hand, and left their worlds in `fixtures/pairs`; CI judges every one of them again.\n\
         Both faults were causes in {} ({}), and the only ones in {}.\n",
        pairs.counted(),
        pairs.same_subject,
        pairs.connected,
        pairs.all.len(),
        hits,
        results::percent(hits, told.len()),
        alone.count()
    )
    .unwrap();
    let missed = pairs::misses(told, recorded);
    text += &results::list("Misses", &missed);
    text += &results::list(
        "Further causes, and in how many pairs",
        &pairs::further(told),
    );
    results::hold("All pairs", &text);
    assert!(
        told.len() >= LEAST && hits as f64 * 100.0 >= TARGET * told.len() as f64,
        "{missed:?}"
    );
}

#[test]
fn a_healthy_realm_of_any_shape_has_no_cause() {
    let healthy = singles::healthy();
    let wrong: Vec<String> = healthy
        .iter()
        .filter(|one| !one.seen.troubles.is_empty() || !one.seen.causes.is_empty())
        .map(|one| {
            format!(
                "{}: {:?}, causes {:?}",
                one.name, one.seen.troubles, one.seen.causes
            )
        })
        .collect();
    let mut text = format!(
        "{} healthy realms ran live. {} had a cause, a failure, a warning or an unknown.\n\n",
        healthy.len(),
        wrong.len()
    );
    text += &results::list("Misses", &wrong);
    let rows = variants::VARIANTS
        .iter()
        .map(|variant| format!("{} | {}", variant.name, variant.says));
    text += &results::table(["shape", "what is different"], rows);
    results::hold("Healthy realms", &text);
    assert_eq!(wrong, [""; 0]);
}
