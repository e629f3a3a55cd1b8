//! Our tables: looked at, and made by one machine at a time.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::failure::Failure;
use crate::otp::store::error::Problem;

/// The version of our tables.
const VERSION: &str = "SELECT version::bigint FROM otpdoctor.meta";

/// Makes them under the advisory lock "otpdoctr", in one transaction. The schema may have been made for this user, who then
/// needs no right to make one. Room is left on each page, so that a changed record stays on it and no index has to change.
const TABLES: &str = "SELECT pg_advisory_xact_lock(8031167612176266354);
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'otpdoctor') THEN
            CREATE SCHEMA otpdoctor;
        END IF;
    END $$;
    CREATE TABLE otpdoctor.meta (version integer NOT NULL);
    INSERT INTO otpdoctor.meta VALUES (1);
    CREATE TABLE otpdoctor.accounts (
        name text COLLATE \"C\" PRIMARY KEY,
        version bigint NOT NULL,
        record text NOT NULL
    ) WITH (fillfactor = 50)";

/// Makes sure that our tables are there in the version that is known here.
///
/// # Errors
/// When they are of another version, or the user may not make them.
pub(super) async fn ensure(client: &Client) -> Result<(), Failure> {
    let mut found = client.query(VERSION, &[]).await;
    let code = |error: &tokio_postgres::Error| error.code().cloned();
    if found.as_ref().err().and_then(code) == Some(SqlState::UNDEFINED_TABLE) {
        let made = client.batch_execute(TABLES).await;
        found = client.query(VERSION, &[]).await;
        // Where another machine was faster there are tables now.
        if found.is_err() {
            made?;
        }
    }
    let rows = match found {
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_COLUMN) => Vec::new(),
        found => found?,
    };
    let [row] = &rows[..] else {
        let why = "its table otpdoctor.meta is not the one that otpdoctor makes";
        return Err(Problem::Damaged(why.into()).into());
    };
    Ok(Problem::of_version(row.try_get(0)?)?)
}
