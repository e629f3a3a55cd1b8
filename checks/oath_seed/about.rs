//! What `oath-seed` may find, and what that leads to.

use crate::kit::{About, Area, Asks, reasons};

reasons! { "oath-seed";
    /// the license certificate's key does not open the seed
    fail CANNOT_OPEN = "cannot-open";
    /// the sealed seed is damaged
    fail CORRUPT = "corrupt";
    /// there is no sample, or it is none that otpdoctor sealed
    skip NO_SAMPLE = "no-sample";
    /// it cannot be read; certificate-validity says why
    skip NOT_READABLE = "not-readable";
}

/// The registry entry.
pub(crate) const ABOUT: About = About {
    id: ID,
    area: Area::Oath,
    title: "a sample seed, opened with the license certificate",
    asks: Asks::Files,
    reasons: REASONS,
    leads_to: &[],
    explain: include_str!("explain.md"),
};
