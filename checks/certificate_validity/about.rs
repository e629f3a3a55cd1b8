//! What `certificate-validity` may find, and what that leads to.

use crate::cloud_reach::about as cloud_reach;
use crate::key_access::about as key_access;
use crate::kit::Target::Only;
use crate::kit::{About, Area, Asks, Edge, Link, reasons};
use crate::license_current::about as license_current;

reasons! { "certificate-validity";
    /// there is no such file or store entry
    fail MISSING = "missing";
    /// the file is damaged, or of an unknown kind
    fail UNREADABLE = "unreadable";
    /// the password does not open the file
    fail WRONG_PASSWORD = "wrong-password";
    /// the certificate's time is over
    fail EXPIRED = "expired";
    /// the certificate's time has not come
    fail NOT_YET_VALID = "not-yet-valid";
    /// the certificate expires within 30 days, or in the last third of a lifetime shorter than 90 days
    warn EXPIRES_SOON = "expires-soon";
}

/// The registry entry.
pub(crate) const ABOUT: About = About {
    id: ID,
    area: Area::Certificate,
    title: "the time of the selected certificates",
    asks: Asks::Files,
    reasons: REASONS,
    leads_to: &[
        Edge::new(
            &[MISSING, UNREADABLE, WRONG_PASSWORD, EXPIRED, NOT_YET_VALID],
            cloud_reach::CERTIFICATE_REFUSED,
            Link::SameCertificate,
        ),
        Edge::new(
            &[MISSING, UNREADABLE, WRONG_PASSWORD, EXPIRED, NOT_YET_VALID],
            &[Only(license_current::CERTIFICATE_EXPIRED)],
            Link::SameCertificate,
        ),
        Edge::new(
            &[MISSING, UNREADABLE, WRONG_PASSWORD],
            &[Only(key_access::NOT_REACHED)],
            Link::SameCertificate,
        ),
    ],
    explain: include_str!("explain.md"),
};
