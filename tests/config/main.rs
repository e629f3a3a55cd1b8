//! The rules of the realm config, each with a file that keeps or breaks it.
#![allow(clippy::unwrap_used)]

mod bounds;
mod command;
mod effective;
mod invalid;
mod oracle;
