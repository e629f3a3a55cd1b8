//! Comparing and swapping a user's record, again and again until it is stored or the time is up.

use std::time::Duration;

use tokio::time::Instant;

use crate::otp::{Account, User};
use crate::store::{Store, StoreError, Swap, Version};

/// The longest pause before another turn, in milliseconds.
const LONGEST_PAUSE: u64 = 64;

/// The turns that one change takes.
pub(super) struct Turns<'a> {
    store: &'a dyn Store,
    user: &'a User,
    patience: Duration,
    deadline: Instant,
    lost: u32,
}

/// A record as it was read.
pub(super) struct Read {
    /// The record; an empty one where there is none.
    pub(super) account: Account,
    /// Its version; `None` where there is none.
    pub(super) version: Option<Version>,
}

impl<'a> Turns<'a> {
    /// The first turn begins now; all together may take this long.
    pub(super) fn new(store: &'a dyn Store, user: &'a User, patience: Duration) -> Self {
        Self {
            store,
            user,
            patience,
            deadline: Instant::now() + patience,
            lost: 0,
        }
    }

    /// The record as it is now.
    pub(super) async fn read(&self) -> Result<Read, StoreError> {
        let found = self.in_time(self.store.load(self.user)).await?;
        Ok(match found {
            Some((account, version)) => Read {
                account,
                version: Some(version),
            },
            None => Read {
                account: Account::default(),
                version: None,
            },
        })
    }

    /// Stores what was decided on the record that was read. After a conflict there was a pause: read and decide again.
    pub(super) async fn settle(&mut self, read: &Read, next: &Account) -> Result<Swap, StoreError> {
        if *next == read.account {
            return Ok(Swap::Stored);
        }
        let swap = match read.version {
            Some(version) => self.store.swap(self.user, version, next),
            None => self.store.insert(self.user, next),
        };
        let swapped = self.in_time(swap).await?;
        if swapped == Swap::Conflict {
            self.lost += 1;
            self.pause().await?;
        }
        Ok(swapped)
    }

    /// Lets the others pass: longer with every lost turn, and not in step with them.
    async fn pause(&self) -> Result<(), StoreError> {
        let longest = (1_u64 << self.lost.min(6)).min(LONGEST_PAUSE);
        let mut byte = [0];
        // Without randomness the turns are in step, which is slow and not wrong.
        let _ = aws_lc_rs::rand::fill(&mut byte);
        let pause = Duration::from_micros(longest * 1000 * u64::from(byte[0]) / 255);
        if Instant::now() + pause >= self.deadline {
            return Err(self.unavailable("others kept changing the record of this user"));
        }
        tokio::time::sleep(pause).await;
        Ok(())
    }

    async fn in_time<T>(
        &self,
        answer: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        tokio::time::timeout_at(self.deadline, answer)
            .await
            .map_err(|_| self.unavailable("it did not answer"))?
    }

    fn unavailable(&self, why: &str) -> StoreError {
        StoreError::Unavailable {
            place: self.store.place(),
            why: format!("{why} for {:?}", self.patience),
        }
    }
}
