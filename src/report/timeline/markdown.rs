//! The timeline for a ticket, in Markdown.

use super::{Span, Timeline};
use crate::report::view::markdown::{Out, code, plain};

/// The whole timeline.
pub fn markdown(timeline: &Timeline) -> String {
    let mut out = Out::default();
    out.line(&format!("## {}", plain(&timeline.headline())));
    out.gap();
    out.line(&plain(&timeline.basis()));
    if !timeline.causes.is_empty() {
        out.gap();
        out.table(["", "cause", "when", "in"], &timeline.causes, |held| {
            let name = code(&format!("{}/{}", held.check, held.reason));
            [
                held.status.name().to_owned(),
                format!("{name} {}", plain(&held.summary)),
                plain(&held.when()),
                plain(&held.place()),
            ]
        });
    }
    let gaps = timeline.unwatched.as_deref().unwrap_or_default();
    if !gaps.is_empty() {
        out.heading("Nobody watched");
        out.list(gaps, |gap: &Span| gap.text());
    }
    out.0
}
