//! Rows as PostgreSQL gives them.

use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use crate::db::postgres::Failure;
use crate::history::rows::{ApplianceRow, CauseRow, HourRow, StateRow, WatchedRow};

/// A value of a row.
///
/// # Errors
/// When it is of another type.
pub(super) fn value<'r, T: FromSql<'r>>(row: &'r Row, column: usize) -> Result<T, Failure> {
    row.try_get(column)
        .map_err(|error| Failure::Damaged(format!("its tables are not as we make them: {error}")))
}

pub(super) fn appliance(row: &Row) -> Result<ApplianceRow, Failure> {
    Ok(ApplianceRow {
        id: value(row, 0)?,
        version: value(row, 1)?,
        line: value(row, 2)?,
        watched_since: value(row, 3)?,
        last_run_at: value(row, 4)?,
        holds_for: value(row, 5)?,
    })
}

pub(super) fn watched(row: &Row) -> Result<WatchedRow, Failure> {
    Ok(WatchedRow {
        line: value(row, 0)?,
        since: value(row, 1)?,
        until: value(row, 2)?,
    })
}

pub(super) fn state(row: &Row) -> Result<StateRow, Failure> {
    Ok(StateRow {
        id: value(row, 0)?,
        line: value(row, 1)?,
        realm: value(row, 2)?,
        check: value(row, 3)?,
        outcome: value(row, 4)?,
        reason: value(row, 5)?,
        since: value(row, 6)?,
        until: value(row, 7)?,
    })
}

pub(super) fn cause(row: &Row) -> Result<CauseRow, Failure> {
    Ok(CauseRow {
        id: value(row, 0)?,
        line: value(row, 1)?,
        check: value(row, 2)?,
        reason: value(row, 3)?,
        subject: value(row, 4)?,
        status: value(row, 5)?,
        summary: value(row, 6)?,
        realms: value(row, 7)?,
        since: value(row, 8)?,
        until: value(row, 9)?,
    })
}

pub(super) fn hour(row: &Row) -> Result<HourRow, Failure> {
    Ok(HourRow {
        hour: value(row, 0)?,
        runs: value(row, 1)?,
        latencies: value(row, 2)?,
    })
}
