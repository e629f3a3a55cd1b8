//! Our tables: looked at, made, and brought up to date by one machine at a time.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::failure::Failure;

/// What leads from each schema version to the next; the first makes everything new. Room is left on each page,
/// so that a changed record stays on it and no index has to be told.
const MIGRATIONS: &[&str] = &["CREATE TABLE otpdoctor.meta (version integer NOT NULL);
    INSERT INTO otpdoctor.meta VALUES (0);
    CREATE TABLE otpdoctor.accounts (
        name text COLLATE \"C\" PRIMARY KEY,
        version bigint NOT NULL,
        stamp bytea NOT NULL,
        record text NOT NULL
    ) WITH (fillfactor = 50)"];

/// The advisory lock of whoever changes the schema: "otpdoctr".
const LOCK: i64 = 0x6f74_7064_6f63_7472;

/// Makes sure that our tables are there in the version that is known here.
///
/// # Errors
/// When they are of a newer version, or the user may not make them.
pub(super) async fn ensure(client: &mut Client) -> Result<(), Failure> {
    let known = known();
    match version(client).await? {
        Some(found) if found == known => Ok(()),
        Some(found) if found > known => Err(Failure::Newer { found, known }),
        _ => upgrade(client).await,
    }
}

async fn upgrade(client: &mut Client) -> Result<(), Failure> {
    let transaction = client.transaction().await?;
    let lock = format!("SELECT pg_advisory_xact_lock({LOCK})");
    transaction.batch_execute(&lock).await?;
    // Another machine may have done it while this one waited.
    let found = version(transaction.client()).await?.unwrap_or(0);
    let (found, known) = (found as usize, known());
    if found == 0
        && !is_there(
            transaction.client(),
            "SELECT to_regnamespace('otpdoctor') IS NOT NULL",
        )
        .await?
    {
        transaction.batch_execute("CREATE SCHEMA otpdoctor").await?;
    }
    for step in MIGRATIONS.iter().skip(found) {
        transaction.batch_execute(step).await?;
    }
    let note = format!("UPDATE otpdoctor.meta SET version = {known} WHERE version < {known}");
    transaction.batch_execute(&note).await?;
    Ok(transaction.commit().await?)
}

fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).expect("a handful of steps")
}

/// The schema version; `None` where there is no schema yet.
async fn version(client: &Client) -> Result<Option<u32>, Failure> {
    if !is_there(client, "SELECT to_regclass('otpdoctor.meta') IS NOT NULL").await? {
        return Ok(None);
    }
    let rows = client
        .query("SELECT version::bigint FROM otpdoctor.meta", &[])
        .await;
    let rows = match rows {
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_COLUMN) => Vec::new(),
        rows => rows?,
    };
    let [row] = &rows[..] else {
        return Err(Failure::Damaged(
            "its table otpdoctor.meta is not as we make it".into(),
        ));
    };
    let version: i64 = row.try_get(0)?;
    let version = u32::try_from(version).ok().filter(|version| *version > 0);
    let strange = || Failure::Damaged("its schema version is none that there is".into());
    version.ok_or_else(strange).map(Some)
}

async fn is_there(client: &Client, question: &str) -> Result<bool, Failure> {
    Ok(client.query_one(question, &[]).await?.try_get(0)?)
}
