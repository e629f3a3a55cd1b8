//! The timeline for a ticket, in Markdown.

use askama::Template;

use super::{Held, Span, Timeline};
use crate::report::view::Few;
use crate::report::view::markdown::{code, more, plain, rows, tidy};

#[derive(Template)]
#[template(path = "timeline.md")]
struct Ticket<'a> {
    timeline: &'a Timeline,
    gaps: Few<&'a Span>,
}

/// The whole timeline.
pub fn markdown(timeline: &Timeline) -> String {
    let gaps = rows(timeline.unwatched.iter().flatten());
    let ticket = Ticket { timeline, gaps };
    tidy(&ticket)
}

fn name(held: &Held) -> String {
    code(format!("{}/{}", held.check, held.reason))
}
