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
}

/// A reason that any check may give: it speaks of the config or of otpdoctor, not of what was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedReason {
    /// The stable code in kebab-case.
    pub code: &'static str,
    /// The status of every finding with it.
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
        use shared::{
            NO_PERMISSION, SECRET_UNAVAILABLE, TRUST_UNAVAILABLE, UNSCRIPTED, UNSUPPORTED,
        };
        [
            NO_PERMISSION,
            SECRET_UNAVAILABLE,
            TRUST_UNAVAILABLE,
            UNSCRIPTED,
            UNSUPPORTED,
        ]
        .contains(self)
    }
}

/// Every reason that all checks share.
#[allow(missing_docs, reason = "each says itself what it means")]
pub mod shared {
    use super::SharedReason;
    use super::Status::{Pass, Skip, Unknown};

    const fn shared(
        status: super::Status,
        code: &'static str,
        about: &'static str,
    ) -> SharedReason {
        SharedReason {
            code,
            status,
            about,
        }
    }

    pub const OK: SharedReason = shared(
        Pass,
        "ok",
        "What was checked is in order. There is nothing to do.",
    );
    pub const OFF: SharedReason = shared(
        Skip,
        "off",
        "The method or the part is switched off in the config, so nothing is checked. If it is in use, correct the config.",
    );
    pub const NOT_CONFIGURED: SharedReason = shared(
        Skip,
        "not-configured",
        "The part is not configured, and need not be. If it is in use, add it to the config; `otpdoctor config show` prints what is in effect.",
    );
    pub const NOT_KNOWN: SharedReason = shared(
        Skip,
        "not-known",
        "The setting that the check needs is not in the config. otpdoctor takes nothing for granted that is not there: add the setting, or import it from the appliance with `otpdoctor config import` or `otpdoctor config fetch`.",
    );
    pub const OFFLINE: SharedReason = shared(
        Skip,
        "offline",
        "The check needs the network or a secret, and the run was told to use neither. Run it again without `--offline`.",
    );
    pub const NOT_ON_APPLIANCE: SharedReason = shared(
        Skip,
        "not-on-appliance",
        "The check is about the appliance itself (its clock, its firewall, its files), and this is another machine. Run otpdoctor on the appliance. If this machine is the appliance under another name, use `--here`, or correct `appliance.name`.",
    );
    pub const NOT_ASKED: SharedReason = shared(
        Skip,
        "not-asked",
        "`otpdoctor plan` shows what would be asked, and asks nothing. Run `otpdoctor check` for an answer.",
    );
    pub const DEADLINE: SharedReason = shared(
        Unknown,
        "deadline",
        "The run's time was over before there was an answer. Give it more with `--deadline`, or choose fewer checks with `--only`.",
    );
    pub const INTERRUPTED: SharedReason = shared(
        Unknown,
        "interrupted",
        "The run was interrupted before there was an answer. Run it again.",
    );
    pub const NO_PERMISSION: SharedReason = shared(
        Unknown,
        "no-permission",
        "The account that runs otpdoctor may not look at what is checked. Run it as an administrator (on Windows), as root (on Linux), or as the account of the service.",
    );
    pub const SECRET_UNAVAILABLE: SharedReason = shared(
        Unknown,
        "secret-unavailable",
        "A password or key that the config names cannot be had: the file or the variable is missing or unreadable, or the command fails. Correct it; whatever needs it is checked then.",
    );
    pub const TRUST_UNAVAILABLE: SharedReason = shared(
        Unknown,
        "trust-unavailable",
        "The trusted root certificates cannot be loaded, so no certificate can be judged. Correct `appliance.trust` in the config, or install the roots of the operating system.",
    );
    pub const UNSCRIPTED: SharedReason = shared(
        Unknown,
        "unscripted",
        "The recording does not hold the question, so it was not asked. Record the run again with the same config, the same checks and this version of otpdoctor.",
    );
    pub const PANIC: SharedReason = shared(
        Unknown,
        "panic",
        "This is a bug in otpdoctor. Report it with the text of the finding and the config without its secrets; the other checks are not affected.",
    );
    pub const OUT_OF_RESOURCES: SharedReason = shared(
        Unknown,
        "out-of-resources",
        "This machine has no file handle, port or memory left to ask with. Close other programs or raise the limits (`ulimit -n` on Linux), and run it again.",
    );
    pub const UNSUPPORTED: SharedReason = shared(
        Unknown,
        "unsupported",
        "This platform, or this build of otpdoctor, cannot ask it. Run otpdoctor on the appliance, or look it up by hand as the page of the check says.",
    );

    /// All of them.
    pub const ALL: &[SharedReason] = &[
        OK,
        OFF,
        NOT_CONFIGURED,
        NOT_KNOWN,
        OFFLINE,
        NOT_ON_APPLIANCE,
        NOT_ASKED,
        DEADLINE,
        INTERRUPTED,
        NO_PERMISSION,
        SECRET_UNAVAILABLE,
        TRUST_UNAVAILABLE,
        UNSCRIPTED,
        PANIC,
        OUT_OF_RESOURCES,
        UNSUPPORTED,
    ];

    /// Something on this machine that the config names is missing: whatever needs it cannot look, and no peer is to blame.
    pub const HINDRANCES: [SharedReason; 2] = [SECRET_UNAVAILABLE, TRUST_UNAVAILABLE];
}

/// The code that checks give what they could not get to, since another one failed before it.
pub const NOT_REACHED: &str = "not-reached";

/// A reason as `about!` declares it. The phrase is a comment in the source, which begins with a space.
pub(crate) const fn declared(
    check: &'static str,
    status: &str,
    code: &'static str,
    comment: &'static str,
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
    }
}
