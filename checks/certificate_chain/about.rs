//! What `certificate-chain` may find, and what that leads to.

crate::kit::about! {
    id: "certificate-chain",
    area: Certificate,
    title: "the selected certificates lead to a trusted root",
    asks: Files;

    /// the certificate chain ends at a root that is not trusted
    fail UNTRUSTED = "untrusted";
    /// the certificate of an issuer is missing
    fail INCOMPLETE = "incomplete";
    /// the certificate of an issuer has expired, or is not valid yet
    fail ISSUER_EXPIRED = "issuer-expired";
    /// a signature in the chain is not valid: the file was changed, or another issuer has the same name
    fail SIGNATURE_INVALID = "signature-invalid";
    /// an issuer of the certificate may not issue certificates, or not at this level
    fail ISSUER_NOT_A_CA = "issuer-not-a-ca";
    /// the extended key usage of an issuer excludes clients
    fail ISSUER_NOT_FOR_CLIENTS = "issuer-not-for-clients";
    /// the name constraints of an issuer exclude the certificate's names
    fail NAME_CONSTRAINED = "name-constrained";
    /// the machine's Disallowed store names the certificate or an issuer, and Windows refuses it
    fail DISALLOWED = "disallowed";
    /// the certificate cannot be read: see certificate-validity
    skip NOT_READABLE = "not-readable";

    leads_to: {
        Refused(Issuer): &[] => cloud_reach::REFUSED_CERTIFICATE;
        Refused(Usage): &[ISSUER_NOT_FOR_CLIENTS] => cloud_reach::REFUSED_CERTIFICATE;
        Refused(Time): &[ISSUER_EXPIRED] => cloud_reach::REFUSED_CERTIFICATE;
        Refused(Signature): &[SIGNATURE_INVALID] => cloud_reach::REFUSED_CERTIFICATE;
    }
}
