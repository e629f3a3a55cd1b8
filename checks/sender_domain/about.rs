//! What `sender-domain` may find, and what that leads to.

crate::kit::about! {
    id: "sender-domain",
    area: Email,
    title: "mail from the sender's domain can be believed",
    asks: Network;

    /// the domain does not exist, or takes no mail
    warn NO_MX = "no-mx";
    /// the domain says nothing of who may send for it
    warn SPF_MISSING = "spf-missing";
    /// the domain's SPF cannot be used by receivers
    warn SPF_INVALID = "spf-invalid";
    /// the domain's SPF record shuts out the address that the mail leaves from
    warn SPF_EXCLUDES = "spf-excludes";
    /// the domain has no DMARC policy
    warn DMARC_MISSING = "dmarc-missing";
    /// receivers cannot use the domain's DMARC record
    warn DMARC_INVALID = "dmarc-invalid";
    /// the resolver did not answer
    unknown NO_ANSWER = "no-answer";
    /// the sender is not a mail address; see smtp-settings
    skip NOT_REACHED = "not-reached";
}
