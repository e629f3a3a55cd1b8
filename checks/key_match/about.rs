//! What `key-match` may find, and what that leads to.

crate::kit::about! {
    id: "key-match",
    area: Certificate,
    title: "the private keys of the selected certificates",
    asks: Files;

    /// there is no private key to the certificate
    fail ABSENT = "absent";
    /// the private key is that of another certificate
    fail MISMATCH = "mismatch";
    /// it cannot be read; certificate-validity says why
    skip NOT_READABLE = "not-readable";

    leads_to: {
        SameCertificate: &[] => cloud_reach::NOT_SHOWN;
        SameCertificate: &[MISMATCH] => &[Only(oath_seed::CANNOT_OPEN)];
        SameCertificate: &[ABSENT] => &[Only(key_access::NOT_REACHED)];
    }
}
