//! `otpdoctor config import`: a config made of exports and web.config files, and where a config goes that was made so.

use std::path::PathBuf;

use checks::kit::text;

use crate::cli::output;
use crate::config::import::{Aliases, Import};
use crate::exit::{Code, Failure};
use crate::files;

/// Options of `otpdoctor config import`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Realms in JSON as the Admin API sends them, a web.config, or a folder of realms with one each
    #[arg(required_unless_present = "print_aliases", value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Where settings stand in a web.config, in addition to what is standard
    #[arg(long, value_name = "FILE")]
    pub aliases: Option<PathBuf>,

    /// Print an alias file to start from
    #[arg(long, conflicts_with_all = ["paths", "aliases", "into"])]
    pub print_aliases: bool,

    /// Where the config goes
    #[command(flatten)]
    pub into: Destination,
}

/// Runs `otpdoctor config import`.
///
/// # Errors
/// When a file cannot be read or is no export, or the config cannot be written.
pub fn run(args: &Args) -> Result<String, Failure> {
    if args.print_aliases {
        return Ok(Aliases::template());
    }
    args.into.check()?;
    let aliases = match &args.aliases {
        Some(file) => Aliases::with(file)?,
        None => Aliases::standard(),
    };
    let import = Import::read(&args.paths, &aliases)
        .map_err(|why| Failure::new(Code::NoInput, why.to_string()))?;
    args.into.write(&import)
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
    ///
    /// # Errors
    /// A usage error.
    pub fn check(&self) -> Result<(), Failure> {
        match &self.into {
            Some(path) if !self.force && path.exists() => {
                let path = path.display();
                let text = format!("{path} is there already, and stays as it is without --force");
                Err(Failure::new(Code::Usage, text))
            }
            _ => Ok(()),
        }
    }

    /// Writes the config, and says on stderr what was imported and what was not.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, import: &Import) -> Result<String, Failure> {
        let answer = match &self.into {
            Some(path) => {
                files::save(path, import.yaml().as_bytes())?;
                let named = text::argument(&path.to_string_lossy());
                let path = path.display();
                format!(
                    "wrote {path}\nnext: fill in what is not known, then\n  otpdoctor config validate --config {named}\n  otpdoctor check --config {named}\n"
                )
            }
            None => import.yaml(),
        };
        output::remark(import.account().trim_end());
        Ok(answer)
    }
}
