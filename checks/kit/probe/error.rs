//! Why a question got no answer.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::kit::reason::{SharedReason, shared};
use crate::kit::text::duration;

/// Why a question got no answer: always something on our side. A peer that refuses or is silent is an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeError {
    /// `--offline`.
    #[error("not asked: --offline contacts nothing")]
    Offline,
    /// A question about the appliance on another machine.
    #[error("{host} is not the appliance: run there, or with --here")]
    NotOnAppliance {
        /// The short name of this host.
        host: String,
    },
    /// `plan` asks nothing.
    #[error("not asked")]
    NotAsked,
    /// The run's deadline came first.
    #[error("cut short by the deadline of the run")]
    Deadline,
    /// The run was over while the peer still said nothing: for how long.
    #[error("the run was over when the other side had been silent for {}, and the appliance waits for 100 s", duration(*.0))]
    CutShort(SignedDuration),
    /// The run was interrupted.
    #[error("cut short by an interrupt")]
    Interrupted,
    /// We may not look.
    #[error("no permission: {0}")]
    NoPermission(String),
    /// A secret that the question needs cannot be had.
    #[error("{0}")]
    SecretUnavailable(String),
    /// The trusted roots cannot be loaded, so nothing can be said of any chain.
    #[error("{0}")]
    TrustUnavailable(String),
    /// The recording has no such line.
    #[error("the recording does not hold this question")]
    Unscripted,
    /// Whoever asks it panicked: a bug of ours.
    #[error("the question broke off with a bug of otpdoctor's own: {0}")]
    Panicked(String),
    /// This machine has no file handle, port or memory left for it.
    #[error("this machine had nothing left to ask it with: {0}")]
    OutOfResources(String),
    /// This platform or build cannot ask it.
    #[error("{0}")]
    Unsupported(String),
}

impl ProbeError {
    /// What to do, where the message does not tell.
    pub fn cure(&self) -> Option<&'static str> {
        match self {
            Self::SecretUnavailable(_) => Some(
                "Look with `otpdoctor config show` where the config takes this secret from, and mend that place.",
            ),
            Self::TrustUnavailable(_) => Some(
                "Name under `appliance.trust` a PEM file with the roots that the appliance trusts, or leave it out: then those of this system count.",
            ),
            Self::CutShort(_) => Some("Give the run more time: `--deadline 120s`."),
            Self::OutOfResources(_) => Some(
                "Give otpdoctor more: `ulimit -n 4096`, or LimitNOFILE in its service. It says nothing of the server.",
            ),
            _ => None,
        }
    }

    /// The reason of a finding without an answer.
    pub fn reason(&self) -> SharedReason {
        match self {
            Self::Offline => shared::OFFLINE,
            Self::NotOnAppliance { .. } => shared::NOT_ON_APPLIANCE,
            Self::NotAsked => shared::NOT_ASKED,
            Self::Deadline | Self::CutShort(_) => shared::DEADLINE,
            Self::Interrupted => shared::INTERRUPTED,
            Self::NoPermission(_) => shared::NO_PERMISSION,
            Self::SecretUnavailable(_) => shared::SECRET_UNAVAILABLE,
            Self::TrustUnavailable(_) => shared::TRUST_UNAVAILABLE,
            Self::Unscripted => shared::UNSCRIPTED,
            Self::Panicked(_) => shared::PANIC,
            Self::OutOfResources(_) => shared::OUT_OF_RESOURCES,
            Self::Unsupported(_) => shared::UNSUPPORTED,
        }
    }
}
