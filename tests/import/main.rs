//! Configs made of exports, of web.config files, and of what an appliance's Admin API says.
#![allow(clippy::unwrap_used)]

mod appliance;
mod files;
mod program;
mod pull;
mod web_config;
