//! What `smtp-auth` may find, and what that leads to.

use crate::kit::Target::Any;
use crate::kit::{About, Area, Asks, Edge, Link, reasons};
use crate::smtp_relay::about as smtp_relay;

reasons! { "smtp-auth";
    /// a user name is set, and the mail server offers no login
    fail NOT_OFFERED = "not-offered";
    /// the mail server offers no way to log in that is spoken here
    fail MECHANISM_UNSUPPORTED = "mechanism-unsupported";
    /// the mail server does not take user and password
    fail REJECTED = "rejected";
    /// the mail server cannot check the login just now
    warn DEFERRED = "deferred";
    /// the mail server demands a login, and none is configured
    fail REQUIRED = "required";
    /// the mail server breaks off during the login
    fail BROKEN_OFF = "broken-off";
    /// the conversation ended before the login; another check says why
    skip NOT_REACHED = "not-reached";
}

/// The registry entry.
pub(crate) const ABOUT: About = About {
    id: ID,
    area: Area::Email,
    title: "logging in to the mail server",
    asks: Asks::Network,
    reasons: REASONS,
    leads_to: &[Edge::new(&[], &[Any(&smtp_relay::ABOUT)], Link::SameRealm)],
    explain: include_str!("explain.md"),
};
