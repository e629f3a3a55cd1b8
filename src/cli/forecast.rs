//! `otpdoctor forecast`: what will expire, in order.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use checks::kit::Scope;
use checks::kit::ctx::{Here, Network};
use checks::kit::text;
use jiff::Timestamp;

use super::check::this_host;
use super::exit::Code;
use super::output;
use super::progress::Display;
use super::select::Selection;
use super::signals;
use super::stage::Stage;
use crate::config;
use crate::probe::{Live, Patience};
use crate::secret::{Commands, Resolve, Vault};

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
    let now = Timestamp::now();
    let display = Arc::new(Display::new());
    let (network, resolve) = match args.offline {
        true => (Network::Offline, Resolve::No),
        false => (Network::Online, Resolve::Yes),
    };
    let stage = Stage {
        loaded: &loaded,
        vault: Arc::new(Vault::new(
            loaded.literals.clone(),
            loaded.commands.clone(),
            Commands::Refused,
            resolve,
        )),
        selection: &args.selection,
        scope: Scope {
            network,
            here: Here::ByName,
        },
        deadline: Duration::from_secs(60),
        host: this_host(),
        started_at: now,
        judged_at: now,
        stop: signals::listen(),
        progress: display.clone(),
    };
    let appliance = &loaded.config.appliance;
    let live = Live::new(
        &appliance.trust,
        appliance.dns.as_ref(),
        stage.vault.clone(),
        Patience::default(),
    );
    let (report, _) = stage.examine(live).await?;
    display.clear();
    let text = match (args.json, report.forecast.is_empty()) {
        (true, _) => format!("{:#}\n", serde_json::to_value(&report.forecast)?),
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
                    end.realms.join(", ")
                )
            })
            .collect(),
    };
    output::print(&text)?;
    Ok(Code::Ok)
}
