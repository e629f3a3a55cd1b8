//! `otpdoctor forecast`: what will expire, in order.

use std::path::Path;

use super::options::{Selection, load, mode};
use super::output::{self, Plain};
use crate::exit::{Code, Failure};
use crate::report::human::{self, Detail, Look};
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

    /// How to say it: human or json
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        default_value = "human",
        hide_possible_values = true
    )]
    output: Plain,
}

/// Runs `otpdoctor forecast`.
///
/// # Errors
/// When the config is missing or invalid, or a selection matches nothing.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    let mut context = Context::new(load(named)?, mode(args.offline), Commands::Refused);
    context.chosen = args.selection.chosen();
    let (report, _) = context.examine_live().await?;
    let look = Look {
        width: output::terminal_width(),
        detail: Detail::All,
        platform: context.platform(),
    };
    output::print(&match (args.output, report.forecast.is_empty()) {
        (Plain::Json, _) => pretty(&report.forecast),
        (Plain::Human, true) => "Of what was checked, nothing ends within 90 days.\n".to_owned(),
        (Plain::Human, false) => human::forecast(&report, look),
    })
}
