//! `otpdoctor completions`: scripts that ask the program itself what may come next, since only it knows the realms.

use checks::kit::symptom;
use clap::{Arg, Command, ValueEnum as _};
use clap_complete::env::Shells;
use clap_complete::{ArgValueCandidates, CompleteEnv, CompletionCandidate};
use clap_complete_nushell::Nushell;

use super::output::{self, Format};
use crate::config;
use crate::exit::{Code, Failure};

/// By this a script asks: it names the shell.
const VARIABLE: &str = "OTPDOCTOR_COMPLETE";
const NAME: &str = "otpdoctor";
/// Where zsh has loaded the script as the function that completes, it is called the first time too.
const ZSH: &str =
    "[ \"$funcstack[1]\" = _otpdoctor ] && _clap_dynamic_completer_otpdoctor \"$@\"\n";

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
    output::print_raw(&script(args.shell, command)?)
}

/// The completion script of a shell. Nushell has all words in it, and no realms.
fn script(shell: Which, command: &mut Command) -> Result<Vec<u8>, Failure> {
    let mut script = Vec::new();
    let name = shell.to_possible_value();
    let name = name.as_ref().map_or("", |value| value.get_name());
    match Shells::builtins().completer(name) {
        Some(shell) => shell.write_registration(VARIABLE, NAME, NAME, NAME, &mut script)?,
        None => {
            clap_complete::generate(Nushell, command, NAME, &mut script);
            script = without_hidden(&String::from_utf8_lossy(&script)).into();
        }
    }
    if shell == Which::Zsh {
        script.extend_from_slice(ZSH.as_bytes());
    }
    Ok(script)
}

/// What Nushell's generator lists although it is hidden stands there without a help text, which all else has.
fn without_hidden(script: &str) -> String {
    let hidden = |line: &&str| line.starts_with("    --") && !line.contains(" # ");
    let lines = script.split_inclusive('\n');
    lines.filter(|line| !hidden(line)).collect()
}

/// Where a script asks: answers what may come next, and ends the process.
pub fn answer(command: fn() -> Command) {
    let asked = CompleteEnv::with_factory(command);
    asked.var(VARIABLE).completer(NAME).complete();
}

/// The command with what the program knows of the values that it takes.
pub fn with_values(command: Command) -> Command {
    let command = command.mut_args(|arg| match arg.get_id().as_str() {
        "realm" => knows(arg, realms),
        "outputs" => knows(arg, formats),
        "form" => knows(arg, || formats().into_iter().take(2).collect()),
        "symptom" => knows(arg, symptoms),
        #[cfg(feature = "lab")]
        "faults" => knows(arg, faults),
        _ => arg,
    });
    command.mut_subcommands(with_values)
}

fn knows(arg: Arg, values: fn() -> Vec<CompletionCandidate>) -> Arg {
    arg.add(ArgValueCandidates::new(values))
}

fn candidate(name: impl Into<String>, about: impl Into<String>) -> CompletionCandidate {
    CompletionCandidate::new(name.into()).help(Some(about.into().into()))
}

/// The realms of the config that the line names, else of the one that is found.
fn realms() -> Vec<CompletionCandidate> {
    let mut words = std::env::args().skip_while(|word| word != "--config");
    let named = words.nth(1).map(std::path::PathBuf::from);
    let variable = || std::env::var_os("OTPDOCTOR_CONFIG").map(Into::into);
    let Ok(loaded) = config::load(named.or_else(variable).as_deref()) else {
        return Vec::new();
    };
    let realms = loaded.config.realms.iter().map(|(name, realm)| {
        candidate(name, realm.overview.description.clone().unwrap_or_default())
    });
    realms.collect()
}

fn formats() -> Vec<CompletionCandidate> {
    let values = Format::value_variants().iter();
    let values = values.filter_map(clap::ValueEnum::to_possible_value);
    let values = values.map(|one| {
        let about = one.get_help().map(ToString::to_string);
        candidate(one.get_name(), about.unwrap_or_default())
    });
    values.collect()
}

fn symptoms() -> Vec<CompletionCandidate> {
    let all = symptom::all().iter();
    all.map(|one| candidate(&one.id, &one.title)).collect()
}

#[cfg(feature = "lab")]
fn faults() -> Vec<CompletionCandidate> {
    let list = candidate("list", "print all names");
    let all = crate::lab::faults().map(|one| candidate(one.name(), &one.says));
    std::iter::once(list).chain(all).collect()
}
