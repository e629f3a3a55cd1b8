//! `otpdoctor forecast`: what has ended and will end, in order, and what nobody could see.

use std::path::Path;

use jiff::Timestamp;

use super::options::{Selection, load, mode, moment};
use super::output::{self, Answering};
use crate::exit::{Code, Failure};
use crate::report::human::{self, Detail, Look};
use crate::report::model::Expiry;
use crate::report::view::json::pretty;
use crate::run::context::Context;
use crate::secret::Commands;

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

    #[command(flatten)]
    answering: Answering,
}

/// Runs `otpdoctor forecast`.
///
/// # Errors
/// When the config is missing or invalid, or a selection matches nothing.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    let mut context = Context::new(load(named)?, mode(args.offline), Commands::Refused);
    context.chosen = args.selection.chosen();
    context.judged_at = args.at.unwrap_or(context.judged_at);
    let (report, examined) = context.examine_live().await?;
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
