//! What `smtp-reach` may find, and what that leads to.

crate::kit::about! {
    id: "smtp-reach",
    area: Email,
    title: "the mail server answers on its port",
    asks: Network;

    /// the mail server's port is closed, or a firewall rejects the connection
    fail REFUSED = "refused";
    /// the mail server does not answer: a firewall drops the packets
    fail FILTERED = "filtered";
    /// the mail server cannot be reached: no route
    fail UNREACHABLE = "unreachable";
    /// the mail server accepts the connection and resets it at once
    fail RESET = "reset";
    /// the mail server accepts the connection and sends no greeting
    fail NO_BANNER = "no-banner";
    /// the service on the mail server's port is not a mail server
    fail NOT_SMTP = "not-smtp";
    /// the mail server greets with a refusal
    fail TURNED_AWAY = "turned-away";
    /// the mail server has too many connections, or is out of service, and says so in its greeting or to EHLO
    fail BUSY = "busy";
    /// a firewall's SMTP inspection changes the session, which is a warning when mail passes all the same
    fail REWRITTEN_BANNER = "rewritten-banner";
    /// the mail server ends the session after its greeting
    fail BROKEN_OFF = "broken-off";
    /// a reply of the mail server takes more than 5 seconds
    warn SLOW = "slow";
    /// the mail server refused or dropped the first try, and accepted the second
    warn INTERMITTENT = "intermittent";
    /// one of the mail server's addresses does not answer, but another one does
    warn ADDRESS_UNREACHABLE = "address-unreachable";
    /// a reply of the mail server is longer than otpdoctor reads
    unknown TOO_LONG = "too-long";
    /// the mail server was not tried, for a reason that another check finds
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameRealm: &[] => &[Any(&smtp_tls::ABOUT), Any(&smtp_auth::ABOUT), Any(&smtp_relay::ABOUT)];
    }
}
