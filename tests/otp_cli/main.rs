//! `otpdoctor otp` end to end: the real program on a state of its own, with oathtool, zbarimg and openssl as oracles.
#![allow(clippy::unwrap_used)]

mod canary;
mod delivered;
mod desk;
// Its codes are those of oathtool at a moment that faketime holds still, which it can for programs of Linux alone.
#[cfg(unix)]
mod enroll;
// The same, and its certificates are made by openssl.
#[cfg(unix)]
mod oath;
// It types at a pseudoterminal, which wine's programs have none of.
#[cfg(unix)]
mod prompt;
// It has zbarimg read the images, and writes them into pipes and past limits that the shell of Linux sets.
#[cfg(unix)]
mod qr;
mod refused;
mod unnamed;
mod usage;
