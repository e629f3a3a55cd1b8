//! What leads to what: an edge stands beside the check that it starts from.

use crate::kit::entity::Entity;
use crate::kit::{Finding, Status};

/// Findings of one check that can produce findings of others.
#[derive(Debug)]
pub struct Edge {
    /// The reasons that it starts from; empty: every one.
    pub from: &'static [&'static str],
    /// What it leads to: `check`, or `check/reason`.
    pub to: &'static [&'static str],
    /// What the two findings must have in common.
    pub when: Link,
}

/// What two findings must have in common for one to explain the other.
/// But for [`Link::Anywhere`], both must hold in the same realm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// They speak of the same host.
    SameHost,
    /// They speak of the same service of the cloud.
    SameService,
    /// They speak of the same certificate.
    SameCertificate,
    /// The realm is enough.
    SameRealm,
    /// Nothing: they are of the same appliance.
    Anywhere,
}

impl Edge {
    /// Whether it starts from a reason.
    pub fn starts_from(&self, reason: &str) -> bool {
        self.from.is_empty() || self.from.contains(&reason)
    }

    /// Whether it leads to a reason of a check.
    pub fn leads_to(&self, check: &str, reason: &str) -> bool {
        self.to.iter().any(|target| match target.split_once('/') {
            Some((to_check, to_reason)) => to_check == check && to_reason == reason,
            None => *target == check,
        })
    }

    /// Whether the one finding explains the other, as far as realms do not matter.
    pub(super) fn joins(&self, one: &Finding, other: &Finding) -> bool {
        self.starts(one)
            && self.leads_to(other.check, other.reason)
            && self.when.holds(&one.touches, &other.touches)
    }

    /// What could not be asked of a peer passes its explanation on, so that chains do not break there.
    fn starts(&self, finding: &Finding) -> bool {
        match finding.status {
            Status::Skip => self.from.is_empty(),
            _ => self.starts_from(finding.reason),
        }
    }
}

impl Link {
    fn holds(self, one: &[Entity], other: &[Entity]) -> bool {
        let kind: fn(&Entity) -> bool = match self {
            Self::SameHost => |entity| matches!(entity, Entity::Host(_)),
            Self::SameService => |entity| matches!(entity, Entity::Service(_)),
            Self::SameCertificate => |entity| matches!(entity, Entity::Certificate(_)),
            Self::SameRealm | Self::Anywhere => return true,
        };
        one.iter()
            .any(|entity| kind(entity) && other.contains(entity))
    }
}
