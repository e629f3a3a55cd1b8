//! Our tables: looked at, and made by one machine at a time.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::failure::Failure;
use crate::otp::store::error::Problem;

/// Room is left on each page, so that a changed record stays on it and no index has to be told.
const TABLES: &str = "CREATE TABLE otpdoctor.meta (version integer NOT NULL);
    INSERT INTO otpdoctor.meta VALUES (1);
    CREATE TABLE otpdoctor.accounts (
        name text COLLATE \"C\" PRIMARY KEY,
        version bigint NOT NULL,
        stamp bytea NOT NULL,
        record text NOT NULL
    ) WITH (fillfactor = 50)";

/// The advisory lock of whoever makes them: "otpdoctr".
const LOCK: &str = "SELECT pg_advisory_xact_lock(8031167612176266354)";

/// Whether our schema is there. The catalog is asked: `to_regnamespace` may answer from before the lock was had.
const SCHEMA_IS_THERE: &str =
    "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'otpdoctor')";

/// Whether the table with its version is there.
const META_IS_THERE: &str = "SELECT EXISTS (SELECT FROM pg_catalog.pg_class
    JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'otpdoctor' AND relname = 'meta')";

/// Makes sure that our tables are there in the version that is known here.
///
/// # Errors
/// When they are of another version, or the user may not make them.
pub(super) async fn ensure(client: &mut Client) -> Result<(), Failure> {
    if are_there(client).await? {
        return Ok(());
    }
    let transaction = client.transaction().await?;
    transaction.batch_execute(LOCK).await?;
    // Another machine may have made them while this one waited.
    if are_there(transaction.client()).await? {
        return Ok(());
    }
    if !is_true(transaction.client(), SCHEMA_IS_THERE).await? {
        transaction.batch_execute("CREATE SCHEMA otpdoctor").await?;
    }
    transaction.batch_execute(TABLES).await?;
    Ok(transaction.commit().await?)
}

/// Whether our tables are there, in the version that is known here.
async fn are_there(client: &Client) -> Result<bool, Failure> {
    if !is_true(client, META_IS_THERE).await? {
        return Ok(false);
    }
    let question = "SELECT version::bigint FROM otpdoctor.meta";
    let rows = match client.query(question, &[]).await {
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_COLUMN) => Vec::new(),
        rows => rows?,
    };
    let [row] = &rows[..] else {
        let why = "its table otpdoctor.meta is not the one that otpdoctor makes";
        return Err(Problem::Damaged(why.into()).into());
    };
    Problem::of_version(row.try_get(0)?)?;
    Ok(true)
}

async fn is_true(client: &Client, question: &str) -> Result<bool, Failure> {
    Ok(client.query_one(question, &[]).await?.try_get(0)?)
}
