//! What `cloud-reach` may find, and what that leads to.

use crate::kit::Target::{self, Only};

crate::kit::about! {
    id: "cloud-reach",
    area: Cloud,
    title: "TLS and a GET to every cloud service",
    asks: Network;

    /// the connection is refused
    fail REFUSED = "refused";
    /// the service stays silent
    fail TIMEOUT = "timeout";
    /// no route leads to the service
    fail UNREACHABLE = "unreachable";
    /// the connection is broken off
    fail RESET = "reset";
    /// the service or a device on the way speaks only TLS versions that are too old
    fail TLS_VERSION = "tls-version";
    /// the TLS handshake fails in another way
    fail TLS_FAILED = "tls-failed";
    /// what answers does not speak TLS
    fail NOT_TLS = "not-tls";
    /// the service's certificate does not lead up to a trusted root
    fail UNTRUSTED = "untrusted";
    /// the service's certificate is for other hosts
    fail WRONG_NAME = "wrong-name";
    /// the service's certificate, or one of its issuers, is outside its time by this host's clock
    fail EXPIRED = "expired";
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
    /// the service does not accept the client certificate
    fail CLIENT_CERTIFICATE_REJECTED = "client-certificate-rejected";
    /// the service wants a client certificate and got none
    fail CLIENT_CERTIFICATE_REQUIRED = "client-certificate-required";
    /// the service wants a client certificate, and otpdoctor could not present the selected one
    unknown CERTIFICATE_NOT_PRESENTED = "certificate-not-presented";
    /// the answer is 404, 410, 502, 503, 504, or not HTTP
    fail HTTP_ERROR = "http-error";
    /// the service asks for the client certificate by renegotiation, which otpdoctor does not do
    unknown RENEGOTIATION_REQUIRED = "renegotiation-required";
    /// the service turns the appliance away with 401 or 403, although it was shown the client certificate
    fail LICENSE_REJECTED = "license-rejected";
    /// the service turned the first try away or dropped it, and answered the second
    warn INTERMITTENT = "intermittent";
    /// the service, or TLS with it, takes longer than 5 s to answer
    warn SLOW = "slow";
    /// the request did not get as far as the service; another check says why
    skip NOT_REACHED = "not-reached";
}

/// What comes of a client certificate that cannot be presented.
pub(crate) const NOT_SHOWN: &[Target] = &[
    Only(CLIENT_CERTIFICATE_REQUIRED),
    Only(CERTIFICATE_NOT_PRESENTED),
];

/// What comes of one that was presented.
pub(crate) const REFUSED_CERTIFICATE: &[Target] = &[Only(CLIENT_CERTIFICATE_REJECTED)];
