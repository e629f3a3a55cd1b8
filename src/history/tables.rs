//! The tables of a history, for both databases. Moments and spans are microseconds, counted from 1970 in UTC.

use crate::db::Purpose;

/// The most rows of a table that are read at once: a check that changes with every run for a month has 9,000.
pub(super) const MOST: usize = 500_000;

/// How many rows are forgotten in one step.
pub(super) const AT_ONCE: usize = 5000;

/// What can be forgotten: the tables with the columns of their keys, and when a row is over.
pub(super) const OVER: [(&str, &str, &str); 4] = [
    ("watched", "id", "until"),
    ("states", "id", "until"),
    ("causes", "id", "until"),
    ("hours", "appliance, hour", "hour + 3600000000"),
];

/// What the database is for.
pub(super) const PURPOSE: Purpose = Purpose {
    name: "the history",
    named_by: "`--history` or `watch.history`",
    password: "`watch.password` in the config, the variable PGPASSWORD, or a line in the password file (PGPASSFILE, ~/.pgpass)",
    file: "history.sqlite",
    // "otph"
    application: 0x6f74_7068,
    sqlite: &["
    CREATE TABLE appliances (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        version TEXT NOT NULL DEFAULT '',
        line INTEGER NOT NULL DEFAULT 0,
        watched_since INTEGER,
        last_run_at INTEGER,
        holds_for INTEGER,
        memory TEXT
    ) STRICT;
    CREATE TABLE watched (
        id INTEGER PRIMARY KEY,
        appliance INTEGER NOT NULL REFERENCES appliances,
        line INTEGER NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX watched_until ON watched (appliance, until);
    CREATE TABLE states (
        id INTEGER PRIMARY KEY,
        appliance INTEGER NOT NULL REFERENCES appliances,
        line INTEGER NOT NULL,
        realm TEXT NOT NULL,
        check_id TEXT NOT NULL,
        outcome TEXT NOT NULL,
        reason TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER
    ) STRICT;
    CREATE INDEX states_until ON states (appliance, until);
    CREATE TABLE causes (
        id INTEGER PRIMARY KEY,
        appliance INTEGER NOT NULL REFERENCES appliances,
        line INTEGER NOT NULL,
        check_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        subject TEXT NOT NULL,
        status TEXT NOT NULL,
        summary TEXT NOT NULL,
        realms TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER
    ) STRICT;
    CREATE INDEX causes_until ON causes (appliance, until);
    CREATE TABLE hours (
        appliance INTEGER NOT NULL REFERENCES appliances,
        hour INTEGER NOT NULL,
        runs INTEGER NOT NULL,
        latencies TEXT NOT NULL,
        PRIMARY KEY (appliance, hour)
    ) STRICT, WITHOUT ROWID"],
    schema: "otpdoctor_history",
    // "otphstry"
    lock: 0x6f74_7068_7374_7279,
    rights: "SELECT, INSERT, UPDATE and DELETE",
    // Room is left on the pages of what every run changes, so that it stays there and no index has to be told.
    postgres: &["
    CREATE TABLE otpdoctor_history.appliances (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text COLLATE \"C\" NOT NULL UNIQUE,
        version text NOT NULL DEFAULT '',
        line bigint NOT NULL DEFAULT 0,
        watched_since bigint,
        last_run_at bigint,
        holds_for bigint,
        memory text
    ) WITH (fillfactor = 50);
    CREATE TABLE otpdoctor_history.watched (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        appliance bigint NOT NULL REFERENCES otpdoctor_history.appliances,
        line bigint NOT NULL,
        since bigint NOT NULL,
        until bigint NOT NULL
    );
    CREATE INDEX watched_until ON otpdoctor_history.watched (appliance, until);
    CREATE TABLE otpdoctor_history.states (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        appliance bigint NOT NULL REFERENCES otpdoctor_history.appliances,
        line bigint NOT NULL,
        realm text NOT NULL,
        check_id text NOT NULL,
        outcome text NOT NULL,
        reason text NOT NULL,
        since bigint NOT NULL,
        until bigint
    );
    CREATE INDEX states_until ON otpdoctor_history.states (appliance, until);
    CREATE TABLE otpdoctor_history.causes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        appliance bigint NOT NULL REFERENCES otpdoctor_history.appliances,
        line bigint NOT NULL,
        check_id text NOT NULL,
        reason text NOT NULL,
        subject text NOT NULL,
        status text NOT NULL,
        summary text NOT NULL,
        realms text NOT NULL,
        since bigint NOT NULL,
        until bigint
    ) WITH (fillfactor = 70);
    CREATE INDEX causes_until ON otpdoctor_history.causes (appliance, until);
    CREATE TABLE otpdoctor_history.hours (
        appliance bigint NOT NULL REFERENCES otpdoctor_history.appliances,
        hour bigint NOT NULL,
        runs bigint NOT NULL,
        latencies text NOT NULL,
        PRIMARY KEY (appliance, hour)
    ) WITH (fillfactor = 70)"],
};
