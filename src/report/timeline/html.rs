//! The timeline as one HTML file that asks nothing of anybody.

use askama::Template;
use jiff::Timestamp;

use super::{Held, Span, Timeline};
use crate::report::model::Outcome;
use crate::report::view::axis::{Bar, Scale};
use crate::report::view::icon::Icon;
use crate::report::view::page::compact;

/// As many causes and gaps are on the page.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "timeline.html")]
struct Page<'a> {
    headline: String,
    basis: String,
    causes: Vec<(&'a Held, Bar)>,
    gaps: Vec<(&'a Span, Bar)>,
    more: usize,
    timeline: &'a Timeline,
}

/// As many of them as are on the page, each with its bar.
fn drawn<T>(all: &[T], bar: impl Fn(&T) -> Bar) -> Vec<(&T, Bar)> {
    all.iter().take(MOST).map(|one| (one, bar(one))).collect()
}

/// The whole page.
pub fn html(timeline: &Timeline) -> String {
    let gaps = timeline.unwatched.as_deref().unwrap_or_default();
    let all = timeline.causes.len().max(gaps.len());
    let seconds = |at: Timestamp| at.as_second() as f64;
    let during = timeline.during;
    let scale = Scale::new(seconds(during.since), seconds(during.until));
    let bar = |span: Span| scale.bar(seconds(span.since), seconds(span.until));
    let page = Page {
        headline: timeline.headline(),
        basis: timeline.basis(),
        causes: drawn(&timeline.causes, |held| bar(held.within(during))),
        gaps: drawn(gaps, |gap| bar(*gap)),
        more: all.saturating_sub(MOST),
        timeline,
    };
    compact(&page)
}
