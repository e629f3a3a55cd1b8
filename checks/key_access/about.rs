//! What `key-access` may find, and what that leads to.

crate::kit::about! {
    id: "key-access",
    area: Certificate,
    title: "the service account can read the private keys, and others cannot",
    asks: Host;

    /// the service account cannot read the private key
    fail NOT_READABLE = "not-readable";
    /// every account of the machine can read the private key
    warn READABLE_BY_OTHERS = "readable-by-others";
    /// the key or a folder above it belongs to, or names in its ACL, an account that no longer exists
    fail ORPHAN_ACCOUNT = "orphan-account";
    /// the service account cannot read the key of web.config
    fail CONFIGURATION_KEY = "configuration-key";
    /// the service account does not exist on this system
    fail NO_SUCH_ACCOUNT = "no-such-account";
    /// access to the private key depends on what Windows alone knows
    unknown NOT_JUDGED = "not-judged";
    /// no key file can be checked: see key-match
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameCertificate: &[NOT_READABLE, ORPHAN_ACCOUNT, NO_SUCH_ACCOUNT] =>
            cloud_reach::NOT_SHOWN;
    }
}
