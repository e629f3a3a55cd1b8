//! How a finding ends: its status, and the stable reason for it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The outcome of a check, worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[derive(JsonSchema, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum Status {
    /// All is well.
    Pass,
    /// There was nothing to judge, and the reason says why.
    Skip,
    /// It works, but will not for long or not everywhere.
    Warn,
    /// It could not be judged, and the reason says why.
    Unknown,
    /// It is broken.
    Fail,
}

impl Status {
    /// All statuses, best first.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name used in reports.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A reason that one check may give, `check/code`: stable once published. `about!` declares them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The id of the check.
    pub check: &'static str,
    /// The stable code in kebab-case.
    pub code: &'static str,
    /// The status it has unless the finding says otherwise.
    pub status: Status,
    /// What it means, as a short phrase.
    pub about: &'static str,
    /// The text that says what to do about it.
    pub cures: &'static str,
}

/// A reason that any check may give: it speaks of the config or of otpdoctor, not of what was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedReason {
    /// The stable code in kebab-case.
    pub code: &'static str,
    /// The status of its findings; no network is a failure of the appliance, and roots that are missing one of the config.
    pub status: Status,
    /// What it means, and what to do, as whole sentences.
    pub about: &'static str,
}

impl SharedReason {
    /// The shared reason with this code.
    pub fn find(code: &str) -> Option<&'static Self> {
        shared::ALL.iter().find(|one| one.code == code)
    }

    /// Whether it stays so from run to run, so that it can be accepted for a while.
    pub fn is_lasting(&self) -> bool {
        use shared::*;
        matches!(
            *self,
            NO_PERMISSION | SECRET_UNAVAILABLE | TRUST_UNAVAILABLE | UNSCRIPTED | UNSUPPORTED
        )
    }
}

/// Declares the reasons that all checks share, a constant each, and the list of all; what each means is its comment.
macro_rules! shared {
    ($(#[doc = $about:literal] $status:ident $name:ident = $code:literal;)+) => {
        $(
            #[doc = $about]
            pub const $name: SharedReason = SharedReason {
                code: $code,
                status: Status::$status,
                about: $about.split_at(1).1,
            };
        )+

        /// All of them.
        pub const ALL: &[SharedReason] = &[$($name),+];
    };
}

/// Every reason that all checks share.
pub mod shared {
    use super::{SharedReason, Status};

    shared! {
        /// What was checked is in order. There is nothing to do.
        Pass OK = "ok";
        /// The config switches off the method or the part, so nothing is checked. If it is in use, correct the config.
        Skip OFF = "off";
        /// The part is not configured, and need not be. If it is in use, add it to the config; `otpdoctor config show` prints what is in effect.
        Skip NOT_CONFIGURED = "not-configured";
        /// The setting that the check needs is not in the config. otpdoctor assumes nothing that is not there: add the setting, or take it from the appliance with `otpdoctor config import` or `otpdoctor config pull`.
        Skip NOT_KNOWN = "not-known";
        /// The check needs the network or a secret, and `--offline` forbids both. Run it again without `--offline`.
        Skip OFFLINE = "offline";
        /// The check is about the appliance itself (its clock, its firewall, its files), and this is another machine. Run otpdoctor on the appliance. If this machine is the appliance under another name, use `--here`, or correct `appliance.name`.
        Skip NOT_ON_APPLIANCE = "not-on-appliance";
        /// `otpdoctor plan` shows what would be contacted, and contacts nothing. Run `otpdoctor check` for an answer.
        Skip NOT_ASKED = "not-asked";
        /// The run's time limit was reached before there was an answer. Allow more time with `--deadline`, or choose fewer checks with `--only`.
        Unknown DEADLINE = "deadline";
        /// The run was interrupted before there was an answer. Run it again.
        Unknown INTERRUPTED = "interrupted";
        /// The account that runs otpdoctor may not look at what is checked. Run it as an administrator (on Windows), as root (on Linux), or as the account of the service.
        Unknown NO_PERMISSION = "no-permission";
        /// A password or key that the config refers to is not available: the file or the variable is missing or unreadable, or the command fails. Correct the reference; then the checks that need it can run.
        Unknown SECRET_UNAVAILABLE = "secret-unavailable";
        /// The trusted root certificates cannot be loaded, so no certificate can be checked. Correct `appliance.trust` in the config, or install the roots of the operating system. A file of roots that the config names, and that does not exist, is a failure.
        Unknown TRUST_UNAVAILABLE = "trust-unavailable";
        /// The recording does not contain this question, so it was not asked. Record the run again with the same config, the same checks and this version of otpdoctor.
        Unknown UNSCRIPTED = "unscripted";
        /// This is a bug in otpdoctor. Report it with the text of the finding and the config without its secrets; the other checks are not affected.
        Unknown PANIC = "panic";
        /// This machine has no file handle, port or memory left for the check. Close other programs or raise the limits (`ulimit -n` on Linux), and run it again.
        Unknown OUT_OF_RESOURCES = "out-of-resources";
        /// The machine that otpdoctor runs on reaches no server: it has no default route, or no name server. On the appliance this is a failure, and the cause of all similar ones; on another machine it means nothing for the realm. Connect the machine and run it again.
        Unknown NO_NETWORK = "no-network";
        /// The clock of the machine that otpdoctor runs on was set during the run, by its time service or by hand, so no time could be compared with it. Run it again.
        Unknown CLOCK_SET = "clock-set";
        /// This check is not possible on this platform or with this build of otpdoctor. Run otpdoctor on the appliance, or check it yourself as the page of the check describes.
        Unknown UNSUPPORTED = "unsupported";
    }

    /// Something is missing on this machine: whatever needs it cannot look, and no peer is to blame.
    pub const HINDRANCES: [SharedReason; 3] = [SECRET_UNAVAILABLE, TRUST_UNAVAILABLE, NO_NETWORK];
}

/// What to do about the reasons of the steps that are no check.
pub(crate) const CURES_OF_STEPS: &str = include_str!("../cures.txt");

/// The code that checks give what they could not get to, since another one failed before it.
pub const NOT_REACHED: &str = "not-reached";

/// A reason as `about!` declares it. The phrase is a comment in the source, which begins with a space.
pub(crate) const fn declared(
    check: &'static str,
    status: &str,
    code: &'static str,
    comment: &'static str,
    cures: &'static str,
) -> Reason {
    Reason {
        check,
        code,
        status: match status.as_bytes() {
            b"fail" => Status::Fail,
            b"warn" => Status::Warn,
            b"unknown" => Status::Unknown,
            b"skip" => Status::Skip,
            _ => panic!("the status of a reason is fail, warn, unknown or skip"),
        },
        about: comment.split_at(1).1,
        cures,
    }
}
