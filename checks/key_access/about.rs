//! What `key-access` may find, and what that leads to.

use crate::cloud_reach::about as cloud_reach;
use crate::kit::{About, Area, Asks, Edge, Link, reasons};

reasons! { "key-access";
    /// the service account cannot read the private key
    fail NOT_READABLE = "not-readable";
    /// every account of the machine can read the private key
    warn READABLE_BY_OTHERS = "readable-by-others";
    /// an owner or an ACL entry on the way to the key is of an account that no longer exists
    fail ORPHAN_ACCOUNT = "orphan-account";
    /// the system knows no such account
    fail NO_SUCH_ACCOUNT = "no-such-account";
    /// there is no key file to look at; key-match says why
    skip NOT_REACHED = "not-reached";
}

/// The registry entry.
pub(crate) const ABOUT: About = About {
    id: ID,
    area: Area::Certificate,
    title: "the service account's access to the private keys",
    asks: Asks::Host,
    reasons: REASONS,
    leads_to: &[Edge::new(
        &[NOT_READABLE, ORPHAN_ACCOUNT, NO_SUCH_ACCOUNT],
        cloud_reach::CERTIFICATE_REFUSED,
        Link::SameCertificate,
    )],
    explain: include_str!("explain.md"),
};
