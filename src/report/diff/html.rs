//! The differences as one HTML file that loads nothing from anywhere.

use askama::Template;

use super::change::Diff;
use super::view::{Block, blocks, compared, counts, neutral, standing};
use crate::report::view::Few;
use crate::report::view::icon::Icon;
use crate::report::view::page::compact;
use crate::report::view::text::counted;

/// As many changes are on the page.
const MOST: usize = 300;

#[derive(Template)]
#[template(path = "diff.html")]
struct Page<'a> {
    compared: String,
    counts: Vec<(String, Icon)>,
    blocks: Few<Block<'a>>,
    /// How many of them are neither better nor worse.
    neutral: usize,
    diff: &'a Diff,
}

/// The whole page.
pub fn html(diff: &Diff) -> String {
    let counts = counts(diff).into_iter();
    let blocks = Few::of(blocks(diff), MOST);
    let page = Page {
        compared: compared(diff),
        counts: counts
            .map(|(text, outcome)| (text, Icon(outcome)))
            .collect(),
        neutral: neutral(&blocks),
        blocks,
        diff,
    };
    compact(&page)
}
