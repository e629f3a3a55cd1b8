//! What is wrong, known, and accepted for a while.

use checks::kit::text;

use super::Look;
use super::lines::{DIM, labeled, line, paint, wrap};
use crate::report::Report;

/// The findings that a waiver covers, with its grounds.
pub(super) fn waived(out: &mut String, report: &Report, look: Look) {
    let covered = report
        .findings
        .iter()
        .filter_map(|finding| Some((finding, finding.waived.as_ref()?)));
    for (index, (finding, grounds)) in covered.enumerate() {
        if index == 0 {
            out.push('\n');
        }
        let tag = format!("{}/{}", finding.check, finding.reason);
        let told = format!("waived: {tag}: {}", text::harmless(&finding.summary));
        for (index, text) in wrap(&told, look.width - 2, "").iter().enumerate() {
            let lead = if index == 0 { "~" } else { " " };
            line(out, &format!("{} {text}", paint(DIM, lead)));
        }
        let grounds = format!(
            "{}, says {}, until {}",
            grounds.why, grounds.who, grounds.until
        );
        labeled(out, "why", &grounds, look);
        labeled(out, "in", &finding.realms.join(", "), look);
    }
}
