//! The report as SARIF 2.1.0, for code scanning: what is wrong, on the line of the config that caused it.

mod rules;
mod types;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use aws_lc_rs::digest::{SHA256, digest};
use checks::kit::{Site, Status, text};
use jiff::SignedDuration;

use self::rules::{Rules, sentence};
use self::types::{
    ArtifactLocation, AutomationDetails, Driver, Invocation, Kind, Level, Location, Log, Message,
    Notification, Output, OutputProperties, PhysicalLocation, Reference, Region, RuleReference,
    Run, Suppression, Tool,
};
use super::cell::explained;
use super::place::Base;
use super::{Cause, Finding, Report, json, measured, phrase};

/// Whether what passed is written too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passes {
    /// GitHub does not look at `kind`, and would show each as an alert.
    LeftOut,
    /// For readers that do.
    Included,
}

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of our fingerprints; what they are made of never changes under it.
const FINGERPRINT: &str = "otpdoctor/v1";

/// How many realms a message names.
const REALMS: usize = 10;

/// The whole report, indented, with a final newline.
pub fn render(report: &Report, base: &Base, passes: Passes) -> String {
    let writer = Writer {
        report,
        base,
        rules: Rules::of(report),
        explained: explained(report),
    };
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [writer.run(passes)],
    };
    json::pretty(&log)
}

struct Writer<'a> {
    report: &'a Report,
    base: &'a Base,
    rules: Rules<'a>,
    explained: HashMap<usize, &'a Cause>,
}

impl<'a> Writer<'a> {
    fn run(mut self, passes: Passes) -> Run<'a> {
        let report = self.report;
        let mut results = Vec::new();
        let mut notifications = Vec::new();
        let mut fingerprints = Fingerprints::default();
        for (place, finding) in report.findings.iter().enumerate() {
            let fingerprint = fingerprints.of(finding);
            match finding.status {
                Status::Unknown => notifications.push(self.notification(place, finding)),
                Status::Pass | Status::Skip if passes == Passes::LeftOut => {}
                _ => results.push(self.result(place, finding, fingerprint)),
            }
        }
        let checked = |one: &Finding| one.status != Status::Unknown || one.waived.is_some();
        let took = SignedDuration::try_from_secs_f64(report.duration_s).unwrap_or_default();
        let ended = report.started_at.checked_add(took).ok();
        let invocation = Invocation {
            execution_successful: report.findings.iter().all(checked),
            start_time_utc: report.started_at.to_string(),
            end_time_utc: ended.map(|ended| ended.to_string()),
            tool_execution_notifications: notifications,
        };
        Run {
            tool: Tool {
                driver: Driver {
                    name: "otpdoctor",
                    semantic_version: text::harmless(&report.version),
                    rules: std::mem::take(&mut self.rules.all),
                },
            },
            automation_details: report.appliance.as_deref().map(|name| AutomationDetails {
                id: format!("otpdoctor/{}/", text::harmless(name)),
            }),
            invocations: [invocation],
            column_kind: "unicodeCodePoints",
            results,
        }
    }

    fn result(&self, place: usize, finding: &'a Finding, fingerprint: String) -> Output {
        let (kind, level) = match finding.status {
            Status::Pass => (Kind::Pass, Level::None),
            Status::Skip => (Kind::NotApplicable, Level::None),
            Status::Warn | Status::Unknown => (Kind::Fail, Level::Warning),
            Status::Fail => (Kind::Fail, Level::Error),
        };
        let mut locations = self.locations(finding);
        // Only the first one is shown, as where the result is.
        let related_locations = locations.split_off(1);
        let cause = self.explained.get(&place);
        let seen = finding.evidence.iter();
        Output {
            rule_id: text::harmless(&finding.check),
            rule_index: self.rules.place(&finding.check),
            kind,
            level,
            message: self.message(place, finding),
            locations,
            related_locations,
            partial_fingerprints: BTreeMap::from([(FINGERPRINT, fingerprint)]),
            suppressions: suppressions(finding),
            properties: OutputProperties {
                reason: text::harmless(&finding.reason),
                subject: text::harmless(&finding.subject),
                realms: finding
                    .realms
                    .iter()
                    .map(|one| text::harmless(one))
                    .collect(),
                evidence: seen
                    .map(|one| (text::harmless(&one.name), measured::shown(one)))
                    .collect(),
                because: cause
                    .map(|cause| text::harmless(&format!("{}/{}", cause.check, cause.reason))),
            },
        }
    }

    fn notification(&self, place: usize, finding: &Finding) -> Notification {
        Notification {
            descriptor: Reference {
                id: text::harmless(&format!("{}/{}", finding.check, finding.reason)),
            },
            associated_rule: RuleReference {
                id: text::harmless(&finding.check),
                index: self.rules.place(&finding.check),
            },
            level: match finding.waived {
                Some(_) => Level::Note,
                None => Level::Error,
            },
            message: self.message(place, finding),
            locations: self.locations(finding),
        }
    }

    /// What is the matter, with what, where, why, and what to do.
    fn message(&self, place: usize, finding: &Finding) -> Message {
        let mut sentences = vec![
            sentence(&finding.summary),
            format!("About: {}", finding.subject),
            format!("In: {}", phrase::realms(finding, REALMS)),
        ];
        if let Some(cause) = self.explained.get(&place) {
            sentences.push(sentence(&phrase::because(cause)));
        }
        sentences.extend(finding.remedy.steps.iter().cloned());
        sentences.extend(finding.remedy.commands.iter().map(phrase::command));
        let sentences: Vec<String> = sentences.iter().map(|one| plain(one)).collect();
        Message {
            text: sentences.join("\n"),
        }
    }

    /// Where it was caused; without such a place, where its realm is defined; else where the config begins.
    fn locations(&self, finding: &Finding) -> Vec<Location> {
        let mut sites: Vec<&Site> = finding.sites.iter().collect();
        if sites.is_empty() {
            sites.extend(&finding.site);
        }
        if sites.is_empty() {
            let realms = finding.realms.iter();
            sites.extend(realms.filter_map(|realm| self.report.realm_sites.get(realm)));
        }
        let mut places: Vec<(String, u32, u32)> = Vec::new();
        for site in sites {
            let place = (self.base.uri(&site.file), site.line, site.column);
            // Files of the same name in different folders elsewhere are one to the reader.
            if !places.contains(&place) {
                places.push(place);
            }
        }
        if places.is_empty() {
            places.push((self.base.uri(&self.report.config), 1, 1));
        }
        let places = places.into_iter();
        places
            .map(|(uri, line, column)| location(uri, line, column))
            .collect()
    }
}

fn location(uri: String, line: u32, column: u32) -> Location {
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri },
            region: Region {
                start_line: line.max(1),
                start_column: column.max(1),
            },
        },
    }
}

/// Fingerprints that outlive moved lines: of the check, the reason, the subject, and the place among equal ones.
#[derive(Default)]
struct Fingerprints<'a>(HashMap<[&'a str; 3], usize>);

impl<'a> Fingerprints<'a> {
    fn of(&mut self, finding: &'a Finding) -> String {
        let key = [
            finding.check.as_str(),
            finding.reason.as_str(),
            finding.subject.as_str(),
        ];
        let count = self.0.entry(key).or_default();
        *count += 1;
        let hash = digest(&SHA256, key.join("\0").as_bytes());
        let hex = hash.as_ref()[..16]
            .iter()
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
        format!("{hex}:{count}")
    }
}

fn suppressions(finding: &Finding) -> Vec<Suppression> {
    let waived = finding.waived.iter();
    waived
        .map(|grounds| Suppression {
            kind: "external",
            status: "accepted",
            justification: text::harmless(&format!(
                "{} (by {}, until {})",
                grounds.why, grounds.who, grounds.until
            )),
        })
        .collect()
}

/// Text of a message: harmless, and never a link, as `[text](place)` would be.
fn plain(text: &str) -> String {
    text::harmless(text).replace("](", "] (")
}
