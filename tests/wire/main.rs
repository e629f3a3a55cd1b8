//! The live adapters against peers that misbehave, all of them in this process and on loopback.
#![allow(clippy::unwrap_used, missing_docs)]

#[cfg(feature = "lab")]
mod api;
mod dns;
#[cfg(feature = "lab")]
mod https;
mod ntp;
mod peer;
#[cfg(feature = "lab")]
mod proxy;
mod smtp;
#[cfg(feature = "lab")]
mod socks;
mod tcp;
#[cfg(feature = "lab")]
mod tls;
#[cfg(feature = "lab")]
mod verdict;
#[cfg(feature = "lab")]
mod web;
#[cfg(feature = "lab")]
mod wider_offer;
#[cfg(windows)]
mod windows_time;
