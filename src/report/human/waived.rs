//! What is wrong, known, and accepted for a while.

use checks::kit::text;

use super::{DIM, Look, labeled, line, paint};
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
        line(
            out,
            &format!(
                "{} {}",
                paint(DIM, "waived"),
                text::harmless(&format!("{tag}: {}", finding.summary))
            ),
        );
        let grounds = format!(
            "{}, says {}, until {}",
            grounds.why, grounds.who, grounds.until
        );
        labeled(out, "why", &grounds, look);
        labeled(out, "in", &finding.realms.join(", "), look);
    }
}
