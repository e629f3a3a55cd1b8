//! The page of `report FOLDER` before the same judges.

use std::path::PathBuf;

use jiff::SignedDuration;
use otpdoctor::report::timeline::{Span, Timeline, fold, html};

use crate::browser::{Axe, assert_sound, judge_pages};
use crate::goldens::{assert_golden_in, without_style};
use crate::worlds;

/// A day in which what fails was mended, half of which nobody watched.
fn day() -> Timeline {
    let mut reports = [worlds::report("failing"), worlds::report("healthy")];
    let since = reports[0].started_at;
    let hours = |hours| since + SignedDuration::from_hours(hours);
    reports[1].started_at = hours(6);
    let watched = [Span {
        since,
        until: hours(12),
    }];
    let until = hours(24);
    fold(&reports, Some(&watched), Span { since, until })
}

#[test]
#[cfg_attr(windows, ignore = "the browser that judges it is Linux's")]
fn its_page_is_as_written_and_sound() {
    let page = html(&day());
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/timeline");
    assert_golden_in(&folder, "html", without_style(&page));
    let verdicts = judge_pages(&[("day", page)], Axe::Runs);
    assert_sound("day", &verdicts[0]);
}
