//! The timeline for a person at a terminal.

use super::Timeline;
use crate::report::view::Few;
use crate::report::view::terminal::{BOLD, DIM, dim, icon, labeled, line, paint, titled, wrap};
use crate::report::view::terminal::{Detail, Look};

/// As many causes and gaps are shown without `--verbose`.
const BRIEF: usize = 20;

/// The whole timeline.
pub fn human(timeline: &Timeline, look: Look) -> String {
    let most = match look.detail {
        Detail::Brief => BRIEF,
        Detail::All => usize::MAX - 1,
    };
    let mut out = String::new();
    line(&mut out, &paint(BOLD, &timeline.headline()));
    for text in wrap(&timeline.basis(), look.width, "") {
        line(&mut out, &paint(DIM, &text));
    }
    let causes = Few::of(timeline.causes.iter().collect(), most);
    for held in &causes.shown {
        let name = format!("{}/{}", held.check, held.reason);
        titled(&mut out, icon(held.status), &held.sentence(), &name, look);
        labeled(&mut out, "when", &held.when(), look);
        labeled(&mut out, "in", &held.realm_names(), look);
    }
    dim(&mut out, causes.rest_by("with --verbose"));
    let gaps = timeline.unwatched.as_deref().unwrap_or_default();
    let gaps = Few::of(gaps.iter().collect(), most);
    if !gaps.shown.is_empty() {
        out.push('\n');
        line(&mut out, &paint(BOLD, "Not watched"));
    }
    for gap in &gaps.shown {
        line(&mut out, &format!("  {}", gap.text()));
    }
    dim(&mut out, gaps.rest_by("with --verbose"));
    out
}
