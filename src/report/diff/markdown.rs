//! The differences for a ticket, in Markdown.

use askama::Template;

use super::change::Diff;
use super::view::{Block, blocks, compared, counts, neutral, standing};
use crate::report::view::Few;
use crate::report::view::markdown::{code, more, plain, rows, step, tidy};
use crate::report::view::text::counted;

#[derive(Template)]
#[template(path = "diff.md")]
struct Ticket<'a> {
    compared: String,
    counts: Vec<String>,
    blocks: Few<Block<'a>>,
    /// How many of them are neither better nor worse.
    neutral: usize,
    diff: &'a Diff,
}

/// The whole text.
pub fn markdown(diff: &Diff) -> String {
    let blocks = rows(blocks(diff));
    let ticket = Ticket {
        compared: compared(diff),
        counts: counts(diff).into_iter().map(|(text, _)| text).collect(),
        neutral: neutral(&blocks),
        blocks,
        diff,
    };
    tidy(&ticket)
}
