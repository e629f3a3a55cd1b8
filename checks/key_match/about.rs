//! What `key-match` may find, and what that leads to.

crate::kit::about! {
    id: "key-match",
    area: Certificate,
    title: "the private keys belong to the selected certificates",
    asks: Files;

    /// the certificate has no private key
    fail ABSENT = "absent";
    /// the private key belongs to another certificate
    fail MISMATCH = "mismatch";
    /// the certificate or its key cannot be read: see certificate-validity
    skip NOT_READABLE = "not-readable";

    leads_to: {
        SameCertificate: &[] => cloud_reach::NOT_SHOWN;
        SameCertificate: &[MISMATCH] => &[Only(oath_seed::CANNOT_OPEN)];
        SameCertificate: &[ABSENT] => &[Only(key_access::NOT_REACHED)];
    }
}
