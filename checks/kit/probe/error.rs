//! Why a question got no answer.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use strum::EnumMessage as _;

use super::response::Stage;
use crate::kit::reason::{SharedReason, Status, shared};
use crate::kit::text::{duration, set_by};

/// Why a question got no answer: always something on our side. A peer that refuses or is silent is an answer.
/// Beside its text stands what to do, where that does not say it.
#[derive(
    Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, strum::EnumMessage,
)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeError {
    /// `--offline`.
    #[error("not checked: --offline contacts no server")]
    Offline,
    /// A question about the appliance on another machine.
    #[error("the machine {host} is not the appliance: run otpdoctor there, or with --here")]
    NotOnAppliance {
        /// The short name of this host.
        host: String,
    },
    /// `plan` asks nothing.
    #[error("not asked")]
    NotAsked,
    /// The run's deadline came first.
    #[error("not checked: the time limit of the run was reached")]
    Deadline,
    /// The run was over while the peer still said nothing: what it was waited for, and how long.
    #[error("not checked: the run ended after {} of waiting for {}, and only 30 s of silence are a failure", duration(*.1), .0.waited_for())]
    #[strum(message = "Allow the run more time: `--deadline 2m`.")]
    CutShort(Stage, SignedDuration),
    /// The run was interrupted.
    #[error("not checked: the run was interrupted")]
    Interrupted,
    /// We may not look.
    #[error("no permission: {0}")]
    NoPermission(String),
    /// A secret that the question needs cannot be had.
    #[error("{0}")]
    #[strum(
        message = "Run `otpdoctor config show` to see where the config takes this secret from, and provide it there: set the variable, write the file, or allow the command with `--allow-commands`."
    )]
    SecretUnavailable(String),
    /// The trusted roots cannot be loaded, so nothing can be said of any chain.
    #[error("{0}")]
    #[strum(
        message = "Set `appliance.trust` to a PEM file with the roots that the appliance trusts, or leave it out to use those of this system."
    )]
    TrustUnavailable(String),
    /// The same: the config names a bundle of them that is not there, or is none.
    #[error("{0}")]
    #[strum(
        message = "Put a PEM file with the roots that the appliance trusts there, or correct its path in `appliance.trust`: a relative path starts at the folder of the config file."
    )]
    TrustMissing(String),
    /// The same: the bundle is on the appliance, and this machine is another.
    #[error("{0}")]
    TrustElsewhere(String),
    /// The recording has no such line.
    #[error("not checked: the recording has no answer to this question")]
    Unscripted,
    /// Whoever asks it panicked: a bug of ours.
    #[error("otpdoctor failed with a bug of its own: {0}")]
    Panicked(String),
    /// This machine has no file handle, port or memory left for it.
    #[error("this machine ran out of file handles, ports or memory: {0}")]
    #[strum(
        message = "Raise the limit, with `ulimit -n 4096` or LimitNOFILE in its service, and check again: this is no fault of what was to be checked."
    )]
    OutOfResources(String),
    /// This machine reaches nobody: no network, or no name server that it knows.
    #[error("{0}")]
    #[strum(
        message = "Connect this machine to the network, or run otpdoctor on the appliance: the servers were not checked."
    )]
    NoNetwork(String),
    /// The same, where this machine is the appliance.
    #[error("{0}")]
    #[strum(
        message = "Bring a network interface of this host up, with its address, its default gateway and its name servers, and check again."
    )]
    Disconnected(String),
    /// This machine's clock was set meanwhile, by so much; negative is back.
    #[error("not checked: this machine's clock was set {} during the run", set_by(*.0))]
    ClockSet(SignedDuration),
    /// This platform or build cannot ask it.
    #[error("{0}")]
    Unsupported(String),
}

impl ProbeError {
    /// What to do, where the message does not say it.
    pub fn cure(&self) -> Option<&'static str> {
        self.get_message()
    }

    /// What the peer was waited for until the end of the run, and how long.
    pub fn silence(&self) -> Option<(Stage, SignedDuration)> {
        match self {
            Self::CutShort(stage, waited) => Some((*stage, *waited)),
            _ => None,
        }
    }

    /// The reason of a finding without an answer.
    pub fn reason(&self) -> SharedReason {
        match self {
            Self::Offline => shared::OFFLINE,
            Self::NotOnAppliance { .. } => shared::NOT_ON_APPLIANCE,
            Self::NotAsked => shared::NOT_ASKED,
            Self::Deadline | Self::CutShort(..) => shared::DEADLINE,
            Self::Interrupted => shared::INTERRUPTED,
            Self::NoPermission(_) => shared::NO_PERMISSION,
            Self::SecretUnavailable(_) => shared::SECRET_UNAVAILABLE,
            Self::TrustUnavailable(_) | Self::TrustElsewhere(_) => shared::TRUST_UNAVAILABLE,
            Self::TrustMissing(_) => SharedReason {
                status: Status::Fail,
                ..shared::TRUST_UNAVAILABLE
            },
            Self::Unscripted => shared::UNSCRIPTED,
            Self::Panicked(_) => shared::PANIC,
            Self::OutOfResources(_) => shared::OUT_OF_RESOURCES,
            Self::NoNetwork(_) => shared::NO_NETWORK,
            Self::Disconnected(_) => SharedReason {
                status: Status::Fail,
                ..shared::NO_NETWORK
            },
            Self::ClockSet(_) => shared::CLOCK_SET,
            Self::Unsupported(_) => shared::UNSUPPORTED,
        }
    }
}
