//! `otpdoctor diff`: what changed between two saved reports.

use std::path::PathBuf;
use std::time::Duration;

use super::output::{Format, Outputs};
use super::recording;
use super::verdict::FailOn;
use crate::exit::{Code, Failure};
use crate::report::diff::{self, Summary};
use crate::report::json::pretty;
use crate::run::context::{DEADLINE, this_host};

/// The formats of a comparison.
const FORMATS: &[Format] = &[Format::Human, Format::Json, Format::Html, Format::Markdown];

/// Options of `otpdoctor diff`.
#[derive(clap::Args)]
pub struct Args {
    /// The earlier report, as `-o json` wrote it, or a bundle; - for stdin
    #[arg(value_name = "BEFORE")]
    before: PathBuf,

    /// The later one
    #[arg(value_name = "AFTER")]
    after: PathBuf,

    #[command(flatten)]
    outputs: Outputs,

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
        return Err(Failure::usage(text));
    }
    args.outputs.only(FORMATS, "a comparison")?;
    args.outputs.check()?;
    let _limit = recording::end_after(DEADLINE, Duration::ZERO, "the comparison");
    let (before, after) = (
        recording::report(&args.before),
        recording::report(&args.after),
    );
    let (before, after) = Failure::both(before, after)?;
    let changes = diff::diff(&before, &after);
    args.outputs.write_each(&|format, width| match format {
        Format::Json => pretty(&changes),
        Format::Html => diff::html(&changes),
        Format::Markdown => diff::markdown(&changes),
        _ => diff::human(&changes, args.outputs.look(width, this_host().platform)),
    })?;
    Ok(code(&changes.summary, args.fail_on))
}

/// The exit code of a comparison: something that recovers does not make up for something that breaks.
fn code(summary: &Summary, fail_on: FailOn) -> Code {
    match fail_on {
        _ if summary.broke > 0 => Code::Failed,
        FailOn::Warn if summary.worsened > 0 => Code::Failed,
        FailOn::Skip if summary.worsened + summary.not_checked > 0 => Code::Failed,
        _ => Code::Ok,
    }
}
