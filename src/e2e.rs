//! End-to-end probes: a passcode's whole route, step by step. Each step is a finding, the probe's result a report.

pub mod api;
pub mod chain;
#[cfg(feature = "mail")]
pub mod email;
pub mod factors;
pub mod gateway;
pub mod help_desk;
pub mod number;
pub mod oath;
pub mod passcode;
pub mod person;
pub mod phone;
pub mod series;
pub mod target;
