//! What `smtp-tls` may find, and what that leads to.

crate::kit::about! {
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
    /// the certificate or an issuer is not for servers, by its extended key usage
    fail NOT_FOR_SERVERS = "not-for-servers";
    /// an issuer of the certificate may not issue
    fail ISSUER_NOT_A_CA = "issuer-not-a-ca";
    /// a key in the certificate chain is too short, or a signature is by SHA-1
    fail WEAK_CERTIFICATE = "weak-certificate";
    /// the name constraints of the certificate's authority exclude the name
    fail NAME_CONSTRAINED = "name-constrained";
    /// the certificate is invalid in another way
    fail CERTIFICATE_INVALID = "certificate-invalid";
    /// the certificate holds the name only as its common name
    fail COMMON_NAME_ONLY = "common-name-only";
    /// the server takes only cipher suites that otpdoctor does not have, and the appliance may
    unknown NO_COMMON_CIPHER = "no-common-cipher";
    /// the conversation ended before TLS; another check says why
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameRealm: &[] => &[Any(&smtp_auth::ABOUT), Any(&smtp_relay::ABOUT)];
    }
}
