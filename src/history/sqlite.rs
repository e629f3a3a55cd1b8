//! The history in an SQLite file: a run is one transaction, which nobody else can get between.

mod rows;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, Transaction, TransactionBehavior};
use serde_json::Value;

use super::entry::{Entry, text};
use super::fold::{Edits, Known, fold, hour_of};
use super::past::{Found, past};
use super::rows::{ApplianceRow, Damage, HOUR, read_memory};
use super::tables::{AT_ONCE, MOST, OVER};
use super::{History, Past, Run, Span};
use crate::db::sqlite::{Ready, Sqlite};
use crate::otp::store::StoreError;

/// Runs come minutes apart: their statements are prepared anew each time.
pub(super) struct Runs;

impl Ready for Runs {
    type On<'c> = &'c Connection;

    fn on(connection: &Connection) -> rusqlite::Result<&Connection> {
        Ok(connection)
    }
}

impl Sqlite<Runs> {
    /// Has the thread do something in full, or say what is wrong with what is there.
    fn whole<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> rusqlite::Result<Result<T, Damage>> + Send + 'static,
    ) -> BoxFuture<'_, Result<T, StoreError>> {
        async move {
            let done = self.ask(move |connection| job(connection)).await?;
            done.map_err(|why| why.at(self.at()))
        }
        .boxed()
    }
}

impl History for Sqlite<Runs> {
    fn append<'a>(
        &'a self,
        run: &'a Run,
        memory: &'a Value,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let entry = Entry::of(run, memory);
        self.whole(move |connection| append(connection, &entry))
    }

    fn memory<'a>(
        &'a self,
        appliance: &'a str,
    ) -> BoxFuture<'a, Result<Option<Value>, StoreError>> {
        let name = text(appliance);
        self.whole(move |connection| {
            let query = "SELECT memory FROM appliances WHERE name = ?1";
            let memory = connection.query_row(query, [&name], |row| row.get(0));
            let memory: Option<Option<String>> = memory.optional()?;
            Ok(memory.flatten().map(|text| read_memory(&text)).transpose())
        })
    }

    fn remember<'a>(
        &'a self,
        appliance: &'a str,
        memory: &'a Value,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let values = (text(appliance), memory.to_string());
        self.whole(move |connection| {
            let change = "INSERT INTO appliances (name, memory) VALUES (?1, ?2)
                ON CONFLICT (name) DO UPDATE SET memory = excluded.memory";
            connection.execute(change, values)?;
            Ok(Ok(()))
        })
    }

    fn appliances(&self, during: Span) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        let times = during.micros();
        self.whole(move |connection| Ok(Ok(watched_at(connection, times)?)))
    }

    fn past<'a>(
        &'a self,
        appliance: &'a str,
        during: Span,
    ) -> BoxFuture<'a, Result<Option<Past>, StoreError>> {
        let name = text(appliance);
        self.whole(move |connection| {
            let found = find(connection, &name, during.micros())?;
            Ok(found.map_or(Ok(None), |found| past(found, &name, during)))
        })
    }

    fn forget<'a>(
        &'a self,
        appliance: &'a str,
        before: Timestamp,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        async move {
            let (name, before) = (text(appliance), before.as_microsecond());
            for (table, key, over) in OVER {
                let change = format!(
                    "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table}
                     WHERE appliance = (SELECT id FROM appliances WHERE name = ?1) AND {over} <= ?2
                     LIMIT {AT_ONCE})"
                );
                loop {
                    let (change, name) = (change.clone(), name.clone());
                    let gone =
                        self.ask(move |connection| connection.execute(&change, (name, before)));
                    if gone.await? < AT_ONCE {
                        break;
                    }
                }
            }
            Ok(())
        }
        .boxed()
    }

    fn place(&self) -> String {
        self.at().to_string()
    }
}

/// Adds a run: nobody else writes from its first look to its end.
fn append(connection: &Connection, entry: &Entry) -> rusqlite::Result<Result<(), Damage>> {
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let new = "INSERT INTO appliances (name) VALUES (?1) ON CONFLICT (name) DO NOTHING";
    transaction.execute(new, [&entry.appliance])?;
    let appliance = appliance(&transaction, &entry.appliance)?;
    let known = known(&transaction, &appliance, entry)?;
    let edits = known.and_then(|known| fold(known, entry));
    if let Ok(Some(edits)) = &edits {
        apply(&transaction, appliance.id, entry, edits)?;
        transaction.commit()?;
    }
    Ok(edits.map(drop))
}

fn known(
    transaction: &Transaction<'_>,
    appliance: &ApplianceRow,
    entry: &Entry,
) -> rusqlite::Result<Result<Known, Damage>> {
    let id = appliance.id;
    let hour = "SELECT hour, runs, latencies FROM hours WHERE appliance = ?1 AND hour = ?2";
    let last = match appliance.last() {
        Ok(last) => last,
        Err(damage) => return Ok(Err(damage)),
    };
    Ok(Ok(Known {
        last,
        states: all(
            transaction,
            &format!("{STATES} AND until IS NULL"),
            [id],
            rows::state,
        )?,
        causes: all(
            transaction,
            &format!("{CAUSES} AND until IS NULL"),
            [id],
            rows::cause,
        )?,
        hour: all(transaction, hour, (id, hour_of(entry.at)), rows::hour)?.pop(),
    }))
}

fn apply(
    transaction: &Transaction<'_>,
    id: i64,
    entry: &Entry,
    edits: &Edits,
) -> rusqlite::Result<()> {
    let last = &edits.last;
    transaction.execute(
        "UPDATE appliances SET version = ?2, line = ?3, watched_since = ?4, last_run_at = ?5,
             holds_for = ?6, memory = ?7
         WHERE id = ?1",
        (
            id,
            &entry.version,
            last.line,
            last.watched_since,
            last.at,
            last.holds_for,
            &entry.memory,
        ),
    )?;
    if let Some(span) = edits.watched {
        let over = "INSERT INTO watched (appliance, line, since, until) VALUES (?1, ?2, ?3, ?4)";
        transaction.execute(over, (id, span.line, span.since, span.until))?;
    }
    for (table, ended) in [
        ("states", &edits.states_ended),
        ("causes", &edits.causes_ended),
    ] {
        let end = format!("UPDATE {table} SET until = ?2 WHERE id = ?1");
        let mut end = transaction.prepare(&end)?;
        for row in ended {
            end.execute((row, edits.ended_at))?;
        }
    }
    let mut begin = transaction.prepare(
        "INSERT INTO states (appliance, line, since, realm, check_id, outcome, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for new in &edits.states {
        let (outcome, reason) = (new.outcome.name(), &new.reason);
        begin.execute((
            id, last.line, last.at, &new.realm, &new.check, outcome, reason,
        ))?;
    }
    let mut begin = transaction.prepare(
        "INSERT INTO causes
             (appliance, line, since, check_id, reason, subject, status, summary, realms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for new in &edits.causes {
        let what = (&new.check, &new.reason, &new.subject);
        let (check, reason, subject) = what;
        let (status, summary, realms) = (new.status.name(), &new.summary, &new.realms);
        begin.execute((
            id, last.line, last.at, check, reason, subject, status, summary, realms,
        ))?;
    }
    let retell = "UPDATE causes SET summary = ?2, realms = ?3 WHERE id = ?1";
    for (row, new) in &edits.causes_retold {
        transaction.execute(retell, (row, &new.summary, &new.realms))?;
    }
    let hour = &edits.hour;
    transaction.execute(
        "INSERT INTO hours (appliance, hour, runs, latencies) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (appliance, hour) DO UPDATE
         SET runs = excluded.runs, latencies = excluded.latencies",
        (id, hour.hour, hour.runs, &hour.latencies),
    )?;
    Ok(())
}

fn watched_at(
    connection: &Connection,
    (since, until): (i64, i64),
) -> rusqlite::Result<Vec<String>> {
    let query = "SELECT name FROM appliances WHERE ?1 < ?2 AND (
            watched_since < ?2 AND last_run_at + holds_for > ?1
            OR EXISTS (SELECT 1 FROM watched
                WHERE appliance = appliances.id AND until > ?1 AND since < ?2))
        ORDER BY name";
    all(connection, query, (since, until), |row| row.get(0))
}

/// What reaches into a time, as of one moment.
fn find(
    connection: &Connection,
    name: &str,
    (since, until): (i64, i64),
) -> rusqlite::Result<Option<Found>> {
    let reading = Transaction::new_unchecked(connection, TransactionBehavior::Deferred)?;
    let Some(appliance) = appliance(&reading, name).optional()? else {
        return Ok(None);
    };
    let times = (appliance.id, since, until);
    let within = "since < ?3 AND (until > ?2 OR until IS NULL)";
    let limit = MOST + 1;
    let watched = format!(
        "SELECT line, since, until FROM watched
         WHERE appliance = ?1 AND since < ?3 AND until > ?2 LIMIT {limit}"
    );
    let hours = format!(
        "SELECT hour, runs, latencies FROM hours
         WHERE appliance = ?1 AND hour > ?2 - {HOUR} AND hour < ?3 ORDER BY hour LIMIT {limit}"
    );
    let states = format!("{STATES} AND {within} LIMIT {limit}");
    let causes = format!("{CAUSES} AND {within} LIMIT {limit}");
    Ok(Some(Found {
        watched: all(&reading, &watched, times, rows::watched)?,
        states: all(&reading, &states, times, rows::state)?,
        causes: all(&reading, &causes, times, rows::cause)?,
        hours: all(&reading, &hours, times, rows::hour)?,
        appliance,
    }))
}

const STATES: &str = "SELECT id, line, realm, check_id, outcome, reason, since, until FROM states
    WHERE appliance = ?1";

const CAUSES: &str = "SELECT id, line, check_id, reason, subject, status, summary, realms, since,
    until FROM causes WHERE appliance = ?1";

fn all<T>(
    connection: &Connection,
    query: &str,
    values: impl Params,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection
        .prepare(query)?
        .query_map(values, read)?
        .collect()
}

fn appliance(connection: &Connection, name: &str) -> rusqlite::Result<ApplianceRow> {
    let query = "SELECT id, version, line, watched_since, last_run_at, holds_for FROM appliances
        WHERE name = ?1";
    connection.query_row(query, [name], rows::appliance)
}
