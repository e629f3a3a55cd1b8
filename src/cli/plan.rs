//! `otpdoctor plan`: what would be contacted, without contacting it.

use std::path::Path;

use checks::kit::Probe;
use checks::kit::ctx::Here;
use checks::kit::probe::Reach;

use super::options::{Selection, load};
use super::output::Answering;
use crate::exit::{Code, Failure};
use crate::report::model::text::clean;
use crate::report::view::distinct;
use crate::report::view::json::pretty;
use crate::report::view::terminal::filled;
use crate::run::ask::plan::Planned;
use crate::run::ask::record::redact;
use crate::run::context::{Context, Mode};
use crate::secret::Commands;

/// Options of `otpdoctor plan`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    selection: Selection,

    /// Treat this machine as the appliance, whatever its name
    #[arg(long)]
    here: bool,

    #[command(flatten)]
    answering: Answering,
}

/// Runs `otpdoctor plan`.
///
/// # Errors
/// When the config is missing or invalid, or a selection matches nothing.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    let mut context = Context::new(load(named)?, Mode::Simulated, Commands::Refused);
    context.chosen = args.selection.chosen();
    if args.here {
        context.scope.here = Here::Yes;
    }
    let planned = Planned::default();
    context.examine_again(&planned).await?;
    let questions = planned.questions();
    let json = serde_json::to_value(&questions);
    let json = json.map_err(|why| Failure::of(Code::Bug, why))?;
    let json = redact(json, &context.vault);
    let human = |width| context.vault.redact(&text(&questions, width));
    args.answering.write(&human, &|| pretty(&json))
}

fn text(questions: &[Probe], width: usize) -> String {
    let mut text = String::new();
    for (reach, title) in [
        (Reach::Network, "Servers that would be contacted"),
        (Reach::Files, "Files that would be read"),
        (Reach::Host, "Questions about this machine"),
    ] {
        let asked = questions.iter().filter(|probe| probe.reach() == reach);
        // Two questions to one file or server read the same to a person.
        let labels = distinct(asked.map(Probe::label));
        if !labels.is_empty() {
            text += &format!("{title}\n");
            let lines = labels.iter().map(|label| clean(label));
            // The title says already that files are read.
            let lines = lines.map(|label| label.strip_prefix("read ").unwrap_or(&label).to_owned());
            lines.for_each(|label| text += &filled(&label, width, "  ", "    "));
        }
    }
    if text.is_empty() {
        "Nothing would be contacted or read.\n".to_owned()
    } else {
        text
    }
}
