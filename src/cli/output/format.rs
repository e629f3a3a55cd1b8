//! `-o FORMAT[=PATH]`: which reports are written, and where they go.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use checks::kit::Status;
use checks::kit::realm::Platform;
use checks::kit::text::list;
use clap::ValueEnum as _;

use super::terminal::{print, terminal_width};
use crate::config::{self, ConfigError};
use crate::exit::{Code, Failure};
use crate::files::save;
use crate::report::human::{Detail, Look};
use crate::report::junit::WarnAs;
use crate::report::sarif::Passes;
use crate::report::view::location::Base;
use crate::report::{Report, github, html, human, json, junit, markdown, metrics, nagios, sarif};
use crate::run::context::this_host;

/// A report format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a person at a terminal.
    Human,
    /// For programs; `otpdoctor report` reads it again.
    Json,
    /// One file for a browser, a mail or paper.
    Html,
    /// For a ticket.
    Markdown,
    /// Test results, for CI servers.
    Junit,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// The line of a Nagios or Icinga plugin, with its exit codes.
    Nagios,
    /// For Prometheus to scrape.
    Openmetrics,
    /// For the textfile collector of node_exporter.
    Textfile,
}

impl Format {
    /// All names, as a sentence lists them.
    fn names() -> String {
        let names: Vec<String> = Self::value_variants().iter().map(Self::name).collect();
        let (last, rest) = names.split_last().expect("there are formats");
        format!("{} or {last}", rest.join(", "))
    }

    fn name(&self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// A report to be written: `FORMAT` to stdout, `FORMAT=PATH` to a file.
#[derive(Clone, Debug)]
pub struct Output {
    /// In which format.
    pub format: Format,
    /// Where to; stdout without one.
    pub path: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = match text.split_once('=') {
            Some((_, "")) => return Err("a path is missing after `=`".into()),
            Some((format, "-")) => (format, None),
            Some((format, path)) => (format, Some(PathBuf::from(path))),
            None => (text, None),
        };
        let format = Format::from_str(format, true)
            .map_err(|_| format!("expected {}, alone or as FORMAT=PATH", Format::names()))?;
        Ok(Self { format, path })
    }
}

impl Output {
    /// Whether it makes otpdoctor a plugin of a monitoring system, whose exit codes mean something else.
    pub fn is_plugin(&self) -> bool {
        self.format == Format::Nagios && self.path.is_none()
    }
}

/// The reports that a command writes.
#[derive(clap::Args)]
pub struct Outputs {
    /// A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile,
    /// to stdout or as FORMAT=PATH to a file; repeatable
    #[arg(short = 'o', long = "output", value_name = "FORMAT[=PATH]")]
    outputs: Vec<Output>,

    /// How JUnit shows a warning: pass (with its text) or failure
    #[arg(
        long,
        value_name = "OUTCOME",
        default_value = "pass",
        hide_possible_values = true
    )]
    junit_warn_as: WarnAs,

    /// Write passed checks into SARIF too; GitHub shows each as an alert
    #[arg(long)]
    sarif_include_pass: bool,
    /// Show every finding, and a table of the areas
    #[arg(short, long)]
    pub verbose: bool,
}

impl Outputs {
    /// Refuses two reports in one place: neither could be read.
    ///
    /// # Errors
    /// A usage error.
    pub fn check(&self) -> Result<(), Failure> {
        let mut places = HashSet::new();
        for output in &self.outputs {
            // `q` and `./q` are one place.
            let whole =
                |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            if places.insert(output.path.as_ref().map(whole)) {
                continue;
            }
            let text = match &output.path {
                None => "only one report fits on stdout: give the others a path, as in -o json=report.json".to_owned(),
                Some(path) => format!("two reports would be written to {}", path.display()),
            };
            return Err(Failure::usage(text));
        }
        Ok(())
    }

    /// Whether a report goes to this file.
    pub fn is_written_to(&self, path: &Path) -> bool {
        self.outputs
            .iter()
            .any(|one| one.path.as_deref() == Some(path))
    }

    /// Whether a person reads the report on stdout.
    #[cfg(feature = "lab")]
    pub fn for_people(&self) -> bool {
        let people = |one: &Output| one.path.is_none() && one.format == Format::Human;
        self.outputs.is_empty() || self.outputs.iter().any(people)
    }

    /// Whether a monitoring system reads stdout and the exit code.
    pub fn for_monitoring(&self) -> bool {
        self.outputs.iter().any(Output::is_plugin)
    }

    /// Refuses every format but these: no other can show this.
    ///
    /// # Errors
    /// A usage error that names the formats there are.
    pub fn only(&self, formats: &[Format], thing: &str) -> Result<(), Failure> {
        let mut outputs = self.outputs.iter();
        let Some(other) = outputs.find(|one| !formats.contains(&one.format)) else {
            return Ok(());
        };
        let names: Vec<String> = formats.iter().map(Format::name).collect();
        let (names, other) = (list(&names), other.format.name());
        let text = format!("{thing} is written as {names}, not as {other}");
        Err(Failure::usage(text))
    }

    /// Writes the report in every format that was asked for; without any, for a person on stdout. `platform` is the one
    /// whose commands a person is shown, `state` what a monitoring system gets.
    ///
    /// # Errors
    /// The first that cannot be written; the others are written all the same. A file that could not be written whole
    /// is not there.
    pub fn write(&self, report: &Report, platform: Platform, state: Status) -> Result<(), Failure> {
        self.write_each(&|format, width| {
            self.render(report, format, self.look(width, platform), state)
        })
    }

    /// Writes a list that is no report, for a person or for a program.
    ///
    /// # Errors
    /// Where another format is wanted, and as [`Outputs::write`].
    pub fn write_list(
        &self,
        human: &dyn Fn() -> String,
        json: &dyn Fn() -> String,
    ) -> Result<Code, Failure> {
        self.only(&[Format::Human, Format::Json], "a list")?;
        self.write_each(&|format, _| match format {
            Format::Json => json(),
            _ => human(),
        })?;
        Ok(Code::Ok)
    }

    /// Writes what `render` makes of each format, at the width of where it goes.
    ///
    /// # Errors
    /// As [`Outputs::write`].
    pub fn write_each(&self, render: &dyn Fn(Format, usize) -> String) -> Result<(), Failure> {
        let human_on_stdout = [Output {
            format: Format::Human,
            path: None,
        }];
        let outputs = match self.outputs.as_slice() {
            [] => &human_on_stdout,
            outputs => outputs,
        };
        write_all(outputs.iter(), render)
    }

    /// Writes the mistakes of a config or of waivers, or that an input file cannot be read, in the formats of pipelines
    /// too, which show them where they show what a check found. Stderr has them, as ever, and what could not be written.
    ///
    /// # Errors
    /// That of the outcome.
    pub fn with_mistakes<T>(&self, outcome: Result<T, Failure>) -> Result<T, Failure> {
        let Err(failure) = &outcome else {
            return outcome;
        };
        let report = match failure.cause() {
            Some(ConfigError::Invalid(mistakes)) => mistakes.report(),
            _ if failure.code() == Code::NoInput => {
                config::diagnostic::no_input(&failure.to_string())
            }
            _ => return outcome,
        };
        // Monitoring learns it by what failed, and metrics that are old say that there are none.
        let wanted = self.outputs.iter().filter(|one| match one.format {
            Format::Nagios | Format::Openmetrics | Format::Textfile => false,
            Format::Human => one.path.is_some(),
            _ => true,
        });
        let written = write_all(wanted, &|format, width| match format {
            Format::Human => format!("{failure}\n"),
            _ => {
                let look = self.look(width, this_host().platform);
                self.render(&report, format, look, Status::Fail)
            }
        });
        let Err(unwritten) = written else {
            return outcome;
        };
        outcome.map_err(|failure| {
            let both = format!("{failure}\nBesides, {unwritten}");
            failure.reworded(both)
        })
    }

    /// How a person is shown it.
    pub fn look(&self, width: usize, platform: Platform) -> Look {
        let detail = if self.verbose {
            Detail::All
        } else {
            Detail::Brief
        };
        Look {
            width,
            detail,
            platform,
        }
    }

    /// The report in one format.
    pub fn render(&self, report: &Report, format: Format, look: Look, state: Status) -> String {
        let base = Base::here();
        match format {
            Format::Human => human::render(report, look),
            Format::Json => json::pretty(report),
            Format::Html => html::render(report),
            Format::Markdown => markdown::render(report),
            Format::Junit => junit::render(report, &base, self.junit_warn_as),
            Format::Sarif => {
                let passes = if self.sarif_include_pass {
                    Passes::Included
                } else {
                    Passes::LeftOut
                };
                sarif::render(report, &base, passes)
            }
            Format::Github => github::render(report, &base),
            Format::Nagios => nagios::render(report, state),
            Format::Openmetrics => metrics::openmetrics(report),
            Format::Textfile => metrics::textfile(report),
        }
    }
}

/// How a command answers that makes no report of checks.
#[derive(Clone, Debug, clap::Args)]
pub struct Answering {
    /// The format: human or json, to stdout or as FORMAT=PATH to a file
    #[arg(short = 'o', long = "output", value_name = "FORMAT[=PATH]", default_value = "human", value_parser = plain)]
    form: Output,
}

fn plain(text: &str) -> Result<Output, String> {
    let output = text.parse::<Output>().ok();
    let output = output.filter(|one| matches!(one.format, Format::Human | Format::Json));
    output.ok_or_else(|| "expected human or json, alone or as FORMAT=PATH".to_owned())
}

impl Answering {
    /// Whether a program reads it.
    pub fn is_json(&self) -> bool {
        self.form.format == Format::Json
    }

    /// Writes the answer, for a person at a width, or for a program.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(
        &self,
        human: &dyn Fn(usize) -> String,
        json: &dyn Fn() -> String,
    ) -> Result<Code, Failure> {
        let render = |format, width| match format {
            Format::Json => json(),
            _ => human(width),
        };
        write_all(std::iter::once(&self.form), &render).map(|()| Code::Ok)
    }
}

fn write_all<'a>(
    outputs: impl Iterator<Item = &'a Output>,
    render: &dyn Fn(Format, usize) -> String,
) -> Result<(), Failure> {
    let write = |output: &Output| match &output.path {
        None => print(&render(output.format, terminal_width())).map(drop),
        Some(path) => {
            let text = render(output.format, 100);
            let plain = if text.contains('\u{1b}') {
                anstream::adapter::strip_str(&text).to_string()
            } else {
                text
            };
            save(path, plain.as_bytes())
        }
    };
    let written: Vec<Result<(), Failure>> = outputs.map(write).collect();
    written.into_iter().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_help_names_every_format() {
        let command = <Outputs as clap::Args>::augment_args(clap::Command::new("x"));
        let output = command
            .get_arguments()
            .find(|one| one.get_id() == "outputs");
        let help = output.unwrap().get_help().unwrap().to_string();
        assert!(help.contains(&Format::names()), "{help}");
    }

    #[test]
    fn an_unknown_format_is_told_with_all_that_are_known() {
        let told = "xml".parse::<Output>().unwrap_err();
        assert!(told.starts_with("expected human, json, "), "{told}");
    }
}
