//! A saved report, read again: a stranger may have written it.

use checks::kit::text::quote;
use serde::Deserialize;
use serde_json::Value;

use super::report::{Report, SCHEMA};

/// How much a report may grow to: 10,000 realms with all checks take half of it.
const LARGEST: usize = 1 << 30;
/// How much any report may grow to, however small its file is.
const MODEST: usize = 32 << 20;
/// How many times the size of its file a larger one may grow to: one of thousands of equal realms takes a third of that.
const RATIO: usize = 200;

/// About what is written around a name.
const SMALL: usize = 200;

/// What each check of each realm takes in an overview, in bytes.
const CELL: usize = 32;

/// Formats name no more places for each realm.
const PLACES: usize = 5;

/// No check, reason or area has a longer name.
const NAME: usize = 64;
/// What is said of a text that is none.
const NO_REPORT: &str = "this is no report as `otpdoctor check -o json` writes it";

/// What every version of the format begins with.
#[derive(Deserialize)]
struct Head {
    schema: String,
    #[serde(default)]
    version: String,
}

/// Reads a report.
///
/// # Errors
/// When it is not one, or of a newer version.
pub fn read(bytes: &[u8]) -> Result<Report, String> {
    // What older versions of PowerShell make of a text behind `>`.
    if bytes.starts_with(b"\xff\xfe") {
        return Err("it is UTF-16, as Windows PowerShell writes what is behind `>`: write the report with `-o json=PATH`".into());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let report = match serde_json::from_slice::<Report>(bytes) {
        Ok(report) if report.schema == SCHEMA => report,
        // A report of another version is recognized by what all versions begin with.
        read => {
            let head: Head = serde_json::from_slice(bytes).map_err(malformed)?;
            let why = read.err().filter(|_| head.schema == SCHEMA);
            return Err(why.map_or_else(|| other(&head), malformed));
        }
    };
    if let Some(text) = names(&report).find(|text| !is_name(text)) {
        return Err(format!(
            "{:?} stands where a check, a reason, an area or an id does, and is no name of lowercase letters, digits and single hyphens, {NAME} characters at most",
            quote(text, 60)
        ));
    }
    check_places(&report)?;
    let most = bytes.len().saturating_mul(RATIO).clamp(MODEST, LARGEST);
    if expanded(&report) > most {
        Err(format!(
            "it says so much of so many realms that it would take more than 1 GiB, or {RATIO} times its size, in other formats"
        ))
    } else {
        Ok(report)
    }
}

/// About how many bytes the report takes where each realm stands for itself: a few that name many realms and say much
/// grow beyond all bounds there.
fn expanded(report: &Report) -> usize {
    let findings = report.findings.iter().map(|finding| {
        let evidence = finding.evidence.iter().map(|one| {
            let value = match &*one.value {
                Value::String(text) => text.len(),
                Value::Array(_) | Value::Object(_) => one.value.to_string().len(),
                _ => SMALL,
            };
            one.name.len() + one.of.as_ref().map_or(0, |of| of.len()) + value
        });
        let steps = finding.remedy.steps.iter().map(|step| step.len());
        let commands = finding.remedy.commands.iter().map(|one| one.run.len());
        let said = finding.subject.len() + finding.summary.len() + PLACES * SMALL;
        let said = said + evidence.chain(steps).chain(commands).sum::<usize>();
        finding.realms.len().saturating_mul(said + SMALL)
    });
    let chains = report.chains.iter().map(|chain| {
        let names = chain.certificates.iter().map(|one| one.name.len() + SMALL);
        let said = names.sum::<usize>() + chain.whose.len() + SMALL;
        chain.realms.len().saturating_mul(said)
    });
    let cells = report.realms.len().saturating_mul(report.checks.len());
    let cells = std::iter::once(cells.saturating_mul(CELL));
    findings
        .chain(chains)
        .chain(cells)
        .fold(0, usize::saturating_add)
}

fn malformed(why: serde_json::Error) -> String {
    let (line, column, text) = (why.line(), why.column(), why.to_string());
    let place = format!(" at line {line} column {column}");
    let words = quote(text.strip_suffix(&place).unwrap_or(&text), 200);
    format!("line {line}, column {column}: {NO_REPORT}: {words}")
}

/// What is of another schema, or written by a version that is not out yet for this one.
fn other(head: &Head) -> String {
    let number =
        |schema: &str| -> Option<u32> { schema.strip_prefix("otpdoctor.report/")?.parse().ok() };
    let (schema, version) = (quote(&head.schema, 60), quote(&head.version, 60));
    if number(&head.schema) > number(SCHEMA) {
        format!(
            "it was written by a newer otpdoctor, {version}, as {schema:?}; this is {}, which reads {SCHEMA:?}: update otpdoctor",
            env!("CARGO_PKG_VERSION")
        )
    } else {
        format!("{NO_REPORT}: its `schema` is {schema:?}, not {SCHEMA:?}")
    }
}

/// What programs match and people type. Only a finding that is of no known check is of no area.
fn names(report: &Report) -> impl Iterator<Item = &str> {
    let findings = report.findings.iter();
    let findings = findings.flat_map(|one| {
        let ids = one.evidence.iter().map(|one| &one.id);
        let may_be_empty = ids.chain([&one.area]).filter(|text| !text.is_empty());
        may_be_empty.chain([&one.check, &one.reason])
    });
    let causes = report.diagnosis.iter().flat_map(|one| {
        let explained = one.explains.iter();
        let explained = explained.flat_map(|one| [&one.check, &one.reason]);
        explained.chain([&one.check, &one.reason])
    });
    let names = findings.chain(causes).chain(&report.checks);
    let faults = report.demo.iter().flatten();
    let faults = faults.flat_map(|fault| fault.split('/'));
    names.map(|text| text.as_str()).chain(faults)
}

fn is_name(text: &str) -> bool {
    let plain = |part: &str| {
        let mut bytes = part.bytes();
        !part.is_empty() && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.len() <= NAME && text.split('-').all(plain)
}

/// Every place in the diagnosis is one among the findings.
fn check_places(report: &Report) -> Result<(), String> {
    let count = report.findings.len();
    for (number, cause) in report.diagnosis.iter().enumerate() {
        // A cause has a finding that speaks for it.
        let own: &[usize] = match cause.findings.as_slice() {
            [] => &[count],
            places => places,
        };
        let named = own.iter().map(|place| ("findings", *place));
        let explained = cause.explains.iter().map(|one| ("explains", one.finding));
        for (key, place) in named.chain(explained) {
            if place >= count {
                return Err(format!(
                    "`diagnosis[{number}].{key}` names finding {place}, and there are {count}"
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn refused(text: &str) -> String {
        read(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_no_report_is_told_with_its_place() {
        assert_eq!(
            refused("{\n  \"schema\": 7}"),
            "line 2, column 13: this is no report as `otpdoctor check -o json` writes it: invalid type: integer `7`, expected a string"
        );
        assert!(refused("").contains("EOF"), "{}", refused(""));
        assert!(refused(&"[".repeat(100_000)).starts_with("line 1, column "));
    }

    #[test]
    fn a_report_that_a_windows_shell_wrote_is_read_or_told_as_such() {
        let text = empty().to_string();
        assert!(read(format!("\u{feff}{text}").as_bytes()).is_ok());
        let utf16: Vec<u8> = format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let told = read(&utf16).unwrap_err().to_string();
        assert!(
            told.contains("UTF-16") && told.contains("-o json=PATH"),
            "{told}"
        );
    }

    #[test]
    fn a_report_of_the_future_is_told_as_such() {
        let told = refused(r#"{"schema": "otpdoctor.report/2", "version": "9.1.0"}"#);
        assert!(told.contains("newer otpdoctor, 9.1.0"), "{told}");
        let other = refused(r#"{"schema": "otpdoctor.recording/1"}"#);
        assert!(other.contains("no report"), "{other}");
    }

    #[test]
    fn a_diagnosis_cannot_point_outside() {
        let cause = serde_json::json!({"check": "a", "reason": "b", "status": "fail", "realms": [], "subjects": [],
            "summary": "", "evidence": [], "remedy": {"steps": [], "commands": []}, "findings": [3], "explains": [],
            "symptoms": []});
        let mut empty = empty();
        empty["diagnosis"] = serde_json::json!([cause]);
        assert_eq!(
            refused(&empty.to_string()),
            "`diagnosis[0].findings` names finding 3, and there are 0"
        );
    }

    #[test]
    fn what_is_no_name_is_told() {
        let finding = |check: &str, reason: &str, area: &str| {
            serde_json::json!({"check": check, "area": area, "status": "fail", "reason": reason, "realms": [],
                "subject": "", "summary": "", "evidence": [], "remedy": {"steps": [], "commands": []},
                "site": null, "sites": [], "duration_s": 0, "waived": null})
        };
        let with = |key: &str, value: serde_json::Value| {
            let mut report = empty();
            report[key] = value;
            report.to_string()
        };
        let good = finding("smtp-tls", "sha-1", "");
        assert!(read(with("findings", serde_json::json!([good])).as_bytes()).is_ok());
        let hostile = "clo\u{1b}[31mX\u{1b}]0;pwn\u{7}";
        let is_refused = |text: &str| {
            let told = refused(text);
            assert!(told.contains("is no name of"), "{told}");
            assert!(!told.contains(|c: char| c.is_control()), "{told}");
        };
        for (check, reason, area) in [
            (hostile, "ok", "time"),
            ("a", "Behind", "time"),
            ("a", "b", "my area"),
            ("a--b", "c", "d"),
            ("a", "", "d"),
            (&"a".repeat(90), "b", "c"),
        ] {
            let findings = serde_json::json!([good, finding(check, reason, area)]);
            is_refused(&with("findings", findings));
        }
        is_refused(&with("checks", serde_json::json!(["a", hostile])));
        is_refused(&with("demo", serde_json::json!(["a/b", "a/b c"])));
    }

    #[test]
    fn a_small_file_cannot_become_a_huge_report() {
        let realms: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
        let finding = serde_json::json!({"check": "a", "area": "b", "status": "fail", "reason": "c", "realms": realms,
            "subject": "", "summary": "x".repeat(200_000), "evidence": [], "remedy": {"steps": [], "commands": []},
            "site": null, "sites": [], "duration_s": 0, "waived": null});
        let mut report = empty();
        report["findings"] = serde_json::json!([finding]);
        assert!(refused(&report.to_string()).contains("more than 1 GiB"));
        // What a check finds in each of a thousand realms stands at a thousand places, and is said of each with a few.
        let site = |n: u32| serde_json::json!({"file": "otpdoctor.yaml", "line": n, "column": 1});
        let realms: Vec<String> = (0..1000).map(|n| format!("SecureAuth{n}")).collect();
        let finding = serde_json::json!({"check": "a", "area": "b", "status": "fail", "reason": "c", "realms": realms,
            "subject": "s", "summary": "s", "evidence": [], "remedy": {"steps": [], "commands": []},
            "site": site(1), "sites": (1..=1000).map(site).collect::<Vec<_>>(), "duration_s": 0, "waived": null});
        report["findings"] = vec![finding; 30].into();
        assert!(read(report.to_string().as_bytes()).is_ok());
        // What stands in each cell of an overview.
        let names = |count: usize| (0..count).map(|n| format!("c{n}")).collect::<Vec<_>>();
        let overview = |realms: usize, checks: usize| {
            let mut report = empty();
            report["realms"] = serde_json::json!(names(realms));
            report["checks"] = serde_json::json!(names(checks));
            report.to_string()
        };
        assert!(refused(&overview(6000, 6000)).contains("more than 1 GiB"));
        for (realms, checks) in [(10_000, 40), (20_000, 5), (5, 5000)] {
            assert!(read(overview(realms, checks).as_bytes()).is_ok());
        }
    }

    fn empty() -> serde_json::Value {
        serde_json::json!({
            "schema": SCHEMA, "version": "0.1.0", "started_at": "2026-11-22T08:00:00Z", "duration_s": 0.1,
            "judged_at": "2026-11-22T08:00:00Z", "appliance": null, "config": "a.yaml", "realms": [], "checks": [],
            "summary": {"pass": 0, "skip": 0, "unknown": 0, "warn": 0, "fail": 0, "waived": 0},
            "findings": [], "diagnosis": [], "forecast": [],
        })
    }
}
