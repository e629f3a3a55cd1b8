//! What `license-current` may find, and what that leads to.

crate::kit::about! {
    id: "license-current",
    area: License,
    title: "the support license and its certificate",
    asks: Files;

    /// the last day of support is over
    fail SUPPORT_EXPIRED = "support-expired";
    /// support ends within 30 days
    warn SUPPORT_EXPIRES_SOON = "support-expires-soon";
    /// the time of the license certificate is over
    fail CERTIFICATE_EXPIRED = "certificate-expired";
    /// it cannot be read; certificate-validity says why
    skip NOT_READABLE = "not-readable";

    leads_to: {
        SameRealm: &[SUPPORT_EXPIRED, CERTIFICATE_EXPIRED] => &[
            Only(cloud_reach::LICENSE_REJECTED),
        ];
    }
}
