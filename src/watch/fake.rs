//! A history in memory that can be told to fail, for the tests.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde_json::Value;

use crate::db::{Place, Purpose};
use crate::history::{History, Past, Run, Span};
use crate::otp::store::StoreError;

/// What it holds.
#[derive(Default)]
pub(super) struct Held {
    pub(super) runs: Vec<Run>,
    pub(super) memory: Option<Value>,
    pub(super) forgot: Vec<Timestamp>,
    pub(super) down: bool,
}

/// The history.
#[derive(Clone, Default)]
pub(super) struct Fake(pub(super) Arc<Mutex<Held>>);

impl Fake {
    /// Makes it fail, or work again.
    pub(super) fn set_down(&self, down: bool) {
        self.0.lock().unwrap().down = down;
    }

    fn with<T>(&self, use_it: impl FnOnce(&mut Held) -> T) -> Result<T, StoreError> {
        let mut held = self.0.lock().unwrap();
        match held.down {
            true => Err(down()),
            false => Ok(use_it(&mut held)),
        }
    }
}

const PURPOSE: Purpose = Purpose {
    name: "the history",
    named_by: "",
    password: "",
    file: "",
    application: 0,
    sqlite: &[],
    schema: "",
    lock: 0,
    rights: "",
    postgres: &[],
};

pub(super) fn down() -> StoreError {
    StoreError::Unavailable {
        place: Place {
            of: &PURPOSE,
            shown: "fake".into(),
        },
        why: "it is down".into(),
    }
}

impl History for Fake {
    fn append<'a>(
        &'a self,
        run: &'a Run,
        memory: &'a Value,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.with(|held| {
                held.runs.push(run.clone());
                held.memory = Some(memory.clone());
            })
        })
    }

    fn memory<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Value>, StoreError>> {
        Box::pin(async move { self.with(|held| held.memory.clone()) })
    }

    fn remember<'a>(
        &'a self,
        _: &'a str,
        memory: &'a Value,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move { self.with(|held| held.memory = Some(memory.clone())) })
    }

    fn appliances(&self, _: Span) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn past<'a>(&'a self, _: &'a str, _: Span) -> BoxFuture<'a, Result<Option<Past>, StoreError>> {
        Box::pin(async { Ok(None) })
    }

    fn forget<'a>(
        &'a self,
        _: &'a str,
        before: Timestamp,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move { self.with(|held| held.forgot.push(before)) })
    }

    fn place(&self) -> String {
        "fake".into()
    }
}
