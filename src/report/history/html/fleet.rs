//! A fleet on the page: the causes that appliances share, a strip an appliance, and appliances against checks.

use std::collections::HashMap;

use checks::kit::text;

use super::plot::{Bar, Curve, Ruler};
use crate::report::history::fold::failing_now;
use crate::report::history::types::{Appliance, Fleet, Review, Shared};
use crate::report::history::words;
use crate::report::mark::Mark;

/// What the appliances have in common.
pub struct Together<'a> {
    /// The causes.
    pub shared: Vec<Common>,
    /// How many more there are.
    pub more: usize,
    /// The appliances that are watched no more, with the moment.
    pub silent: Vec<(String, String)>,
    /// The appliances, the worst first.
    pub rows: Vec<Row>,
    /// How many more there are.
    pub left: usize,
    /// The checks, in columns.
    pub checks: Vec<&'a str>,
    /// Appliances that fare the same.
    pub matrix: Vec<Alike>,
    /// How many appliances fare in yet other ways.
    pub others: usize,
}

/// A cause that appliances share.
pub struct Common {
    /// Its place, for the anchor.
    pub place: usize,
    /// How bad it is where it holds anywhere.
    pub mark: Mark,
    /// Check and reason.
    pub name: String,
    /// The sentence.
    pub sentence: String,
    /// On how many.
    pub on: String,
    /// When the first and the most had it.
    pub when: String,
    /// What it is about, where the sentence does not say so.
    pub at: Option<String>,
    /// The most that had it at a time.
    pub most: usize,
    /// How many had it, over time.
    pub curve: Curve,
    /// How many of them nobody watched, over time.
    pub unseen: Vec<Bar>,
    /// For how long.
    pub unwatched: Option<String>,
    /// The appliances.
    pub names: Vec<Has>,
    /// How many more.
    pub more: usize,
}

/// An appliance that has a cause, or had it.
pub struct Has {
    /// Its name.
    pub name: String,
    /// Since when.
    pub since: String,
    /// How bad it is where it holds.
    pub mark: Mark,
    /// Whether nobody watches it any more.
    pub is_silent: bool,
}

/// Appliances with the same strip.
pub struct Row {
    /// Their names.
    pub names: Vec<String>,
    /// The worst of all its checks.
    pub bars: Vec<Bar>,
    /// All of it in words.
    pub says: String,
    /// How much of the time nothing failed.
    pub available: String,
    /// How much of the time somebody watched.
    pub watched: String,
    /// How many checks fail now.
    pub failing: usize,
}

/// Appliances that fare the same.
pub struct Alike {
    /// Their names.
    pub names: Vec<String>,
    /// What each check last said.
    pub cells: Vec<Mark>,
}

/// As many shared causes are told.
const SHARED: usize = 40;
/// As many names stand under a cause.
const NAMES: usize = 400;
/// As many appliances have a strip, and as many kinds a row.
const ROWS: usize = 400;

impl<'a> Together<'a> {
    /// What the appliances of this review have in common.
    pub fn of(review: &'a Review, fleet: &Fleet, ruler: Ruler) -> Self {
        let appliances = &review.appliances;
        let shared = fleet.shared.iter().take(SHARED).enumerate();
        let checks = checks(appliances);
        let mut matrix = matrix(appliances, &checks);
        let others = matrix.split_off(matrix.len().min(ROWS));
        let mut rows = rows(appliances, ruler);
        let left = rows.split_off(rows.len().min(ROWS));
        let silent = |name: &String| {
            let one = appliances.iter().find(|one| one.name == *name)?;
            Some((text::harmless(name), words::minute(one.silent_since?)))
        };
        Self {
            shared: shared
                .map(|(place, one)| common(one, place, review, ruler))
                .collect(),
            more: fleet.shared.len().saturating_sub(SHARED),
            silent: fleet.silent.iter().take(NAMES).filter_map(silent).collect(),
            left: left.iter().map(|row| row.names.len()).sum(),
            rows,
            checks,
            matrix,
            others: others.iter().map(|alike| alike.names.len()).sum(),
        }
    }
}

fn common(shared: &Shared, place: usize, review: &Review, ruler: Ruler) -> Common {
    let first = shared.names.first().map(|one| text::harmless(&one.name));
    let names = shared.names.iter().take(NAMES).map(|one| {
        let mark = match one.holds {
            true => one.status.into(),
            false => Mark::None,
        };
        Has {
            name: text::harmless(&one.name),
            since: words::minute(one.since),
            mark,
            is_silent: one.silent,
        }
    });
    Common {
        place,
        mark: match shared.holding {
            0 => Mark::None,
            _ => shared.status.into(),
        },
        name: text::harmless(&format!("{}/{}", shared.check, shared.reason)),
        sentence: words::said(shared),
        on: words::on(shared),
        when: format!(
            "first {} UTC on {}; most, {}, from {} UTC",
            words::minute(shared.first_at),
            first.unwrap_or_default(),
            shared.most,
            words::minute(shared.most_at)
        ),
        at: words::about(shared),
        most: shared.most,
        curve: Curve::counts(&shared.counts, shared.appliances, ruler),
        unseen: ruler.unseen(&shared.watched, shared.appliances),
        unwatched: words::unwatched(shared, review),
        names: names.collect(),
        more: shared.names.len().saturating_sub(NAMES),
    }
}

/// In the order of the worst of each row.
fn rows(appliances: &[Appliance], ruler: Ruler) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut places: HashMap<(&str, String, String, usize), usize> = HashMap::new();
    for appliance in appliances {
        let available = words::available_on(appliance);
        let watched = words::percent(appliance.watched_share);
        let failing = failing_now(appliance);
        let fares = (
            appliance.strip.as_str(),
            available.clone(),
            watched.clone(),
            failing,
        );
        let place = *places.entry(fares).or_insert_with(|| {
            rows.push(Row {
                names: Vec::new(),
                bars: ruler.bars(&appliance.strip),
                says: format!("available {available}, watched {watched} of the time"),
                available,
                watched,
                failing,
            });
            rows.len() - 1
        });
        rows[place].names.push(text::harmless(&appliance.name));
    }
    rows
}

/// The checks of all appliances, in the order of the first that has each.
fn checks(appliances: &[Appliance]) -> Vec<&str> {
    let mut checks: Vec<&str> = Vec::new();
    for one in appliances.iter().flat_map(|one| &one.checks) {
        if !checks.contains(&one.check.as_str()) {
            checks.push(&one.check);
        }
    }
    checks.sort_by_cached_key(|check| super::super::fold::place(check));
    checks
}

/// In the order of the worst of each kind.
fn matrix(appliances: &[Appliance], checks: &[&str]) -> Vec<Alike> {
    let mut kinds: Vec<Alike> = Vec::new();
    let mut places: HashMap<Vec<Mark>, usize> = HashMap::new();
    for appliance in appliances {
        let last: HashMap<&str, Mark> = appliance
            .checks
            .iter()
            .filter_map(|one| Some((one.check.as_str(), one.course.last.as_ref()?.outcome.into())))
            .collect();
        let cells: Vec<Mark> = checks
            .iter()
            .map(|check| last.get(check).copied().unwrap_or(Mark::None))
            .collect();
        let place = *places.entry(cells.clone()).or_insert_with(|| {
            kinds.push(Alike {
                names: Vec::new(),
                cells,
            });
            kinds.len() - 1
        });
        kinds[place].names.push(text::harmless(&appliance.name));
    }
    kinds
}
