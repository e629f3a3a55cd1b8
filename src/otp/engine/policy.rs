//! What a realm's settings mean for the engine: which methods are on, and why the others are off.
//!
//! Nobody outside the vendor knows its defaults for the length, lifetime and lock-out of passcodes, so those here are
//! otpdoctor's own. They stand in for settings that a config leaves out:
//!
//! | setting | left out | whose |
//! |---|---|---|
//! | `otp_length` | 6 digits | ours; `otp-policy` warns of fewer |
//! | `otp_lifetime` | 5 minutes | ours |
//! | `otp_attempts` | 5 | ours |
//! | `throttling` | nothing is slowed down | as a realm in which it is off |
//! | `throttling.max_failed_attempts` | 5; more than 256 is taken for 256 | ours, where throttling is on |
//! | `throttling.interval` | 10 minutes | ours, where throttling is on |
//! | `throttling.action` | block until the interval has passed | the vendor's value 0 |
//! | `throttling.storage_location` | the session: the realm counts alone | ours |
//! | `oath.passcode_length`, `_change_interval`, `_offset` | 6 digits, 30 s, 5 minutes | as the config's type says |
//! | look-ahead of a counter | 10 | ours (RFC 4226 section 7.4 leaves it open) |
//! | reach of a resynchronization | 200 counters or steps | ours: over an hour and a half of 30 s steps, so that a wrong zone is found |

use std::collections::BTreeMap;

use checks::kit::realm::{
    Config, DefaultWorkflow, HelpDesk, MultiFactor, PhoneField, Realm, Role, ThrottleAction,
};
use jiff::SignedDuration;

use super::uri::Moving;
use crate::otp::core::{Kind, Lockout, Method, Oath, Policy, Throttling};

/// Digits of a delivered code.
pub const CODE_LENGTH: u8 = 6;
/// How long a delivered code is taken.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(5);
/// Attempts that a delivered code allows.
pub const ATTEMPTS: u32 = 5;
/// Failed attempts before throttling sets in.
pub const MAX_FAILED_ATTEMPTS: u32 = 5;
/// How long failed attempts count.
pub const INTERVAL: SignedDuration = SignedDuration::from_mins(10);
/// Counters ahead that are taken.
pub const LOOK_AHEAD: u32 = 10;
/// Counters or steps that a resynchronization searches.
pub const RESYNC: u32 = 200;
/// The longest lifetime or interval.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);

/// What a realm's settings mean.
#[derive(Clone, Debug)]
pub struct Settings {
    /// For delivered codes.
    pub delivered: Policy,
    /// For codes of apps and tokens: the same but for a lock-out of their own, where throttling is off.
    pub tokens: Policy,
    /// The field that failed attempts are counted in, as the config writes it; `None`: the realm counts alone.
    pub counted_in: Option<String>,
    /// Seconds of a step of the tokens that are enrolled here.
    pub step: u32,
    off: BTreeMap<Method, Off>,
}

/// Why a method is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Off {
    /// In words, a clause: `multi_factor.phone is not in the config`.
    pub why: String,
    /// The path of the setting.
    pub setting: String,
}

impl Settings {
    /// Those of a realm; `None` where the config has no such realm.
    pub fn of(config: &Config, name: &str) -> Option<Self> {
        let realm = config.realms.get(name)?;
        let mut off = BTreeMap::new();
        for &method in Method::ALL {
            if let Err((why, setting)) = state(realm, method) {
                let setting = format!("realms.{name}.{setting}");
                off.insert(method, Off { why, setting });
            }
        }
        let on = |method: &&Method| !off.contains_key(*method);
        let methods_of = &realm.multi_factor;
        let oath = methods_of.oath.clone().unwrap_or_default();
        let step = oath.passcode_change_interval.max(1);
        let steps = oath.window().as_secs() / i64::from(step);
        let throttling = throttling(methods_of, name);
        let delivered = Policy {
            realm: name.to_owned(),
            methods: Method::ALL.iter().filter(on).copied().collect(),
            code_length: methods_of.otp_length.unwrap_or(CODE_LENGTH),
            lifetime: within(methods_of.otp_lifetime.unwrap_or(LIFETIME)),
            attempts: methods_of.otp_attempts.unwrap_or(ATTEMPTS),
            throttling: throttling.clone(),
            oath: Oath {
                digits: oath.passcode_length,
                window: u32::try_from(steps).unwrap_or(1),
                look_ahead: LOOK_AHEAD,
                resync: RESYNC,
            },
        };
        let lockout = oath.cache_lockout_duration.filter(|minutes| *minutes > 0);
        let tokens = Policy {
            throttling: throttling.or(lockout.map(|minutes| token_lockout(minutes, name))),
            ..delivered.clone()
        };
        let location = methods_of.throttling.as_ref();
        let location = location.and_then(|set| set.storage_location.clone());
        Some(Self {
            counted_in: location.filter(|location| !counts_alone(&plain(location))),
            delivered,
            tokens,
            step,
            off,
        })
    }

    /// Why a method is off; `None` where it is on.
    pub fn off(&self, method: Method) -> Option<&Off> {
        self.off.get(&method)
    }

    /// Why the realm issues or takes no codes of a method, for people.
    pub fn why_off(&self, method: Method) -> String {
        let (realm, lacks) = (&self.delivered.realm, method.lacks());
        match self.off(method) {
            Some(off) => format!("{realm} {lacks}: {} ({})", off.why, off.setting),
            None => format!("{realm} {lacks}"),
        }
    }

    /// The methods that issue codes and are on.
    pub fn delivering(&self) -> Vec<Method> {
        let on = self.delivered.methods.iter().copied();
        on.filter(|method| *method != Method::Oath).collect()
    }

    /// What the codes of a new token depend on; the epoch is for those that depend on time.
    pub(super) fn kind(&self, moving: Moving, epoch: i64) -> Kind {
        match moving {
            Moving::Hotp(next) => Kind::Hotp { next },
            Moving::Totp(step) => Kind::Totp {
                step: step.unwrap_or(self.step).max(1),
                epoch,
                last: None,
                drift: 0,
            },
        }
    }
}

/// Why a method is off, and the path of the setting in its realm.
type OffBy = (String, &'static str);

/// Whether a method is on: the workflow must ask for a second factor, and the method must be switched on.
fn state(realm: &Realm, method: Method) -> Result<(), OffBy> {
    // The provisioning realm enrolls apps and tries their first code, whatever its own users are asked for.
    if method == Method::Oath && realm.role == Some(Role::Provisioning) {
        return Ok(());
    }
    asks(realm)?;
    let methods = &realm.multi_factor;
    let phone = |kinds: &[PhoneField]| {
        let phone = methods.phone.as_ref()?;
        let fields = [phone.field_1, phone.field_2, phone.field_3, phone.field_4];
        Some(fields.iter().flatten().any(|field| kinds.contains(field)))
    };
    let desk = |desk: &Option<HelpDesk>| desk.as_ref().map(|desk| desk.enabled);
    const NOT_ENABLED: &str = "it is not enabled";
    let (on, setting, why) = match method {
        Method::Sms => (
            phone(&[PhoneField::SmsTextOnly, PhoneField::VoiceAndSmsText]),
            "multi_factor.phone",
            "none of its phone fields is for text messages",
        ),
        Method::Voice => (
            phone(&[PhoneField::VoiceOnly, PhoneField::VoiceAndSmsText]),
            "multi_factor.phone",
            "none of its phone fields is for voice calls",
        ),
        Method::Email => (
            methods.sends_email(),
            "multi_factor.email",
            "all its e-mail fields are disabled",
        ),
        Method::HelpDesk1 => (
            desk(&methods.help_desk_1),
            "multi_factor.help_desk_1",
            NOT_ENABLED,
        ),
        Method::HelpDesk2 => (
            desk(&methods.help_desk_2),
            "multi_factor.help_desk_2",
            NOT_ENABLED,
        ),
        Method::Oath => {
            let on = methods.oath.as_ref().map(|oath| oath.enabled);
            (on, "multi_factor.oath", NOT_ENABLED)
        }
    };
    match on {
        Some(true) => Ok(()),
        Some(false) => Err((why.into(), setting)),
        // What is not known cannot be relied on: it counts as off.
        None => Err(("the setting is not in the config".into(), setting)),
    }
}

/// A workflow that is not known is taken for one that asks.
fn asks(realm: &Realm) -> Result<(), OffBy> {
    const SETTING: &str = "workflow.default_workflow";
    match realm.workflow.as_ref().map(|flow| flow.default_workflow) {
        None => Ok(()),
        Some(DefaultWorkflow::Unset) => Err(("no workflow is chosen".into(), SETTING)),
        Some(workflow) if workflow.asks_second_factor() => Ok(()),
        Some(workflow) => {
            let why = format!(
                "the workflow \"{}\" asks for no second factor",
                workflow.label()
            );
            Err((why, SETTING))
        }
    }
}

fn throttling(methods: &MultiFactor, realm: &str) -> Option<Throttling> {
    let set = methods.throttling.as_ref().filter(|set| set.enabled)?;
    let location = set.storage_location.as_deref().map(plain);
    Some(Throttling {
        max_failed_attempts: set
            .max_failed_attempts
            .unwrap_or(MAX_FAILED_ATTEMPTS)
            .max(1),
        interval: within(set.interval.unwrap_or(INTERVAL)).max(SignedDuration::from_secs(1)),
        lock: match set.action {
            None | Some(ThrottleAction::Block) => Lockout::UntilIntervalEnds,
            Some(ThrottleAction::LockUser) => Lockout::UntilUnlocked,
        },
        scope: match location.as_deref() {
            Some(field) if !counts_alone(field) => format!("field:{field}"),
            _ => format!("realm:{realm}"),
        },
    })
}

fn counts_alone(location: &str) -> bool {
    matches!(location, "" | "session")
}

/// The lock-out of OATH where attempts are not throttled otherwise.
fn token_lockout(minutes: u32, realm: &str) -> Throttling {
    Throttling {
        max_failed_attempts: MAX_FAILED_ATTEMPTS,
        interval: within(SignedDuration::from_mins(minutes.into())),
        lock: Lockout::UntilIntervalEnds,
        scope: format!("oath:{realm}"),
    }
}

/// A place's name without case, spaces and punctuation: `aux_id_3` and `Aux ID 3` are one.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

fn within(span: SignedDuration) -> SignedDuration {
    span.clamp(SignedDuration::ZERO, LONGEST)
}

#[cfg(test)]
mod tests;
