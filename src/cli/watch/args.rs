//! The options of `otpdoctor watch`.

use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::time::Duration;

use crate::cli::options::{Accepted, Asking, Selection, span};
use crate::cli::output::Plain;

/// Options of `otpdoctor watch`.
#[derive(clap::Args)]
#[command(after_help = BEHAVIOUR)]
pub struct Args {
    #[command(flatten)]
    pub selection: Selection,

    /// The time from the start of one run to that of the next [default: 5m]
    #[arg(long, value_name = "SPAN", value_parser = span)]
    pub every: Option<Duration>,

    /// The longest random delay of a run, the first included [default: a tenth of --every, and none of the first]
    #[arg(long, value_name = "SPAN", value_parser = pause)]
    pub jitter: Option<Duration>,

    /// Stop after N runs
    #[arg(long, value_name = "N")]
    pub runs: Option<NonZeroU64>,

    /// The folder that keeps the report of each run in which something settled, and the state of the watch [default: watch,
    /// in otpdoctor's folder among the user's state]
    #[arg(long, value_name = "FOLDER")]
    pub reports: Option<PathBuf>,

    /// The folder instead of the usual one, where neither this command line nor the config names one.
    #[arg(skip)]
    pub usual_reports: Option<PathBuf>,

    /// Serve /metrics, /health, /report.json and the HTML report at this address and port, such as 127.0.0.1:9464
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,

    /// Another host name that --listen answers to, such as that of a reverse proxy, besides its addresses, localhost and the names
    /// of this host and the appliance; repeatable
    #[arg(long, value_name = "NAME")]
    pub listen_name: Vec<String>,

    #[command(flatten)]
    pub accepted: Accepted,

    /// What is printed: human (a line a change), or json (a notice a line)
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        default_value = "human",
        hide_possible_values = true
    )]
    pub output: Plain,

    #[command(flatten)]
    pub asking: Asking,
}

const BEHAVIOUR: &str = "\
otpdoctor prints a change on stdout, and sends it to the receivers in the config (watch.notify), once two consecutive runs \
agree (watch.confirm). It reads the config again before each run. It does not repeat a login that a server refused until \
the config or the password changes. Ctrl-C ends it with 130, a request to terminate with 143.";

/// A span of time that may be none.
fn pause(text: &str) -> Result<Duration, String> {
    let zero = text.parse::<jiff::SignedDuration>();
    if zero.is_ok_and(|span| span.is_zero()) {
        Ok(Duration::ZERO)
    } else {
        span(text)
    }
}
