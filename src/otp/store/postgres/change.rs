//! A change of one record, which can be told from every other.

use crate::otp::core::{Account, User};
use crate::otp::store::error::Problem;
use crate::otp::store::record;
use crate::otp::store::state::{Swap, Version};

/// A record's version, text and stamp.
pub(super) type Row = (Version, String, Vec<u8>);

/// What is to be stored.
pub(super) struct Change<'a> {
    pub(super) user: &'a User,
    /// The version that it takes the place of; `None` for the first record.
    pub(super) of: Option<Version>,
    pub(super) account: &'a Account,
    pub(super) record: String,
    /// Given to no other change.
    pub(super) stamp: [u8; 16],
}

impl<'a> Change<'a> {
    /// # Errors
    /// When the record cannot be written, or the system gives no random bytes.
    pub(super) fn new(
        user: &'a User,
        of: Option<Version>,
        account: &'a Account,
    ) -> Result<Self, Problem> {
        let mut stamp = [0; 16];
        aws_lc_rs::rand::fill(&mut stamp)
            .map_err(|_| Problem::Unavailable("the system gives no random bytes".into()))?;
        Ok(Self {
            user,
            of,
            account,
            record: record::write(user, account)?,
            stamp,
        })
    }

    /// The version that the record then has.
    pub(super) fn next(&self) -> Version {
        self.of.unwrap_or(0).saturating_add(1)
    }

    /// What became of the change, by the record that is there now; `None` where that no longer tells.
    pub(super) fn told_by(&self, row: Option<&Row>) -> Option<Swap> {
        let next = self.next();
        match row {
            Some((version, _, stamp)) if *version == next => match stamp[..] == self.stamp[..] {
                true => Some(Swap::Stored),
                false => Some(Swap::Conflict),
            },
            Some((version, _, _)) if *version > next => None,
            _ => Some(Swap::Conflict),
        }
    }
}
