//! `otpdoctor check`: run the checks, report, decide the exit code.

use std::path::{Path, PathBuf};
use std::time::Duration;

use checks::kit::Host;
use checks::kit::ctx::Network;
use jiff::Timestamp;
use tokio::sync::watch;

use super::exit::{self, Code, FailOn, Failure};
use super::output::{self, Outputs, Reader};
use super::recording::{self, Recording};
use super::select::Selection;
use super::stage::Asking;
use crate::config;
use crate::report::Report;
use crate::report::human::Detail;
use crate::report::waivers;
use crate::run::ask::limit::Stop;
use crate::secret::Resolve;

/// How a run is reported.
#[derive(clap::Args)]
pub struct Reporting {
    #[command(flatten)]
    outputs: Outputs,

    /// Show every finding
    #[arg(short, long)]
    verbose: bool,

    /// What makes the exit code 1: fail (failures only), or warn (warnings too)
    #[arg(
        long,
        value_name = "STATUS",
        default_value = "fail",
        value_enum,
        hide_possible_values = true
    )]
    fail_on: FailOn,

    /// Exit with 0 whatever was found
    #[arg(long)]
    exit_zero: bool,
}

/// Options of `otpdoctor check`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    selection: Selection,

    #[command(flatten)]
    reporting: Reporting,

    /// Contact nothing and resolve no secret: safe on a stranger's config
    #[arg(long, conflicts_with = "record")]
    offline: bool,

    /// Judge as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,

    #[command(flatten)]
    asking: Asking,

    /// Write every question and answer to FILE, secrets cut out
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    record: Option<PathBuf>,

    /// Findings that are known and accepted for a while
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,

    /// Judge a recording or a bundle instead of the world, - for stdin: what its run looked at, unless --realm, --only or
    /// --skip say otherwise; a bundle brings its own config
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
}

/// Runs `otpdoctor check`.
///
/// # Errors
/// When the config is missing or invalid, a selection matches nothing, or a report cannot be written.
pub async fn run(args: Args, named: Option<&Path>) -> anyhow::Result<Code> {
    args.reporting.check()?;
    if let Some(path) = &args.record
        && args.reporting.outputs.is_written_to(path)
    {
        let path = path.display();
        let text = format!("a report and the recording would be written to {path}");
        return Err(Failure::error(Code::Usage, text));
    }
    let replay = args.replay.as_deref().map(recording::read).transpose()?;
    let (loaded, replay) = match replay {
        Some(mut replay) => (replay.config(named)?, Some(replay)),
        None => (config::load(named)?, None),
    };
    let waivers = args
        .waivers
        .as_deref()
        .map(waivers::read)
        .transpose()?
        .unwrap_or_default();
    loaded
        .warnings
        .iter()
        .for_each(|warning| output::remark(warning));
    let resolve = if args.offline || replay.is_some() {
        Resolve::No
    } else {
        Resolve::Yes
    };
    let network = if args.offline {
        Network::Offline
    } else {
        Network::Online
    };
    let selection = match &replay {
        Some(recording) => args.selection.or(&recording.header.chosen),
        None => args.selection,
    };
    let mut stage = args.asking.stage(&loaded, &selection, network, resolve);
    stage.judged_at = args.at.unwrap_or(stage.judged_at);
    let mut recorded = Ok(());
    let report = match replay {
        Some(Recording {
            header, replayed, ..
        }) => {
            stage.travel(header);
            stage.judged_at = args.at.unwrap_or(stage.judged_at);
            stage.judge(&replayed).await?
        }
        None => {
            let (report, examined) = stage.examine_live().await?;
            if let Some(path) = &args.record {
                // The report is not to be lost with it.
                recorded = recording::save(path, &examined, &stage);
            }
            report
        }
    };
    let report = waivers::apply(report, &waivers);
    let appliance = &loaded.config.appliance;
    let platform = appliance.platform.unwrap_or(stage.host.platform);
    let code = args.reporting.finish(&report, platform, &stage.stop)?;
    recorded.map(|()| code)
}

impl Reporting {
    /// Refuses what cannot be written, before anything is done.
    ///
    /// # Errors
    /// A usage error.
    pub fn check(&self) -> anyhow::Result<()> {
        self.outputs.check()
    }

    /// Whether stdout is left to a person.
    #[cfg(feature = "lab")]
    pub fn for_people(&self) -> bool {
        self.outputs.for_people()
    }

    /// Writes the reports and decides the exit code: that of an interrupt wins, since the report is cut short.
    ///
    /// # Errors
    /// When a report cannot be written.
    pub fn finish(
        &self,
        report: &Report,
        platform: checks::kit::realm::Platform,
        stop: &watch::Receiver<Stop>,
    ) -> anyhow::Result<Code> {
        let detail = if self.verbose {
            Detail::All
        } else {
            Detail::Brief
        };
        let ended = *stop.borrow();
        let state = exit::state(report, ended);
        self.outputs.write(
            report,
            Reader {
                detail,
                platform,
                state,
            },
        )?;
        Ok(match ended {
            _ if self.outputs.for_monitoring() => exit::plugin(state),
            Stop::Interrupted => Code::Interrupted,
            Stop::Terminated => Code::Terminated,
            Stop::No if self.exit_zero => Code::Ok,
            Stop::No => exit::verdict(report, self.fail_on),
        })
    }
}

/// The machine that this is.
pub fn this_host() -> Host {
    use checks::kit::realm::Platform;
    let platform = if cfg!(windows) {
        Platform::Windows
    } else {
        Platform::Linux
    };
    Host {
        name: host_name(),
        platform,
    }
}

#[cfg(unix)]
fn host_name() -> String {
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    name.split('.').next().unwrap_or_default().to_owned()
}

#[cfg(not(unix))]
fn host_name() -> String {
    std::env::var("COMPUTERNAME")
        .unwrap_or_default()
        .to_lowercase()
}

/// A moment on the command line.
pub fn moment(text: &str) -> Result<Timestamp, String> {
    let day = || {
        text.parse::<jiff::civil::Date>()
            .ok()?
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok()
    };
    let at: Option<Timestamp> = text
        .parse()
        .ok()
        .or_else(|| day().map(|day| day.timestamp()));
    at.ok_or_else(|| {
        "expected a date such as 2027-01-31, or a time such as 2027-01-31T08:00:00Z".into()
    })
}

/// The longest span of the command line: what lies beyond is a slip, and soon more than a clock counts.
const LONGEST_SPAN: Duration = Duration::from_hours(366 * 24);

/// A span of time on the command line.
pub fn span(text: &str) -> Result<Duration, String> {
    let span: Option<jiff::SignedDuration> = text.parse().ok();
    let span = span
        .and_then(|span| Duration::try_from(span).ok())
        .filter(|span| !span.is_zero());
    match span {
        Some(span) if span > LONGEST_SPAN => Err("the longest span is 366 days".into()),
        Some(span) => Ok(span),
        None => Err("expected a span such as 30s or 2m".into()),
    }
}
