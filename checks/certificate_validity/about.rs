//! What `certificate-validity` may find, and what that leads to.

crate::kit::about! {
    id: "certificate-validity",
    area: Certificate,
    title: "the selected certificates can be read and are valid today",
    asks: Files;

    /// the certificate's file or store entry does not exist
    fail MISSING = "missing";
    /// the file is damaged, or has an unknown format
    fail UNREADABLE = "unreadable";
    /// the password does not open the file
    fail WRONG_PASSWORD = "wrong-password";
    /// the key or the file is encrypted, and no password is configured
    unknown ENCRYPTED = "encrypted";
    /// otpdoctor cannot use this key or file, but Windows may
    unknown UNUSABLE = "unusable";
    /// several certificates of the store fit, and the config does not say which one is used
    unknown AMBIGUOUS = "ambiguous";
    /// the certificate has expired
    fail EXPIRED = "expired";
    /// the certificate is not valid yet
    fail NOT_YET_VALID = "not-yet-valid";
    /// the certificate expires within 30 days, or in the last third of a lifetime shorter than 90 days
    warn EXPIRES_SOON = "expires-soon";

    leads_to: {
        SameCertificate: &[MISSING, UNREADABLE, WRONG_PASSWORD, ENCRYPTED, UNUSABLE, AMBIGUOUS] =>
            cloud_reach::NOT_SHOWN;
        Refused(Time): &[EXPIRED, NOT_YET_VALID] => cloud_reach::REFUSED_CERTIFICATE;
        SameCertificate: &[EXPIRED] => &[Only(license_current::CERTIFICATE_EXPIRED)];
        SameCertificate: &[MISSING, UNREADABLE, WRONG_PASSWORD] => &[Only(key_access::NOT_REACHED)];
    }
}
