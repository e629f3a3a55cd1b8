//! What `oath-license-certificate` may find, and what that leads to.

use crate::kit::Target::Only;
use crate::kit::{About, Area, Asks, Edge, Link, reasons};
use crate::oath_seed::about as oath_seed;

reasons! { "oath-license-certificate";
    /// the realm selects another license certificate than the realm that seals the seeds, or than the other OATH realms
    fail DIFFERS = "differs";
    /// the realm selects no license certificate
    fail NOT_SELECTED = "not-selected";
    /// the provisioning realm selects no license certificate to compare with
    skip NOT_REACHED = "not-reached";
    /// it cannot be read; certificate-validity says why
    skip NOT_READABLE = "not-readable";
}

/// The registry entry.
pub(crate) const ABOUT: About = About {
    id: ID,
    area: Area::Oath,
    title: "OATH realms select the provisioning realm's license certificate",
    asks: Asks::Files,
    reasons: REASONS,
    leads_to: &[
        Edge::new(
            &[DIFFERS, NOT_SELECTED],
            &[Only(oath_seed::CANNOT_OPEN)],
            Link::SameRealm,
        ),
        // What the provisioning realm lacks, no other realm can be held against.
        Edge::new(&[NOT_SELECTED], &[Only(NOT_REACHED)], Link::Anywhere),
    ],
    explain: include_str!("explain.md"),
};
