//! What `smtp-relay` may find, and what that leads to.

crate::kit::about! {
    id: "smtp-relay",
    area: Email,
    title: "the mail server accepts sender and recipient",
    asks: Network;

    /// the mail server does not accept the sender
    fail SENDER_REJECTED = "sender-rejected";
    /// the mail server does not relay mail for the appliance
    fail RELAY_DENIED = "relay-denied";
    /// the mail server does not accept the recipient
    fail RECIPIENT_REJECTED = "recipient-rejected";
    /// the mail server does not accept the name that the appliance sends with EHLO
    fail HELO_REJECTED = "helo-rejected";
    /// the mail server accepts no mail from this address or domain, which is on a block list
    fail BLOCKLISTED = "blocklisted";
    /// the sending address has no name in the reverse DNS
    fail NO_REVERSE_DNS = "no-reverse-dns";
    /// the SPF record of the sender's domain does not allow the mail
    fail SPF_REJECTED = "spf-rejected";
    /// the mail does not pass the SPF, DKIM or DMARC checks of the sender's domain
    fail DMARC_REJECTED = "dmarc-rejected";
    /// a quota or a rate limit of the account or the server is exhausted
    fail QUOTA_EXCEEDED = "quota-exceeded";
    /// the mail server defers mail
    warn DEFERRED = "deferred";
    /// the mail server ends the session when it gets sender and recipient
    fail BROKEN_OFF = "broken-off";
    /// the mail server ended the session after the senders and recipients of other realms
    unknown CUT_SHORT = "cut-short";
    /// the session ended before the sender, for a reason that another check finds
    skip NOT_REACHED = "not-reached";
}
