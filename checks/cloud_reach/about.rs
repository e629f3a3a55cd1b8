//! What `cloud-reach` may find, and what that leads to.

use crate::kit::Target::{self, Only};

crate::kit::about! {
    id: "cloud-reach",
    area: Cloud,
    title: "every cloud service answers over TLS",
    asks: Network;

    /// the service refuses the connection
    fail REFUSED = "refused";
    /// the service does not answer
    fail TIMEOUT = "timeout";
    /// the service cannot be reached: no route
    fail UNREACHABLE = "unreachable";
    /// the service, or a device in front of it, closes the connection
    fail RESET = "reset";
    /// the service, or a device in front of it, supports only old TLS versions
    fail TLS_VERSION = "tls-version";
    /// the TLS handshake fails in another way
    fail TLS_FAILED = "tls-failed";
    /// the server that answers does not speak TLS
    fail NOT_TLS = "not-tls";
    /// the service's certificate does not lead to a trusted root
    fail UNTRUSTED = "untrusted";
    /// the service's certificate names other hosts
    fail WRONG_NAME = "wrong-name";
    /// the service's certificate, or an issuer's, has expired or is not valid yet by this host's clock
    fail EXPIRED = "expired";
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
    /// the service does not accept the client certificate
    fail CLIENT_CERTIFICATE_REJECTED = "client-certificate-rejected";
    /// the service requires a client certificate and got none
    fail CLIENT_CERTIFICATE_REQUIRED = "client-certificate-required";
    /// the service requires a client certificate, and otpdoctor could not present the selected one
    unknown CERTIFICATE_NOT_PRESENTED = "certificate-not-presented";
    /// the service answers 404, 410, 502, 503 or 504, or does not speak HTTP
    fail HTTP_ERROR = "http-error";
    /// the service asks for the client certificate by TLS renegotiation, which otpdoctor does not support
    unknown RENEGOTIATION_REQUIRED = "renegotiation-required";
    /// the service answers 401 or 403 although the client certificate was presented
    fail LICENSE_REJECTED = "license-rejected";
    /// the service refused or dropped the first connection, and answered the second
    warn INTERMITTENT = "intermittent";
    /// the service, or TLS with it, takes longer than 5 s to answer
    warn SLOW = "slow";
    /// the request did not reach the service, for a reason that another check finds
    skip NOT_REACHED = "not-reached";
}

/// What comes of a client certificate that cannot be presented.
pub(crate) const NOT_SHOWN: &[Target] = &[
    Only(CLIENT_CERTIFICATE_REQUIRED),
    Only(CERTIFICATE_NOT_PRESENTED),
];

/// What comes of one that was presented.
pub(crate) const REFUSED_CERTIFICATE: &[Target] = &[Only(CLIENT_CERTIFICATE_REJECTED)];
