//! The store of several machines: a PostgreSQL database, where every change is one synced commit.
//!
//! A connection may break while a change is on its way, and then its fate is not known. Each change therefore carries
//! a stamp of its own and is sent once more over a new connection: since versions never come back, only one of the two
//! can take place, however late the first one arrives. The stamp then tells whether the record that is there is ours.

mod change;
mod failure;
mod session;
mod tables;
mod target;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, TryFutureExt as _};
use secrecy::SecretString;
use tokio::sync::Mutex;

use super::error::StoreError;
use super::record;
use super::state::{Store, Swap, Version, Versioned};
use crate::otp::core::{Account, User};
use change::{Change, Row};
use failure::Failure;
use session::Session;
use target::Target;

/// How long a load or a change may take in all, with connecting again.
const PATIENCE: Duration = Duration::from_secs(25);

/// An open database: one connection, made again when it breaks.
pub(super) struct Postgres {
    target: Target,
    session: Mutex<Option<Arc<Session>>>,
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
        let store = Self {
            target: Target::read(url, password)?,
            session: Mutex::default(),
        };
        let opened = store
            .session()
            .map_err(|failure| failure.at(&store.target.place));
        drop(store.within_patience(opened).await?);
        Ok(store)
    }

    async fn session(&self) -> Result<Arc<Session>, Failure> {
        let mut slot = self.session.lock().await;
        if let Some(session) = slot.as_ref().filter(|session| !session.is_closed()) {
            return Ok(session.clone());
        }
        let session = Arc::new(Session::open(&self.target).await?);
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

    async fn find(&self, user: &User) -> Result<Option<Versioned>, StoreError> {
        let row = match self.row(user).await {
            Err(Failure::Lost(_)) => self.row(user).await,
            other => other,
        };
        row.map_err(|failure| failure.at(&self.target.place))?
            .map(|(version, text, _)| record::read(&self.target.place, user, version, &text))
            .transpose()
    }

    async fn row(&self, user: &User) -> Result<Option<Row>, Failure> {
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
        let change = Change::new(&self.target.place, user, of, account)?;
        self.store(&change).await
    }

    async fn store(&self, change: &Change<'_>) -> Result<Swap, StoreError> {
        let again = match self.send(change).await {
            Ok(swap) => return Ok(swap),
            Err(Failure::Lost(_)) => self.send(change).await,
            Err(known) => return Err(known.at(&self.target.place)),
        };
        let unknown = |why: &str| StoreError::Unavailable {
            place: self.target.place.clone(),
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
        let swap = session.store(change).await;
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
                place: self.target.place.clone(),
                why: format!(
                    "no answer within {} s; whether the last change is stored is not known",
                    PATIENCE.as_secs()
                ),
            })
        })
    }
}

impl Store for Postgres {
    fn load<'a>(&'a self, user: &'a User) -> BoxFuture<'a, Result<Option<Versioned>, StoreError>> {
        self.within_patience(self.find(user)).boxed()
    }

    fn recall(&self, user: &User) -> Option<Versioned> {
        // Whoever makes a new session has nothing to recall.
        let slot = self.session.try_lock().ok()?;
        let session = slot.as_ref().filter(|session| !session.is_closed())?;
        session.recall(user)
    }

    fn swap<'a>(
        &'a self,
        user: &'a User,
        version: Option<Version>,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        let of = match version.map(i64::try_from) {
            None => None,
            Some(Ok(version)) if version < i64::MAX => Some(version),
            Some(_) => return async { Ok(Swap::Conflict) }.boxed(),
        };
        self.within_patience(self.change(user, of, account)).boxed()
    }

    fn place(&self) -> &str {
        &self.target.place
    }
}
