//! What is kept of a user, as one realm sees it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::cas_loop::Read;
use super::policy::Settings;
use crate::otp::core::{self, Account, Issued, Lock, Policy, Token};

/// What is kept of a user, as one realm sees it: no code, no seed in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Whether anything is kept of the user at all.
    pub known: bool,
    /// The code that was delivered in this realm last.
    pub code: Option<CodeStatus>,
    /// The enrolled tokens by name, of all realms.
    pub tokens: BTreeMap<String, Token>,
    /// Failed attempts, where this realm counts them.
    pub counts: Vec<CountStatus>,
}

/// A delivered code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeStatus {
    /// What is kept of it.
    pub issued: Issued,
    /// What has become of it.
    pub state: CodeState,
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
    pub lock: Option<Lock>,
}

impl Status {
    pub(super) fn of(now: Timestamp, settings: &Settings, read: Read) -> Self {
        let mut account = read.account;
        let mut counts: Vec<CountStatus> = [&settings.delivered, &settings.tokens]
            .into_iter()
            .filter_map(|policy| count(now, policy, &account))
            .collect();
        counts.dedup();
        let issued = account.codes.remove(&settings.delivered.realm);
        Self {
            known: read.version.is_some(),
            code: issued.map(|issued| CodeStatus {
                state: match issued.taken_at {
                    Some(at) => CodeState::Taken(at),
                    None if now >= issued.expires_at => CodeState::Expired,
                    None if issued.attempts_left == 0 => CodeState::UsedUp,
                    None => CodeState::Active,
                },
                issued,
            }),
            tokens: account.tokens,
            counts,
        }
    }
}

fn count(now: Timestamp, policy: &Policy, account: &Account) -> Option<CountStatus> {
    let throttling = policy.throttling.as_ref()?;
    let lock = core::lock(now, policy, account);
    let failures = core::failures(now, policy, account);
    Some(CountStatus {
        scope: throttling.scope.clone(),
        failures: lock.map_or(failures, |lock| lock.failures),
        limit: throttling.max_failed_attempts,
        lock,
    })
}
