//! How long steps took over the repetitions, as a table.

use checks::kit::text;

use super::span;
use crate::e2e::chain::Latency;
use crate::report::human::Look;
use crate::report::human::lines::{DIM, columns, line, paint};

const HEADS: [&str; 6] = ["runs", "least", "p50", "p90", "p99", "most"];

/// The table, where there is something in it.
pub(super) fn table(out: &mut String, latency: &[Latency], look: Look) {
    if latency.is_empty() {
        return;
    }
    let rows: Vec<(String, [String; 6])> = latency.iter().map(row).collect();
    let names = rows
        .iter()
        .map(|(name, _)| columns(name))
        .max()
        .unwrap_or(0)
        .max("latency".len());
    let widths: [usize; 6] = std::array::from_fn(|column| {
        let cells = rows.iter().map(|(_, cells)| columns(&cells[column]));
        cells.max().unwrap_or(0).max(HEADS[column].len())
    });
    let gap = if 2 + names + widths.iter().sum::<usize>() + 6 * 3 <= look.width {
        3
    } else {
        1
    };
    out.push('\n');
    let heads = HEADS.map(str::to_owned);
    line(
        out,
        &paint(DIM, &cells("latency", names, &heads, &widths, gap)),
    );
    for (name, row) in &rows {
        line(out, &cells(name, names, row, &widths, gap));
    }
    let note = "p50: half of the runs that passed the step took no longer; p90 and p99 likewise";
    for text in crate::report::human::lines::wrap(note, look.width - 2, "") {
        line(out, &format!("  {}", paint(DIM, &text)));
    }
}

fn row(one: &Latency) -> (String, [String; 6]) {
    let name = match &one.subject {
        Some(subject) => format!("{} {subject}", one.step),
        None => one.step.clone(),
    };
    let cells = [
        one.count.to_string(),
        span(one.min_s),
        span(one.p50_s),
        span(one.p90_s),
        span(one.p99_s),
        span(one.max_s),
    ];
    (text::quote(&name, 40), cells)
}

fn cells(name: &str, names: usize, cells: &[String; 6], widths: &[usize; 6], gap: usize) -> String {
    let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(columns(text)));
    let right: String = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| format!("{}{}{cell}", " ".repeat(gap), pad(cell, *width)))
        .collect();
    format!("  {name}{}{right}", pad(name, names))
}
