//! The report as SARIF 2.1.0, for code scanning: what is wrong, on the line of the config that caused it.

mod rules;

use std::collections::{BTreeMap, HashMap};

use aws_lc_rs::digest::{SHA256, digest};
use checks::kit::Status;
use data_encoding::HEXLOWER;
use jiff::SignedDuration;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use self::rules::Rules;
use super::model::{Cause, Finding, Outcome, Report, Site, Text};
use super::view::json::pretty;
use super::view::location::Base;
use super::view::text::{because, few, name, remedy, sentence, sentence_of, value};
use super::view::{explained, help};

/// Whether what passed is written too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passes {
    /// GitHub does not look at `kind`, and would show each as an alert.
    LeftOut,
    /// For readers that do.
    Included,
}

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
    pretty(&Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [writer.run(passes)],
    })
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

/// One run, whose results are made one at a time as they are written, so that they are never in memory together.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    automation_details: Option<Value>,
    invocations: [Value; 1],
    column_kind: &'static str,
    #[serde(serialize_with = "written")]
    results: (&'a Writer<'a>, Passes),
}

struct Writer<'a> {
    report: &'a Report,
    base: &'a Base,
    rules: Rules<'a>,
    explained: HashMap<usize, &'a Cause>,
}

impl<'a> Writer<'a> {
    fn run(&self, passes: Passes) -> Run<'_> {
        let report = self.report;
        let took = SignedDuration::try_from_secs_f64(report.duration_s).unwrap_or_default();
        let ended = report.started_at.checked_add(took);
        let findings = report.findings.iter().enumerate();
        let unknown = findings.filter(|(_, finding)| finding.status == Status::Unknown);
        let notifications: Vec<Value> = unknown
            .map(|(index, finding)| self.notification(index, finding))
            .collect();
        Run {
            tool: json!({"driver": {
                "name": "otpdoctor",
                "semanticVersion": report.version,
                "rules": self.rules.all,
            }}),
            automation_details: report
                .appliance
                .as_ref()
                .map(|name| json!({"id": format!("otpdoctor/{name}/")})),
            invocations: [given(json!({
                "executionSuccessful": report.summary.unknown == 0,
                "startTimeUtc": report.started_at.to_string(),
                "endTimeUtc": ended.ok().map(|ended| ended.to_string()),
                "toolExecutionNotifications": notifications,
            }))],
            column_kind: "unicodeCodePoints",
            results: (self, passes),
        }
    }

    fn results(&self, passes: Passes) -> impl Iterator<Item = Alert<'a>> {
        let mut alike: HashMap<[&str; 3], usize> = HashMap::new();
        let findings = self.report.findings.iter().enumerate();
        findings.filter_map(move |(index, finding)| {
            let key = [&*finding.check, &*finding.reason, &*finding.subject];
            let position = alike.entry(key).or_default();
            *position += 1;
            match finding.status {
                Status::Unknown => None,
                Status::Pass | Status::Skip if passes == Passes::LeftOut => None,
                _ => Some(self.result(index, finding, fingerprint(key, *position))),
            }
        })
    }

    fn result(&self, index: usize, finding: &'a Finding, fingerprint: String) -> Alert<'a> {
        let (kind, level) = match finding.status {
            Status::Pass => ("pass", "none"),
            Status::Skip => ("notApplicable", "none"),
            Status::Warn | Status::Unknown => ("fail", "warning"),
            Status::Fail => ("fail", "error"),
        };
        let mut locations = self.locations(finding);
        // Only the first one is shown, as where the result is.
        let related_locations = locations.split_off(locations.len().min(1));
        let cause = self.explained.get(&index);
        let evidence = finding.evidence.iter();
        Alert {
            rule_id: &finding.check,
            rule_index: self.rules.index(&finding.check),
            kind,
            level,
            message: self.message(index, finding),
            locations,
            related_locations,
            partial_fingerprints: [("otpdoctor/v1", fingerprint)].into(),
            suppressions: suppression(finding).map(|one| [one]),
            properties: Properties {
                reason: &finding.reason,
                help_uri: help::of(finding),
                subject: &finding.subject,
                realms: &finding.realms,
                evidence: evidence.map(|one| (&*one.name, value(one))).collect(),
                because: cause.map(|cause| format!("{}/{}", cause.check, cause.reason)),
            },
        }
    }

    fn notification(&self, index: usize, finding: &Finding) -> Value {
        json!({
            "descriptor": {"id": name(finding)},
            "associatedRule": {"id": finding.check, "index": self.rules.index(&finding.check)},
            "level": match finding.outcome() {
                Outcome::Waived => "note",
                _ => "error",
            },
            "message": self.message(index, finding),
            "locations": self.locations(finding),
        })
    }

    /// What is the matter, with what, where, why, and what to do.
    fn message(&self, index: usize, finding: &Finding) -> Message {
        let mut lines = vec![sentence(finding), format!("About: {}", finding.subject)];
        if !finding.realms.is_empty() {
            lines.push(format!("In: {}", few(&finding.realms, REALMS)));
        }
        let cause = self.explained.get(&index);
        lines.extend(cause.map(|cause| sentence_of(&because(cause), [])));
        lines.extend(remedy(finding));
        // Never a link, as `[text](position)` would be.
        Message {
            text: lines.join("\n").replace("](", "] ("),
        }
    }

    /// Where it was caused; without one, where its realm is defined; else where the config begins; nowhere, where there is none.
    fn locations(&self, finding: &Finding) -> Vec<Location> {
        let mut sites: Vec<&Site> = finding.all_sites().iter().collect();
        if sites.is_empty() {
            let realms = finding.realms.iter();
            sites.extend(realms.filter_map(|realm| self.report.realm_sites.get(realm)));
        }
        // Lines and columns begin with 1.
        let at = |file: &str, line: u32, column: u32| Location {
            physical_location: Physical {
                artifact_location: Artifact {
                    uri: self.base.uri(file),
                },
                region: Region {
                    start_line: line.max(1),
                    start_column: column.max(1),
                },
            },
        };
        let mut locations: Vec<Location> = Vec::new();
        for site in sites {
            let location = at(&site.file, site.line, site.column);
            // Files of the same name in different folders elsewhere are one to the reader.
            if !locations.contains(&location) {
                locations.push(location);
            }
        }
        if locations.is_empty() && self.report.tried.is_none() {
            locations.push(at(&self.report.config, 1, 1));
        }
        locations
    }
}

/// What is wrong, or passed where that is asked for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Alert<'a> {
    rule_id: &'a str,
    rule_index: usize,
    kind: &'static str,
    level: &'static str,
    message: Message,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<[Value; 1]>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    subject: &'a str,
    realms: &'a [Text],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    evidence: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<String>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
}

#[derive(PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(PartialEq, Serialize)]
struct Artifact {
    uri: String,
}

#[derive(PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
}

fn written<S: Serializer>(
    (writer, passes): &(&Writer<'_>, Passes),
    into: S,
) -> Result<S::Ok, S::Error> {
    into.collect_seq(writer.results(*passes))
}

/// The object without what is not there.
fn given(mut object: Value) -> Value {
    if let Value::Object(parts) = &mut object {
        parts.retain(|_, part| !part.is_null());
    }
    object
}

/// A fingerprint that outlives moved lines: of the check, the reason, the subject, and the position among equal ones.
fn fingerprint(key: [&str; 3], position: usize) -> String {
    let hash = digest(&SHA256, key.join("\0").as_bytes());
    format!("{}:{position}", HEXLOWER.encode(&hash.as_ref()[..16]))
}

fn suppression(finding: &Finding) -> Option<Value> {
    finding.waived.as_ref().map(|grounds| {
        let (why, who, until) = (&grounds.why, &grounds.who, grounds.until);
        json!({
            "kind": "external",
            "status": "accepted",
            "justification": format!("{why} (by {who}, until {until})"),
        })
    })
}
