//! What a realm's settings mean for its passcodes.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a passcode reaches its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[derive(JsonSchema, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Method {
    /// A text message.
    Sms,
    /// A voice call.
    Voice,
    /// An e-mail.
    Email,
    /// Help Desk 1 says it to the user.
    #[serde(rename = "help-desk-1")]
    #[strum(serialize = "help-desk-1")]
    HelpDesk1,
    /// Help Desk 2 says it to the user.
    #[serde(rename = "help-desk-2")]
    #[strum(serialize = "help-desk-2")]
    HelpDesk2,
    /// An app or token makes it.
    Oath,
}

impl Method {
    /// Every method, in the order of help texts.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// Its name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it is, for people.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Sms => "text message",
            Self::Voice => "voice call",
            Self::Email => "e-mail",
            Self::HelpDesk1 => "Help Desk 1",
            Self::HelpDesk2 => "Help Desk 2",
            Self::Oath => "app or token",
        }
    }

    /// What a realm does not do where the method is off.
    pub fn lacks(self) -> &'static str {
        match self {
            Self::Sms => "sends no text messages",
            Self::Voice => "makes no voice calls",
            Self::Email => "sends no e-mail",
            Self::HelpDesk1 => "has no Help Desk 1",
            Self::HelpDesk2 => "has no Help Desk 2",
            Self::Oath => "takes no codes of apps and tokens",
        }
    }
}

/// What a realm's settings mean for its passcodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The realm's name: each has its own delivered code of a user.
    pub realm: String,
    /// The methods that are on.
    pub methods: BTreeSet<Method>,
    /// Digits of a delivered code: 1 to 20.
    pub code_length: u8,
    /// How long a delivered code is taken.
    pub lifetime: SignedDuration,
    /// Attempts that a delivered code allows.
    pub attempts: u32,
    /// How failed attempts are slowed down; `None`: not at all.
    pub throttling: Option<Throttling>,
    /// How codes of apps and tokens are taken.
    pub oath: Oath,
}

/// How failed attempts are slowed down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throttling {
    /// Failed attempts within the interval before no more are taken.
    pub max_failed_attempts: u32,
    /// How long failed attempts are counted, and a block lasts.
    pub interval: SignedDuration,
    /// What happens when they are used up.
    pub lock: Lockout,
    /// Where the count is kept: realms that name the same place share it.
    pub scope: String,
}

/// What happens to a user whose attempts are used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lockout {
    /// No attempt is taken until the interval has passed.
    UntilIntervalEnds,
    /// No attempt is taken until someone unlocks.
    UntilUnlocked,
}

/// How codes of apps and tokens are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oath {
    /// Digits that the realm expects: 6 to 10.
    pub digits: u8,
    /// Steps before and after the current one that are taken (RFC 6238 section 5.2), around the remembered drift.
    pub window: u32,
    /// Counters ahead that are taken (RFC 4226 section 7.4, s).
    pub look_ahead: u32,
    /// Counters or steps that a resynchronization searches (RFC 4226 section 7.4; RFC 6238 section 6).
    pub resync: u32,
}

/// The most steps or counters that a window reaches to one side: a day of seconds. What settings ask for beyond is not
/// searched, so that no attempt takes longer than a fraction of a second.
const WIDEST: u32 = 86_400;

impl Oath {
    pub(super) fn window(&self) -> u64 {
        self.window.min(WIDEST).into()
    }

    pub(super) fn look_ahead(&self) -> u64 {
        self.look_ahead.min(WIDEST).into()
    }

    pub(super) fn resync(&self) -> u64 {
        self.resync.min(WIDEST).into()
    }

    /// How far a token may have wandered from this clock.
    pub(super) fn farthest_drift(&self) -> u64 {
        self.window().max(self.resync())
    }
}
