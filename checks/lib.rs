//! What can be wrong with one-time passwords, judged without touching the world.
//!
//! [`ALL`] is the registry; its order is the order of every report.

pub mod kit;

mod clock_skew;
mod sender_domain;
mod smtp_auth;
mod smtp_firewall;
mod smtp_reach;
mod smtp_relay;
mod smtp_settings;
mod smtp_tls;

use kit::Check;

/// Every check, in report order.
pub const ALL: &[&dyn Check] = &[
    &clock_skew::ClockSkew,
    &smtp_settings::SmtpSettings,
    &smtp_reach::SmtpReach,
    &smtp_firewall::SmtpFirewall,
    &smtp_tls::SmtpTls,
    &smtp_auth::SmtpAuth,
    &smtp_relay::SmtpRelay,
    &sender_domain::SenderDomain,
];
