//! What `sender-domain` may find, and what that leads to.

crate::kit::about! {
    id: "sender-domain",
    area: Email,
    title: "receivers can verify mail from the sender's domain",
    asks: Network;

    /// the sender's domain does not exist, or accepts no mail
    warn NO_MX = "no-mx";
    /// the sender's domain has no SPF record
    warn SPF_MISSING = "spf-missing";
    /// the SPF record of the sender's domain cannot be used
    warn SPF_INVALID = "spf-invalid";
    /// the SPF record of the sender's domain excludes the sending address
    warn SPF_EXCLUDES = "spf-excludes";
    /// the sender's domain has no DMARC policy
    warn DMARC_MISSING = "dmarc-missing";
    /// the DMARC record of the sender's domain cannot be used
    warn DMARC_INVALID = "dmarc-invalid";
    /// the name servers did not answer
    unknown NO_ANSWER = "no-answer";
    /// the sender is not an e-mail address: see smtp-settings
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameHost: &[NO_MX] => &[Only(help_desk::MAIL_DOMAIN_UNKNOWN)];
        SameHost: &[NO_ANSWER] => &[Only(help_desk::NO_ANSWER)];
    }
}
