//! What a terminal is shown of a report and of a comparison: each text that a stranger's file may hold is poisoned by
//! itself, and shown as if it held no more than harmless words.

use std::collections::{BTreeMap, BTreeSet};

use checks::kit::text;
use otpdoctor::report::diff::{self, diff};
use otpdoctor::report::human::{self, Detail, Look};
use otpdoctor::report::{Report, json};
use serde_json::Value;

use crate::goldens::LOOK;
use crate::worlds::{self, Alike};

/// Escapes of colors that are not ours, of titles and of the cursor; a bell; marks of direction and without width; lines.
const HOSTILE: &str = "\u{1b}[7mX\u{1b}]0;pwn\u{7}\u{1b}[2J\u{9b}5m\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}Y\n\r\n✗ Z\u{0}\u{7f} ";

/// What holds no text, or a text that has to be what it is.
const TYPED: &[&str] = &[
    "schema",
    "status",
    "kind",
    "platform",
    "started_at",
    "judged_at",
    "at",
    "not_before",
    "not_after",
    "end",
    "until",
];

/// The kinds of texts in a report: the keys on the way to each.
fn kinds(value: &Value) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    visit(&mut value.clone(), "", &mut |kind, _| {
        kinds.insert(kind.to_owned());
    });
    kinds
}

fn visit(value: &mut Value, way: &str, each: &mut impl FnMut(&str, &mut String)) {
    match value {
        Value::String(text) => each(way, text),
        Value::Array(list) => list.iter_mut().for_each(|one| visit(one, way, each)),
        Value::Object(map) => map
            .iter_mut()
            .filter(|(key, _)| !TYPED.contains(&key.as_str()))
            .for_each(|(key, one)| visit(one, &format!("{way}.{key}"), each)),
        _ => {}
    }
}

/// The report with a text before every text of a kind.
fn with(report: &Value, kind: &str, before: &str) -> Report {
    let mut value = report.clone();
    visit(&mut value, "", &mut |known, text| {
        if known == kind {
            text.insert_str(0, before);
        }
    });
    serde_json::from_value(value).unwrap_or_else(|why| panic!("{kind}: {why}"))
}

/// All that a terminal is shown: styles as they are where color is forced.
fn shown(report: &Report, other: &Report) -> BTreeMap<&'static str, String> {
    let all = Look {
        detail: Detail::All,
        ..LOOK
    };
    let (forth, back) = (diff(other, report), diff(report, other));
    BTreeMap::from([
        ("human", human::render(report, LOOK)),
        ("human -v", human::render(report, all)),
        ("diff to it", diff::human(&forth, LOOK)),
        ("diff from it", diff::human(&back, LOOK)),
    ])
}

/// The sequences that begin with an escape, up to the letter that ends a style.
fn styles(text: &str) -> BTreeSet<String> {
    let parts = text.split('\u{1b}').skip(1);
    parts
        .map(|part| match part.split_once('m') {
            Some((style, _)) => style.to_owned(),
            None => part.to_owned(),
        })
        .collect()
}

#[test]
fn each_text_is_shown_as_harmless_words() {
    let benign = text::harmless(HOSTILE);
    for world in ["failing", "waived", "unknown"] {
        let report = serde_json::to_value(worlds::report(world)).unwrap();
        let other = worlds::report("healthy");
        let ours: BTreeSet<String> = ["failing", "waived", "unknown", "healthy"]
            .iter()
            .flat_map(|world| shown(&worlds::report(world), &other).into_values())
            .flat_map(|text| styles(&text))
            .collect();
        let kinds = kinds(&report);
        assert!(kinds.contains(".findings.check") && kinds.contains(".findings.reason"));
        for kind in kinds {
            let hostile = with(&report, &kind, HOSTILE);
            let plain = shown(&with(&report, &kind, &benign), &other);
            for (name, text) in shown(&hostile, &other) {
                assert!(text == plain[name], "{name}, {world}, {kind}:\n{text}");
                let strange = &styles(&text) - &ours;
                assert_eq!(strange, BTreeSet::new(), "{name}, {world}, {kind}");
                let steers = |c: &char| text::steers(*c) && !matches!(c, '\n' | '\u{1b}');
                assert_eq!(text.chars().find(steers), None, "{name}, {world}, {kind}");
            }
            let comparison = diff(&other, &hostile);
            for text in [json::pretty(&hostile), json::pretty(&comparison)] {
                let steers = |c: &char| text::steers(*c) && *c != '\n';
                assert_eq!(text.chars().find(steers), None, "JSON, {world}, {kind}");
            }
            let read: Report = serde_json::from_str(&json::pretty(&hostile)).unwrap();
            assert_eq!(read, hostile, "{world}, {kind}");
        }
    }
}

/// Names and numbers that no run gives, and that would leave no room.
#[test]
fn no_length_leaves_no_room() {
    let mut report = serde_json::to_value(worlds::report("waived")).unwrap();
    for key in [
        ".findings.check",
        ".findings.reason",
        ".findings.area",
        ".checks",
    ] {
        let report = with(&report, key, &"a".repeat(90));
        shown(&report, &worlds::report("healthy"));
    }
    for finding in report["findings"].as_array_mut().unwrap() {
        finding["sites"] = Value::Array(Vec::new());
    }
    let report: Report = serde_json::from_value(report).unwrap();
    for width in [0, 40, 80, 200] {
        for detail in [Detail::Brief, Detail::All] {
            let look = Look {
                width,
                detail,
                ..LOOK
            };
            human::render(&report, look);
        }
    }
}

#[test]
fn a_thousand_realms_are_told_in_a_few_screens() {
    for alike in [Alike::Merged, Alike::Apart] {
        let many = worlds::many(1000, alike);
        let brief = human::render(&many, LOOK);
        assert!(
            brief.lines().count() < 180,
            "{}\n{brief}",
            brief.lines().count()
        );
        let mut recovered = many.clone();
        recovered.findings.iter_mut().for_each(|one| {
            one.status = checks::kit::Status::Pass;
            one.reason = "ok".into();
        });
        let compared = diff::human(&diff(&recovered, &many), LOOK);
        assert!(compared.contains("all 1000 realms"), "{compared}");
        assert!(
            compared.lines().count() < 250,
            "{}",
            compared.lines().count()
        );
    }
}

/// A hint is read on a narrow terminal too, which breaks a longer line in the middle of a word.
#[test]
fn a_hint_fits_a_narrow_terminal() {
    let report = worlds::report("failing");
    for width in [40, 60, 80] {
        let text = human::render(&report, Look { width, ..LOOK });
        let text = anstream::adapter::strip_str(&text).to_string();
        let hints = text
            .lines()
            .skip_while(|line| !line.starts_with("otpdoctor explain "));
        for hint in hints.take(2) {
            assert!(hint.chars().count() <= width, "{width}: {hint}");
        }
    }
}
