//! `otpdoctor preview`: the multi-factor page that a realm's users see, from the config alone.

mod page;
mod screen;

use std::path::Path;

use checks::kit::replay::{Chosen, Replayed};
use checks::probed;
use schemars::JsonSchema;
use serde::Serialize;

pub use self::page::{Page, sketches};
use self::screen::draw;
pub use self::screen::draw_page;
use super::options::load;
use super::output::Answering;
use crate::exit::{Code, Failure};
use crate::report::Report;
use crate::report::view::json::pretty;
use crate::report::view::terminal::{Detail, Look};
use crate::run::context::{Context, Mode};
use crate::secret::Commands;

/// Options of `otpdoctor preview`.
#[derive(clap::Args)]
#[command(after_help = "\
otpdoctor draws the page from the config and contacts nothing, not even the appliance.")]
pub struct Args {
    /// A realm by name or glob, or `all`; repeatable [default: all]
    #[arg(long, value_name = "NAME")]
    realm: Vec<String>,

    #[command(flatten)]
    answering: Answering,
}

/// The pages, as programs read them.
#[derive(Serialize, JsonSchema)]
pub struct Pages<'a> {
    /// The name and version of this format; fields may be added, none changes meaning.
    schema: &'static str,
    pages: &'a [Page<'a>],
}

/// Runs `otpdoctor preview`.
///
/// # Errors
/// When the config is missing or invalid, or no realm has such a name.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    let mut context = Context::new(load(named)?, Mode::Offline, Commands::Refused);
    context.chosen.realm = args.realm;
    let report = settings(&mut context).await?;
    let realms = context.realms()?.into_iter();
    let pages = realms.map(|(name, realm)| Page::of(context.config(), (name, realm), &report));
    let pages: Vec<Page<'_>> = pages.collect();
    let human = |width| {
        let look = Look {
            width,
            detail: Detail::Brief,
            platform: context.platform(),
        };
        let drawn: Vec<String> = pages.iter().map(|page| draw(page, look)).collect();
        drawn.join("\n")
    };
    let json = || {
        pretty(&Pages {
            schema: "otpdoctor.preview/1",
            pages: &pages,
        })
    };
    args.answering.write(&human, &json)
}

/// What the checks of these settings say, without asking anybody.
async fn settings(context: &mut Context) -> Result<Report, Failure> {
    let checks = [
        probed::PREREQUISITES,
        probed::SECOND_FACTOR,
        probed::HELP_DESK,
    ];
    context.chosen = Chosen {
        only: checks.iter().map(|about| about.id.to_owned()).collect(),
        ..std::mem::take(&mut context.chosen)
    };
    Ok(context.examine_again(&Replayed::default()).await?.0)
}
