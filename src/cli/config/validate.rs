//! `otpdoctor config validate`: the mistakes of the config, in the formats of reports.

use std::path::{Path, PathBuf};

use crate::cli::output::{Format, Outputs};
use crate::config::{self, Loaded};
use crate::exit::{Code, Failure};
use crate::report::view::text::counted;
use crate::run::context::this_host;

/// Options of `otpdoctor config validate`.
#[derive(clap::Args)]
pub struct Args {
    /// The config, a file or a folder, as --config names it
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    file: Option<PathBuf>,

    #[command(flatten)]
    outputs: Outputs,

    /// Treat warnings as mistakes, such as a password in plain text; `check` shows them as findings, and fails on them with
    /// --fail-on warn
    #[arg(long)]
    strict: bool,
}

/// The formats that mistakes are written in.
const FORMATS: [Format; 7] = [
    Format::Human,
    Format::Json,
    Format::Html,
    Format::Markdown,
    Format::Junit,
    Format::Sarif,
    Format::Github,
];

/// Runs `otpdoctor config validate`.
///
/// # Errors
/// When there is no valid config, or a report cannot be written.
pub fn run(args: &Args, named: Option<&Path>) -> Result<Code, Failure> {
    args.outputs.check()?;
    args.outputs
        .only(&FORMATS, "the result of `config validate`")?;
    let named = args.file.as_deref().or(named);
    let loaded = config::load(named).and_then(|loaded| {
        if args.strict {
            loaded.strict()
        } else {
            Ok(loaded)
        }
    });
    let loaded = args.outputs.with_mistakes(loaded.map_err(Failure::from))?;
    let report = loaded.report(&valid(&loaded));
    args.outputs.write_each(&|format, width| match format {
        Format::Human => text(&loaded),
        _ => {
            let look = args.outputs.look(width, this_host().platform);
            args.outputs
                .render(&report, format, look, checks::kit::Status::Pass)
        }
    })?;
    Ok(Code::Ok)
}

/// What a person reads of a valid config.
pub fn text(loaded: &Loaded) -> String {
    let warnings = loaded.warnings.iter();
    let mut text: String = warnings.map(|warning| format!("{warning}\n\n")).collect();
    text += &valid(loaded);
    if !loaded.warnings.is_empty() {
        text += &format!("; {}", counted(loaded.warnings.len(), "warning"));
    }
    text + "\n"
}

fn valid(loaded: &Loaded) -> String {
    let realms = counted(loaded.config.realms.len(), "realm");
    let certificates = counted(loaded.config.certificates.len(), "certificate");
    let path = loaded.path.display();
    format!("{path} is valid: {realms}, {certificates}")
}
