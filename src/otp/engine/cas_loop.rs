//! Comparing and swapping a user's record, again and again until it is stored or the time is up.

use std::time::Duration;

use tokio::time::Instant;

use super::error::EngineError;
use crate::otp::core::{Account, User};
use crate::otp::store::{Problem, Store, StoreError, Swap, Version};

/// Decides on a user's record in the block, and stores what was decided; again, as long as another is faster. It comes to
/// what the block decided to return. That it was looked at is stored too. (A macro, since the future of an async closure is not `Send`.)
macro_rules! change {
    ($engine:expr, $user:expr, |$cas:ident| $decide:block) => {{
        let mut $cas = $engine.cas($user).await?;
        loop {
            let decided: Result<(_, core::Account), EngineError> = async { $decide }.await;
            let decided = decided.map(|(told, next)| (told, next.seen_at(($engine.clock)())));
            if let Some(told) = $cas.settle(decided).await? {
                break Ok::<_, EngineError>(told);
            }
        }
    }};
}
pub(super) use change;

/// The longest pause before another attempt, in milliseconds.
const LONGEST_PAUSE: u64 = 64;

/// One change of a user's record: as many attempts as it takes to swap it.
pub(super) struct CasLoop<'a> {
    store: &'a dyn Store,
    user: &'a User,
    /// How long all attempts together may take, and until when.
    patience: Duration,
    deadline: Instant,
    read: Read,
    lost: u32,
}

/// A record as it was read.
pub(super) struct Read {
    /// The record; an empty one where there is none.
    pub(super) account: Account,
    /// Its version; `None` where there is none.
    pub(super) version: Option<Version>,
    /// The store said so just now. Else it said so once, and only a swap shows that it still holds.
    is_certain: bool,
}

impl<'a> CasLoop<'a> {
    /// The first attempt begins now, on what is remembered of the user or on what the store says; all together may take
    /// this long.
    pub(super) async fn begin(
        store: &'a dyn Store,
        user: &'a User,
        patience: Duration,
    ) -> Result<Self, StoreError> {
        let mut cas = Self {
            store,
            user,
            patience,
            deadline: Instant::now() + patience,
            read: Read::of(store.recall(user), false),
            lost: 0,
        };
        if cas.read.version.is_none() {
            cas.load().await?;
        }
        Ok(cas)
    }

    /// The account to decide on in this attempt.
    pub(super) fn account(&self) -> &Account {
        &self.read.account
    }

    /// The record as the store says it is, also where it was recalled.
    pub(super) async fn certain(&mut self) -> Result<&Read, StoreError> {
        if !self.read.is_certain {
            self.load().await?;
        }
        Ok(&self.read)
    }

    /// Stores what was decided on the account; what is to be returned of it, or `None` where another was faster and it is to
    /// be decided once more. An account that was decided to stay as it is is not stored.
    ///
    /// What comes of a recalled account without storing anything, a refusal or a verdict that changes nothing, is not
    /// told: the store is asked, and the next attempt decides on what it says.
    pub(super) async fn settle<T>(
        &mut self,
        decided: Result<(T, Account), EngineError>,
    ) -> Result<Option<T>, EngineError> {
        let is_certain = self.read.is_certain;
        match decided {
            Ok((told, next)) if next != self.read.account => {
                let swap = self.store.swap(self.user, self.read.version, &next);
                if self.wait(swap).await? == Swap::Stored {
                    return Ok(Some(told));
                }
                if is_certain {
                    self.lost += 1;
                    self.pause().await?;
                }
            }
            Ok((told, _)) if is_certain => return Ok(Some(told)),
            Err(refused) if is_certain => return Err(refused),
            _ => {}
        }
        self.load().await?;
        Ok(None)
    }

    /// Lets the others pass: longer with every lost attempt, and not in step with them.
    async fn pause(&self) -> Result<(), StoreError> {
        let longest = (1_u64 << self.lost.min(6)).min(LONGEST_PAUSE);
        let mut byte = [0];
        // Without randomness the attempts are in step, which is slow and not wrong.
        let _ = aws_lc_rs::rand::fill(&mut byte);
        let pause = Duration::from_micros(longest * 1000 * u64::from(byte[0]) / 255);
        if Instant::now() + pause >= self.deadline {
            return Err(self.unavailable("others kept changing the record of this user"));
        }
        tokio::time::sleep(pause).await;
        Ok(())
    }

    async fn load(&mut self) -> Result<(), StoreError> {
        let found = self.wait(self.store.load(self.user)).await?;
        self.read = Read::of(found, true);
        Ok(())
    }

    async fn wait<T>(
        &self,
        answer: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        tokio::time::timeout_at(self.deadline, answer)
            .await
            .map_err(|_| self.unavailable("it did not answer"))?
    }

    fn unavailable(&self, why: &str) -> StoreError {
        Problem::Unavailable(format!("{why} for {:?}", self.patience)).at(self.store.location())
    }
}

impl Read {
    fn of(found: Option<(Account, Version)>, is_certain: bool) -> Self {
        let (account, version) = found.unzip();
        Self {
            account: account.unwrap_or_default(),
            version,
            is_certain,
        }
    }
}
