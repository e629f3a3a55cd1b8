//! What is said to PostgreSQL, and what its rows hold. Statements that need no answer of each other go out together.

use futures_util::future::{BoxFuture, join_all};
use futures_util::{FutureExt as _, join};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row};

use super::rows::{self, value};
use crate::db::postgres::{Failure, answer};
use crate::history::entry::Entry;
use crate::history::fold::{Edits, Known, fold, hour_of};
use crate::history::past::Found;
use crate::history::rows::HOUR;
use crate::history::tables::{AT_ONCE, MOST};

type Value<'a> = (&'a (dyn ToSql + Sync), Type);

/// Adds a run: the lock of the appliance's row lets nobody else between its first look and its end.
///
/// # Errors
/// As of the server, or that no answer came: then the run may be stored, now or later.
pub(super) async fn append(client: &Client, entry: &Entry) -> Result<(), Failure> {
    let name = &entry.appliance;
    let named: [Value<'_>; 1] = [(name, Type::TEXT)];
    let hour = hour_of(entry.at);
    let of_hour: [Value<'_>; 2] = [(name, Type::TEXT), (&hour, Type::INT8)];
    let states = format!("{STATES} AND until IS NULL");
    let causes = format!("{CAUSES} AND until IS NULL");
    let (_, _, appliance, states, causes, hours) = answer(async {
        let all = join!(
            client.batch_execute("BEGIN"),
            client.execute_typed(NEW, &named),
            client.query_typed(LOCKED, &named),
            client.query_typed(&states, &named),
            client.query_typed(&causes, &named),
            client.query_typed(OF_HOUR, &of_hour),
        );
        // In order: what follows a statement that failed is told of the aborted transaction alone.
        Ok((all.0?, all.1?, all.2?, all.3?, all.4?, all.5?))
    })
    .await?;
    let [appliance] = &read(&appliance, rows::appliance)?[..] else {
        return Err(Failure::Damaged(
            "an appliance has no row, or several".into(),
        ));
    };
    let known = Known {
        last: appliance.last()?,
        states: read(&states, rows::state)?,
        causes: read(&causes, rows::cause)?,
        hour: read(&hours, rows::hour)?.pop(),
    };
    match fold(known, entry)? {
        Some(edits) => apply(client, appliance.id, entry, &edits).await,
        None => answer(client.batch_execute("ROLLBACK")).await,
    }
}

const NEW: &str = "INSERT INTO otpdoctor_history.appliances (name)
    SELECT $1 WHERE NOT EXISTS (SELECT FROM otpdoctor_history.appliances WHERE name = $1)
    ON CONFLICT (name) DO NOTHING";

const LOCKED: &str = "SELECT id, version, line, watched_since, last_run_at, holds_for
    FROM otpdoctor_history.appliances WHERE name = $1 FOR UPDATE";

const FOUND: &str = "SELECT id, version, line, watched_since, last_run_at, holds_for
    FROM otpdoctor_history.appliances WHERE name = $1";

const STATES: &str = "SELECT id, line, realm, check_id, outcome, reason, since, until
    FROM otpdoctor_history.states
    WHERE appliance = (SELECT id FROM otpdoctor_history.appliances WHERE name = $1)";

const CAUSES: &str = "SELECT id, line, check_id, reason, subject, status, summary, realms, since,
        until
    FROM otpdoctor_history.causes
    WHERE appliance = (SELECT id FROM otpdoctor_history.appliances WHERE name = $1)";

const WATCHED: &str = "SELECT line, since, until FROM otpdoctor_history.watched
    WHERE appliance = (SELECT id FROM otpdoctor_history.appliances WHERE name = $1)";

const HOURS: &str = "SELECT hour, runs, latencies FROM otpdoctor_history.hours
    WHERE appliance = (SELECT id FROM otpdoctor_history.appliances WHERE name = $1)";

const OF_HOUR: &str = "SELECT hour, runs, latencies FROM otpdoctor_history.hours
    WHERE appliance = (SELECT id FROM otpdoctor_history.appliances WHERE name = $1) AND hour = $2";

/// Makes the edits, as far as there are any, and commits.
async fn apply(client: &Client, id: i64, entry: &Entry, edits: &Edits) -> Result<(), Failure> {
    let id = &id;
    let last = &edits.last;
    let mut all: Vec<BoxFuture<'_, Result<(), Error>>> = vec![
        async move {
            let change = "UPDATE otpdoctor_history.appliances SET version = $2, line = $3,
                    watched_since = $4, last_run_at = $5, holds_for = $6, memory = $7
                WHERE id = $1";
            let values: [Value<'_>; 7] = [
                (id, Type::INT8),
                (&entry.version, Type::TEXT),
                (&last.line, Type::INT8),
                (&last.watched_since, Type::INT8),
                (&last.at, Type::INT8),
                (&last.holds_for, Type::INT8),
                (&entry.memory, Type::TEXT),
            ];
            client.execute_typed(change, &values).await.map(drop)
        }
        .boxed(),
        async move {
            let hour = &edits.hour;
            let change = "INSERT INTO otpdoctor_history.hours (appliance, hour, runs, latencies)
                VALUES ($1, $2, $3, $4) ON CONFLICT (appliance, hour) DO UPDATE
                SET runs = excluded.runs, latencies = excluded.latencies";
            let values: [Value<'_>; 4] = [
                (id, Type::INT8),
                (&hour.hour, Type::INT8),
                (&hour.runs, Type::INT8),
                (&hour.latencies, Type::TEXT),
            ];
            client.execute_typed(change, &values).await.map(drop)
        }
        .boxed(),
    ];
    if let Some(span) = edits.watched {
        all.push(
            async move {
                let change = "INSERT INTO otpdoctor_history.watched (appliance, line, since, until)
                    VALUES ($1, $2, $3, $4)";
                let values: [Value<'_>; 4] = [
                    (id, Type::INT8),
                    (&span.line, Type::INT8),
                    (&span.since, Type::INT8),
                    (&span.until, Type::INT8),
                ];
                client.execute_typed(change, &values).await.map(drop)
            }
            .boxed(),
        );
    }
    let ended = [
        ("states", &edits.states_ended),
        ("causes", &edits.causes_ended),
    ];
    for (table, rows) in ended.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        all.push(
            async move {
                let change =
                    format!("UPDATE otpdoctor_history.{table} SET until = $1 WHERE id = ANY ($2)");
                let values: [Value<'_>; 2] =
                    [(&edits.ended_at, Type::INT8), (rows, Type::INT8_ARRAY)];
                client.execute_typed(&change, &values).await.map(drop)
            }
            .boxed(),
        );
    }
    if !edits.states.is_empty() {
        all.push(new_states(client, id, edits).boxed());
    }
    if !edits.causes.is_empty() {
        all.push(new_causes(client, id, edits).boxed());
    }
    if !edits.causes_retold.is_empty() {
        all.push(retell(client, edits).boxed());
    }
    all.push(client.batch_execute("COMMIT").boxed());
    // The first that failed tells why: what follows it is told of the aborted transaction alone.
    let all = join_all(all).map(|all| all.into_iter().collect::<Result<(), Error>>());
    answer(all).await
}

async fn new_states(client: &Client, id: &i64, edits: &Edits) -> Result<(), Error> {
    let change = "INSERT INTO otpdoctor_history.states
            (appliance, line, since, realm, check_id, outcome, reason)
        SELECT $1, $2, $3, new.* FROM unnest($4, $5, $6, $7) AS new";
    let of = |part: fn(&crate::history::fold::NewState) -> &str| -> Vec<&str> {
        edits.states.iter().map(part).collect()
    };
    let values: [Value<'_>; 7] = [
        (id, Type::INT8),
        (&edits.last.line, Type::INT8),
        (&edits.last.at, Type::INT8),
        (&of(|new| &new.realm), Type::TEXT_ARRAY),
        (&of(|new| &new.check), Type::TEXT_ARRAY),
        (&of(|new| new.outcome.name()), Type::TEXT_ARRAY),
        (&of(|new| &new.reason), Type::TEXT_ARRAY),
    ];
    client.execute_typed(change, &values).await.map(drop)
}

async fn new_causes(client: &Client, id: &i64, edits: &Edits) -> Result<(), Error> {
    let change = "INSERT INTO otpdoctor_history.causes
            (appliance, line, since, check_id, reason, subject, status, summary, realms)
        SELECT $1, $2, $3, new.* FROM unnest($4, $5, $6, $7, $8, $9) AS new";
    let of = |part: fn(&crate::history::fold::NewCause) -> &str| -> Vec<&str> {
        edits.causes.iter().map(part).collect()
    };
    let values: [Value<'_>; 9] = [
        (id, Type::INT8),
        (&edits.last.line, Type::INT8),
        (&edits.last.at, Type::INT8),
        (&of(|new| &new.check), Type::TEXT_ARRAY),
        (&of(|new| &new.reason), Type::TEXT_ARRAY),
        (&of(|new| &new.subject), Type::TEXT_ARRAY),
        (&of(|new| new.status.name()), Type::TEXT_ARRAY),
        (&of(|new| &new.summary), Type::TEXT_ARRAY),
        (&of(|new| &new.realms), Type::TEXT_ARRAY),
    ];
    client.execute_typed(change, &values).await.map(drop)
}

async fn retell(client: &Client, edits: &Edits) -> Result<(), Error> {
    let change = "UPDATE otpdoctor_history.causes
        SET summary = new.summary, realms = new.realms
        FROM unnest($1, $2, $3) AS new (id, summary, realms) WHERE causes.id = new.id";
    let retold = edits.causes_retold.iter();
    let ids: Vec<i64> = retold.clone().map(|(id, _)| *id).collect();
    let summaries: Vec<&str> = retold.clone().map(|(_, new)| &new.summary[..]).collect();
    let realms: Vec<&str> = retold.map(|(_, new)| &new.realms[..]).collect();
    let values: [Value<'_>; 3] = [
        (&ids, Type::INT8_ARRAY),
        (&summaries, Type::TEXT_ARRAY),
        (&realms, Type::TEXT_ARRAY),
    ];
    client.execute_typed(change, &values).await.map(drop)
}

/// What a watch remembered.
///
/// # Errors
/// As of the server, or that no answer came.
pub(super) async fn memory(client: &Client, name: &str) -> Result<Option<String>, Failure> {
    let query = "SELECT memory FROM otpdoctor_history.appliances WHERE name = $1";
    let rows = answer(client.query_typed(query, &[(&name, Type::TEXT)])).await?;
    match rows.first() {
        Some(row) => value(row, 0),
        None => Ok(None),
    }
}

/// Stores what a watch remembers.
///
/// # Errors
/// As of the server, or that no answer came.
pub(super) async fn remember(client: &Client, name: &str, memory: &str) -> Result<(), Failure> {
    let change = "INSERT INTO otpdoctor_history.appliances (name, memory) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET memory = excluded.memory";
    let values: [Value<'_>; 2] = [(&name, Type::TEXT), (&memory, Type::TEXT)];
    answer(client.execute_typed(change, &values))
        .await
        .map(drop)
}

/// The names of the appliances that were watched at any moment of a time, in order.
///
/// # Errors
/// As of the server, or that no answer came.
pub(super) async fn watched_at(
    client: &Client,
    (since, until): (i64, i64),
) -> Result<Vec<String>, Failure> {
    let query = "SELECT name FROM otpdoctor_history.appliances WHERE $1 < $2 AND (
            watched_since < $2 AND last_run_at + holds_for > $1
            OR EXISTS (SELECT FROM otpdoctor_history.watched
                WHERE appliance = appliances.id AND until > $1 AND since < $2))
        ORDER BY name";
    let values: [Value<'_>; 2] = [(&since, Type::INT8), (&until, Type::INT8)];
    let rows = answer(client.query_typed(query, &values)).await?;
    read(&rows, |row| value(row, 0))
}

/// What reaches into a time, as of one moment.
///
/// # Errors
/// As of the server, or that no answer came.
pub(super) async fn find(
    client: &Client,
    name: &str,
    (since, until): (i64, i64),
) -> Result<Option<Found>, Failure> {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    let limit = MOST + 1;
    let within = format!("since < $3 AND (until > $2 OR until IS NULL) LIMIT {limit}");
    let hours = format!("{HOURS} AND hour > $2 - {HOUR} AND hour < $3 ORDER BY hour LIMIT {limit}");
    let [watched, states, causes] =
        [WATCHED, STATES, CAUSES].map(|query| format!("{query} AND {within}"));
    let values: [Value<'_>; 3] = [
        (&name, Type::TEXT),
        (&since, Type::INT8),
        (&until, Type::INT8),
    ];
    let (_, appliance, watched, states, causes, hours, ()) = answer(async {
        let all = join!(
            client.batch_execute(begin),
            client.query_typed(FOUND, &values[..1]),
            client.query_typed(&watched, &values),
            client.query_typed(&states, &values),
            client.query_typed(&causes, &values),
            client.query_typed(&hours, &values),
            client.batch_execute("COMMIT"),
        );
        Ok((all.0?, all.1?, all.2?, all.3?, all.4?, all.5?, all.6?))
    })
    .await?;
    let Some(appliance) = appliance.first() else {
        return Ok(None);
    };
    Ok(Some(Found {
        appliance: rows::appliance(appliance)?,
        watched: read(&watched, rows::watched)?,
        states: read(&states, rows::state)?,
        causes: read(&causes, rows::cause)?,
        hours: read(&hours, rows::hour)?,
    }))
}

/// Removes some rows of a table that were over before a moment; how many they were.
///
/// # Errors
/// As of the server, or that no answer came.
pub(super) async fn forget(
    client: &Client,
    (table, key, over): (&str, &str, &str),
    name: &str,
    before: i64,
) -> Result<u64, Failure> {
    let change = format!(
        "DELETE FROM otpdoctor_history.{table} WHERE ({key}) IN (
            SELECT {key} FROM otpdoctor_history.{table}
            WHERE appliance = (SELECT id FROM otpdoctor_history.appliances WHERE name = $1)
                AND {over} <= $2
            LIMIT {AT_ONCE})"
    );
    let values: [Value<'_>; 2] = [(&name, Type::TEXT), (&before, Type::INT8)];
    answer(client.execute_typed(&change, &values)).await
}

fn read<T>(rows: &[Row], one: impl Fn(&Row) -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
    rows.iter().map(one).collect()
}
