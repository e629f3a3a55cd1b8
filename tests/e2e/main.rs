//! End-to-end probes, run as a user runs them, against servers that answer well, badly, or not at all.
#![allow(clippy::unwrap_used)]

mod api;
mod factors;
mod forms;
mod gateway;
mod help_desk;
mod oath;
mod off;
mod program;
mod server;
mod shown;
mod sms;
mod spans;
