//! A schema of ours in a PostgreSQL database: where it is, and sessions on it.

pub(crate) mod address;
mod connect;
pub(crate) mod failure;
mod passfile;
mod schema;
mod tls;

pub(crate) use address::Address;
pub(crate) use connect::{Link, answer, in_time};
pub(crate) use failure::Failure;
