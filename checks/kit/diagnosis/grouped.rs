//! Findings of one reason that are the same cause: of the same host, the same certificate, the same subject, the same lack.

use super::stated::Stated;
use crate::kit::Finding;

/// Groups causes, each in the order of the findings.
pub(super) fn group(findings: &[Stated<'_>], causes: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for cause in causes {
        let finding = findings[*cause].finding;
        let same = |other: &usize| is_same(finding, findings[*other].finding);
        let alike = |group: &Vec<usize>| group.iter().any(same);
        // One finding can join what stood apart until now.
        let (joined, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(alike);
        groups = apart;
        let mut group: Vec<usize> = joined.into_iter().flatten().collect();
        group.push(*cause);
        group.sort_unstable();
        groups.push(group);
    }
    groups.sort();
    groups
}

fn is_same(one: &Finding, other: &Finding) -> bool {
    // Whatever asks for what is missing.
    if one.is_hindered() {
        return (one.reason, &one.summary) == (other.reason, &other.summary);
    }
    let same_reason = (one.check, one.reason) == (other.check, other.reason);
    same_reason
        && (one.subject == other.subject || shares_a_place(one, other) || is_alike(one, other))
}

fn shares_a_place(one: &Finding, other: &Finding) -> bool {
    let mut places = one.touches.iter().filter(|entity| entity.is_place());
    places.any(|place| other.touches.contains(place))
}

/// Of no place in particular, and told and cured in the same words.
fn is_alike(one: &Finding, other: &Finding) -> bool {
    one.touches.is_empty()
        && other.touches.is_empty()
        && (&one.summary, &one.remedy) == (&other.summary, &other.remedy)
}
