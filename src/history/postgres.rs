//! The history of a fleet in a PostgreSQL database: a run is one transaction in two round trips, under the lock of its
//! appliance's row.
//!
//! A connection may break while a run is on its way, and then its fate is not known. It is sent once more: a run that is
//! there already changes nothing. Since hundreds of watches may write here minutes apart, none keeps its connection.

mod rows;
mod statements;

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio_postgres::Client;

use super::entry::{Entry, text};
use super::past::past;
use super::rows::{Damage, read_memory};
use super::tables::{AT_ONCE, OVER, PURPOSE};
use super::{History, Past, Run, Span};
use crate::db::Place;
use crate::db::postgres::{Address, Failure, Link, in_time};
use crate::otp::store::StoreError;

/// How long anything may take in all, with connecting again.
const PATIENCE: Duration = Duration::from_secs(25);

/// How long a connection is kept for what comes next.
const IDLE: Duration = Duration::from_secs(3);

/// A history in a database.
pub(super) struct Postgres {
    address: Address,
    place: Place,
    password: Option<SecretString>,
    slot: Arc<Mutex<Slot>>,
}

/// One connection at most, while it is used.
#[derive(Default)]
struct Slot {
    link: Option<Link>,
    /// How often it was used.
    turn: u64,
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
        let address = Address::parse(url, &PURPOSE, &|name| std::env::var_os(name))?;
        let history = Self {
            place: address.place(),
            address,
            password,
            slot: Arc::default(),
        };
        history.ask(|_| async { Ok(()) }.boxed()).await?;
        Ok(history)
    }

    /// Asks the database, a second time when the connection breaks: whatever is asked may be done twice.
    async fn ask<T>(
        &self,
        work: impl for<'c> Fn(&'c Client) -> BoxFuture<'c, Result<T, Failure>> + Sync,
    ) -> Result<T, StoreError> {
        let twice = async {
            match self.once(&work).await {
                Err(Failure::Lost(_)) => self.once(&work).await,
                other => other,
            }
        };
        match tokio::time::timeout(PATIENCE, twice).await {
            Ok(done) => done.map_err(|failure| self.failed(failure)),
            Err(_) => Err(StoreError::Unavailable {
                place: self.place.clone(),
                why: format!(
                    "no answer within {} s; whether the last run is stored is not known",
                    PATIENCE.as_secs()
                ),
            }),
        }
    }

    async fn once<T>(
        &self,
        work: impl for<'c> Fn(&'c Client) -> BoxFuture<'c, Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let mut slot = self.slot.lock().await;
        let link = match slot.link.take().filter(|link| !link.client.is_closed()) {
            Some(link) => link,
            None => in_time(Link::open(&self.address, self.password.as_ref())).await?,
        };
        // After a failure nothing more goes over a connection on which something was left open.
        let done = work(&link.client).await?;
        slot.link = Some(link);
        slot.turn += 1;
        self.close_when_idle(slot.turn);
        Ok(done)
    }

    fn close_when_idle(&self, turn: u64) {
        let slot = Arc::downgrade(&self.slot);
        tokio::spawn(async move {
            tokio::time::sleep(IDLE).await;
            if let Some(slot) = slot.upgrade() {
                let mut slot = slot.lock().await;
                if slot.turn == turn {
                    slot.link = None;
                }
            }
        });
    }

    fn failed(&self, failure: Failure) -> StoreError {
        match failure {
            Failure::Lost(why) => StoreError::Unavailable {
                place: self.place.clone(),
                why: format!(
                    "the connection broke, and whether the last run is stored is not known: {why}"
                ),
            },
            known => known.at(&self.place),
        }
    }
}

impl History for Postgres {
    fn append<'a>(
        &'a self,
        run: &'a Run,
        memory: &'a Value,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let entry = Arc::new(Entry::of(run, memory));
        async move {
            self.ask(move |client| {
                let entry = entry.clone();
                async move { statements::append(client, &entry).await }.boxed()
            })
            .await
        }
        .boxed()
    }

    fn memory<'a>(
        &'a self,
        appliance: &'a str,
    ) -> BoxFuture<'a, Result<Option<Value>, StoreError>> {
        let name = text(appliance);
        async move {
            let memory = self.ask(move |client| {
                let name = name.clone();
                async move { statements::memory(client, &name).await }.boxed()
            });
            let read = memory.await?.map(|text| read_memory(&text)).transpose();
            read.map_err(|damage| damage.at(&self.place))
        }
        .boxed()
    }

    fn remember<'a>(
        &'a self,
        appliance: &'a str,
        memory: &'a Value,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let (name, memory) = (text(appliance), memory.to_string());
        async move {
            self.ask(move |client| {
                let (name, memory) = (name.clone(), memory.clone());
                async move { statements::remember(client, &name, &memory).await }.boxed()
            })
            .await
        }
        .boxed()
    }

    fn appliances(&self, during: Span) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        let times = during.micros();
        async move {
            self.ask(move |client| statements::watched_at(client, times).boxed())
                .await
        }
        .boxed()
    }

    fn past<'a>(
        &'a self,
        appliance: &'a str,
        during: Span,
    ) -> BoxFuture<'a, Result<Option<Past>, StoreError>> {
        let name = text(appliance);
        async move {
            let found = self.ask(|client| {
                let name = name.clone();
                async move { statements::find(client, &name, during.micros()).await }.boxed()
            });
            let Some(found) = found.await? else {
                return Ok(None);
            };
            past(found, &name, during).map_err(|damage: Damage| damage.at(&self.place))
        }
        .boxed()
    }

    fn forget<'a>(
        &'a self,
        appliance: &'a str,
        before: Timestamp,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        async move {
            let (name, before) = (text(appliance), before.as_microsecond());
            for over in OVER {
                loop {
                    let gone = self.ask(|client| {
                        let name = name.clone();
                        async move { statements::forget(client, over, &name, before).await }.boxed()
                    });
                    if gone.await? < AT_ONCE as u64 {
                        break;
                    }
                }
            }
            Ok(())
        }
        .boxed()
    }

    fn place(&self) -> String {
        self.place.to_string()
    }
}
