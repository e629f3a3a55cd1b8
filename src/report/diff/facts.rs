//! What is another than before, although it may be as good.

use std::net::IpAddr;

use checks::kit::EvidenceKind;

use super::change::Fact;
use crate::report::model::{Finding, Text};

/// What differs in who or what it is.
pub fn facts(before: &Finding, after: &Finding) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut note = |name: &str, before: Option<Text>, after: Option<Text>| {
        if before != after {
            facts.push(Fact {
                name: name.into(),
                before,
                after,
            });
        }
    };
    note(
        "subject",
        Some(before.subject.clone()),
        Some(after.subject.clone()),
    );
    // Evidence that only one of them gives says how far each got, unless it is an address: then another one answered.
    let (earlier, later) = (identities(before), identities(after));
    for one in &later {
        match earlier.iter().find(|was| was.is(one)) {
            Some(was) => note(one.name, Some(was.value.clone()), Some(one.value.clone())),
            None if one.attempted => note(one.name, None, Some(one.value.clone())),
            None => {}
        }
    }
    for one in &earlier {
        if one.attempted && !later.iter().any(|is| is.is(one)) {
            note(one.name, Some(one.value.clone()), None);
        }
    }
    facts
}

/// A value that identifies who or what it is. All else is measured anew each time, or is a peer's greeting.
struct Identity<'a> {
    id: &'a str,
    of: Option<&'a str>,
    name: &'a str,
    value: Text,
    /// Whether it is an address that was tried.
    attempted: bool,
}

impl Identity<'_> {
    /// Whether it is another value of the same.
    fn is(&self, other: &Self) -> bool {
        (self.id, self.of) == (other.id, other.of)
    }
}

fn identities(finding: &Finding) -> Vec<Identity<'_>> {
    let identities = finding.evidence.iter().filter_map(|one| {
        let attempted = one.id == "attempt";
        let value = match one.value.as_str()? {
            // What stands beside an address is how long it took to answer.
            _ if attempted => "answers".into(),
            value if one.kind == EvidenceKind::Identity => sorted(value),
            _ => return None,
        };
        Some(Identity {
            id: &one.id,
            of: one.of.as_deref(),
            name: &one.name,
            value,
            attempted,
        })
    });
    identities.collect()
}

/// Several addresses in one order: servers turn them around to spread the load.
fn sorted(value: &str) -> Text {
    let mut parts: Vec<&str> = value.split(", ").collect();
    if parts.iter().all(|part| part.parse::<IpAddr>().is_ok()) {
        parts.sort_unstable();
    }
    parts.join(", ").into()
}
