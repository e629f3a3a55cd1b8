//! The live adapters against peers that misbehave, all of them in this process and on loopback.
#![allow(clippy::unwrap_used, missing_docs)]

mod dns;
mod ntp;
mod peer;
mod smtp;
mod tcp;
