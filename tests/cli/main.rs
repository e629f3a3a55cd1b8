//! The program as a user meets it: exit codes, messages, files that are whole or not there, no secret anywhere.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod bundle;
mod canary;
mod certificates;
mod diff;
// It runs the program some hundred times, minutes under wine; what is cut out is the same there.
#[cfg(unix)]
mod echo;
mod elsewhere;
mod forecast;
mod full;
mod green;
mod interrupt;
mod letter;
mod limits;
mod lists;
mod mistakes;
mod network;
mod preview;
mod private;
mod program;
mod replay;
mod scarce;
mod strangers;
mod r#try;
mod usage;
mod waivers;
#[cfg(unix)]
#[path = "../../src/secret/echo/tests/ways.rs"]
mod ways;
#[cfg(unix)]
mod words;
