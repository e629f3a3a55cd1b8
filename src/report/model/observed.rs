//! What a run observed beside its findings, for whoever draws or measures it: chains, the times of questions, bounds.

use checks::kit::chain::End;
use checks::kit::observed_chains::Shown;
use checks::kit::realm::Time;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::text::{Cut, Text};

/// A certificate chain of a realm or of a peer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Chain {
    /// Whose it is, in a few words.
    pub whose: Text,
    /// The realms that use it.
    pub realms: Vec<Text>,
    /// How the path ends: `trusted`, `untrusted-root` or `issuer-missing`.
    pub end: End,
    /// From the certificate itself upwards.
    pub certificates: Vec<Certificate>,
}

/// A certificate of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Certificate {
    /// The subject's common name, or the whole subject.
    pub name: Text,
    /// Serial number in lowercase hexadecimal digits.
    pub serial: Text,
    /// SHA-1 of the certificate, as Windows shows it.
    pub thumbprint: Text,
    /// First moment of validity.
    pub not_before: Timestamp,
    /// Last moment of validity.
    pub not_after: Timestamp,
}

/// A question that was asked of the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Asked {
    /// The question, in a few words.
    pub what: Text,
    /// When it was asked, in seconds from the start of the run.
    pub began_s: f64,
    /// How long the answer took, in seconds.
    pub took_s: f64,
    /// Why there is no answer.
    pub unanswered: Option<Text>,
}

/// How far the clock may be off.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClockBounds {
    /// From this offset on it is a warning, in seconds.
    pub warn_s: f64,
    /// From this offset on it fails, in seconds.
    pub fail_s: f64,
}

impl ClockBounds {
    /// The bounds of the config.
    pub fn of(time: &Time) -> Self {
        Self {
            warn_s: time.warn.as_secs_f64(),
            fail_s: time.fail.as_secs_f64(),
        }
    }
}

/// The longest name of a certificate that is shown.
const LONGEST: usize = 200;

impl Chain {
    /// The chain in the report's words, every secret cut out.
    pub fn of(shown: &Shown<'_>, cut: Cut<'_>) -> Self {
        let certificates = shown.chain.certificates.iter();
        Self {
            whose: Text::of_run(&shown.whose, cut),
            realms: shown
                .realms
                .iter()
                .map(|realm| realm.as_str().into())
                .collect(),
            end: shown.chain.end,
            certificates: certificates
                .map(|one| Certificate {
                    name: Text::of_run(&format!("{:.LONGEST$}", one.short_name()), cut),
                    serial: one.serial.as_str().into(),
                    thumbprint: one.thumbprint.as_str().into(),
                    not_before: one.not_before,
                    not_after: one.not_after,
                })
                .collect(),
        }
    }
}
