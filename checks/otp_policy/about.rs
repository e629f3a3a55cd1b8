//! What `otp-policy` may find, and what that leads to.

use crate::kit::{About, Area, Asks, reasons};

reasons! { "otp-policy";
    /// delivered passcodes have fewer than 6 digits
    warn SHORT = "short";
    /// failed attempts are not slowed down
    warn THROTTLING_OFF = "throttling-off";
    /// the count of failed attempts has no profile field that the realm may write
    fail STORAGE_UNMAPPED = "storage-unmapped";
}

/// The registry entry.
pub(crate) const ABOUT: About = About {
    id: ID,
    area: Area::Realm,
    title: "passcode length and throttling",
    asks: Asks::Config,
    reasons: REASONS,
    leads_to: &[],
    explain: include_str!("explain.md"),
};
