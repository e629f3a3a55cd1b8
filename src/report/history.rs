//! What came of a time that is looked back on: how much of it each check was available, its outages and latency, the
//! causes, and what the appliances of a fleet share. Pure: the history hands over one [`Past`](crate::history::Past)
//! after the other, and each is dropped once it is folded.

mod course;
mod fleet;
mod fold;
mod html;
mod human;
mod markdown;
mod pace;
mod pieces;
mod slices;
mod types;
mod words;

pub use fold::{Lens, fold, review};
pub use html::render as html;
pub use human::render as human;
pub use markdown::render as markdown;
pub use types::{
    Appliance, Cause, Checked, Course, Curve, Fared, Fleet, Last, Latency, Outage, Outcome, Review,
    SCHEMA, Shared, Sharer, Summary, Times,
};
pub use words::few;

/// The review as JSON, for programs, with a final newline.
pub fn json(review: &Review) -> String {
    let mut text = serde_json::to_string_pretty(review).expect("a review is plain data");
    text.push('\n');
    text
}
