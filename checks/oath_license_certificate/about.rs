//! What `oath-license-certificate` may find, and what that leads to.

crate::kit::about! {
    id: "oath-license-certificate",
    area: Oath,
    title: "all OATH realms select the same license certificate",
    asks: Files;

    /// the realm selects another license certificate than the provisioning realm or the other OATH realms
    fail DIFFERS = "differs";
    /// the realm selects no license certificate
    fail NOT_SELECTED = "not-selected";
    /// the provisioning realm selects no license certificate to compare with
    skip NOT_REACHED = "not-reached";
    /// the license certificate cannot be read: see certificate-validity
    skip NOT_READABLE = "not-readable";

    leads_to: {
        SameRealm: &[DIFFERS, NOT_SELECTED] => &[Only(oath_seed::CANNOT_OPEN)];
        // What the provisioning realm lacks, no other realm can be held against.
        Anywhere: &[NOT_SELECTED] => &[Only(NOT_REACHED)];
    }
}
