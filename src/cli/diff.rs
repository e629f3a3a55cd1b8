//! `otpdoctor diff`: what changed between two saved reports.

use std::path::PathBuf;

use super::verdict::FailOn;
use super::{output, recording};
use crate::exit::{Code, Failure};
use crate::report::diff::{Summary, diff, render};
use crate::report::human::{Detail, Look};
use crate::report::json::pretty;
use crate::run::context::this_host;

/// Options of `otpdoctor diff`.
#[derive(clap::Args)]
pub struct Args {
    /// The earlier report, as `-o json` wrote it, or a bundle; - for stdin
    #[arg(value_name = "BEFORE")]
    before: PathBuf,

    /// The later one
    #[arg(value_name = "AFTER")]
    after: PathBuf,

    /// As JSON, for programs; schema otpdoctor.diff/1
    #[arg(long)]
    json: bool,

    /// What makes the exit code 1: fail (something broke), warn (something worsened too), or skip (something can no longer be checked too)
    #[arg(
        long,
        value_name = "STATUS",
        default_value = "fail",
        hide_possible_values = true
    )]
    fail_on: FailOn,
}

/// Runs `otpdoctor diff`.
///
/// # Errors
/// When both come from stdin, or a file is neither a report nor a bundle.
pub fn run(args: &Args) -> Result<Code, Failure> {
    if [&args.before, &args.after]
        .iter()
        .all(|path| path.as_os_str() == "-")
    {
        let text = "only one of the two reports can come from stdin";
        return Err(Failure::new(Code::Usage, text));
    }
    let changes = diff(
        &recording::report(&args.before)?,
        &recording::report(&args.after)?,
    );
    let text = match args.json {
        true => pretty(&changes),
        false => {
            let look = Look {
                width: output::terminal_width(),
                detail: Detail::Brief,
                platform: this_host().platform,
            };
            render(&changes, look)
        }
    };
    output::print(&text)?;
    Ok(code(&changes.summary, args.fail_on))
}

/// The exit code of a comparison: something that heals does not make up for something that breaks.
fn code(summary: &Summary, fail_on: FailOn) -> Code {
    match fail_on {
        _ if summary.broke > 0 => Code::Failed,
        FailOn::Warn if summary.worsened > 0 => Code::Failed,
        FailOn::Skip if summary.worsened + summary.not_checked > 0 => Code::Failed,
        _ => Code::Ok,
    }
}
