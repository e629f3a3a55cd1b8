//! Our tables: looked at, made, and brought up to date by one machine at a time.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::failure::Failure;
use crate::db::Purpose;

/// Makes sure that our tables are there in the version that is known here.
///
/// # Errors
/// When they are of a newer version, or the user may not make them.
pub(super) async fn ensure(client: &mut Client, of: &Purpose) -> Result<(), Failure> {
    let known = known(of);
    match version(client, of).await? {
        Some(found) if found == known => Ok(()),
        Some(found) if found > known => Err(Failure::Newer { found, known }),
        _ => upgrade(client, of).await,
    }
}

async fn upgrade(client: &mut Client, of: &Purpose) -> Result<(), Failure> {
    let transaction = client.transaction().await?;
    let lock = format!("SELECT pg_advisory_xact_lock({})", of.lock);
    transaction.batch_execute(&lock).await?;
    // Another machine may have done it while this one waited.
    let found = version(transaction.client(), of).await?.unwrap_or(0);
    let (found, known, schema) = (found as usize, known(of), of.schema);
    if found == 0 && !is_there(transaction.client(), &schema_is_there(of)).await? {
        let make = format!("CREATE SCHEMA {schema}");
        transaction.batch_execute(&make).await?;
    }
    if found == 0 {
        let meta = format!(
            "CREATE TABLE {schema}.meta (version integer NOT NULL);
             INSERT INTO {schema}.meta VALUES (0)"
        );
        transaction.batch_execute(&meta).await?;
    }
    for step in of.postgres.iter().skip(found) {
        transaction.batch_execute(step).await?;
    }
    let note = format!("UPDATE {schema}.meta SET version = {known} WHERE version < {known}");
    transaction.batch_execute(&note).await?;
    Ok(transaction.commit().await?)
}

fn known(of: &Purpose) -> u32 {
    u32::try_from(of.postgres.len()).expect("a handful of steps")
}

/// The schema version; `None` where there is no schema yet.
async fn version(client: &Client, of: &Purpose) -> Result<Option<u32>, Failure> {
    if !is_there(client, &meta_is_there(of)).await? {
        return Ok(None);
    }
    let question = format!("SELECT version::bigint FROM {}.meta", of.schema);
    let rows = client.query(&question, &[]).await;
    let rows = match rows {
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_COLUMN) => Vec::new(),
        rows => rows?,
    };
    let [row] = &rows[..] else {
        return Err(Failure::Damaged(format!(
            "its table {}.meta is not as we make it",
            of.schema
        )));
    };
    let version: i64 = row.try_get(0)?;
    let version = u32::try_from(version).ok().filter(|version| *version > 0);
    let strange = || Failure::Damaged("its schema version is none that there is".into());
    version.ok_or_else(strange).map(Some)
}

/// Whether our schema is there. The catalog is asked: `to_regnamespace` may answer from before the lock was had.
fn schema_is_there(of: &Purpose) -> String {
    format!(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = '{}')",
        of.schema
    )
}

/// Whether its table with the version is there.
fn meta_is_there(of: &Purpose) -> String {
    format!(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_class
            JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
            WHERE nspname = '{}' AND relname = 'meta')",
        of.schema
    )
}

async fn is_there(client: &Client, question: &str) -> Result<bool, Failure> {
    Ok(client.query_one(question, &[]).await?.try_get(0)?)
}
