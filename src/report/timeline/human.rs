//! The timeline for a person at a terminal.

use super::Timeline;
use crate::report::view::terminal::Look;
use crate::report::view::terminal::{BOLD, DIM, icon, labeled, line, paint, wrap};

/// As many causes and gaps are told without `--verbose`.
const BRIEF: usize = 20;

/// The whole timeline.
pub fn human(timeline: &Timeline, look: Look) -> String {
    let most = match look.detail {
        crate::report::human::Detail::Brief => BRIEF,
        crate::report::human::Detail::All => usize::MAX,
    };
    let mut out = String::new();
    line(&mut out, &paint(BOLD, &timeline.headline()));
    for text in wrap(&timeline.basis(), look.width, "") {
        line(&mut out, &paint(DIM, &text));
    }
    for held in timeline.causes.iter().take(most) {
        let (sign, style) = icon(held.status);
        let name = format!("{sign} {}/{}", held.check, held.reason);
        out.push('\n');
        line(&mut out, &paint(style, &name));
        labeled(&mut out, "", held.summary.as_str(), look);
        labeled(&mut out, "when", &held.when(), look);
        labeled(&mut out, "in", &held.place(), look);
    }
    more(&mut out, timeline.causes.len(), most);
    let gaps = timeline.unwatched.as_deref().unwrap_or_default();
    if !gaps.is_empty() {
        out.push('\n');
        line(&mut out, &paint(BOLD, "Nobody watched"));
        for gap in gaps.iter().take(most) {
            line(&mut out, &format!("  {}", gap.text()));
        }
        more(&mut out, gaps.len(), most);
    }
    out
}

fn more(out: &mut String, all: usize, most: usize) {
    if all > most {
        let text = format!("  and {} more, with --verbose", all - most);
        line(out, &paint(DIM, &text));
    }
}
