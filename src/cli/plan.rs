//! `otpdoctor plan`: what would be contacted, without contacting it.

use std::collections::HashSet;
use std::path::Path;

use checks::kit::Scope;
use checks::kit::ctx::{Here, Network};
use checks::kit::probe::Reach;
use checks::kit::text::harmless;

use super::exit::Code;
use super::output;
use super::select::Selection;
use super::stage::Stage;
use crate::config;
use crate::run::ask::plan::Planned;
use crate::secret::{Commands, Resolve};

/// Options of `otpdoctor plan`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    selection: Selection,

    /// Take this machine for the appliance, whatever its name
    #[arg(long)]
    here: bool,

    /// As JSON, one question a line
    #[arg(long)]
    json: bool,
}

/// Runs `otpdoctor plan`.
///
/// # Errors
/// When the config is missing or invalid, or a selection matches nothing.
pub async fn run(args: Args, named: Option<&Path>) -> anyhow::Result<Code> {
    let loaded = config::load(named)?;
    let scope = Scope {
        network: Network::Online,
        here: if args.here { Here::Yes } else { Here::ByName },
    };
    let selection = &args.selection;
    let stage = Stage::new(&loaded, selection, scope, Commands::Refused, Resolve::No);
    let planned = Planned::default();
    stage.judge(&planned).await?;
    let questions = planned.questions();
    if args.json {
        let lines: String = questions
            .iter()
            .map(|probe| serde_json::to_string(probe).map(|line| line + "\n"))
            .collect::<Result<_, _>>()?;
        output::print(&lines)?;
        return Ok(Code::Ok);
    }
    let mut text = String::new();
    for (reach, title) in [
        (Reach::Network, "Servers that would be contacted"),
        (Reach::Files, "Files that would be read"),
        (Reach::Host, "Questions about this machine"),
    ] {
        let mut labels: Vec<String> = questions
            .iter()
            .filter(|probe| probe.reach() == reach)
            .map(checks::kit::Probe::label)
            .collect();
        // Two questions to one file or server read the same to a person.
        let mut seen = HashSet::new();
        labels.retain(|label| seen.insert(label.clone()));
        if !labels.is_empty() {
            text.push_str(&format!("{title}\n"));
            labels
                .iter()
                .for_each(|label| text.push_str(&format!("  {}\n", harmless(label))));
        }
    }
    if text.is_empty() {
        text.push_str("Nothing would be contacted or read\n");
    }
    output::print(&text)?;
    Ok(Code::Ok)
}
