//! What `smtp-tls` may find, and what that leads to.

use crate::kit::Target::Any;
use crate::kit::about;
use crate::smtp_auth::about as smtp_auth;
use crate::smtp_relay::about as smtp_relay;

about! {
    id: "smtp-tls",
    area: Email,
    title: "STARTTLS with the mail server, and its certificate",
    asks: Network;

    /// SSL is on, and the server offers no STARTTLS
    fail NOT_OFFERED = "not-offered";
    /// something on the way takes STARTTLS out of the conversation
    fail STRIPPED = "stripped";
    /// the mail server offers TLS, and the handshake does not succeed
    fail REFUSED = "refused";
    /// the mail server demands TLS, and SSL is off
    fail REQUIRED = "required";
    /// the certificate does not lead to a trusted root
    fail UNTRUSTED = "untrusted";
    /// the certificate is for another name than the configured one
    fail WRONG_NAME = "wrong-name";
    /// a certificate is out of date, or not valid yet
    fail EXPIRED = "expired";
    /// the mail server speaks only versions of TLS that are switched off today
    fail TLS_VERSION = "tls-version";
    /// the conversation ended before TLS; another check says why
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameRealm: &[] => &[Any(&smtp_auth::ABOUT), Any(&smtp_relay::ABOUT)];
    }
}
