//! `otpdoctor man`.

use std::path::{Path, PathBuf};

use clap::Command;

use super::output;
use crate::exit::{Code, Failure};

/// Options of `otpdoctor man`.
#[derive(clap::Args)]
pub struct Args {
    /// The command whose page it is, as `probe email`; without one, the page of otpdoctor itself
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write the pages of all commands into this folder
    #[arg(
        long,
        value_name = "FOLDER",
        conflicts_with = "command",
        value_hint = clap::ValueHint::DirPath
    )]
    folder: Option<PathBuf>,
}

/// Runs `otpdoctor man`.
///
/// # Errors
/// When there is no such command, or stdout or the folder cannot be written to.
pub fn run(args: &Args, command: Command) -> Result<Code, Failure> {
    match &args.folder {
        Some(folder) => write(folder, command),
        None => output::print_raw(&page(&args.command, command)?),
    }
}

fn write(folder: &Path, command: Command) -> Result<Code, Failure> {
    let written =
        std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    written.map(|()| Code::Ok).map_err(|why| {
        let folder = folder.display();
        let text = format!("cannot write manual pages into {folder}: {why}");
        Failure::new(Code::CannotWrite, text)
    })
}

fn page(names: &[String], mut command: Command) -> Result<Vec<u8>, Failure> {
    // Names the commands below it, as their pages are named.
    command.build();
    for name in names {
        command = below(&command, name)?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}

fn below(command: &Command, name: &str) -> Result<Command, Failure> {
    command.find_subcommand(name).cloned().ok_or_else(|| {
        let names: Vec<_> = command.get_subcommands().map(Command::get_name).collect();
        let bin = command.get_bin_name().unwrap_or("otpdoctor");
        let there = match names.is_empty() {
            true => "has no commands below it".to_owned(),
            false => format!("has {}", checks::kit::text::list(&names)),
        };
        Failure::new(Code::Usage, format!("no command `{name}`: `{bin}` {there}"))
    })
}
