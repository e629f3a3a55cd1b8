//! The timeline as one HTML file that asks nothing of anybody.

use askama::Template;

use super::{Held, Timeline};
use crate::report::model::Outcome;
use crate::report::view::icon::Icon;
use crate::report::view::page::compact;

/// As many causes and gaps are on the page.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "timeline.html")]
struct Page<'a> {
    headline: String,
    basis: String,
    causes: Vec<&'a Held>,
    gaps: Vec<String>,
    more: usize,
    timeline: &'a Timeline,
}

/// The whole page.
pub fn html(timeline: &Timeline) -> String {
    let gaps = timeline.unwatched.as_deref().unwrap_or_default();
    let all = timeline.causes.len().max(gaps.len());
    let page = Page {
        headline: timeline.headline(),
        basis: timeline.basis(),
        causes: timeline.causes.iter().take(MOST).collect(),
        gaps: gaps.iter().take(MOST).map(|gap| gap.text()).collect(),
        more: all.saturating_sub(MOST),
        timeline,
    };
    compact(&page)
}
