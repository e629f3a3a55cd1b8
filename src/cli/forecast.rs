//! `otpdoctor forecast`: what will expire, in order.

use std::path::Path;

use checks::kit::Scope;
use checks::kit::ctx::{Here, Network};
use checks::kit::text;

use super::exit::Code;
use super::output;
use super::select::Selection;
use super::stage::Stage;
use crate::config;
use crate::report::json;
use crate::secret::{Commands, Resolve};

/// Options of `otpdoctor forecast`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    selection: Selection,

    /// Look only at files and the config, contact nothing
    #[arg(long)]
    offline: bool,

    /// As JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Runs `otpdoctor forecast`.
///
/// # Errors
/// When the config is missing or invalid, or a selection matches nothing.
pub async fn run(args: Args, named: Option<&Path>) -> anyhow::Result<Code> {
    let loaded = config::load(named)?;
    let (network, resolve) = match args.offline {
        true => (Network::Offline, Resolve::No),
        false => (Network::Online, Resolve::Yes),
    };
    let scope = Scope {
        network,
        here: Here::ByName,
    };
    let selection = &args.selection;
    let mut stage = Stage::new(&loaded, selection, scope, Commands::Refused, resolve);
    let (report, _) = stage.examine_live().await?;
    let text = match (args.json, report.forecast.is_empty()) {
        (true, _) => json::pretty(&report.forecast),
        (false, true) => "nothing that was seen ends within 90 days\n".to_owned(),
        (false, false) => report
            .forecast
            .iter()
            .map(|end| {
                format!(
                    "{}  {:>3} days  {}  [{}]\n",
                    text::day(end.at),
                    end.days_left,
                    text::harmless(&end.what),
                    text::harmless(&end.realms.join(", "))
                )
            })
            .collect(),
    };
    output::print(&text)?;
    Ok(Code::Ok)
}
