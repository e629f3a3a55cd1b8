//! A fleet at a terminal: the causes that appliances share, those that went silent, a strip an appliance, the worst first.

use super::grid::{Cells, Grid};
use super::strips::{self, strip};
use super::{OVER, TEXT, headed, hinted, signed, title};
use crate::report::history::fold::failing_now;
use crate::report::history::types::{Appliance, Fleet, Outcome, Review, Shared};
use crate::report::history::words;
use crate::report::human::lines::{columns, labeled, line};
use crate::report::human::{Detail, Look};

/// As many shared causes are told; -v tells all.
const SHARED: usize = 8;
/// As many appliances have a row; -v shows all.
const ROWS: usize = 25;
/// As many names stand in a line.
const NAMES: usize = 6;

/// All of it, below the headline.
pub fn fleet(out: &mut String, review: &Review, fleet: &Fleet, look: Look) {
    let narrow = Look {
        width: look.width.min(TEXT),
        ..look
    };
    let (causes, rows) = match look.detail {
        Detail::Brief => (SHARED, ROWS),
        Detail::All => (usize::MAX, usize::MAX),
    };
    for one in fleet.shared.iter().take(causes) {
        shared(out, one, narrow);
    }
    if fleet.shared.len() > causes {
        let more = fleet.shared.len() - causes;
        line(
            out,
            &format!("\n  and {more} more shared causes; -v tells all"),
        );
    }
    silent(out, review, fleet, narrow);
    appliances(out, review, rows, look);
    let worst = review.appliances.first().map(|one| one.name.as_str());
    let worst =
        checks::kit::text::argument(&checks::kit::text::harmless(worst.unwrap_or_default()));
    let hints = format!("--appliance {worst} shows one of them · -o html=fleet.html");
    hinted(out, &hints, look);
}

fn shared(out: &mut String, shared: &Shared, look: Look) {
    out.push('\n');
    let sign = match shared.holding {
        0 => OVER,
        _ => signed(shared.status),
    };
    let tag = format!("{}/{}", shared.check, shared.reason);
    title(out, sign, &words::said(shared), &tag, look);
    labeled(out, "on", &words::on(shared), look);
    let first = shared.names.first().map(|one| one.name.as_str());
    let when = format!(
        "first {} UTC on {}; most, {}, from {}",
        words::minute(shared.first_at),
        first.unwrap_or_default(),
        shared.most,
        words::minute(shared.most_at)
    );
    labeled(out, "when", &when, look);
    course(out, shared, look);
    if let Some(about) = words::about(shared) {
        labeled(out, "at", &about, look);
    }
    let names = shared.names.iter().map(|one| one.name.as_str());
    labeled(out, "these", &words::few(names, NAMES), look);
}

/// How many had it over time; where not all were always watched, how many were stands below.
fn course(out: &mut String, shared: &Shared, look: Look) {
    let (all, room) = (shared.appliances, look.width.saturating_sub(12));
    let counts = shared.counts.iter().enumerate().map(|(slice, count)| {
        let is_unwatched = shared.watched.get(slice) == Some(&0);
        (!is_unwatched).then_some(*count)
    });
    let counts: Vec<Option<usize>> = counts.collect();
    labeled(out, "had it", &strips::counts(&counts, all, room), look);
    if shared.watched.iter().any(|watched| *watched < all) {
        let watched = strips::watched(&shared.watched, all, room);
        labeled(out, "watched", &watched, look);
    }
}

fn silent(out: &mut String, review: &Review, fleet: &Fleet, look: Look) {
    if fleet.silent.is_empty() {
        return;
    }
    out.push('\n');
    let count = fleet.silent.len();
    let text = words::counted(count, "appliance is", "appliances are");
    let sentence = format!("{text} watched no more.");
    title(out, signed(Outcome::Unknown), &sentence, "silent", look);
    let since = |name: &String| {
        let one = review.appliances.iter().find(|one| one.name == *name)?;
        Some(format!("{name} since {}", words::minute(one.silent_since?)))
    };
    let told: Vec<String> = fleet.silent.iter().take(NAMES).filter_map(since).collect();
    let more = match count.saturating_sub(told.len()) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    labeled(out, "these", &(told.join(", ") + &more), look);
}

const CELLS: Cells = &[("available", 11), ("watched", 9), ("fail now", 8)];

fn appliances(out: &mut String, review: &Review, rows: usize, look: Look) {
    out.push('\n');
    let shown = || review.appliances.iter().take(rows);
    let names = shown().map(|one| columns(&one.name) + 1);
    let grid = Grid::new(names, review.slices, CELLS, look);
    grid.head(out, review, "appliance");
    for one in shown() {
        grid.row(out, &one.name, &strip(&one.strip, grid.strip), &told(one));
    }
    if review.appliances.len() > rows {
        let more = review.appliances.len() - rows;
        line(out, &format!("  and {more} more, none worse; -v shows all"));
    }
    headed(out, review, look);
}

fn told(appliance: &Appliance) -> Vec<String> {
    vec![
        words::available_on(appliance),
        words::percent(appliance.watched_share),
        match failing_now(appliance) {
            0 => "·".to_owned(),
            many => many.to_string(),
        },
    ]
}
