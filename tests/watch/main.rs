//! `otpdoctor watch` end to end, on loopback: what it tells and whom, what it survives, and what it never gives away.
//! Nothing here sleeps: runs follow each other within milliseconds, and lines and requests are waited for.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod channels;
mod config;
mod folder;
#[path = "../stores/held_port.rs"]
mod held_port;
mod logins;
mod mail;
mod pages;
mod poison;
mod program;
mod reports;
mod service;
mod settling;
#[path = "../formats/tool.rs"]
#[allow(dead_code, reason = "the other tests' files are not read here")]
mod tool;
mod web;
