//! What each format says of each world: `SNAPSHOTS=overwrite cargo test --test formats` writes it anew.

use checks::kit::Status;
use checks::kit::realm::Platform;
use otpdoctor::report::human::{Detail, Look};
use otpdoctor::report::junit::WarnAs;
use otpdoctor::report::sarif::Passes;
use otpdoctor::report::view::location::Base;
use otpdoctor::report::{Report, github, human, junit, metrics, nagios, sarif};
use serde_json::Value;

use crate::worlds;

/// The terminal of the goldens.
pub const LOOK: Look = Look {
    width: 80,
    detail: Detail::Brief,
    platform: Platform::Windows,
};

/// A report in every format, by the format's name.
pub fn render_all(report: &Report) -> Vec<(&'static str, String)> {
    let base = Base::at("/somewhere/else");
    vec![
        ("human", human::render(report, LOOK)),
        ("junit", junit::render(report, &base, WarnAs::Pass)),
        ("sarif", sarif::render(report, &base, Passes::LeftOut)),
        ("github", github::render(report, &base)),
        ("nagios", nagios::render(report, state(report))),
        ("openmetrics", metrics::openmetrics(report)),
        ("textfile", metrics::textfile(report)),
    ]
}

fn state(report: &Report) -> Status {
    match &report.summary {
        summary if summary.fail > 0 => Status::Fail,
        summary if summary.unknown > 0 => Status::Unknown,
        summary if summary.warn > 0 => Status::Warn,
        _ => Status::Pass,
    }
}

#[test]
fn every_format_of_every_world() {
    for world in worlds::NAMES {
        hold(world, &worlds::report(world), |text| text);
    }
}

#[test]
fn every_format_of_300_realms() {
    let many = worlds::many(300, worlds::Alike::Merged);
    hold("many", &many, |text| worlds::shortened(&text));
}

fn hold(world: &str, report: &Report, shown: impl Fn(String) -> String) {
    for (format, text) in render_all(report) {
        let text = match format {
            // The classic form follows from the other, by a test of its own.
            "textfile" => continue,
            "sarif" => without_pages(&text),
            // As a pipe gets it: without styles.
            "human" => anstream::adapter::strip_str(&text).to_string(),
            _ => text,
        };
        let path = worlds::folder(world).join(format!("expected.{format}"));
        snapbox::Assert::new()
            .action_env("SNAPSHOTS")
            .normalize_paths(false)
            .eq(
                shown(text),
                snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)),
            );
    }
}

/// The rules by their names alone: their pages are golden elsewhere.
fn without_pages(text: &str) -> String {
    let mut log: Value = serde_json::from_str(text).unwrap();
    for rule in log["runs"][0]["tool"]["driver"]["rules"]
        .as_array_mut()
        .unwrap()
    {
        *rule = rule["id"].take();
    }
    serde_json::to_string_pretty(&log).unwrap() + "\n"
}
