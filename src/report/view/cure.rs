//! What to do: steps, and commands by where they run.

use checks::kit::Shell;
use checks::kit::realm::Platform;

use super::findings::grouped;
use crate::report::model::{Remedy, Report, Text};

/// What to do.
pub struct Cure<'a> {
    /// The steps: plain text, and the code behind each piece of it.
    pub steps: Vec<Vec<(&'a str, &'a str)>>,
    /// The commands of the appliance's platform, or where that is not known of each.
    pub commands: Vec<Commands<'a>>,
}

/// Commands of one shell.
pub struct Commands<'a> {
    /// Where they run.
    pub shell: Shell,
    /// The command lines.
    pub runs: Vec<&'a Text>,
}

impl<'a> Cure<'a> {
    /// The remedy, as it stands in a report.
    pub fn of(remedy: &'a Remedy, report: &Report) -> Self {
        let other = report.platform.map(|own| match own {
            Platform::Windows => Shell::Linux,
            Platform::Linux => Shell::Windows,
        });
        let commands = remedy.commands.iter();
        let commands = commands.filter(|one| Some(one.platform) != other);
        let alike = grouped(commands, |one| one.platform).into_iter();
        let commands = alike.map(|alike| Commands {
            shell: alike[0].platform,
            runs: alike.iter().map(|one| &one.run).collect(),
        });
        Self {
            steps: remedy.steps.iter().map(|step| pieces(step)).collect(),
            commands: commands.collect(),
        }
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.commands.is_empty()
    }
}

impl Commands<'_> {
    /// Where they run, for a person.
    pub fn location(&self) -> &'static str {
        shell_name(self.shell)
    }
}

/// Where commands of the shell run, for a person.
pub fn shell_name(shell: Shell) -> &'static str {
    match shell {
        Shell::Windows => "Windows, elevated prompt",
        Shell::Linux => "Linux, root shell",
        Shell::Any => "Any shell",
    }
}

/// The text in pairs of plain text and what stands in backquotes behind it; as it is where they do not pair.
pub fn pieces(step: &str) -> Vec<(&str, &str)> {
    let parts: Vec<&str> = step.split('`').collect();
    match parts.len() % 2 {
        0 => vec![(step, "")],
        _ => parts
            .chunks(2)
            .map(|pair| (pair[0], pair.get(1).copied().unwrap_or_default()))
            .collect(),
    }
}
