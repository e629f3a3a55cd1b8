//! The report as JUnit XML, for CI servers: a suite a realm, a test case a check.

use std::collections::HashMap;
use std::time::Duration;

use checks::kit::{Status, text};
use jiff::Timestamp;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::cell::{Cell, Outcome, cells, explained};
use super::place::Base;
use super::{Cause, Finding, Report, measured, phrase};

/// What a warning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum WarnAs {
    /// A passed test, with the warning as its output.
    Pass,
    /// A failed test.
    Failure,
}

/// The name of the whole.
const NAME: &str = "otpdoctor";

/// The whole report, with a final newline.
pub fn render(report: &Report, base: &Base, warn_as: WarnAs) -> String {
    let writer = Writer {
        base,
        warn_as,
        explained: explained(report),
    };
    let mut whole = quick_junit::Report::new(NAME);
    whole.set_time(span(report.duration_s));
    let cells = cells(report);
    for cells in cells.chunk_by(|one, next| one.realm == next.realm) {
        whole.add_test_suite(writer.suite(report, cells));
    }
    let xml = whole.to_string().expect("a string takes every write");
    // The schema that Jenkins publishes knows `skipped` of a suite, not of the root.
    let root = format!("<testsuites name=\"{NAME}\" tests=\"{}\"", whole.tests);
    let count = format!(" skipped=\"{}\"", whole.skipped);
    xml.replacen(&(root.clone() + &count), &root, 1)
}

struct Writer<'a> {
    base: &'a Base,
    warn_as: WarnAs,
    explained: HashMap<usize, &'a Cause>,
}

impl Writer<'_> {
    fn suite(&self, report: &Report, cells: &[Cell<'_>]) -> TestSuite {
        let mut suite = TestSuite::new(line(&format!("realm:{}", cells[0].realm)));
        suite.set_time(span(cells.iter().map(Cell::duration_s).fold(0.0, f64::max)));
        let whole_seconds = Timestamp::from_second(report.started_at.as_second());
        let at = whole_seconds.unwrap_or(report.started_at);
        suite
            .extra
            .insert("timestamp".into(), at.to_string().into());
        if let Some(appliance) = &report.appliance {
            suite.extra.insert("hostname".into(), line(appliance));
        }
        suite.add_test_cases(cells.iter().map(|cell| self.case(cell)));
        suite
    }

    fn case(&self, cell: &Cell<'_>) -> TestCase {
        let told: Vec<(usize, &Finding)> = cell.told().collect();
        let first = told[0].1;
        let failed = |kind| {
            let mut status = TestCaseStatus::non_success(kind);
            status
                .set_message(message(&told))
                .set_type(line(&format!("{}/{}", first.check, first.reason)))
                .set_description(block(&self.body(&told)));
            (status, None)
        };
        let (status, output) = match cell.outcome() {
            Outcome::Of(Status::Fail) => failed(NonSuccessKind::Failure),
            Outcome::Of(Status::Unknown) => failed(NonSuccessKind::Error),
            Outcome::Of(Status::Warn) if self.warn_as == WarnAs::Failure => {
                failed(NonSuccessKind::Failure)
            }
            Outcome::Of(Status::Warn) => {
                let kind = line(&format!("warning: {}/{}", first.check, first.reason));
                let output = format!(
                    "{}\n{}\n{}",
                    kind.as_str(),
                    message(&told).as_str(),
                    self.body(&told)
                );
                (TestCaseStatus::success(), Some(block(&output)))
            }
            Outcome::Of(Status::Pass) => (TestCaseStatus::success(), None),
            Outcome::Of(Status::Skip) => (skipped(message(&told)), None),
            Outcome::Waived => (skipped(waived(first)), None),
        };
        let mut case = TestCase::new(line(cell.check), status);
        case.set_classname(line(&format!("{NAME}.{}", cell.realm)));
        case.set_time(span(cell.duration_s()));
        if let Some(site) = &first.site {
            case.extra
                .insert("file".into(), line(&self.base.path(&site.file)));
            case.extra
                .insert("line".into(), site.line.to_string().into());
        }
        if let Some(output) = output {
            case.set_system_out(output);
        }
        case
    }

    /// What the message does not say: of each finding what was seen, what to do, and where.
    fn body(&self, told: &[(usize, &Finding)]) -> String {
        let blocks: Vec<String> = told
            .iter()
            .enumerate()
            .map(|(place, (number, finding))| {
                let mut lines = Vec::new();
                if place > 0 {
                    lines.push(finding.summary.clone());
                }
                lines.push(format!("about: {}", finding.subject));
                if let Some(cause) = self.explained.get(number) {
                    lines.push(phrase::because(cause));
                }
                let seen = finding.evidence.iter();
                lines.extend(seen.map(|one| format!("{}: {}", one.name, measured::shown(one))));
                lines.extend(finding.remedy.steps.iter().map(|step| format!("- {step}")));
                lines.extend(finding.remedy.commands.iter().map(phrase::command));
                for site in &finding.sites {
                    let path = self.base.path(&site.file);
                    lines.push(format!("at {path}:{}:{}", site.line, site.column));
                }
                let lines: Vec<String> = lines.iter().map(|line| text::harmless(line)).collect();
                lines.join("\n")
            })
            .collect();
        blocks.join("\n\n")
    }
}

/// What the first finding says, and how many more there are.
fn message(told: &[(usize, &Finding)]) -> XmlString {
    let first = &told[0].1.summary;
    match told.len() {
        1 => line(first),
        count => line(&format!("{first} (and {} more)", count - 1)),
    }
}

fn waived(finding: &Finding) -> XmlString {
    let said = format!("{}/{}: {}", finding.check, finding.reason, finding.summary);
    match &finding.waived {
        Some(grounds) => line(&format!("{} ({said})", phrase::waived(grounds))),
        None => line(&said),
    }
}

fn skipped(message: XmlString) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(message);
    status
}

/// A text on one line, of characters that XML may hold.
fn line(text: &str) -> XmlString {
    XmlString::new(legal(&text::harmless(text)))
}

/// A text of several lines, each harmless by itself.
fn block(text: &str) -> XmlString {
    XmlString::new(legal(text))
}

/// Without the two noncharacters that XML 1.0 excludes and quick-junit lets through.
fn legal(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "")
}

/// A saved report may hold any number.
fn span(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
