//! What `smtp-tls` may find, and what that leads to.

crate::kit::about! {
    id: "smtp-tls",
    area: Email,
    title: "TLS with the mail server works, and its certificate is valid",
    asks: Network;

    /// SSL is on, but the mail server offers no STARTTLS
    fail NOT_OFFERED = "not-offered";
    /// a device on the network removes STARTTLS from the session
    fail STRIPPED = "stripped";
    /// the mail server offers TLS, but the handshake fails
    fail REFUSED = "refused";
    /// the mail server demands TLS, but SSL is off
    fail REQUIRED = "required";
    /// the certificate does not lead to a trusted root
    fail UNTRUSTED = "untrusted";
    /// certificate name mismatch: the certificate names other hosts than the configured one
    fail WRONG_NAME = "wrong-name";
    /// a certificate has expired, or is not valid yet
    fail EXPIRED = "expired";
    /// the mail server supports only old TLS versions
    fail TLS_VERSION = "tls-version";
    /// the extended key usage of the certificate or of an issuer excludes servers
    fail NOT_FOR_SERVERS = "not-for-servers";
    /// an issuer of the certificate may not issue certificates
    fail ISSUER_NOT_A_CA = "issuer-not-a-ca";
    /// a key in the certificate chain is too short, or a signature uses SHA-1
    fail WEAK_CERTIFICATE = "weak-certificate";
    /// the name constraints of the certificate's issuer exclude the name
    fail NAME_CONSTRAINED = "name-constrained";
    /// the certificate is invalid for another reason
    fail CERTIFICATE_INVALID = "certificate-invalid";
    /// the certificate has the name only as its common name
    fail COMMON_NAME_ONLY = "common-name-only";
    /// otpdoctor shares no cipher suite with the server, but the appliance may
    unknown NO_COMMON_CIPHER = "no-common-cipher";
    /// the session ended before TLS, for a reason that another check finds
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameRealm: &[] => &[Any(&smtp_auth::ABOUT), Any(&smtp_relay::ABOUT)];
    }
}
