//! What is wrong, known, and accepted for a while: once, however many subjects and realms it is of.

use std::collections::HashMap;

use checks::kit::text;

use super::Look;
use super::block::{SUBJECTS, first_of, realms, subjects};
use super::lines::{DIM, itemized, labeled, line, paint, wrap};
use crate::report::waivers::Grounds;
use crate::report::{Finding, Report};

/// As many are told; the JSON report has them all.
const TOLD: usize = 20;

/// The findings that a waiver covers, with its grounds.
pub(super) fn waived(out: &mut String, report: &Report, look: Look) {
    let covered = covered(report);
    for (index, (alike, grounds)) in covered.iter().take(TOLD).enumerate() {
        if index == 0 {
            out.push('\n');
        }
        let first = alike[0];
        let told = format!(
            "waived: {}/{}: {}",
            first.check, first.reason, first.summary
        );
        let told = wrap(&text::harmless(&told), look.width - 2, "");
        for (index, text) in told.iter().enumerate() {
            let lead = if index == 0 { "~" } else { " " };
            line(out, &format!("{} {text}", paint(DIM, lead)));
        }
        let subjects = subjects(alike, &first.summary);
        if !subjects.is_empty() {
            itemized(out, "at", &first_of(subjects, SUBJECTS), look);
        }
        let grounds = format!(
            "{}, says {}, until {}",
            grounds.why, grounds.who, grounds.until
        );
        labeled(out, "why", &grounds, look);
        labeled(out, "in", &realms(report, alike), look);
    }
    if covered.len() > TOLD {
        let more = covered.len() - TOLD;
        line(
            out,
            &paint(
                DIM,
                &format!("  and {more} more waived, -o json has them all"),
            ),
        );
    }
}

/// What is waived: findings that say the same and are accepted on the same grounds stand together.
fn covered(report: &Report) -> Vec<(Vec<&Finding>, &Grounds)> {
    let mut covered: Vec<(Vec<&Finding>, &Grounds)> = Vec::new();
    let mut places = HashMap::new();
    for finding in &report.findings {
        let Some(grounds) = &finding.waived else {
            continue;
        };
        let key = (
            (&finding.check, &finding.reason, &finding.summary),
            (&grounds.why, &grounds.who, grounds.until),
        );
        match places.get(&key) {
            Some(place) => {
                let (alike, _): &mut (Vec<&Finding>, _) = &mut covered[*place];
                alike.push(finding);
            }
            None => {
                places.insert(key, covered.len());
                covered.push((vec![finding], grounds));
            }
        }
    }
    covered
}
