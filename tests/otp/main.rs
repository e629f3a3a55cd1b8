//! The OTP engine's decisions: the RFCs' vectors, every rule, random histories, `oathtool` as an oracle, and attackers.
#![allow(clippy::unwrap_used, missing_docs)]

mod attackers;
mod code;
mod delivered;
mod dice;
mod enrolled;
mod histories;
#[cfg(target_os = "linux")]
mod oathtool;
mod realms;
mod rfc;
mod throttling;
mod token;
mod world;
