//! Rows as SQLite gives them.

use rusqlite::Row;

use crate::history::rows::{ApplianceRow, CauseRow, HourRow, StateRow, WatchedRow};

pub(super) fn appliance(row: &Row<'_>) -> rusqlite::Result<ApplianceRow> {
    Ok(ApplianceRow {
        id: row.get(0)?,
        version: row.get(1)?,
        line: row.get(2)?,
        watched_since: row.get(3)?,
        last_run_at: row.get(4)?,
        holds_for: row.get(5)?,
    })
}

pub(super) fn watched(row: &Row<'_>) -> rusqlite::Result<WatchedRow> {
    Ok(WatchedRow {
        line: row.get(0)?,
        since: row.get(1)?,
        until: row.get(2)?,
    })
}

pub(super) fn state(row: &Row<'_>) -> rusqlite::Result<StateRow> {
    Ok(StateRow {
        id: row.get(0)?,
        line: row.get(1)?,
        realm: row.get(2)?,
        check: row.get(3)?,
        outcome: row.get(4)?,
        reason: row.get(5)?,
        since: row.get(6)?,
        until: row.get(7)?,
    })
}

pub(super) fn cause(row: &Row<'_>) -> rusqlite::Result<CauseRow> {
    Ok(CauseRow {
        id: row.get(0)?,
        line: row.get(1)?,
        check: row.get(2)?,
        reason: row.get(3)?,
        subject: row.get(4)?,
        status: row.get(5)?,
        summary: row.get(6)?,
        realms: row.get(7)?,
        since: row.get(8)?,
        until: row.get(9)?,
    })
}

pub(super) fn hour(row: &Row<'_>) -> rusqlite::Result<HourRow> {
    Ok(HourRow {
        hour: row.get(0)?,
        runs: row.get(1)?,
        latencies: row.get(2)?,
    })
}
