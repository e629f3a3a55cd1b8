//! What `smtp-relay` may find, and what that leads to.

crate::kit::about! {
    id: "smtp-relay",
    area: Email,
    title: "the mail server takes sender and recipient",
    asks: Network;

    /// the mail server does not take the sender
    fail SENDER_REJECTED = "sender-rejected";
    /// the mail server does not pass mail on for the appliance
    fail RELAY_DENIED = "relay-denied";
    /// the mail server does not take the recipient
    fail RECIPIENT_REJECTED = "recipient-rejected";
    /// the mail server does not accept the name that the appliance greets with
    fail HELO_REJECTED = "helo-rejected";
    /// the mail server takes no mail from this address or domain: it is on a block list
    fail BLOCKLISTED = "blocklisted";
    /// the address that the mail comes from has no name in the reverse DNS
    fail NO_REVERSE_DNS = "no-reverse-dns";
    /// the SPF record of the sender's domain does not allow the mail
    fail SPF_REJECTED = "spf-rejected";
    /// the mail does not pass the SPF, DKIM or DMARC checks of the sender's domain
    fail DMARC_REJECTED = "dmarc-rejected";
    /// a quota, a limit or a rate of the account or the server is used up
    fail QUOTA_EXCEEDED = "quota-exceeded";
    /// the mail server says to try again later
    warn DEFERRED = "deferred";
    /// the mail server breaks off when it is given the envelope
    fail BROKEN_OFF = "broken-off";
    /// the mail server broke off after the envelopes of other realms
    unknown CUT_SHORT = "cut-short";
    /// the conversation ended before the envelope; another check says why
    skip NOT_REACHED = "not-reached";
}
