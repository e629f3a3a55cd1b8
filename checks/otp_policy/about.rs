//! What `otp-policy` may find, and what that leads to.

crate::kit::about! {
    id: "otp-policy",
    area: Realm,
    title: "passcode length and throttling",
    asks: Config;

    /// passcodes have fewer than 6 digits
    warn SHORT = "short";
    /// failed attempts are not limited
    warn THROTTLING_OFF = "throttling-off";
    /// the count of failed attempts has no writable profile field
    fail STORAGE_UNMAPPED = "storage-unmapped";
}
