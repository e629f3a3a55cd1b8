//! `otpdoctor otp` end to end: the real program on a state of its own, with oathtool, zbarimg and openssl as oracles.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod canary;
mod delivered;
mod desk;
mod enroll;
mod oath;
mod prompt;
mod qr;
mod refused;
mod unnamed;
mod usage;
