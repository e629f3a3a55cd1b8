//! What a store does, and its records: as JSON text, the same in every store, and as they were last seen.

use std::collections::HashMap;
use std::sync::Mutex;

use futures_util::future::BoxFuture;

use super::error::{Problem, StoreError};
use crate::otp::core::{Account, User};

/// The version of a record: 1 at first, and one more after every change.
pub type Version = i64;

/// A record as a store has it.
pub type Versioned = (Account, Version);

/// A store: SQLite in a file, or PostgreSQL for several machines. What it says is stored survives a crash.
pub trait Store: Send + Sync {
    /// The record of a user with its version; `None` where there is none.
    ///
    /// # Errors
    /// When the store cannot be asked, or its record cannot be read.
    fn load<'a>(&'a self, user: &'a User) -> BoxFuture<'a, Result<Option<Versioned>, StoreError>>;

    /// The record of a user as this store last stored it, without asking: another machine may have changed it since.
    /// What is decided on it holds only where it can be swapped for it.
    fn recall(&self, user: &User) -> Option<Versioned>;

    /// Stores a record in place of the one of this version; in place of `None`, as the first one of the user.
    ///
    /// # Errors
    /// When the store cannot be asked; then it is not known whether the record is stored.
    fn swap<'a>(
        &'a self,
        user: &'a User,
        version: Option<Version>,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Swap, StoreError>>;

    /// Where the state is, for messages: no password.
    fn location(&self) -> &str;
}

/// What came of storing a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swap {
    /// It is stored, and survives a crash.
    Stored,
    /// Another was faster: load again, decide again.
    Conflict,
}

impl Swap {
    /// Whether a statement changed a row.
    pub(super) fn of(stored: bool) -> Self {
        if stored { Self::Stored } else { Self::Conflict }
    }
}

/// The text of an account.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn write(user: &User, account: &Account) -> Result<String, Problem> {
    serde_json::to_string(account).map_err(|why| damaged(user, &why.to_string()))
}

/// The account of a row.
///
/// # Errors
/// When it is no account of this version of otpdoctor.
pub(super) fn read(user: &User, version: Version, text: &str) -> Result<Versioned, Problem> {
    if version < 1 {
        return Err(damaged(user, &format!("its version is {version}")));
    }
    let account = serde_json::from_str(text).map_err(|why| damaged(user, &why.to_string()));
    Ok((account?, version))
}

fn damaged(user: &User, why: &str) -> Problem {
    let why = checks::kit::text::quote(why, 200);
    let user = user.as_str();
    Problem::Damaged(format!(
        "the record of {user:?} is not of this version: {why}"
    ))
}

/// How many users are remembered; with one more, all are forgotten.
const USERS: usize = 1024;

/// Users with more tokens are not remembered.
const TOKENS: usize = 16;

/// The last records that were loaded or stored.
#[derive(Default)]
pub(super) struct RecentRecords(Mutex<HashMap<User, Versioned>>);

impl RecentRecords {
    /// The record of a user, where it is remembered.
    pub(super) fn get(&self, user: &User) -> Option<Versioned> {
        self.records().get(user).cloned()
    }

    /// Nothing is known of a user any more.
    pub(super) fn forget(&self, user: &User) {
        self.records().remove(user);
    }

    /// What became of storing a record as this version. Whatever is not stored for certain is not remembered.
    pub(super) fn settled<E>(
        &self,
        user: &User,
        version: Version,
        account: &Account,
        swap: &Result<Swap, E>,
    ) {
        match swap {
            Ok(Swap::Stored) if account.tokens.len() <= TOKENS => {
                let mut records = self.records();
                if records.len() >= USERS && !records.contains_key(user) {
                    records.clear();
                }
                records.insert(user.clone(), (account.clone(), version));
            }
            _ => self.forget(user),
        }
    }

    fn records(&self) -> std::sync::MutexGuard<'_, HashMap<User, Versioned>> {
        self.0.lock().expect("no holder panics")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn user(number: usize) -> User {
        User::new(&format!("user {number}")).unwrap()
    }

    #[test]
    fn what_is_stored_is_remembered_and_nothing_else() {
        let remembered = RecentRecords::default();
        let account = Account::default();
        let settle = |version, swap: Result<Swap, ()>| {
            remembered.settled(&user(1), version, &account, &swap);
            remembered.get(&user(1)).map(|(_, version)| version)
        };
        assert_eq!(settle(1, Ok(Swap::Stored)), Some(1));
        assert_eq!(settle(2, Ok(Swap::Stored)), Some(2));
        assert_eq!(settle(3, Ok(Swap::Conflict)), None);
        assert_eq!(settle(3, Ok(Swap::Stored)), Some(3));
        assert_eq!(settle(4, Err(())), None, "it may be stored or not");
    }

    #[test]
    fn users_are_not_remembered_without_end() {
        let remembered = RecentRecords::default();
        for number in 0..5 * USERS {
            let stored: Result<Swap, ()> = Ok(Swap::Stored);
            remembered.settled(&user(number), 1, &Account::default(), &stored);
            assert!(remembered.records().len() <= USERS);
            assert!(remembered.get(&user(number)).is_some());
        }
    }
}
