//! The review as one HTML file that asks nothing of anybody: no script, no font, no picture from elsewhere.

mod appliance;
mod fleet;
mod head;
mod plot;

use askama::Template;

use self::appliance::Shown;
use self::fleet::Together;
use self::head::Head;
use self::plot::{Bar, Ruler};
use super::types::{Outcome, Review};
use super::words;
use crate::report::html::axis::Tick;
use crate::report::html::inert;
use crate::report::mark::Mark;

/// What the page shows, in order.
#[derive(Template)]
#[template(path = "history/page.html")]
struct Page<'a> {
    styles: [&'static str; 2],
    head: Head,
    fleet: Option<Together<'a>>,
    appliances: Vec<Shown<'a>>,
    ticks: Vec<Tick>,
    slice: String,
    legend: [Bar; 6],
    review: &'a Review,
}

/// As many appliances of a fleet are shown in full: the worst.
const IN_FULL: usize = 5;

/// The whole page.
pub fn render(review: &Review) -> String {
    let ruler = Ruler::of(review);
    let together = review
        .fleet
        .as_ref()
        .map(|fleet| Together::of(review, fleet, ruler));
    let shown = review.appliances.iter().take(IN_FULL).enumerate();
    let page = Page {
        styles: [
            include_str!("../../../templates/report/style.css"),
            include_str!("../../../templates/history/style.css"),
        ],
        head: Head::of(review),
        fleet: together,
        appliances: shown
            .map(|(place, one)| Shown::of(one, place, ruler))
            .collect(),
        ticks: ruler.ticks(),
        slice: words::slice(review),
        legend: Outcome::ALL.map(Bar::of),
        review,
    };
    inert(&page.render().expect("writing into a string does not fail"))
}

impl From<Outcome> for Mark {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Skip => Self::Skip,
            Outcome::Pass => Self::Pass,
            Outcome::Waived => Self::Waived,
            Outcome::Warn => Self::Warn,
            Outcome::Unknown => Self::Unknown,
            Outcome::Fail => Self::Fail,
        }
    }
}
