//! `-o FORMAT[=PATH]`: which reports are written, and where they go.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use checks::kit::realm::Platform;
use clap::ValueEnum as _;

use super::super::exit::{Code, Failure};
use super::{print, save, terminal_width};
use crate::report::human::{Detail, Look};
use crate::report::junit::WarnAs;
use crate::report::nagios::State;
use crate::report::place::Base;
use crate::report::sarif::Passes;
use crate::report::{Report, github, html, human, json, junit, markdown, metrics, nagios, sarif};

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
        let names: Vec<String> = Self::value_variants()
            .iter()
            .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
            .collect();
        match names.split_last() {
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
            None => String::new(),
        }
    }
}

/// A report to be written: `FORMAT` to stdout, `FORMAT=PATH` to a file.
#[derive(Clone, Debug)]
pub struct Output {
    format: Format,
    path: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = match text.split_once('=') {
            Some((_, "")) => return Err("a path is missing after `=`".into()),
            Some((format, path)) => (
                format,
                Some(PathBuf::from(path)).filter(|path| path != Path::new("-")),
            ),
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

    /// What a warning is in JUnit: pass (with its text), or failure
    #[arg(
        long,
        value_name = "OUTCOME",
        default_value = "pass",
        value_enum,
        hide_possible_values = true
    )]
    junit_warn_as: WarnAs,

    /// Write what passed into SARIF too; GitHub would show each as an alert
    #[arg(long)]
    sarif_include_pass: bool,
}

/// What the rendering of a report depends on, beside the report.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// How much a person is shown.
    pub detail: Detail,
    /// The platform whose commands a person is shown.
    pub platform: Platform,
    /// What a monitoring system is told.
    pub state: State,
}

impl Outputs {
    /// Refuses two reports in one place: neither could be read.
    ///
    /// # Errors
    /// A usage error.
    pub fn check(&self) -> anyhow::Result<()> {
        let paths: Vec<Option<&Path>> =
            self.outputs.iter().map(|one| one.path.as_deref()).collect();
        let twice = paths
            .iter()
            .enumerate()
            .find(|(place, path)| paths[..*place].contains(path));
        match twice {
            None => Ok(()),
            Some((_, None)) => Err(Failure::error(
                Code::Usage,
                "only one report fits on stdout: give the others a path, as in -o json=report.json",
            )),
            Some((_, Some(path))) => Err(Failure::error(
                Code::Usage,
                format!("two reports would be written to {}", path.display()),
            )),
        }
    }

    /// Whether stdout is left to a person.
    pub fn for_people(&self) -> bool {
        let programs = |one: &Output| one.path.is_none() && one.format != Format::Human;
        !self.outputs.iter().any(programs)
    }

    /// Whether a monitoring system reads stdout and the exit code.
    pub fn for_monitoring(&self) -> bool {
        self.outputs.iter().any(Output::is_plugin)
    }

    /// Writes the report in every format that was asked for; without any, for a person on stdout.
    ///
    /// # Errors
    /// The first that cannot be written; the others are written all the same. A file that could not be written whole
    /// is not there.
    pub fn write(&self, report: &Report, reader: Reader) -> anyhow::Result<()> {
        self.write_each(&|format, width| self.render(report, format, width, reader))
    }

    /// Writes what `render` makes of each format, at the width of where it goes.
    ///
    /// # Errors
    /// As [`Outputs::write`].
    pub fn write_each(&self, render: &dyn Fn(Format, usize) -> String) -> anyhow::Result<()> {
        let human_on_stdout = [Output {
            format: Format::Human,
            path: None,
        }];
        let outputs = match self.outputs.as_slice() {
            [] => &human_on_stdout,
            list => list,
        };
        let written: Vec<anyhow::Result<()>> = outputs
            .iter()
            .map(|output| match &output.path {
                None => print(&render(output.format, terminal_width())),
                Some(path) => {
                    let text = render(output.format, 100);
                    let plain = anstream::adapter::strip_str(&text).to_string();
                    save(path, plain.as_bytes())
                }
            })
            .collect();
        written.into_iter().collect()
    }

    /// The report in one format.
    pub fn render(&self, report: &Report, format: Format, width: usize, reader: Reader) -> String {
        let base = Base::here();
        match format {
            Format::Human => {
                let look = Look {
                    width,
                    detail: reader.detail,
                    platform: reader.platform,
                };
                human::render(report, look)
            }
            Format::Json => json::render(report),
            Format::Html => html::render(report),
            Format::Markdown => markdown::render(report),
            Format::Junit => junit::render(report, &base, self.junit_warn_as),
            Format::Sarif => {
                let passes = match self.sarif_include_pass {
                    true => Passes::Included,
                    false => Passes::LeftOut,
                };
                sarif::render(report, &base, passes)
            }
            Format::Github => github::render(report, &base),
            Format::Nagios => nagios::render(report, reader.state),
            Format::Openmetrics => metrics::openmetrics(report),
            Format::Textfile => metrics::textfile(report),
        }
    }
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
