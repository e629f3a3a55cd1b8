//! Records as a store last saw them, for decisions that need no load: swapping proves whether they still hold.

use std::collections::HashMap;
use std::sync::Mutex;

use super::state::{Swap, Version, Versioned};
use crate::otp::core::{Account, User};

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
