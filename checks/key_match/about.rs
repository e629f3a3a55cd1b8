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
        Edge {
            from: &[],
            to: &[
                Only(cloud_reach::CLIENT_CERTIFICATE_REJECTED),
                Only(cloud_reach::CLIENT_CERTIFICATE_REQUIRED),
                Only(cloud_reach::CERTIFICATE_NOT_PRESENTED),
                Only(oath_seed::CANNOT_OPEN),
            ],
            when: Link::SameCertificate,
        },
        Edge {
            from: &[ABSENT],
            to: &[Only(key_access::NOT_REACHED)],
            when: Link::SameCertificate,
        },
    ],
    explain: include_str!("explain.md"),
};
