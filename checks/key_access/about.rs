//! What `key-access` may find, and what that leads to.

crate::kit::about! {
    id: "key-access",
    area: Certificate,
    title: "the service account's access to the private keys",
    asks: Host;

    /// the service account cannot read the private key
    fail NOT_READABLE = "not-readable";
    /// every account of the machine can read the private key
    warn READABLE_BY_OTHERS = "readable-by-others";
    /// an owner or an ACL entry on the way to the key is of an account that no longer exists
    fail ORPHAN_ACCOUNT = "orphan-account";
    /// the system knows no such account
    fail NO_SUCH_ACCOUNT = "no-such-account";
    /// there is no key file to look at; key-match says why
    skip NOT_REACHED = "not-reached";

    leads_to: {
        SameCertificate: &[NOT_READABLE, ORPHAN_ACCOUNT, NO_SUCH_ACCOUNT] =>
            cloud_reach::NOT_SHOWN;
    }
}
