//! Both stores of the OTP engine: one contract, races of many processes, crashes at any moment, and every fault that a
//! disk, a server or a person can make. PostgreSQL comes from Debian's packages (`tests/setup`). Run as root.
// The server, the small disk and the signals are those of Linux; tests/otp_cli uses the SQLite store on Windows too.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod broken;
mod contract;
mod crash;
mod disk;
mod held_port;
mod postgres;
mod postgres_place;
mod race;
mod realm;
mod server;
mod sqlite;
mod way;
mod worker;

use realm::State;

/// What a worker does.
fn work(task: &str, state: &State) {
    match task {
        "race" => race::work(state),
        "crash" => crash::work(state),
        "disk" => disk::work(state),
        "open" => disk::open(state),
        other => panic!("nobody knows how to {other}"),
    }
}
