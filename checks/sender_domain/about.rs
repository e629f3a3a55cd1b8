//! What `sender-domain` may find, and what that leads to.

use crate::kit::{About, Area, Asks, reasons};

reasons! { "sender-domain";
    /// the domain does not exist, or takes no mail
    warn NO_MX = "no-mx";
    /// the domain says nothing of who may send for it
    warn SPF_MISSING = "spf-missing";
    /// the domain's SPF cannot be used by receivers
    warn SPF_INVALID = "spf-invalid";
    /// the domain's SPF record shuts the mail server out
    warn SPF_EXCLUDES = "spf-excludes";
    /// the domain has no DMARC policy
    warn DMARC_MISSING = "dmarc-missing";
    /// the resolver did not answer
    unknown NO_ANSWER = "no-answer";
    /// the sender is not a mail address; smtp-settings tells
    skip NOT_REACHED = "not-reached";
}

/// The registry entry.
pub(crate) const ABOUT: About = About {
    id: ID,
    area: Area::Email,
    title: "mail from the sender's domain can be believed",
    asks: Asks::Network,
    reasons: REASONS,
    leads_to: &[],
    explain: include_str!("explain.md"),
};
