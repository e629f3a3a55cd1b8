//! `otpdoctor config import`: a config made of exports and web.config files.

use std::path::PathBuf;

use super::into::Destination;
use crate::config::import::{Aliases, Import};
use crate::exit::{Code, Failure};

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
