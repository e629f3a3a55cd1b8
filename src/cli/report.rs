//! `otpdoctor report`: a saved report again, in any format; what the reports of a watch say of a time; the schemas of all
//! that is written.

mod folder;
pub mod schema;

use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;

use super::options::span;
use super::output::Outputs;
use super::{recording, verdict};
use crate::exit::{Code, Failure};
use crate::run::ask::limit::Stop;
use crate::run::context::this_host;

/// Options of `otpdoctor report`.
#[derive(clap::Args)]
pub struct Args {
    /// A report that `-o json` wrote, or a bundle; - for stdin; or the folder of a watch, for its history
    #[arg(value_name = "FILE", required_unless_present = "schema")]
    file: Option<PathBuf>,

    /// How far back to look in the folder, such as 24h, 30d or 12w [default: 30d]
    #[arg(long, value_name = "SPAN", value_parser = folder::back, conflicts_with = "schema")]
    since: Option<SignedDuration>,

    /// The time limit, such as 30s or 2m
    #[arg(long, value_name = "SPAN", default_value = "60s", value_parser = span)]
    deadline: Duration,

    #[command(flatten)]
    outputs: Outputs,

    /// Print the JSON Schema of what this is: report, notice and others; `list` names them
    #[arg(
        long,
        value_name = "NAME",
        conflicts_with = "file",
        num_args = 0..=1,
        default_missing_value = "report"
    )]
    schema: Option<String>,
}

/// Runs `otpdoctor report`: 0 when it was written, whatever it says; only `-o nagios` answers with its state.
///
/// # Errors
/// When the file is no report that this version reads or a report cannot be written.
pub fn run(args: &Args) -> Result<Code, Failure> {
    args.outputs.check()?;
    if let Some(name) = &args.schema {
        return schema::print(name, &args.outputs);
    }
    let Some(path) = args.file.as_deref() else {
        return Err(Failure::usage("a FILE is missing"));
    };
    let _limit = recording::end_after(args.deadline, Duration::ZERO, &path.display().to_string());
    if path.is_dir() {
        return folder::run(path, args.since, &args.outputs);
    }
    if args.since.is_some() && path.exists() {
        let why = format!(
            "--since goes with the folder of a watch, and {} is none",
            path.display()
        );
        return Err(Failure::usage(why));
    }
    let report = recording::report(path)?;
    let state = verdict::state(&report, Stop::No);
    let platform = report.platform.unwrap_or(this_host().platform);
    args.outputs.write(&report, platform, state)?;
    Ok(verdict::exit(&args.outputs, state, Stop::No, || Code::Ok))
}
