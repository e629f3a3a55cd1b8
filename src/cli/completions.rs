//! `otpdoctor completions`.

use clap::Command;
use clap_complete::{Generator, Shell};
use clap_complete_nushell::Nushell;

use super::output;
use crate::exit::{Code, Failure};

/// A shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs, reason = "the names of the shells")]
pub enum Which {
    Bash,
    Elvish,
    Fish,
    Nushell,
    Powershell,
    Zsh,
}

/// Options of `otpdoctor completions`.
#[derive(clap::Args)]
pub struct Args {
    /// The shell
    shell: Which,
}

/// Runs `otpdoctor completions`.
///
/// # Errors
/// When stdout cannot be written to.
pub fn run(args: &Args, command: &mut Command) -> Result<Code, Failure> {
    output::print_raw(&script(args.shell, command))
}

/// The completion script of a shell.
fn script(shell: Which, command: &mut Command) -> Vec<u8> {
    match shell {
        Which::Bash => generate(Shell::Bash, command),
        Which::Elvish => generate(Shell::Elvish, command),
        Which::Fish => generate(Shell::Fish, command),
        Which::Nushell => generate(Nushell, command),
        Which::Powershell => generate(Shell::PowerShell, command),
        Which::Zsh => generate(Shell::Zsh, command),
    }
}

fn generate(generator: impl Generator, command: &mut Command) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(generator, command, "otpdoctor", &mut script);
    script
}
