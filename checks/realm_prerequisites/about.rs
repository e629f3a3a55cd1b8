//! What `realm-prerequisites` may find, and what that leads to.

crate::kit::about! {
    id: "realm-prerequisites",
    area: Realm,
    title: "description, SMTP, data store and workflow are defined",
    asks: Config;

    /// the realm has no description
    warn NO_DESCRIPTION = "no-description";
    /// the realm has no SMTP server
    fail NO_SMTP = "no-smtp";
    /// the realm has no data store with its users
    fail NO_DATA_STORE = "no-data-store";
    /// the realm has no workflow
    fail NO_WORKFLOW = "no-workflow";

    /// the config contains a secret in plain text
    warn SECRET_IN_CLEAR = "secret-in-clear";

    leads_to: {
        SameRealm: &[NO_SMTP] => &[Only(smtp_settings::NO_SERVER)];
        SameRealm: &[NO_WORKFLOW] => &[Only(second_factor::NOT_REACHED)];
    }
}
