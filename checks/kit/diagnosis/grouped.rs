//! Findings of one reason that are the same cause: of the same host, the same certificate, the same subject, the same lack.

use std::collections::{HashMap, HashSet};

use super::stated::Stated;
use super::steps::step;
use crate::kit::entity::Entity;
use crate::kit::finding::{Finding, Remedy};

/// What findings that are the same cause have in common: one of these is enough.
#[derive(PartialEq, Eq, Hash)]
enum Common<'a> {
    /// What is missing, by its reason and summary, whatever asks for it.
    Lack(&'a str, &'a str),
    /// The check and the reason, and beside them the subject,
    Subject(&'a str, &'a str, &'a str),
    /// a place,
    Place(&'a str, &'a str, &'a Entity),
    /// or, of no place in particular, the words in which it is reported and cured.
    Words(&'a str, &'a str, &'a str, &'a Remedy),
}

/// Groups causes, each in the order of the findings.
pub(super) fn group(findings: &[Stated<'_>], causes: &[usize]) -> Vec<Vec<usize>> {
    let mut marked: HashMap<Common<'_>, Vec<usize>> = HashMap::new();
    for cause in causes {
        for mark in marks(findings[*cause].finding) {
            marked.entry(mark).or_default().push(*cause);
        }
    }
    let mut seen = HashSet::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for cause in causes {
        let mut group = Vec::new();
        let mut open = vec![*cause];
        while let Some(cause) = open.pop() {
            step();
            if seen.insert(cause) {
                group.push(cause);
                // One finding can join what stands apart without it.
                for mark in marks(findings[cause].finding) {
                    open.extend(marked.remove(&mark).unwrap_or_default());
                }
            }
        }
        group.sort_unstable();
        groups.extend((!group.is_empty()).then_some(group));
    }
    groups.sort();
    groups
}

fn marks(finding: &Finding) -> Vec<Common<'_>> {
    let (check, reason) = (finding.check, finding.reason);
    if finding.is_hindered() {
        return vec![Common::Lack(reason, &finding.summary)];
    }
    let mut marks = vec![Common::Subject(check, reason, &finding.subject)];
    let places = finding.touches.iter().filter(|entity| entity.is_place());
    marks.extend(places.map(|place| Common::Place(check, reason, place)));
    if finding.touches.is_empty() {
        marks.push(Common::Words(
            check,
            reason,
            &finding.summary,
            &finding.remedy,
        ));
    }
    marks
}
