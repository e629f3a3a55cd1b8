//! `otpdoctor completions`: scripts that ask the program itself what may come next, since only it knows the realms.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use checks::kit::symptom;
use clap::{Arg, Command, ValueEnum as _};
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Shells, Zsh};
use clap_complete::{ArgValueCandidates, CompleteEnv, CompletionCandidate};
use serde_json::json;

use super::output::{self, Format};
use crate::config;
use crate::exit::{Code, Failure};

/// By this a script asks: it names the shell.
const VARIABLE: &str = "OTPDOCTOR_COMPLETE";
const NAME: &str = "otpdoctor";
const SHELLS: Shells<'static> = Shells(&[&Bash, &Elvish, &Fish, &Nushell, &Powershell, &Zsh]);
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
pub fn run(args: &Args) -> Result<Code, Failure> {
    output::print_raw(&script(args.shell)?)
}

/// The completion script of a shell.
fn script(shell: Which) -> Result<Vec<u8>, Failure> {
    let mut script = Vec::new();
    let name = shell.to_possible_value();
    let name = name.as_ref().map_or("", |value| value.get_name());
    let completer = SHELLS.completer(name).expect("each shell is there");
    completer.write_registration(VARIABLE, NAME, NAME, NAME, &mut script)?;
    if shell == Which::Zsh {
        script.extend_from_slice(ZSH.as_bytes());
    }
    Ok(script)
}

/// Nushell, which clap_complete has no script for that asks: one function completes all programs there, so that the one that
/// was there before is asked about the others.
struct Nushell;

const NUSHELL: &str = r#"# Completions of otpdoctor for Nushell: `source` this file in config.nu.
let otpdoctor_others = $env.config.completions.external.completer?
$env.config.completions.external.completer = {|spans|
    if ($spans | first) == "NAME" {
        with-env {VARIABLE: nushell} { ^NAME -- ...$spans } | from json
    } else if $otpdoctor_others != null {
        do $otpdoctor_others $spans
    }
}
"#;

impl EnvCompleter for Nushell {
    fn name(&self) -> &'static str {
        "nushell"
    }

    fn is(&self, name: &str) -> bool {
        name == self.name()
    }

    fn write_registration(
        &self,
        variable: &str,
        name: &str,
        _: &str,
        _: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let script = NUSHELL.replace("NAME", name);
        out.write_all(script.replace("VARIABLE", variable).as_bytes())
    }

    /// What may stand in place of the last word, as records of Nushell.
    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        folder: Option<&Path>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let last = words.len().saturating_sub(1);
        let candidates = clap_complete::engine::complete(command, words, last, folder)?;
        let records = candidates.iter().map(|one| {
            json!({
                "value": one.get_value().to_string_lossy(),
                "description": one.get_help().map(ToString::to_string),
            })
        });
        Ok(serde_json::to_writer(out, &records.collect::<Vec<_>>())?)
    }
}

/// Where a script asks: answers what may come next, and ends the process.
pub fn answer(command: fn() -> Command) {
    let asked = CompleteEnv::with_factory(command);
    asked
        .var(VARIABLE)
        .completer(NAME)
        .shells(SHELLS)
        .complete();
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
