//! `otpdoctor check`: run the checks, report, decide the exit code.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tokio::time::Instant;

use super::options::{Accepted, Asking, Selection, Tracing, moment};
use super::output::Reporting;
use super::{preview, recording};
use crate::exit::{Code, Failure};
use crate::files;
use crate::report::model::{Report, waivers};
use crate::run::recording as recorded;

/// Options of `otpdoctor check`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    selection: Selection,

    #[command(flatten)]
    reporting: Reporting,

    /// Contact nothing and read no secret: safe with a config that you do not trust
    #[arg(long, conflicts_with = "record")]
    offline: bool,

    /// Check as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,

    #[command(flatten)]
    asking: Asking,

    /// Write every question and its answer to FILE, without secrets
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    record: Option<PathBuf>,

    #[command(flatten)]
    tracing: Tracing,

    #[command(flatten)]
    accepted: Accepted,

    /// Check a recording or a bundle instead of the servers, - for stdin: all of it, unless --realm, --only or --skip
    /// are given; a bundle has its own config
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
}

/// Runs `otpdoctor check`.
///
/// # Errors
/// When the config is missing or invalid, a selection matches nothing, or a report cannot be written.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    let begun = Instant::now();
    args.reporting.outputs.check()?;
    if let Some(path) = &args.record
        && args.reporting.outputs.is_written_to(path)
    {
        let path = path.display();
        let text = format!("a report and the recording would be written to {path}");
        return Err(Failure::usage(text));
    }
    let loaded = recording::with_config(args.replay.as_deref(), named, args.asking.deadline);
    let read = Failure::both(loaded, args.accepted.read());
    let ((loaded, replay), waivers) = args.reporting.outputs.with_mistakes(read)?;
    let mode = recording::mode(&replay, args.offline);
    let mut context = args.asking.context(loaded, mode);
    context.begun = Some(begun);
    context.chosen = args.selection.chosen();
    args.accepted.name(&mut context);
    let mut written = Ok(());
    let report = match replay {
        Some(replay) => recording::judge(&mut context, replay, args.at).await?.0,
        None => {
            context.judged_at = args.at.unwrap_or(context.judged_at);
            args.tracing.begin(&mut context);
            let (report, examined) = context.examine_live().await?;
            args.tracing.end(&context);
            if let Some(path) = &args.record {
                let bytes = recorded::write(&examined, &context)?;
                // The report is not to be lost with it.
                written = files::save_private(path, &bytes);
            }
            report
        }
    };
    let report = Report {
        sketches: preview::sketches(&context),
        ..waivers::apply(report, &waivers, context.config())
    };
    let code = args.reporting.finish(report, &context)?;
    written.map(|()| code)
}
