//! What can be wrong with one-time passwords, judged without touching the world.
//!
//! [`ALL`] is the registry; its order is the order of every report.

pub mod kit;

mod certificate_chain;
mod certificate_use;
mod certificate_validity;
mod clock_skew;
mod cloud_reach;
mod cloud_url;
mod key_match;
mod license_current;

use kit::Check;

/// Every check, in report order.
pub const ALL: &[&dyn Check] = &[
    &clock_skew::ClockSkew,
    &cloud_url::CloudUrl,
    &cloud_reach::CloudReach,
    &certificate_validity::CertificateValidity,
    &certificate_chain::CertificateChain,
    &certificate_use::CertificateUse,
    &key_match::KeyMatch,
    &license_current::LicenseCurrent,
];
