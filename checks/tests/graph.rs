//! The graph of causes is sound: every edge starts and ends at something that exists, and nothing explains itself.

#[path = "graph/edges.rs"]
mod edges;

use std::collections::BTreeSet;

use checks::ALL;
use checks::kit::{About, Target};
use edges::graph;

fn abouts() -> impl Iterator<Item = &'static About> {
    ALL.iter().map(|check| check.about())
}

#[test]
fn every_edge_starts_and_ends_at_something_that_exists() {
    for about in abouts() {
        for edge in about.leads_to {
            for reason in edge.from {
                assert!(
                    about.reasons.contains(reason),
                    "{}: an edge starts from {reason:?}, which is no reason of it",
                    about.id
                );
            }
            assert!(!edge.to.is_empty(), "{}: an edge leads nowhere", about.id);
            for target in edge.to {
                let (check, code) = match target {
                    Target::Any(other) => (other.id, None),
                    Target::Only(reason) => (reason.check, Some(reason.code)),
                };
                let found = abouts().find(|other| other.id == check);
                let found = found.unwrap_or_else(|| panic!("{} leads to {check}", about.id));
                assert!(
                    code.is_none_or(|code| found.active().any(|active| active.code == code)),
                    "{} leads to {target:?}, which is never wrong",
                    about.id
                );
            }
        }
    }
}

#[test]
fn the_graph_has_no_cycles() {
    let mut left = graph();
    // Whatever leads nowhere any more is taken away, until nothing is left.
    while !left.is_empty() {
        let ends: BTreeSet<String> = left
            .iter()
            .filter(|(_, to)| to.iter().all(|target| !left.contains_key(target)))
            .map(|(from, _)| from.clone())
            .collect();
        assert!(!ends.is_empty(), "a cycle among {:?}", left.keys());
        left.retain(|from, _| !ends.contains(from));
    }
}

#[test]
fn what_could_not_be_reached_has_somebody_who_says_why() {
    let graph = graph();
    let explained: BTreeSet<&String> = graph.values().flatten().collect();
    for name in graph.keys().filter(|name| name.ends_with("/not-reached")) {
        assert!(explained.contains(name), "nothing leads to {name}");
    }
}
