//! What `license-current` may find, and what that leads to.

crate::kit::about! {
    id: "license-current",
    area: License,
    title: "the support license and its certificate are current",
    asks: Files;

    /// the support license has expired
    fail SUPPORT_EXPIRED = "support-expired";
    /// the support license ends within 30 days
    warn SUPPORT_EXPIRES_SOON = "support-expires-soon";
    /// the license certificate has expired
    fail CERTIFICATE_EXPIRED = "certificate-expired";
    /// the license certificate cannot be read: see certificate-validity
    skip NOT_READABLE = "not-readable";

    leads_to: {
        SameRealm: &[SUPPORT_EXPIRED, CERTIFICATE_EXPIRED] => &[
            Only(cloud_reach::LICENSE_REJECTED),
        ];
    }
}
