//! The store of several machines: a PostgreSQL database, where every change is one synced commit.
//!
//! A connection may break while a change is on its way, and then its fate is not known. Each change therefore carries
//! a stamp of its own and is sent once more over a new connection: since versions never come back, only one of the two
//! can take place, however late the first one arrives. The stamp then tells whether the record that is there is ours.

mod session;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, TryFutureExt as _};
use secrecy::SecretString;
use tokio::sync::Mutex;

use super::{Place, Store, StoreError, Swap, Version, record};
use crate::db::postgres::{Address, Failure};
use crate::otp::core::{Account, User};
use session::{Session, Stamp};

/// How long a load or a change may take in all, with connecting again.
const PATIENCE: Duration = Duration::from_secs(25);

/// An open database: one connection, made again when it breaks.
pub(super) struct Postgres {
    address: Address,
    place: Place,
    password: Option<SecretString>,
    session: Mutex<Option<Arc<Session>>>,
}

/// What is to be stored.
struct Change<'a> {
    user: &'a User,
    /// The version that it takes the place of; `None` for the first record.
    of: Option<i64>,
    account: &'a Account,
    record: String,
    stamp: Stamp,
}

impl Postgres {
    /// Connects to the database, and makes our tables where there are none.
    ///
    /// # Errors
    /// When it cannot be reached, lets us not in, or is of a newer version.
    pub(super) async fn open(
        url: &str,
        password: Option<SecretString>,
    ) -> Result<Self, StoreError> {
        let address = Address::parse(url, &super::PURPOSE, &|name| std::env::var_os(name))?;
        let store = Self {
            place: address.place(),
            address,
            password,
            session: Mutex::default(),
        };
        let opened = store.session().map_err(|failure| failure.at(&store.place));
        drop(store.within_patience(opened).await?);
        Ok(store)
    }

    async fn session(&self) -> Result<Arc<Session>, Failure> {
        let mut slot = self.session.lock().await;
        if let Some(session) = slot.as_ref().filter(|session| !session.is_closed()) {
            return Ok(session.clone());
        }
        let session = Arc::new(Session::open(&self.address, self.password.as_ref()).await?);
        *slot = Some(session.clone());
        Ok(session)
    }

    /// Nothing more goes over a connection on which something was left open.
    async fn discard(&self, session: &Arc<Session>) {
        let mut slot = self.session.lock().await;
        if slot
            .as_ref()
            .is_some_and(|current| Arc::ptr_eq(current, session))
        {
            *slot = None;
        }
    }

    async fn find(&self, user: &User) -> Result<Option<(Account, Version)>, StoreError> {
        let row = match self.row(user).await {
            Err(Failure::Lost(_)) => self.row(user).await,
            other => other,
        };
        row.map_err(|failure| failure.at(&self.place))?
            .map(|(version, text, _)| record::read(&self.place, user, version, &text))
            .transpose()
    }

    async fn row(&self, user: &User) -> Result<Option<session::Row>, Failure> {
        let session = self.session().await?;
        let row = session.load(user.as_str()).await;
        if let Err(Failure::Lost(_)) = row {
            self.discard(&session).await;
        }
        row
    }

    async fn change(
        &self,
        user: &User,
        of: Option<i64>,
        account: &Account,
    ) -> Result<Swap, StoreError> {
        let change = Change {
            user,
            of,
            account,
            record: record::write(&self.place, user, account)?,
            stamp: session::stamp(&self.place)?,
        };
        self.store(&change).await
    }

    async fn store(&self, change: &Change<'_>) -> Result<Swap, StoreError> {
        let again = match self.send(change).await {
            Ok(swap) => return Ok(swap),
            Err(Failure::Lost(_)) => self.send(change).await,
            Err(known) => return Err(known.at(&self.place)),
        };
        let unknown = |why: &str| StoreError::Unavailable {
            place: self.place.clone(),
            why: format!(
                "the connection broke during a change, and whether it is stored is not known: {why}"
            ),
        };
        match again {
            Ok(Swap::Stored) => Ok(Swap::Stored),
            Ok(Swap::Conflict) => match self.row(change.user).await {
                Ok(row) => change.told_by(row.as_ref()).ok_or_else(|| {
                    unknown("others have changed the record since; ask for its state")
                }),
                Err(failure) => Err(unknown(&failure.to_string())),
            },
            Err(failure) => Err(unknown(&failure.to_string())),
        }
    }

    async fn send(&self, change: &Change<'_>) -> Result<Swap, Failure> {
        let session = self.session().await?;
        let swap = session.store(change).await.map(|rows| match rows {
            0 => Swap::Conflict,
            _ => Swap::Stored,
        });
        session.remember(change, &swap);
        if let Err(Failure::Lost(_)) = swap {
            self.discard(&session).await;
        }
        swap
    }

    async fn within_patience<T>(
        &self,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let waited = tokio::time::timeout(PATIENCE, work).await;
        waited.unwrap_or_else(|_| {
            Err(StoreError::Unavailable {
                place: self.place.clone(),
                why: format!(
                    "no answer within {} s; whether the last change is stored is not known",
                    PATIENCE.as_secs()
                ),
            })
        })
    }
}

impl Change<'_> {
    /// The version that the record then has.
    fn next(&self) -> i64 {
        self.of.unwrap_or(0) + 1
    }

    /// What became of the change, by the record that is there now; `None` where that no longer tells.
    fn told_by(&self, row: Option<&session::Row>) -> Option<Swap> {
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

impl Store for Postgres {
    fn load<'a>(
        &'a self,
        user: &'a User,
    ) -> BoxFuture<'a, Result<Option<(Account, Version)>, StoreError>> {
        self.within_patience(self.find(user)).boxed()
    }

    fn recall(&self, user: &User) -> Option<(Account, Version)> {
        // Whoever makes a new session has nothing to recall.
        let slot = self.session.try_lock().ok()?;
        let session = slot.as_ref().filter(|session| !session.is_closed())?;
        session.recall(user)
    }

    fn insert<'a>(
        &'a self,
        user: &'a User,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        self.within_patience(self.change(user, None, account))
            .boxed()
    }

    fn swap<'a>(
        &'a self,
        user: &'a User,
        version: Version,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        match record::column(version).filter(|of| *of < i64::MAX) {
            None => async { Ok(Swap::Conflict) }.boxed(),
            of => self.within_patience(self.change(user, of, account)).boxed(),
        }
    }

    fn place(&self) -> Place {
        self.place.clone()
    }
}
