//! The store of several machines: a PostgreSQL database, where every change is one synced commit.

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

use super::error::{Problem, StoreError};
use super::record::{self, Store, Swap, Version, Versioned};
use crate::otp::core::{Account, User};
use failure::Failure;
use session::{Row, Session};
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
        store
            .within_patience(store.session().map_err(Problem::from))
            .await?;
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

    async fn find(&self, user: &User) -> Result<Option<Versioned>, Problem> {
        let row = match self.row(user).await {
            Err(Failure::Lost(_)) => self.row(user).await,
            other => other,
        };
        row?.map(|(version, text)| record::read(user, version, &text))
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
        of: Option<Version>,
        account: &Account,
    ) -> Result<Swap, Problem> {
        match self.send(user, of, account).await {
            Err(Failure::Lost(_)) => {}
            known => return Ok(known?),
        }
        // Since versions never come back, only one of the two can take place, however late the first one arrives.
        let why = match self.send(user, of, account).await {
            Ok(Swap::Stored) => return Ok(Swap::Stored),
            Ok(Swap::Conflict) => "it, or another one, was stored meanwhile".to_owned(),
            Err(failure) => failure.to_string(),
        };
        Err(Problem::Unavailable(format!(
            "the connection broke during a change, and whether it is stored is not known: {why}"
        )))
    }

    async fn send(
        &self,
        user: &User,
        of: Option<Version>,
        account: &Account,
    ) -> Result<Swap, Failure> {
        let session = self.session().await?;
        let swap = session.store(user, of, account).await;
        if let Err(Failure::Lost(_)) = swap {
            self.discard(&session).await;
        }
        swap
    }

    async fn within_patience<T>(
        &self,
        work: impl Future<Output = Result<T, Problem>>,
    ) -> Result<T, StoreError> {
        let waited = tokio::time::timeout(PATIENCE, work).await;
        let done = waited.unwrap_or_else(|_| {
            Err(Problem::Unavailable(format!(
                "no answer within {} s; whether the last change is stored is not known",
                PATIENCE.as_secs()
            )))
        });
        done.map_err(|problem| self.target.failed(problem))
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
        self.within_patience(self.change(user, version, account))
            .boxed()
    }

    fn location(&self) -> &str {
        &self.target.location
    }
}
