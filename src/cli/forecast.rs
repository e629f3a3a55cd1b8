//! `otpdoctor forecast`: what has ended and will end, in order, and what nobody could see.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::options::{Selection, moment};
use super::output::{self, Answering};
use super::recording;
use crate::exit::{Code, Failure};
use crate::report::human::{self, Detail, Look};
use crate::report::model::Expiry;
use crate::report::view::json::pretty;
use crate::run::context::Context;
use crate::secret::Commands;

/// A recording is read and judged in this time.
const REPLAYED_IN: Duration = Duration::from_secs(60);

/// Options of `otpdoctor forecast`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    selection: Selection,

    /// Look only at files and the config, contact nothing
    #[arg(long)]
    offline: bool,

    /// Look ahead from another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,

    /// Look ahead from a recording or a bundle instead of the servers, - for stdin
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,

    #[command(flatten)]
    answering: Answering,
}

/// Runs `otpdoctor forecast`.
///
/// # Errors
/// When the config or the recording is missing or invalid, or a selection matches nothing.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    let (loaded, replay) = recording::with_config(args.replay.as_deref(), named, REPLAYED_IN)?;
    let mode = recording::mode(&replay, args.offline);
    let mut context = Context::new(loaded, mode, Commands::Refused);
    context.chosen = args.selection.chosen();
    let (report, examined) = match replay {
        Some(replay) => recording::judge(&mut context, replay, args.at).await?,
        None => {
            context.judged_at = args.at.unwrap_or(context.judged_at);
            context.examine_live().await?
        }
    };
    let outlook = examined.outlook;
    let human = |width| {
        let look = Look {
            width,
            detail: Detail::All,
            platform: context.platform(),
        };
        human::forecast(&report, &outlook, look)
    };
    // The list has no room for it.
    if args.answering.is_json() {
        let remark = |unseen| output::remark(&format!("not looked at: {unseen}"));
        outlook.unseen(&report).for_each(remark);
    }
    let ends: Vec<&Expiry> = outlook.over.iter().chain(&outlook.soon).collect();
    args.answering.write(&human, &|| pretty(&ends))
}
