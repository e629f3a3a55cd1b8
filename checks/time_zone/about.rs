//! What `time-zone` may find, and what that leads to.

use crate::clock_skew::about as clock_skew;
use crate::kit::Target::Only;
use crate::kit::{About, Area, Asks, Edge, Link, reasons};

reasons! { "time-zone";
    /// the host is in another zone than the configured one
    fail DIFFERS = "differs";
    /// the configured zone is in no zone database
    fail UNKNOWN_ZONE = "unknown-zone";
}

/// The registry entry.
pub(crate) const ABOUT: About = About {
    id: ID,
    area: Area::Time,
    title: "the appliance's time zone against the configured one",
    asks: Asks::Host,
    reasons: REASONS,
    leads_to: &[Edge::new(
        &[DIFFERS],
        &[Only(clock_skew::WHOLE_HOURS)],
        Link::SameRealm,
    )],
    explain: include_str!("explain.md"),
};
