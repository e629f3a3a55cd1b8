//! Text that tries to break out of each format, put into every string of a report: every reader still reads as much.

use otpdoctor::report::{Report, SCHEMA};
use serde_json::Value;

use crate::goldens::render_all;
use crate::{github, json, junit, metrics, nagios, sarif, worlds};

/// What a server or a config might say.
fn poison() -> String {
    let tricks = [
        "</testcase>]]><!-- & <script>alert(1)</script>",
        "\u{1b}[31m\u{1b}]0;title\u{7}",
        "\u{202e}\u{2066}\u{200b}\u{feff}",
        "\u{0}\u{1}\u{8}\u{c}\u{7f}\u{85}\u{fffe}\u{ffff}",
        "| 'x'=1;2;3 \"y\"=2",
        "\n::error file=x::y\r\n##[error]z\n",
        "\n# EOF\n# TYPE x gauge\nx{a=\"b\"} 1\n",
        "\\ \" ' ` $(id) %0A %25 {0} [link](https://example.net)",
        "\u{1f512}\u{301}é",
    ];
    tricks.concat() + &"long ".repeat(300)
}

/// What holds no free text.
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

/// Names by which values are found.
const NAMES: &[&str] = &["id", "unit", "check", "checks"];

fn spoil(value: &mut Value, spared: &[&str], poison: &str) {
    match value {
        // The last day of support is found by its name, and is a day.
        Value::String(text) if text.parse::<jiff::civil::Date>().is_ok() => {}
        Value::String(text) => *text = format!("{poison}{text}{poison}"),
        Value::Array(list) => list.iter_mut().for_each(|one| spoil(one, spared, poison)),
        Value::Object(map) => {
            // The names of realms are keys too.
            let sites = map.remove("realm_sites");
            map.iter_mut()
                .filter(|(key, _)| !spared.contains(&key.as_str()))
                .for_each(|(_, one)| spoil(one, spared, poison));
            if let Some(Value::Object(mut sites)) = sites {
                let spoiled = sites.iter_mut().map(|(realm, site)| {
                    spoil(site, spared, poison);
                    (format!("{poison}{realm}{poison}"), site.take())
                });
                map.insert("realm_sites".into(), spoiled.collect());
            }
        }
        _ => {}
    }
}

fn spoiled(world: &str, spared: &[&str]) -> Report {
    let mut value = serde_json::to_value(worlds::report(world)).unwrap();
    spoil(&mut value, spared, &poison());
    // Not by `read`, which refuses names that are none: no format relies on that.
    serde_json::from_value(value).unwrap()
}

/// What the readers count in each format.
fn counted(report: &Report) -> (junit::Counts, sarif::Counts, [usize; 3], usize) {
    let rendered = render_all(report);
    let text = |format| &rendered.iter().find(|(name, _)| *name == format).unwrap().1;
    let annotations = github::parse(text("github")).len();
    let (details, measured) = nagios::parse(text("nagios"));
    let series = metrics::validate(text("openmetrics"), text("textfile"));
    (
        junit::validate(text("junit")),
        sarif::validate(text("sarif")),
        [annotations, details, measured.len()],
        series.values().sum(),
    )
}

#[test]
fn no_text_alters_a_format() {
    let spared = [TYPED, NAMES].concat();
    for world in worlds::NAMES {
        let clean = counted(&worlds::report(world));
        let spoiled = counted(&spoiled(world, &spared));
        assert_eq!(clean, spoiled, "{world}");
    }
}

#[test]
fn not_even_the_names_do() {
    for world in worlds::NAMES {
        let report = spoiled(world, TYPED);
        assert_eq!(report.schema, SCHEMA);
        json::validate(&otpdoctor::report::json::pretty(&report));
        let (clean, spoiled) = (counted(&worlds::report(world)), counted(&report));
        // No value is found under its name, so nothing is measured; all else is there.
        assert_eq!(clean.0, spoiled.0, "{world}");
        assert_eq!(clean.1, spoiled.1, "{world}");
        assert_eq!(clean.2[..2], spoiled.2[..2], "{world}");
    }
}

#[test]
fn nothing_that_steers_gets_through() {
    let report = spoiled("failing", TYPED);
    for (format, text) in render_all(&report) {
        let steers = |c: &char| {
            (c.is_control() && *c != '\n')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        // SARIF escapes what it holds, and what is shown of it is cleaned like the rest.
        let shown = match format {
            "sarif" => messages(&text) + &text,
            // Styles are ours; what else steers there is told in `terminal`.
            "human" => anstream::adapter::strip_str(&text).to_string(),
            _ => text,
        };
        assert_eq!(shown.chars().find(steers), None, "{format}");
    }
}

fn messages(text: &str) -> String {
    let log: Value = serde_json::from_str(text).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap().iter();
    let texts = results.map(|one| one["message"]["text"].as_str().unwrap().to_owned());
    let texts: Vec<String> = texts.collect();
    assert!(texts.iter().all(|text| !text.contains("](")));
    texts.concat()
}
