//! `otpdoctor probe email` between a real postfix and a real dovecot (`tests/setup`), and against peers that misbehave.
// They are programs of Linux; tests/e2e tries the probes of Windows against peers of its own.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../e2e/forms.rs"]
mod forms;
#[allow(dead_code, reason = "shared with the other tests of real servers")]
#[path = "../daemons/harness.rs"]
mod harness;
#[allow(dead_code, reason = "shared with the other tests of real servers")]
#[path = "../daemons/keys.rs"]
mod keys;

mod broken;
mod delivery;
mod dovecot;
mod echo;
mod mailbox;
mod peer;
mod postfix;
mod program;
