//! What a run saw beside its findings, for whoever draws or measures it: chains, the times of questions, bounds.

use checks::kit::chain::End;
use checks::kit::realm::Time;
use checks::kit::shown::Shown;
use checks::kit::{Answered, Observed, Probe};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::seconds;
use crate::run::ask::timed::Span;
use crate::secret::Vault;

/// A certificate chain of a realm or of a peer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Chain {
    /// Whose it is, in a few words.
    pub whose: String,
    /// The realms that use it.
    pub realms: Vec<String>,
    /// How the path ends: `trusted`, `untrusted-root` or `issuer-missing`.
    pub end: End,
    /// From the certificate itself upwards.
    pub certificates: Vec<Certificate>,
}

/// A certificate of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Certificate {
    /// The subject's common name, or the whole subject.
    pub name: String,
    /// Serial number in lowercase hexadecimal digits.
    pub serial: String,
    /// SHA-1 of the certificate, as Windows shows it.
    pub thumbprint: String,
    /// First moment of validity.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub not_before: Timestamp,
    /// Last moment of validity.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub not_after: Timestamp,
}

/// A question that was asked of the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Asked {
    /// The question, in a few words.
    pub what: String,
    /// When it was asked, in seconds from the start of the run.
    pub began_s: f64,
    /// How long the answer took, in seconds.
    pub took_s: f64,
    /// Why there is no answer.
    pub unanswered: Option<String>,
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
    pub fn of(shown: &Shown<'_>, vault: &Vault) -> Self {
        let certificates = shown.chain.certificates.iter();
        Self {
            whose: vault.redact(&shown.whose),
            realms: shown.realms.clone(),
            end: shown.chain.end,
            certificates: certificates
                .map(|one| Certificate {
                    name: vault.redact(&checks::kit::text::quote(one.short_name(), LONGEST)),
                    serial: one.serial.clone(),
                    thumbprint: one.thumbprint.clone(),
                    not_before: one.not_before,
                    not_after: one.not_after,
                })
                .collect(),
        }
    }
}

impl Asked {
    /// The questions in the order in which they were asked, every secret cut out.
    pub fn all(spans: &[Span], log: &[(Probe, Answered<Observed>)], vault: &Vault) -> Vec<Self> {
        let answers: std::collections::HashMap<&Probe, &Answered<Observed>> =
            log.iter().map(|(probe, answer)| (probe, answer)).collect();
        let mut asked: Vec<Self> = spans
            .iter()
            .map(|span| {
                let answer = answers.get(&span.probe);
                let error = answer.and_then(|answer| answer.as_ref().err());
                Self {
                    what: vault.redact(&span.probe.label()),
                    began_s: seconds(span.began),
                    took_s: seconds(span.took),
                    unanswered: error.map(|error| vault.redact(&error.to_string())),
                }
            })
            .collect();
        asked.sort_by(|one, other| {
            let begins = one.began_s.total_cmp(&other.began_s);
            begins.then_with(|| one.what.cmp(&other.what))
        });
        asked
    }
}
