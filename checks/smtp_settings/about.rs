//! What `smtp-settings` may find, and what that leads to.

crate::kit::about! {
    id: "smtp-settings",
    area: Email,
    title: "the SMTP settings are complete and consistent",
    asks: Config;

    /// no SMTP server is set
    fail NO_SERVER = "no-server";
    /// the SMTP server is not a host name or an address
    fail SERVER_INVALID = "server-invalid";
    /// port 465 begins with TLS, but the appliance's mail client supports only STARTTLS
    fail IMPLICIT_TLS = "implicit-tls";
    /// SSL is off on port 587, where servers expect STARTTLS
    warn PLAIN_SUBMISSION = "plain-submission";
    /// user name and password cross the network unencrypted
    warn CREDENTIALS_IN_CLEAR = "credentials-in-clear";
    /// the sender is not an e-mail address
    fail SENDER_INVALID = "sender-invalid";
    /// the test recipient is not an e-mail address
    warn RECIPIENT_INVALID = "recipient-invalid";

    leads_to: {
        SameHost: &[SERVER_INVALID] => &[Any(&name_resolution::ABOUT)];
        SameRealm: &[NO_SERVER, SERVER_INVALID] => &[
            Only(smtp_reach::NOT_REACHED),
            Only(smtp_firewall::NOT_REACHED),
        ];
        // Such a port is silent until TLS begins. A connection that is refused or dropped has a cause of its own.
        SameRealm: &[IMPLICIT_TLS] => &[Only(smtp_reach::NO_BANNER), Only(smtp_reach::RESET)];
        SameRealm: &[PLAIN_SUBMISSION] => &[Only(smtp_tls::REQUIRED)];
        SameRealm: &[SENDER_INVALID] => &[
            Only(smtp_relay::SENDER_REJECTED),
            Only(sender_domain::NOT_REACHED),
        ];
        SameRealm: &[SENDER_INVALID, RECIPIENT_INVALID] => &[Only(smtp_relay::NOT_REACHED)];
    }
}
