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
    /// the mail server says to try again later
    warn DEFERRED = "deferred";
    /// the mail server breaks off when it is given the envelope
    fail BROKEN_OFF = "broken-off";
    /// the mail server broke off after the envelopes of other realms
    unknown CUT_SHORT = "cut-short";
    /// the conversation ended before the envelope; another check says why
    skip NOT_REACHED = "not-reached";
}
