//! Trouble reports from public threads and manuals, and healthy look-alikes: the program is held against what each of
//! them showed. A report is data: what stood there literally, what it came from, and what is right to say of it.
#![cfg(feature = "lab")]
#![allow(clippy::unwrap_used)]

mod files;
mod mail;
mod names;
mod proxy;
mod report;
mod time;
mod tls;
mod windows;

use report::play_all;

#[test]
fn mail_servers() {
    play_all::<mail::Mail>("mail.yaml");
}

#[test]
fn name_servers_and_senders() {
    play_all::<names::Names>("names.yaml");
}

#[test]
fn time_servers() {
    play_all::<time::Time>("time.yaml");
}

#[test]
fn proxies() {
    play_all::<proxy::Proxy>("proxy.yaml");
}

#[test]
fn certificate_files_and_settings() {
    play_all::<files::Files>("files.yaml");
}
