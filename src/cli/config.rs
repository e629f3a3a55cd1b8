//! `otpdoctor config validate|schema|show|init|import|pull`.

pub mod import;
pub mod pull;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use checks::kit::text;
use clap::Subcommand;

use super::output;
use super::{Code, Failure};
use crate::config::import::Import;
use crate::config::{self, Loaded};

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

/// Where a config goes that was made of something else.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Destination {
    /// Write the config to FILE instead of stdout
    #[arg(long, value_name = "FILE")]
    pub into: Option<PathBuf>,

    /// Overwrite FILE
    #[arg(long, requires = "into")]
    pub force: bool,
}

impl Destination {
    /// Refuses to overwrite, before anything is asked or read.
    fn check(&self) -> anyhow::Result<()> {
        match &self.into {
            Some(path) if !self.force && path.exists() => {
                let path = path.display();
                anyhow::bail!("{path} is there already, and stays as it is without --force")
            }
            _ => Ok(()),
        }
    }

    /// Writes the config, and tells what was imported and what was not.
    fn write(&self, import: &Import, out: &mut dyn Write) -> anyhow::Result<()> {
        match &self.into {
            Some(path) => {
                output::save(path, import.yaml().as_bytes())?;
                let named = text::argument(&path.to_string_lossy());
                let path = path.display();
                writeln!(
                    out,
                    "wrote {path}\nnext: fill in what is not known, then\n  otpdoctor config validate --config {named}\n  otpdoctor check --config {named}"
                )?;
            }
            None => out.write_all(import.yaml().as_bytes())?,
        }
        output::remark(import.account().trim_end());
        Ok(())
    }
}

/// Runs a subcommand; `named` is what `--config` names.
///
/// # Errors
/// A [`config::ConfigError`] when there is no valid config, which decides the exit code; else what could not be done.
pub fn run(
    command: &ConfigCommand,
    named: Option<&Path>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    match command {
        ConfigCommand::Validate => validate(&config::load(named)?, out),
        ConfigCommand::Schema => {
            writeln!(out, "{:#}", config::schema()).context("cannot write the schema")
        }
        ConfigCommand::Show { realm } => {
            let loaded = config::load(named)?;
            let text = config::show::yaml(&loaded, realm.as_deref()).map_err(anyhow::Error::msg)?;
            out.write_all(text.as_bytes())
                .context("cannot write the config")
        }
        ConfigCommand::Init { path } => init(path, out),
        ConfigCommand::Import(args) => import::run(args, out),
        ConfigCommand::Pull(args) => pull::run(args, out),
    }
}

fn validate(loaded: &Loaded, out: &mut dyn Write) -> anyhow::Result<()> {
    for warning in &loaded.warnings {
        writeln!(out, "{warning}\n")?;
    }
    let count = |number: usize, word: &str| match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    };
    let realms = count(loaded.config.realms.len(), "realm");
    let certificates = count(loaded.config.certificates.len(), "certificate");
    let warnings = match loaded.warnings.len() {
        0 => String::new(),
        number => format!("; {}", count(number, "warning")),
    };
    writeln!(
        out,
        "{} is valid: {realms}, {certificates}{warnings}",
        loaded.path.display()
    )?;
    Ok(())
}

fn init(path: &Path, out: &mut dyn Write) -> anyhow::Result<()> {
    let path = match path.is_dir() {
        true => path.join("otpdoctor.yaml"),
        false => path.to_owned(),
    };
    let shown = path.display();
    if path.exists() {
        anyhow::bail!(
            "{shown} is there already, and stays as it is; name another place: `otpdoctor config init PATH`"
        );
    }
    output::save(&path, START.as_bytes())?;
    let named = match path == Path::new("otpdoctor.yaml") {
        true => String::new(),
        false => format!(" --config {}", text::argument(&path.to_string_lossy())),
    };
    writeln!(
        out,
        "wrote {shown}\nnext: fill in your appliance and realms, then\n  otpdoctor config validate{named}\n  otpdoctor plan{named}\n  otpdoctor check{named}"
    )?;
    Ok(())
}
