//! The report as JUnit XML, for CI servers: a suite a realm, a test case a check.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::model::{Cause, Finding, Outcome, Report, Site};
use super::view::location::Base;
use super::view::text::{Few, because, name, remedy, sites, value, waived};
use super::view::{CheckResult, Matrix, explained, grouped};

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
        report,
        base,
        warn_as,
        explained: explained(report),
    };
    let mut suites = Suites {
        whole: quick_junit::Report::new(NAME),
        xml: String::new(),
    };
    suites.whole.set_time(span(report.duration_s));
    let matrix = Matrix::of(report);
    let results: Vec<CheckResult<'_>> = matrix.results().collect();
    for of_realm in results.chunk_by(|one, next| one.realm == next.realm) {
        suites.add(writer.suite(of_realm));
    }
    // What is wrong with the config itself or the whole run is of no realm: a case for each, on its line.
    let findings = report.findings.iter().enumerate();
    let of_run = findings.filter(|(_, one)| one.realms.is_empty());
    for alike in grouped(of_run, |(_, one)| &one.check) {
        let mut suite = writer.suite_named(&alike[0].1.check, 0.0);
        suite.add_test_cases(alike.into_iter().map(|one| writer.of_run(one)));
        suites.add(suite);
    }
    let Suites { whole, xml } = suites;
    let around = text(&whole);
    let (before, after) = around.split_at(around.rfind(END).expect("a report ends"));
    // The schema that Jenkins publishes knows `skipped` of a suite, not of the root.
    let count = format!(" skipped=\"{}\"", whole.skipped);
    before.trim_end().replacen(&count, "", 1) + &xml + "\n" + after
}

/// The end of the root.
const END: &str = "</testsuites>";

/// The suites as text, each as soon as it is whole: those of ten thousand realms are too many to be held.
struct Suites {
    whole: quick_junit::Report,
    xml: String,
}

impl Suites {
    fn add(&mut self, suite: TestSuite) {
        self.whole.tests += suite.tests;
        self.whole.skipped += suite.skipped;
        self.whole.failures += suite.failures;
        self.whole.errors += suite.errors;
        let mut alone = quick_junit::Report::new(NAME);
        alone.add_test_suite(suite);
        let xml = text(&alone);
        let begin = xml.find("\n    <testsuite ").expect("it holds a suite");
        let end = xml.rfind(END).unwrap_or(xml.len());
        self.xml += xml[begin..end].trim_end();
    }
}

fn text(report: &quick_junit::Report) -> String {
    report.to_string().expect("a string takes every write")
}

struct Writer<'a> {
    report: &'a Report,
    base: &'a Base,
    warn_as: WarnAs,
    explained: HashMap<usize, &'a Cause>,
}

impl Writer<'_> {
    fn suite(&self, results: &[CheckResult<'_>]) -> TestSuite {
        let spans = results.iter().map(CheckResult::duration_s);
        let name = format!("realm:{}", results[0].realm);
        let mut suite = self.suite_named(&name, spans.fold(0.0, f64::max));
        suite.add_test_cases(results.iter().map(|result| self.case(result)));
        suite
    }

    fn suite_named(&self, name: &str, seconds: f64) -> TestSuite {
        let mut suite = TestSuite::new(xml(name));
        suite.set_time(span(seconds));
        let started_at = self.report.started_at;
        let whole_seconds = Timestamp::from_second(started_at.as_second());
        let at = whole_seconds.unwrap_or(started_at).to_string();
        suite.extra.insert("timestamp".into(), at.into());
        if let Some(appliance) = &self.report.appliance {
            suite.extra.insert("hostname".into(), xml(appliance));
        }
        suite
    }

    fn case(&self, result: &CheckResult<'_>) -> TestCase {
        let decisive: Vec<(usize, &Finding)> = result.decisive().collect();
        self.case_of(
            &decisive,
            result.outcome(),
            result.check,
            result.realm,
            result.duration_s(),
        )
    }

    fn of_run(&self, decisive: (usize, &Finding)) -> TestCase {
        let name = match &decisive.1.site {
            Some(site) => format!("{}:{}", decisive.1.subject, site.line),
            None => decisive.1.subject.to_string(),
        };
        self.case_of(
            &[decisive],
            decisive.1.outcome(),
            &name,
            &decisive.1.check,
            0.0,
        )
    }

    fn case_of(
        &self,
        decisive: &[(usize, &Finding)],
        outcome: Outcome,
        check: &str,
        realm: &str,
        seconds: f64,
    ) -> TestCase {
        let first = decisive[0].1;
        let failed = |kind| {
            let mut status = TestCaseStatus::non_success(kind);
            status
                .set_message(xml(&message(decisive)))
                .set_type(xml(&name(first)))
                .set_description(xml(&self.body(decisive)));
            (status, None)
        };
        let (status, output) = match outcome {
            Outcome::Fail => failed(NonSuccessKind::Failure),
            Outcome::Unknown => failed(NonSuccessKind::Error),
            Outcome::Warn if self.warn_as == WarnAs::Failure => failed(NonSuccessKind::Failure),
            Outcome::Warn => {
                let (name, message) = (name(first), message(decisive));
                let output = format!("warning: {name}\n{message}\n{}", self.body(decisive));
                (TestCaseStatus::success(), Some(output))
            }
            Outcome::Pass => (TestCaseStatus::success(), None),
            Outcome::Skip => (skipped(&message(decisive)), None),
            Outcome::Waived => {
                let why = first.waived.as_ref().map(waived).unwrap_or_default();
                let message = format!("{why} ({}: {})", name(first), first.summary);
                (skipped(&message), None)
            }
        };
        let mut case = TestCase::new(xml(check), status);
        case.set_classname(xml(&format!("{NAME}.{}", realm)));
        case.set_time(span(seconds));
        if let Some(site) = &first.site {
            let (file, line) = (xml(&self.base.path(&site.file)), site.line.to_string());
            case.extra.insert("file".into(), file);
            case.extra.insert("line".into(), line.into());
        }
        if let Some(output) = output {
            case.set_system_out(xml(&output));
        }
        case
    }

    /// What the message does not say: of each finding what was observed, what to do, and where.
    fn body(&self, decisive: &[(usize, &Finding)]) -> String {
        let mut blocks = Vec::new();
        for (position, (index, finding)) in decisive.iter().enumerate() {
            let mut lines = Vec::new();
            if position > 0 {
                lines.push(finding.summary.to_string());
            }
            lines.push(format!("about: {}", finding.subject));
            lines.extend(self.explained.get(index).map(|cause| because(cause)));
            let evidence = finding.evidence.iter();
            lines.extend(evidence.map(|one| format!("{}: {}", one.name, value(one))));
            lines.extend(remedy(finding));
            // Of a thousand realms each would name the places of all.
            let Few { shown, more } = sites(finding);
            let position = |site: &Site| {
                let path = self.base.path(&site.file);
                format!("at {path}:{}:{}", site.line, site.column)
            };
            lines.extend(shown.into_iter().map(position));
            lines.extend((more > 0).then(|| format!("and at {more} more places")));
            blocks.push(lines.join("\n"));
        }
        blocks.join("\n\n")
    }
}

/// What the first finding says, and how many more there are.
fn message(decisive: &[(usize, &Finding)]) -> String {
    let first = &decisive[0].1.summary;
    match decisive.len() {
        1 => first.to_string(),
        count => format!("{first} (and {} more)", count - 1),
    }
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(xml(message));
    status
}

/// A text without the two noncharacters that XML 1.0 excludes and quick-junit lets through.
fn xml(text: &str) -> XmlString {
    XmlString::new(text.replace(['\u{fffe}', '\u{ffff}'], ""))
}

/// A saved report may hold any number.
fn span(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
