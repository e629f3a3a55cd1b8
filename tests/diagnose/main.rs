//! `otpdoctor diagnose` on recorded runs of the lab: the cause of what users say, and what is told where there is none.
#![cfg(feature = "lab")]
#![allow(clippy::unwrap_used, missing_docs)]

mod symptoms;
mod usage;
mod world;
