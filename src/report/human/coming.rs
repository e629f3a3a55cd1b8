//! What will expire, soonest first.

use checks::kit::text;

use super::lines::{DIM, columns, line, paint, wrap};
use super::{Detail, Look};
use crate::report::{Expiry, Report, phrase};

/// The most that a brief report lists.
const FEW: usize = 5;

/// As many realms are named.
const REALMS: usize = 6;

/// The forecast, where there is one.
pub(super) fn coming(out: &mut String, report: &Report, look: Look) {
    if report.forecast.is_empty() {
        return;
    }
    out.push('\n');
    line(out, &paint(DIM, "Ends within 90 days"));
    let shown = if look.detail == Detail::All {
        usize::MAX
    } else {
        FEW
    };
    for expiry in report.forecast.iter().take(shown) {
        entry(out, report, expiry, look);
    }
    if report.forecast.len() > shown {
        line(
            out,
            &paint(
                DIM,
                &format!("  and {} more, with -v", report.forecast.len() - shown),
            ),
        );
    }
}

fn entry(out: &mut String, report: &Report, expiry: &Expiry, look: Look) {
    let when = match expiry.days_left {
        0 => "today".to_owned(),
        1 => "in 1 day".to_owned(),
        days => format!("in {days} days"),
    };
    let lead = format!("  {}  {when:11} ", text::day(expiry.at));
    let realms = match expiry.realms.len() < report.realms.len() {
        true => format!(" [{}]", phrase::few(&expiry.realms, REALMS)),
        false => String::new(),
    };
    let body = text::harmless(&format!("{}{realms}", expiry.what));
    let indent = " ".repeat(columns(&lead));
    for (index, text) in wrap(&body, look.width - indent.len(), "")
        .iter()
        .enumerate()
    {
        line(
            out,
            &format!("{}{text}", if index == 0 { &lead } else { &indent }),
        );
    }
}
