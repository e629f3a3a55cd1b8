//! `otpdoctor watch`: the checks again and again, and a notice only when something changes.

mod args;
mod console;
mod settings;
mod watcher;

use std::path::Path;

pub use self::args::Args;
use crate::exit::{Code, Failure};
use crate::run::ask::limit::Stop;
use crate::run::signals;

/// Runs `otpdoctor watch`: 0 after `--runs`, whatever was found.
///
/// # Errors
/// When the config is missing or invalid at the start, the folder cannot be used or takes nothing until the end, or stdout
/// cannot be written to.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    let mut stop = signals::listen();
    tokio::select! {
        biased;
        ended = stop.wait_for(|stop| *stop != Stop::No) => Ok(match ended.map(|stop| *stop) {
            Ok(Stop::Terminated) => Code::Terminated,
            _ => Code::Interrupted,
        }),
        done = watcher::run(&args, named) => done.map(|()| Code::Ok),
    }
}
