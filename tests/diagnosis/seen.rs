//! What a run came to, of all that its report says.

use std::collections::BTreeSet;

use checks::kit::Status;
use otpdoctor::report::{Finding, Report};

/// What a run came to; names are `check/reason`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The causes, in their order.
    pub causes: Vec<String>,
    /// What the first cause explains, without repeats.
    pub explained: Vec<String>,
    /// What the first cause is about, without what differs from run to run.
    pub subjects: BTreeSet<String>,
    /// What is neither well nor skipped.
    pub troubles: BTreeSet<String>,
    /// What of it is neither a cause nor explained.
    pub unexplained: Vec<String>,
}

impl Seen {
    /// What this report says.
    pub fn of(report: &Report) -> Self {
        let causes = &report.diagnosis;
        let covered: BTreeSet<usize> = causes
            .iter()
            .flat_map(|cause| {
                let explained = cause.explains.iter().map(|one| one.finding);
                cause.findings.iter().copied().chain(explained)
            })
            .collect();
        let wrong = || {
            let findings = report.findings.iter().enumerate();
            findings.filter(|(_, finding)| finding.status > Status::Skip)
        };
        let of_finding = |finding: &Finding| name(&finding.check, &finding.reason);
        let mut explained: Vec<String> = causes
            .first()
            .into_iter()
            .flat_map(|cause| &cause.explains)
            .map(|one| name(&one.check, &one.reason))
            .collect();
        explained.dedup();
        Self {
            causes: causes
                .iter()
                .map(|cause| name(&cause.check, &cause.reason))
                .collect(),
            explained,
            subjects: causes
                .first()
                .into_iter()
                .flat_map(|cause| &cause.subjects)
                .map(|text| subject(text))
                .collect(),
            troubles: wrong().map(|(_, finding)| of_finding(finding)).collect(),
            unexplained: wrong()
                .filter(|(place, _)| !covered.contains(place))
                .map(|(_, finding)| of_finding(finding))
                .collect(),
        }
    }

    /// A config that is refused is a run without causes.
    pub fn refused(why: String) -> Self {
        Self {
            troubles: [why].into(),
            ..Self::default()
        }
    }
}

fn name(check: &str, reason: &str) -> String {
    format!("{check}/{reason}")
}

/// A certificate's file by its stem, a server without scheme and port: the rest differs from run to run.
fn subject(text: &str) -> String {
    match text.rsplit_once('/') {
        Some((folder, file)) if folder.contains("otpdoctor-demo-") => {
            file.split('.').next().unwrap().to_owned()
        }
        _ => {
            let text = text.split_once("://").map_or(text, |(_, rest)| rest);
            without_ports(text)
        }
    }
}

fn without_ports(text: &str) -> String {
    let mut parts = text.split(':');
    let first = parts.next().unwrap_or_default().to_owned();
    let digit = |c: char| c.is_ascii_digit();
    parts.fold(first, |text, part| match part.trim_start_matches(digit) {
        // After its digits a port ends, or a path begins.
        rest if rest.len() < part.len() && (rest.is_empty() || rest.starts_with('/')) => {
            text + rest
        }
        _ => text + ":" + part,
    })
}
