//! What `smtp-reach` may find, and what that leads to.

crate::kit::about! {
    id: "smtp-reach",
    area: Email,
    title: "the mail server answers on its port",
    asks: Network;

    /// the port is closed, or a firewall rejects
    fail REFUSED = "refused";
    /// no answer at all: a firewall drops the packets
    fail FILTERED = "filtered";
    /// there is no route to the server
    fail UNREACHABLE = "unreachable";
    /// the connection is accepted and reset at once
    fail RESET = "reset";
    /// the connection is accepted, and no greeting comes
    fail NO_BANNER = "no-banner";
    /// what answers on the mail server's port is not a mail server
    fail NOT_SMTP = "not-smtp";
    /// the mail server greets with a refusal
    fail TURNED_AWAY = "turned-away";
    /// the mail server greets with 421: it has too many connections, or is out of service
    fail BUSY = "busy";
    /// a firewall's SMTP inspection rewrites the conversation; a warning when mail passes all the same
    fail REWRITTEN_BANNER = "rewritten-banner";
    /// the mail server breaks off after its banner
    fail BROKEN_OFF = "broken-off";
    /// a reply of the mail server takes more than 5 seconds
    warn SLOW = "slow";
    /// the mail server turned the first try away or dropped it, and took the second
    warn INTERMITTENT = "intermittent";
    /// one of the mail server's addresses does not answer, and another one does
    warn ADDRESS_UNREACHABLE = "address-unreachable";
    /// another check says why it was not tried
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameRealm: &[] => &[Any(&smtp_tls::ABOUT), Any(&smtp_auth::ABOUT), Any(&smtp_relay::ABOUT)];
    }
}
