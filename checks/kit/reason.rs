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
}

/// Every reason that all checks share.
pub mod shared {
    use super::SharedReason;
    use super::Status::{Pass, Skip, Unknown};

    const fn shared(status: super::Status, code: &'static str) -> SharedReason {
        SharedReason { code, status }
    }

    /// All is well.
    pub const OK: SharedReason = shared(Pass, "ok");
    /// The method or the part is switched off.
    pub const OFF: SharedReason = shared(Skip, "off");
    /// The part is not configured, and need not be.
    pub const NOT_CONFIGURED: SharedReason = shared(Skip, "not-configured");
    /// The setting is not in the config.
    pub const NOT_KNOWN: SharedReason = shared(Skip, "not-known");
    /// `--offline`.
    pub const OFFLINE: SharedReason = shared(Skip, "offline");
    /// It is a question about the appliance, and this is another machine.
    pub const NOT_ON_APPLIANCE: SharedReason = shared(Skip, "not-on-appliance");
    /// `plan` asks nothing.
    pub const NOT_ASKED: SharedReason = shared(Skip, "not-asked");
    /// The run's deadline came first.
    pub const DEADLINE: SharedReason = shared(Unknown, "deadline");
    /// The run was interrupted.
    pub const INTERRUPTED: SharedReason = shared(Unknown, "interrupted");
    /// We may not look.
    pub const NO_PERMISSION: SharedReason = shared(Unknown, "no-permission");
    /// A secret that is needed cannot be had.
    pub const SECRET_UNAVAILABLE: SharedReason = shared(Unknown, "secret-unavailable");
    /// The trusted roots cannot be loaded.
    pub const TRUST_UNAVAILABLE: SharedReason = shared(Unknown, "trust-unavailable");
    /// The recording does not hold the question.
    pub const UNSCRIPTED: SharedReason = shared(Unknown, "unscripted");
    /// A bug of otpdoctor's own.
    pub const PANIC: SharedReason = shared(Unknown, "panic");
    /// This machine has no file handle, port or memory left to ask it with.
    pub const OUT_OF_RESOURCES: SharedReason = shared(Unknown, "out-of-resources");
    /// This platform or build cannot ask it.
    pub const UNSUPPORTED: SharedReason = shared(Unknown, "unsupported");

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
