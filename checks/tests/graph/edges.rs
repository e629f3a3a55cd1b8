//! The graph of causes as a whole.

use std::collections::{BTreeMap, BTreeSet};

use checks::ALL;
use checks::kit::{About, Reason};

/// What each `check/reason` leads to at once, if what they speak of agrees.
pub fn graph() -> BTreeMap<String, BTreeSet<String>> {
    let all = || ALL.iter().map(|check| check.about());
    let name = |reason: &Reason| format!("{}/{}", reason.check, reason.code);
    let ends = |about: &About, start: &Reason| {
        let edges = about.leads_to.iter();
        let edges = edges.filter(|edge| edge.starts_from(start.code, start.status));
        let ends = edges.flat_map(|edge| {
            let active = all().flat_map(About::active);
            active.filter(|end| edge.leads_to(end.check, end.code))
        });
        ends.map(name).collect()
    };
    let starts = all().flat_map(|about| about.active().map(move |start| (about, start)));
    starts
        .map(|(about, start)| (name(start), ends(about, start)))
        .collect()
}
