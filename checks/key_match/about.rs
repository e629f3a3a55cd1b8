//! What `key-match` may find, and what that leads to.

use crate::cloud_reach::about as cloud_reach;
use crate::key_access::about as key_access;
use crate::kit::Target::Only;
use crate::kit::{About, Area, Asks, Edge, Link, reasons};
use crate::oath_seed::about as oath_seed;

reasons! { "key-match";
    /// there is no private key to the certificate
    fail ABSENT = "absent";
    /// the private key is that of another certificate
    fail MISMATCH = "mismatch";
    /// it cannot be read; certificate-validity says why
    skip NOT_READABLE = "not-readable";
}

/// The registry entry.
pub(crate) const ABOUT: About = About {
    id: ID,
    area: Area::Certificate,
    title: "the private keys of the selected certificates",
    asks: Asks::Files,
    reasons: REASONS,
    leads_to: &[
        Edge::new(&[], cloud_reach::CERTIFICATE_REFUSED, Link::SameCertificate),
        Edge::new(&[], &[Only(oath_seed::CANNOT_OPEN)], Link::SameCertificate),
        Edge::new(
            &[ABSENT],
            &[Only(key_access::NOT_REACHED)],
            Link::SameCertificate,
        ),
    ],
    explain: include_str!("explain.md"),
};
