//! `otpdoctor config import`: a config made of exports and web.config files, and where a config goes that was made so.

use std::path::PathBuf;

use checks::kit::text;

use super::appliance;
use crate::cli::output::{self, Answering, Written};
use crate::config::import::{Aliases, Import};
use crate::exit::{Code, Failure};
use crate::files;

/// Options of `otpdoctor config import`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Realms in JSON as the Admin API returns them, a web.config, or a folder of realms with one each
    #[arg(required_unless_present_any = ["print_aliases", "appliance"], value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Import the whole appliance that this is: its realm folders on any drive, and what Windows says of clock, zone, proxy,
    /// firewall and certificates; with PATH, the realm folders alone of a drive that was copied there
    #[arg(long)]
    pub appliance: bool,

    /// A file with the names of settings in your web.config files, besides the usual ones
    #[arg(long, value_name = "FILE")]
    pub aliases: Option<PathBuf>,

    /// Print an alias file to start from
    #[arg(long, conflicts_with_all = ["paths", "aliases", "appliance", "into"])]
    pub print_aliases: bool,

    /// Where the config goes
    #[command(flatten)]
    pub into: Destination,
}

/// Runs `otpdoctor config import`.
///
/// # Errors
/// When a file cannot be read or is no export, or the config cannot be written.
pub fn run(args: &Args) -> Result<Code, Failure> {
    if args.print_aliases {
        return output::print(&Aliases::template());
    }
    args.into.check()?;
    let aliases = match &args.aliases {
        Some(file) => Aliases::with(file)?,
        None => Aliases::standard(),
    };
    let import = if args.appliance {
        appliance::import(&args.paths, &aliases)?
    } else {
        Import::read(&args.paths, &aliases)
            .map_err(|why| Failure::new(Code::NoInput, why.to_string()))?
    };
    args.into.write("config import", &import)
}

/// Where a config goes that was made of something else.
#[derive(Clone, Debug, clap::Args)]
pub struct Destination {
    /// Write the config to FILE instead of stdout
    #[arg(long, value_name = "FILE")]
    pub into: Option<PathBuf>,

    /// Overwrite FILE
    #[arg(long, requires = "into")]
    pub force: bool,

    /// How what was written is reported.
    #[command(flatten)]
    pub answering: Answering,
}

impl Destination {
    /// Refuses to overwrite, before anything is asked or read.
    ///
    /// # Errors
    /// A usage error.
    pub fn check(&self) -> Result<(), Failure> {
        match &self.into {
            Some(path) if !self.force => files::must_be_new(path, "--force overwrites it"),
            None if self.answering.is_json() => {
                let text =
                    "-o json says what was written: name where the config goes with --into FILE";
                Err(Failure::usage(text))
            }
            _ => Ok(()),
        }
    }

    /// Writes the config, and says on stderr what was imported and what was not.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, command: &'static str, import: &Import) -> Result<Code, Failure> {
        let (yaml, account) = (import.yaml(), import.account());
        let account = account.trim_end();
        let Some(path) = &self.into else {
            output::remark(account);
            return output::print(&yaml);
        };
        files::save(path, yaml.as_bytes())?;
        let named = text::argument(&path.to_string_lossy());
        let shown = path.display();
        let human = format!(
            "wrote {shown}\nnext: fill in what is not known, then\n  otpdoctor config validate --config {named}\n  otpdoctor check --config {named}\n"
        );
        if !self.answering.is_json() {
            output::remark(account);
        }
        let written = Written {
            realms: Some(import.realms()),
            account: account.lines().map(str::to_owned).collect(),
            ..Written::new(command, path, yaml.as_bytes())
        };
        written.tell(&self.answering, &human)
    }
}
