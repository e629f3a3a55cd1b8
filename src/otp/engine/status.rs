//! What is kept of a user, without secrets.

use jiff::Timestamp;

use super::Protection;
use super::policy::Settings;
use super::turns::Read;
use crate::otp::core::{Algorithm, Kind, Method, Policy, User};

/// What is kept of a user, as one realm sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The user.
    pub user: User,
    /// Whether anything is kept of the user at all.
    pub known: bool,
    /// The code that was delivered in this realm last.
    pub code: Option<CodeStatus>,
    /// The enrolled tokens, of all realms.
    pub tokens: Vec<TokenStatus>,
    /// Failed attempts, where this realm counts them.
    pub counts: Vec<CountStatus>,
}

/// A delivered code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeStatus {
    /// How it was delivered.
    pub method: Method,
    /// What has become of it.
    pub state: CodeState,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// From when on it is not taken.
    pub expires_at: Timestamp,
    /// Attempts left.
    pub attempts_left: u32,
}

/// What has become of a delivered code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// It waits to be typed.
    Active,
    /// It was taken.
    Taken(Timestamp),
    /// Its time is over.
    Expired,
    /// Its attempts are used up.
    UsedUp,
}

/// An enrolled token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenStatus {
    /// Its name.
    pub name: String,
    /// The realm that enrolled it.
    pub realm: String,
    /// The hash of its HMAC.
    pub algorithm: Algorithm,
    /// Digits of its codes.
    pub digits: u8,
    /// What its codes depend on, and how far it is.
    pub kind: Kind,
    /// How its seed is sealed.
    pub protection: Protection,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
}

/// Failed attempts at the place that counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountStatus {
    /// The place: `realm:NAME`, `field:NAME`, `oath:NAME`.
    pub scope: String,
    /// How many count now.
    pub failures: u32,
    /// How many lock.
    pub limit: u32,
    /// Whether the user is locked.
    pub locked: Option<Locked>,
}

/// A lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locked {
    /// When it ends by itself; `None`: when someone unlocks.
    pub until: Option<Timestamp>,
}

impl Status {
    pub(super) fn of(now: Timestamp, settings: &Settings, user: &User, read: &Read) -> Self {
        let account = &read.account;
        let code = account.codes.get(&settings.delivered.realm);
        let mut counts: Vec<CountStatus> = [&settings.delivered, &settings.tokens]
            .into_iter()
            .filter_map(|policy| count(now, policy, read))
            .collect();
        counts.dedup();
        Self {
            user: user.clone(),
            known: read.version.is_some(),
            code: code.map(|code| CodeStatus {
                method: code.method,
                state: match code.taken_at {
                    Some(at) => CodeState::Taken(at),
                    None if now >= code.expires_at => CodeState::Expired,
                    None if code.attempts_left == 0 => CodeState::UsedUp,
                    None => CodeState::Active,
                },
                issued_at: code.issued_at,
                expires_at: code.expires_at,
                attempts_left: code.attempts_left,
            }),
            tokens: account
                .tokens
                .iter()
                .map(|(name, token)| TokenStatus {
                    name: name.clone(),
                    realm: token.realm.clone(),
                    algorithm: token.algorithm,
                    digits: token.digits,
                    kind: token.kind.clone(),
                    protection: (&token.sealed).into(),
                    enrolled_at: token.enrolled_at,
                })
                .collect(),
            counts,
        }
    }
}

fn count(now: Timestamp, policy: &Policy, read: &Read) -> Option<CountStatus> {
    let throttling = policy.throttling.as_ref()?;
    let lock = crate::otp::core::lock(now, policy, &read.account);
    let failures = crate::otp::core::failures(now, policy, &read.account);
    Some(CountStatus {
        scope: throttling.scope.clone(),
        failures: lock.map_or(failures, |lock| lock.failures),
        limit: throttling.max_failed_attempts,
        locked: lock.map(|lock| Locked { until: lock.until }),
    })
}
