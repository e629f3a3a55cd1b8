//! What a finding speaks of, so that it is found among many: a fault of a proxy speaks of the hosts of all realms.

use std::collections::HashSet;

use super::steps::step;
use crate::kit::about::Link;
use crate::kit::entity::{Complaint, Entity};
use crate::kit::finding::Finding;

/// More are looked for in a set, fewer one by one.
const MANY: usize = 16;

/// What a finding speaks of.
pub(super) struct Touched<'a> {
    all: &'a [Entity],
    /// The same, where they are many.
    set: HashSet<&'a Entity>,
    clocks: Vec<&'a Entity>,
}

impl<'a> Touched<'a> {
    pub(super) fn of(finding: &'a Finding) -> Self {
        let all = &finding.touches;
        let is_clock = |entity: &&Entity| matches!(entity, Entity::Clock(..));
        Self {
            all,
            set: all.iter().filter(|_| all.len() > MANY).collect(),
            clocks: all.iter().filter(is_clock).collect(),
        }
    }

    /// Whether both speak of one thing, of the kind that this link is about.
    pub(super) fn shares(&self, link: Link, other: &Self) -> bool {
        let kind: fn(&Entity) -> bool = match link {
            Link::SameHost => |entity| matches!(entity, Entity::Host(_)),
            Link::SameService => |entity| matches!(entity, Entity::Service(_)),
            Link::SameCertificate => |entity| matches!(entity, Entity::Certificate(_)),
            Link::Refused(complaint) => {
                let complaints = [complaint, Complaint::Anything].map(Entity::Complaint);
                return complaints.iter().any(|one| other.has(one))
                    && self.shares(Link::SameCertificate, other);
            }
            Link::SkewedClock => {
                let other = &other.clocks;
                let pairs = |is| other.iter().map(move |was| (is, was));
                let mut pairs = self.clocks.iter().flat_map(pairs);
                return pairs.any(|pair| match pair {
                    (Entity::Clock(is, _), Entity::Clock(least, most)) => is >= least && is <= most,
                    _ => false,
                });
            }
            Link::SameRealm | Link::Anywhere => return true,
        };
        let [fewer, more] = if self.all.len() < other.all.len() {
            [self, other]
        } else {
            [other, self]
        };
        let mut fewer = fewer.all.iter().inspect(|_| step());
        fewer.any(|entity| kind(entity) && more.has(entity))
    }

    fn has(&self, entity: &Entity) -> bool {
        if self.set.is_empty() {
            self.all.contains(entity)
        } else {
            self.set.contains(entity)
        }
    }
}
