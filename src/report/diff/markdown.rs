//! The differences for a ticket, in Markdown.

use askama::Template;

use super::change::Diff;
use super::view::{Block, blocks, compared, counts, standing};
use crate::report::view::Few;
use crate::report::view::markdown::{more, plain, rows, step, tidy};

#[derive(Template)]
#[template(path = "diff.md")]
struct Ticket<'a> {
    compared: String,
    counts: Vec<String>,
    blocks: Few<Block<'a>>,
    diff: &'a Diff,
}

/// The whole text.
pub fn markdown(diff: &Diff) -> String {
    let ticket = Ticket {
        compared: compared(diff),
        counts: counts(diff).into_iter().map(|(text, _)| text).collect(),
        blocks: rows(blocks(diff)),
        diff,
    };
    tidy(&ticket)
}
