//! The timeline for a ticket, in Markdown.

use super::Timeline;
use crate::report::view::markdown::{code, plain};

/// As many rows has a table.
const ROWS: usize = 200;

/// The whole timeline.
pub fn markdown(timeline: &Timeline) -> String {
    let mut lines = vec![
        format!("## {}", plain(&timeline.headline())),
        String::new(),
        plain(&timeline.basis()),
    ];
    if !timeline.causes.is_empty() {
        lines.extend(["", "| | cause | when | in |", "|---|---|---|---|"].map(str::to_owned));
    }
    for held in timeline.causes.iter().take(ROWS) {
        let name = code(&format!("{}/{}", held.check, held.reason));
        let (status, when) = (held.status.name(), plain(&held.when()));
        let (summary, place) = (plain(&held.summary), plain(&held.place()));
        lines.push(format!(
            "| {status} | {name} {summary} | {when} | {place} |"
        ));
    }
    more(&mut lines, timeline.causes.len());
    let gaps = timeline.unwatched.as_deref().unwrap_or_default();
    if !gaps.is_empty() {
        lines.extend(["", "### Nobody watched", ""].map(str::to_owned));
    }
    lines.extend(
        gaps.iter()
            .take(ROWS)
            .map(|gap| format!("- {}", gap.text())),
    );
    more(&mut lines, gaps.len());
    lines.join("\n") + "\n"
}

fn more(lines: &mut Vec<String>, all: usize) {
    if all > ROWS {
        lines.push(String::new());
        lines.push(format!("and {} more; the JSON has them all", all - ROWS));
    }
}
