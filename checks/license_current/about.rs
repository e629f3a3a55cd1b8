//! What `license-current` may find, and what that leads to.

use crate::cloud_reach::about as cloud_reach;
use crate::kit::Target::Only;
use crate::kit::{About, Area, Asks, Edge, Link, reasons};

reasons! { "license-current";
    /// the last day of support is over
    fail SUPPORT_EXPIRED = "support-expired";
    /// support ends within 30 days
    warn SUPPORT_EXPIRES_SOON = "support-expires-soon";
    /// the time of the license certificate is over
    fail CERTIFICATE_EXPIRED = "certificate-expired";
    /// it cannot be read; certificate-validity says why
    skip NOT_READABLE = "not-readable";
}

/// The registry entry.
pub(crate) const ABOUT: About = About {
    id: ID,
    area: Area::License,
    title: "the support license and its certificate",
    asks: Asks::Files,
    reasons: REASONS,
    leads_to: &[Edge::new(
        &[SUPPORT_EXPIRED, CERTIFICATE_EXPIRED],
        &[Only(cloud_reach::LICENSE_REJECTED)],
        Link::SameRealm,
    )],
    explain: include_str!("explain.md"),
};
