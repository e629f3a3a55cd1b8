//! `otpdoctor completions`.

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
    #[arg(value_enum)]
    shell: Which,
}

/// Runs `otpdoctor completions`.
///
/// # Errors
/// When stdout cannot be written to.
pub fn run(args: &Args) -> Result<Code, Failure> {
    output::print_raw(&script(args.shell))?;
    Ok(Code::Ok)
}

/// The completion script of a shell.
fn script(shell: Which) -> Vec<u8> {
    match shell {
        Which::Bash => generate(Shell::Bash),
        Which::Elvish => generate(Shell::Elvish),
        Which::Fish => generate(Shell::Fish),
        Which::Nushell => generate(Nushell),
        Which::Powershell => generate(Shell::PowerShell),
        Which::Zsh => generate(Shell::Zsh),
    }
}

fn generate(generator: impl Generator) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(generator, &mut super::command(), "otpdoctor", &mut script);
    script
}
