//! What `certificate-chain` may find, and what that leads to.

crate::kit::about! {
    id: "certificate-chain",
    area: Certificate,
    title: "the selected certificates up to a trusted root",
    asks: Files;

    /// the path ends at a root that is not trusted
    fail UNTRUSTED = "untrusted";
    /// the certificate of an issuer is missing
    fail INCOMPLETE = "incomplete";
    /// the certificate of an issuer is outside its time
    fail ISSUER_EXPIRED = "issuer-expired";
    /// a signature on the path does not hold: the file was changed, or the issuer is another of the same name
    fail SIGNATURE_INVALID = "signature-invalid";
    /// it cannot be read; certificate-validity says why
    skip NOT_READABLE = "not-readable";

    leads_to: {
        Refused(Issuer): &[] => cloud_reach::REFUSED_CERTIFICATE;
        Refused(Time): &[ISSUER_EXPIRED] => cloud_reach::REFUSED_CERTIFICATE;
        Refused(Signature): &[SIGNATURE_INVALID] => cloud_reach::REFUSED_CERTIFICATE;
    }
}
