//! `otpdoctor man`.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;

use super::output;
use crate::exit::{Code, Failure};
use crate::files;

/// Options of `otpdoctor man`.
#[derive(clap::Args)]
pub struct Args {
    /// The command, such as `probe email` [default: otpdoctor itself]
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
    let mut command = without_help(command);
    // Names the commands below it, as their pages are named.
    command.build();
    if let Some(folder) = &args.folder {
        std::fs::create_dir_all(folder).map_err(|why| {
            let folder = folder.display();
            let text = format!("cannot write manual pages into {folder}: {why}");
            Failure::new(Code::CannotWrite, text)
        })?;
        return write(folder, &command).map(|()| Code::Ok);
    }
    for name in &args.command {
        command = below(&command, name)?;
    }
    if io::stdout().is_terminal() {
        output::print(&command.render_long_help().ansi().to_string())
    } else {
        output::print_raw(page(command)?.as_bytes())
    }
}

/// The commands without `help`, which has no page of its own.
fn without_help(command: Command) -> Command {
    let command = command.disable_help_subcommand(true);
    command.mut_subcommands(without_help)
}

fn write(folder: &Path, command: &Command) -> Result<(), Failure> {
    let file = Man::new(command.clone()).get_filename();
    files::save(&folder.join(file), page(command.clone())?.as_bytes())?;
    let mut below = command.get_subcommands();
    below.try_for_each(|one| write(folder, one))
}

/// The page in the language of `man`.
fn page(command: Command) -> io::Result<String> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    // What follows the options has a heading of its own.
    let page = String::from_utf8_lossy(&page);
    let page = page.replace("\n.SH EXTRA\nExamples:\n", "\n.SH EXAMPLES\n");
    let page = page.replace("\n.SH EXTRA\n", "\n.SH NOTES\n");
    Ok(page.replace("\n\nExamples:\n", "\n.SH EXAMPLES\n"))
}

fn below(command: &Command, name: &str) -> Result<Command, Failure> {
    command.find_subcommand(name).cloned().ok_or_else(|| {
        let names: Vec<_> = command.get_subcommands().map(Command::get_name).collect();
        let bin = command.get_bin_name().unwrap_or("otpdoctor");
        let there = if names.is_empty() {
            "has no commands below it".to_owned()
        } else {
            format!("has {}", checks::kit::text::list(&names))
        };
        Failure::usage(format!("no command `{name}`: `{bin}` {there}"))
    })
}
