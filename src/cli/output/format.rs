//! `-o FORMAT[=PATH]`: which reports are written, and where they go.

use std::path::Path;

use checks::kit::Status;
use checks::kit::realm::Platform;
use checks::kit::text::list;
use clap::ValueEnum as _;

use super::target::{self, Formats, Output};
use crate::exit::{Code, Failure};
use crate::report::human::{Detail, Look};
use crate::report::junit::WarnAs;
use crate::report::sarif::Passes;
use crate::report::view::location::Base;
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

impl Formats for Format {
    const HUMAN: Self = Self::Human;
}

impl Output<Format> {
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
    outputs: Vec<Output<Format>>,

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
    pub state: Status,
}

impl Outputs {
    /// Refuses two reports in one place: neither could be read.
    ///
    /// # Errors
    /// A usage error.
    pub fn check(&self) -> Result<(), Failure> {
        target::check(&self.outputs)
    }

    /// Whether a report goes to this file.
    pub fn is_written_to(&self, path: &Path) -> bool {
        self.outputs
            .iter()
            .any(|one| one.path.as_deref() == Some(path))
    }

    /// Whether stdout is left to a person.
    #[cfg(feature = "lab")]
    pub fn for_people(&self) -> bool {
        let programs = |one: &Output<Format>| one.path.is_none() && one.format != Format::Human;
        !self.outputs.iter().any(programs)
    }

    /// Whether a monitoring system reads stdout and the exit code.
    pub fn for_monitoring(&self) -> bool {
        self.outputs.iter().any(Output::is_plugin)
    }

    /// Refuses every format but these: in no other is this thing told.
    ///
    /// # Errors
    /// A usage error that names the formats there are.
    pub fn only(&self, formats: &[Format], thing: &str) -> Result<(), Failure> {
        let name = |format: &Format| {
            let value = format.to_possible_value();
            value.map_or_else(String::new, |value| value.get_name().to_owned())
        };
        let mut outputs = self.outputs.iter();
        let Some(other) = outputs.find(|one| !formats.contains(&one.format)) else {
            return Ok(());
        };
        let names: Vec<String> = formats.iter().map(name).collect();
        let (names, other) = (list(&names), name(&other.format));
        let text = format!("{thing} is written as {names}, not as {other}");
        Err(Failure::new(Code::Usage, text))
    }

    /// Writes the report in every format that was asked for; without any, for a person on stdout.
    ///
    /// # Errors
    /// The first that cannot be written; the others are written all the same. A file that could not be written whole
    /// is not there.
    pub fn write(&self, report: &Report, reader: Reader) -> Result<(), Failure> {
        self.write_each(&|format, width| self.render(report, format, width, reader))
    }

    /// Writes what `render` makes of each format, at the width of where it goes.
    ///
    /// # Errors
    /// As [`Outputs::write`].
    pub fn write_each(&self, render: &dyn Fn(Format, usize) -> String) -> Result<(), Failure> {
        target::write_each(&self.outputs, render)
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
        let told = "xml".parse::<Output<Format>>().unwrap_err();
        assert!(told.starts_with("expected human, json, "), "{told}");
    }
}
