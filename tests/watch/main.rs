//! `otpdoctor watch` end to end, on loopback: what it tells and whom, what it survives, and what it never gives away.
//! Nothing here sleeps: runs follow each other within milliseconds, and lines and requests are waited for.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod channels;
mod config;
mod folder;
mod logins;
mod mail;
mod pages;
mod poison;
mod program;
mod reports;
#[path = "../stores/server.rs"]
#[allow(dead_code, reason = "the stores' tests use all of it")]
mod server;
mod settling;
#[path = "../formats/tool.rs"]
#[allow(dead_code, reason = "the other tests' files are not read here")]
mod tool;
mod web;
