//! What can be wrong with one-time passwords, judged without touching the world.
//!
//! [`ALL`] is the registry; its order is the order of every report.

pub mod kit;
pub mod probed;
pub mod steps;

mod api_credentials;
mod certificate_chain;
mod certificate_use;
mod certificate_validity;
mod clock_skew;
mod cloud_reach;
mod cloud_url;
mod help_desk;
mod key_access;
mod key_match;
mod license_current;
mod name_resolution;
mod oath_license_certificate;
mod oath_seed;
mod oath_settings;
mod otp_policy;
mod proxy_reach;
mod proxy_settings;
mod realm_prerequisites;
mod second_factor;
mod sender_domain;
mod smtp_auth;
mod smtp_firewall;
mod smtp_reach;
mod smtp_relay;
mod smtp_settings;
mod smtp_tls;
mod time_source;
mod time_zone;

use kit::{About, Check, Reason};

/// Every check, in report order.
pub const ALL: &[&dyn Check] = &[
    &clock_skew::ClockSkew,
    &time_source::TimeSource,
    &time_zone::TimeZone,
    &name_resolution::NameResolution,
    &proxy_settings::ProxySettings,
    &proxy_reach::ProxyReach,
    &cloud_url::CloudUrl,
    &cloud_reach::CloudReach,
    &certificate_validity::CertificateValidity,
    &certificate_chain::CertificateChain,
    &certificate_use::CertificateUse,
    &key_match::KeyMatch,
    &key_access::KeyAccess,
    &license_current::LicenseCurrent,
    &smtp_settings::SmtpSettings,
    &smtp_reach::SmtpReach,
    &smtp_firewall::SmtpFirewall,
    &smtp_tls::SmtpTls,
    &smtp_auth::SmtpAuth,
    &smtp_relay::SmtpRelay,
    &sender_domain::SenderDomain,
    &oath_license_certificate::OathLicenseCertificate,
    &oath_seed::OathSeed,
    &oath_settings::OathSettings,
    &realm_prerequisites::RealmPrerequisites,
    &second_factor::SecondFactor,
    &help_desk::HelpDesk,
    &otp_policy::OtpPolicy,
    &api_credentials::ApiCredentials,
];

/// The registry entries of all checks, and of the steps of end-to-end probes after them.
pub fn abouts() -> impl Iterator<Item = &'static About> {
    let checks = ALL.iter().map(|check| check.about());
    checks.chain(steps::ALL.iter().copied())
}

/// The warnings that explain a failure: settings that are odd, and wrong where the peer does not take them.
const ODD_SETTINGS: &[Reason] = &[
    proxy_settings::CLOUD_BYPASSED,
    smtp_settings::PLAIN_SUBMISSION,
];

/// The causes of what was found: what fails first, and of that the one that explains most.
pub fn diagnose(findings: &[kit::Stated<'_>]) -> Vec<kit::Cause> {
    let abouts: Vec<&'static About> = ALL.iter().map(|check| check.about()).collect();
    kit::diagnosis::diagnose_by(&abouts, ODD_SETTINGS, findings)
}
