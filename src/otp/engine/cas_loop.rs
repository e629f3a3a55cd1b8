//! Comparing and swapping a user's record, again and again until it is stored or the time is up.

use std::time::Duration;

use tokio::time::Instant;

use super::error::EngineError;
use crate::otp::core::{Account, User};
use crate::otp::store::{Problem, Store, StoreError, Swap, Version};

/// The longest pause before another attempt, in milliseconds.
const LONGEST_PAUSE: u64 = 64;

/// One change of a user's record: as many attempts as it takes to swap it.
pub(super) struct CasLoop<'a> {
    store: &'a dyn Store,
    user: &'a User,
    patience: Patience,
    read: Read,
    lost: u32,
}

/// A record as it was read.
pub(super) struct Read {
    /// The record; an empty one where there is none.
    pub(super) account: Account,
    /// Its version; `None` where there is none.
    pub(super) version: Option<Version>,
    source: Source,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// The store said so just now.
    Loaded,
    /// The store said so once: only a swap tells that it still holds.
    Recalled,
}

impl<'a> CasLoop<'a> {
    /// The first attempt begins now, on what is remembered of the user or on what the store says; all together may take
    /// this long.
    pub(super) async fn begin(
        store: &'a dyn Store,
        user: &'a User,
        patience: Duration,
    ) -> Result<Self, StoreError> {
        let patience = Patience::from_now(patience);
        let read = match store.recall(user) {
            Some(found) => Read::of(Some(found), Source::Recalled),
            None => patience.load(store, user).await?,
        };
        Ok(Self {
            store,
            user,
            patience,
            read,
            lost: 0,
        })
    }

    /// The account to decide on in this attempt.
    pub(super) fn account(&self) -> &Account {
        &self.read.account
    }

    /// The account as the store says it is, also where it was recalled.
    pub(super) async fn certain(&mut self) -> Result<&Account, StoreError> {
        if self.read.source == Source::Recalled {
            self.read = self.patience.load(self.store, self.user).await?;
        }
        Ok(&self.read.account)
    }

    /// Stores what was decided on the account; what is to be told of it, or `None` where another was faster and it is to
    /// be decided once more. An account that was decided to stay as it is is not stored.
    ///
    /// What comes of a recalled account without storing anything, a refusal or a verdict that changes nothing, is not
    /// told: the store is asked, and the next attempt decides on what it says.
    pub(super) async fn settle<T>(
        &mut self,
        decided: Result<(T, Account), EngineError>,
    ) -> Result<Option<T>, EngineError> {
        let is_certain = self.read.source == Source::Loaded;
        match decided {
            Ok((told, next)) if next != self.read.account => {
                if self.store(&next).await? == Swap::Stored {
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
        self.read = self.patience.load(self.store, self.user).await?;
        Ok(None)
    }

    async fn store(&self, next: &Account) -> Result<Swap, StoreError> {
        let swap = self.store.swap(self.user, self.read.version, next);
        self.patience.wait(self.store, swap).await
    }

    /// Lets the others pass: longer with every lost attempt, and not in step with them.
    async fn pause(&self) -> Result<(), StoreError> {
        let longest = (1_u64 << self.lost.min(6)).min(LONGEST_PAUSE);
        let mut byte = [0];
        // Without randomness the attempts are in step, which is slow and not wrong.
        let _ = aws_lc_rs::rand::fill(&mut byte);
        let pause = Duration::from_micros(longest * 1000 * u64::from(byte[0]) / 255);
        if Instant::now() + pause >= self.patience.deadline {
            let why = "others kept changing the record of this user";
            return Err(self.patience.unavailable(self.store, why));
        }
        tokio::time::sleep(pause).await;
        Ok(())
    }
}

impl Read {
    /// The record of a user as it is now.
    pub(super) async fn now(
        store: &dyn Store,
        user: &User,
        patience: Duration,
    ) -> Result<Self, StoreError> {
        Patience::from_now(patience).load(store, user).await
    }

    fn of(found: Option<(Account, Version)>, source: Source) -> Self {
        let (account, version) = match found {
            Some((account, version)) => (account, Some(version)),
            None => (Account::default(), None),
        };
        Self {
            account,
            version,
            source,
        }
    }
}

/// How long something may take, and until when.
struct Patience {
    in_all: Duration,
    deadline: Instant,
}

impl Patience {
    fn from_now(in_all: Duration) -> Self {
        Self {
            in_all,
            deadline: Instant::now() + in_all,
        }
    }

    async fn load(&self, store: &dyn Store, user: &User) -> Result<Read, StoreError> {
        let found = self.wait(store, store.load(user)).await?;
        Ok(Read::of(found, Source::Loaded))
    }

    async fn wait<T>(
        &self,
        store: &dyn Store,
        answer: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        tokio::time::timeout_at(self.deadline, answer)
            .await
            .map_err(|_| self.unavailable(store, "it did not answer"))?
    }

    fn unavailable(&self, store: &dyn Store, why: &str) -> StoreError {
        Problem::Unavailable(format!("{why} for {:?}", self.in_all)).at(store.place())
    }
}
