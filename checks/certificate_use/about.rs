//! What `certificate-use` may find, and what that leads to.

crate::kit::about! {
    id: "certificate-use",
    area: Certificate,
    title: "usages and strength of the selected certificates",
    asks: Files;

    /// the certificate's extended key usage excludes client authentication
    fail NO_CLIENT_AUTH = "no-client-auth";
    /// the certificate's key usage excludes digital signatures
    fail KEY_USAGE = "key-usage";
    /// the RSA key has less than 2048 bits, or the EC key less than 256
    fail WEAK_KEY = "weak-key";
    /// the certificate or one of its issuers is signed with MD5 or SHA-1
    fail WEAK_SIGNATURE = "weak-signature";
    /// the certificate is that of a certificate authority
    fail IS_CA = "is-ca";
    /// the certificate cannot be read: see certificate-validity
    skip NOT_READABLE = "not-readable";

    leads_to: {
        Refused(Usage): &[NO_CLIENT_AUTH, KEY_USAGE, IS_CA] => cloud_reach::REFUSED_CERTIFICATE;
        Refused(Signature): &[WEAK_KEY, WEAK_SIGNATURE] => cloud_reach::REFUSED_CERTIFICATE;
        // Libraries of today do not even load such a key.
        SameCertificate: &[WEAK_KEY] => &[
            Only(certificate_validity::UNREADABLE),
            Only(certificate_validity::UNUSABLE),
        ];
        SameCertificate: &[WEAK_KEY] => cloud_reach::NOT_SHOWN;
    }
}
