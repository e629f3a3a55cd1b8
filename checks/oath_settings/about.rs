//! What `oath-settings` may find, and what that leads to.

crate::kit::about! {
    id: "oath-settings",
    area: Oath,
    title: "OATH settings agree between realms and suit the apps and the directory",
    asks: Config;

    /// passcode length, interval, offset or seed storage differ from the provisioning realm's
    fail DIFFERS_FROM_PROVISIONING = "differs-from-provisioning";
    /// some authenticator apps cannot show such passcodes
    warn APP_UNSUPPORTED = "app-unsupported";
    /// the realm looks users up by another attribute than the provisioning realm
    fail SEARCH_ATTRIBUTE_DIFFERS = "search-attribute-differs";
    /// the provisioning realm cannot write the OATH Seed
    fail FIELD_NOT_WRITABLE = "field-not-writable";
    /// the directory field is too short for an encrypted seed
    fail FIELD_TOO_SHORT = "field-too-short";
}
