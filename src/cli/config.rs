//! `otpdoctor config validate|schema|show|init|import|pull`.

mod appliance;
pub mod fetch;
pub mod import;
pub mod pull;
pub mod validate;

use std::path::{Path, PathBuf};

use checks::kit::text;
use clap::Subcommand;

use super::output::{Answering, Written};
use crate::config::{self, show};
use crate::exit::{Code, Failure};
use crate::files;
use crate::report::view::json::pretty;

/// What `config init` writes.
const START: &str = include_str!("../config/init.yaml");

/// The realm config.
#[derive(Subcommand)]
pub enum ConfigCommand {
    /// Check the config, and show all mistakes with their places; exits with 78 if it has one.
    Validate(validate::Args),
    /// Print the JSON Schema of the config, for editors.
    Schema {
        /// Where the answer goes.
        #[command(flatten)]
        answering: Answering,
    },
    /// Print the config in effect, and where each setting comes from.
    Show {
        /// Only this realm.
        #[arg(long, value_name = "NAME")]
        realm: Option<String>,
        /// Where the answer goes.
        #[command(flatten)]
        answering: Answering,
    },
    /// Write a commented config to start from.
    Init {
        /// The file to write.
        #[arg(default_value = "otpdoctor.yaml", value_name = "PATH")]
        path: PathBuf,
        /// How what was written is reported.
        #[command(flatten)]
        answering: Answering,
    },
    /// Make a config from realm exports and web.config files, or of the appliance that this is
    Import(import::Args),
    /// Make a config from the realms that the appliance's Admin API returns
    Pull(pull::Args),
}

/// Runs a subcommand; `named` is what `--config` names.
///
/// # Errors
/// When there is no valid config, or what was asked for cannot be done.
pub fn run(command: &ConfigCommand, named: Option<&Path>) -> Result<Code, Failure> {
    match command {
        ConfigCommand::Validate(args) => validate::run(args, named),
        ConfigCommand::Schema { answering } => {
            let schema = || format!("{:#}\n", config::schema());
            answering.write(&|_| schema(), &schema)
        }
        ConfigCommand::Show { realm, answering } => {
            let loaded = config::load(named)?;
            let realms = match realm {
                Some(realm) => vec![show::one(&loaded, realm).map_err(Failure::usage)?],
                None => show::all(&loaded),
            };
            let json = || pretty(&show::json(&loaded, &realms));
            answering.write(&|_| show::yaml(&loaded, &realms), &json)
        }
        ConfigCommand::Init { path, answering } => init(path, answering),
        ConfigCommand::Import(args) => import::run(args),
        ConfigCommand::Pull(args) => pull::run(args),
    }
}

fn init(path: &Path, answering: &Answering) -> Result<Code, Failure> {
    let path = if path.is_dir() {
        path.join("otpdoctor.yaml")
    } else {
        path.to_owned()
    };
    let shown = path.display();
    let instead = "name another place: `otpdoctor config init PATH`";
    files::must_be_new(&path, instead)?;
    files::save(&path, START.as_bytes())?;
    let named = if path == Path::new("otpdoctor.yaml") {
        String::new()
    } else {
        format!(" --config {}", text::argument(&path.to_string_lossy()))
    };
    let text = format!(
        "wrote {shown}\nnext: fill in your appliance and realms, then\n  otpdoctor config validate{named}\n  otpdoctor plan{named}\n  otpdoctor check{named}\n"
    );
    Written::new("config init", &path, START.as_bytes()).tell(answering, &text)
}
