//! How long checks took at a terminal: a curve a check, the slowest first.

use super::TEXT;
use super::grid::{Cells, Grid};
use super::strips::curve;
use crate::report::history::types::{Appliance, Checked, Review};
use crate::report::history::words;
use crate::report::human::lines::{DIM, columns, line, paint, wrap};
use crate::report::human::{Detail, Look};

/// As many checks have their latency drawn, the slowest; -v draws all.
const SLOWEST: usize = 10;
const LATENCY: Cells = &[("median", 10), ("95 of 100", 10), ("longest", 10)];
const LATENCY_NARROW: Cells = &[("median", 10)];

/// A curve a check, of the slowest or of all.
pub fn latencies(out: &mut String, review: &Review, appliance: &Appliance, look: Look) {
    let mut slowest: Vec<(&Checked, f64)> = appliance
        .checks
        .iter()
        .filter_map(|one| Some((one, one.latency.as_ref()?.p95_s)))
        .collect();
    slowest.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let most = match look.detail {
        Detail::Brief => SLOWEST,
        Detail::All => usize::MAX,
    };
    let shown = &slowest[..slowest.len().min(most)];
    if shown.is_empty() {
        return;
    }
    out.push('\n');
    let names = shown.iter().map(|(one, _)| columns(&one.check) + 1);
    let cells = if look.width < 76 {
        LATENCY_NARROW
    } else {
        LATENCY
    };
    let grid = Grid::new(names, review.slices, cells, look);
    grid.head(out, review, "took");
    for (one, _) in shown {
        if let Some(latency) = &one.latency {
            let drawn = curve(&latency.curve.p95_s, grid.strip);
            grid.row(out, &one.check, &drawn, &words::latency(latency));
        }
    }
    let mut note =
        "drawn is what 95 of 100 runs did not exceed, from 0 to the row's own highest".to_owned();
    if let Some((_, p95)) = slowest.get(shown.len()) {
        let more = slowest.len() - shown.len();
        let bound = crate::report::block::seconds(p95.max(0.001));
        note += &format!("; {more} more took no longer than {bound}");
    }
    for text in wrap(&note, look.width.min(TEXT) - 2, "") {
        line(out, &format!("  {}", paint(DIM, &text)));
    }
}
