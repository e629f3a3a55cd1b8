//! The diagnosis: the fewest causes that explain everything a run saw.
//!
//! Every check declares beside its reasons what they lead to. A finding is explained in a realm when
//! another one of that realm leads to it; what is explained in no way, and is wrong, is a cause.
//! An `unknown` with a reason of the check's own speaks of the world, and may be a cause; one with a
//! shared reason (a deadline, no permission) speaks of otpdoctor, and is none, unless it says what
//! otpdoctor lacks: that is one cause, whichever checks it keeps from looking.

mod grouped;
mod roots;
mod stated;
mod steps;
mod touched;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use roots::Explanation;
pub use stated::Stated;

use super::symptom::{symptoms_of, symptoms_of_hosts, those_of_hosts};
use super::{About, Entity, Reason, Status};

/// Something that is wrong, and that nothing else that is wrong explains. It names findings by their places in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Its findings; the first one speaks for all, and is as bad as any of them.
    pub findings: Vec<usize>,
    /// The realms where nothing else explains it, in the order of the findings.
    pub realms: Vec<String>,
    /// What it explains, in order.
    pub explains: Vec<usize>,
    /// What users say of it, the likeliest first.
    pub symptoms: Vec<&'static str>,
}

/// The causes of what was found by the edges of these checks: what fails first, and of that the one that explains most.
/// A warning explains other warnings alone, but for these: settings that are odd, and wrong where the peer does not take them.
pub fn diagnose_by(
    abouts: &[&'static About],
    odd_settings: &[Reason],
    findings: &[Stated<'_>],
) -> Vec<Cause> {
    let explanation = Explanation::of(abouts, odd_settings, findings);
    let groups = grouped::group(findings, &explanation.roots());
    let causes = groups
        .iter()
        .map(|group| cause(findings, &explanation, group));
    let mut causes: Vec<Cause> = causes.collect();
    causes.sort_by_key(|cause| {
        let rank = match findings[cause.findings[0]].finding.status {
            Status::Fail => 0,
            Status::Warn => 1,
            _ => 2,
        };
        (rank, Reverse(cause.explains.len()), cause.findings[0])
    });
    causes
}

fn cause(findings: &[Stated<'_>], explanation: &Explanation<'_>, group: &[usize]) -> Cause {
    let badness = |place: &usize| (findings[*place].finding.status, Reverse(*place));
    let worst = group.iter().copied().max_by_key(badness);
    let worst = worst.expect("a group has a finding");
    let spokesman = findings[worst].finding;
    let mut members = vec![worst];
    members.extend(group.iter().copied().filter(|place| *place != worst));
    let realms = group
        .iter()
        .flat_map(|place| explanation.unexplained_realms(*place));
    // Of a host that is there for another check, users say what they say where that one fails.
    let touched = members
        .iter()
        .flat_map(|place| &findings[*place].finding.touches);
    let serves: Vec<&str> = touched.filter_map(Entity::serves).collect();
    let own = || symptoms_of(spokesman.check, spokesman.reason, spokesman.status);
    let symptoms = match spokesman.status {
        _ if serves.is_empty() => own(),
        Status::Fail => symptoms_of_hosts(serves.into_iter()),
        _ => those_of_hosts(own(), &serves),
    };
    let mut seen = BTreeSet::new();
    let realms = realms.filter(|realm| seen.insert(*realm));
    Cause {
        realms: realms.map(str::to_owned).collect(),
        findings: members,
        explains: explanation.led_to(group).into_iter().collect(),
        symptoms,
    }
}

#[cfg(test)]
mod tests;
