//! What `realm-prerequisites` may find, and what that leads to.

use crate::kit::Target::Only;
use crate::kit::{About, Area, Asks, Edge, Link, reasons};
use crate::second_factor::about as second_factor;
use crate::smtp_settings::about as smtp_settings;

reasons! { "realm-prerequisites";
    /// the realm has no description
    warn NO_DESCRIPTION = "no-description";
    /// the realm names no SMTP server
    fail NO_SMTP = "no-smtp";
    /// the realm has no store to look users up in
    fail NO_DATA_STORE = "no-data-store";
    /// the realm has no workflow
    fail NO_WORKFLOW = "no-workflow";
}

/// The registry entry.
pub(crate) const ABOUT: About = About {
    id: ID,
    area: Area::Realm,
    title: "description, SMTP, data store and workflow are defined",
    asks: Asks::Config,
    reasons: REASONS,
    leads_to: &[
        Edge::new(
            &[NO_SMTP],
            &[Only(smtp_settings::NO_SERVER)],
            Link::SameRealm,
        ),
        Edge::new(
            &[NO_WORKFLOW],
            &[Only(second_factor::NOT_REACHED)],
            Link::SameRealm,
        ),
    ],
    explain: include_str!("explain.md"),
};
