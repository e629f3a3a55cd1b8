//! `otpdoctor config validate|schema|show|init|import|pull`.

pub mod fetch;
pub mod import;
pub mod pull;

use std::path::{Path, PathBuf};

use checks::kit::text;
use clap::Subcommand;

use super::output;
use crate::config::{self, Loaded};
use crate::exit::{Code, Failure};
use crate::files;
use crate::report::view::text::counted;

/// What `config init` writes.
const START: &str = include_str!("../config/init.yaml");

/// The realm config.
#[derive(Clone, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Check the config: every mistake at once, with its place.
    Validate,
    /// Print the JSON Schema of the config, for editors.
    Schema,
    /// Print the config in effect, and where each setting comes from.
    Show {
        /// Only this realm.
        #[arg(long, value_name = "NAME")]
        realm: Option<String>,
    },
    /// Write a commented config to start from.
    Init {
        /// Where to.
        #[arg(default_value = "otpdoctor.yaml", value_name = "PATH")]
        path: PathBuf,
    },
    /// Make a config of realm exports and web.config files
    Import(import::Args),
    /// Make a config of what the appliance's Admin API says
    Pull(pull::Args),
}

/// Runs a subcommand; `named` is what `--config` names.
///
/// # Errors
/// When there is no valid config, or what was asked for cannot be done.
pub fn run(command: &ConfigCommand, named: Option<&Path>) -> Result<Code, Failure> {
    output::print(&answer(command, named)?)
}

/// What a subcommand prints.
///
/// # Errors
/// As [`run`].
pub fn answer(command: &ConfigCommand, named: Option<&Path>) -> Result<String, Failure> {
    match command {
        ConfigCommand::Validate => Ok(validate(&config::load(named)?)),
        ConfigCommand::Schema => Ok(format!("{:#}\n", config::schema())),
        ConfigCommand::Show { realm } => {
            let loaded = config::load(named)?;
            let shown = config::show::yaml(&loaded, realm.as_deref());
            shown.map_err(|why| Failure::new(Code::Usage, why))
        }
        ConfigCommand::Init { path } => init(path),
        ConfigCommand::Import(args) => import::run(args),
        ConfigCommand::Pull(args) => pull::run(args),
    }
}

fn validate(loaded: &Loaded) -> String {
    let warnings = loaded.warnings.iter();
    let mut text: String = warnings.map(|warning| format!("{warning}\n\n")).collect();
    let realms = counted(loaded.config.realms.len(), "realm");
    let certificates = counted(loaded.config.certificates.len(), "certificate");
    let path = loaded.path.display();
    text += &format!("{path} is valid: {realms}, {certificates}");
    if !loaded.warnings.is_empty() {
        text += &format!("; {}", counted(loaded.warnings.len(), "warning"));
    }
    text + "\n"
}

fn init(path: &Path) -> Result<String, Failure> {
    let path = match path.is_dir() {
        true => path.join("otpdoctor.yaml"),
        false => path.to_owned(),
    };
    let shown = path.display();
    if path.exists() {
        let text = format!(
            "{shown} is there already, and stays as it is; name another place: `otpdoctor config init PATH`"
        );
        return Err(Failure::new(Code::Usage, text));
    }
    files::save(&path, START.as_bytes())?;
    let named = match path == Path::new("otpdoctor.yaml") {
        true => String::new(),
        false => format!(" --config {}", text::argument(&path.to_string_lossy())),
    };
    Ok(format!(
        "wrote {shown}\nnext: fill in your appliance and realms, then\n  otpdoctor config validate{named}\n  otpdoctor plan{named}\n  otpdoctor check{named}\n"
    ))
}
