//! What changed between two reports: what broke, what recovered, what passes and is another than before, and what was not
//! checked in one of them.

mod change;
mod compare;
mod facts;
mod html;
mod human;
mod markdown;
mod pairs;
#[cfg(test)]
mod tests;
mod view;

use std::collections::HashSet;

use super::model::{Finding, Report, Text};
use super::view::text::name;
use super::view::{distinct, grouped};

pub use change::{Change, Diff, Fact, Kind, SCHEMA, Side, State, Summary};
pub use html::html;
pub use human::human;
pub use markdown::markdown;

/// Compares two reports. Measurements that differ are no change; identities are: a server, a certificate, an issuer.
pub fn diff(before: &Report, after: &Report) -> Diff {
    let mut summary = Summary::default();
    let mut found: Vec<Change> = Vec::new();
    let mut unchanged = HashSet::new();
    let mut standing: Vec<&Finding> = Vec::new();
    for pair in pairs::pairs(before, after) {
        match compare::compare(&pair) {
            // A finding of many realms is one, here as in a report.
            None => {
                unchanged.extend(pair.finding());
                standing.extend(pair.wrong());
            }
            Some(change) => found.push(change),
        }
    }
    summary.unchanged = unchanged.len();
    let standing = distinct(standing.into_iter().map(name));
    let mut changes = merged(found);
    // Stable: registry order within a kind.
    changes.sort_by_key(Change::rank);
    for change in &changes {
        *summary.count(change.kind) += 1;
    }
    Diff {
        schema: SCHEMA.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        before: side(before),
        after: side(after),
        realms: pairs::union(&after.realms, &before.realms).len(),
        summary,
        standing: standing.into_iter().map(Text::from).collect(),
        changes,
    }
}

/// The same change in another realm is the same change.
fn merged(changes: Vec<Change>) -> Vec<Change> {
    let alike = grouped(changes, |one| Change {
        realms: Vec::new(),
        ..one.clone()
    });
    let merged = alike.into_iter().map(|alike| {
        let realms = alike.iter().flat_map(|one| one.realms.clone()).collect();
        Change {
            realms,
            ..alike[0].clone()
        }
    });
    merged.collect()
}

fn side(report: &Report) -> Side {
    Side {
        judged_at: report.judged_at,
        appliance: report.appliance.clone(),
        config: report.config.clone(),
        version: report.version.clone(),
    }
}
