//! The HTML report before a validator, axe-core and a real browser.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use otpdoctor::report::{Report, html};
use serde::Deserialize;

use crate::poison::{BENIGN, HOSTILE, spoiled};
use crate::worlds::{self, Alike, many};

/// What the judges say of a file.
#[derive(Deserialize)]
pub struct Verdict {
    validator: Vec<String>,
    #[serde(default)]
    axe: Vec<String>,
    pub dom: Dom,
    desk: u32,
    phone: u32,
    desk_height: u32,
    phone_height: u32,
    #[serde(default)]
    sheets: u32,
    #[serde(default)]
    orphans: Vec<String>,
    broken: Vec<String>,
    on_paper: bool,
    asked: Vec<String>,
    said: Vec<String>,
}

/// What became of it in the browser.
#[derive(Deserialize)]
pub struct Dom {
    pub count: BTreeMap<String, usize>,
    handlers: usize,
    dead: Vec<String>,
}

/// Elements that ask, run or embed something; `link` is the empty icon.
const ACTIVE: &[&str] = &[
    "script",
    "img",
    "image",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "button",
    "video",
    "audio",
    "base",
    "use",
    "foreignObject",
    "animate",
];

/// Whether axe-core runs and the page is printed, which takes seconds.
#[derive(Clone, Copy)]
pub enum Axe {
    Runs,
    Rests,
}

/// The verdicts on these reports, in order.
fn judge(reports: &[(&str, Report)], axe: Axe) -> Vec<Verdict> {
    let pages = reports
        .iter()
        .map(|(name, report)| (*name, html::render(report)));
    judge_pages(&pages.collect::<Vec<_>>(), axe)
}

/// The verdicts on these pages, in order.
pub fn judge_pages(pages: &[(&str, String)], axe: Axe) -> Vec<Verdict> {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = pages
        .iter()
        .map(|(name, page)| {
            let path = folder.path().join(format!("{name}.html"));
            std::fs::write(&path, page).unwrap();
            path
        })
        .collect();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/html");
    assert!(
        here.join("node_modules").exists(),
        "the judges are not installed: tests/setup does that"
    );
    let mut node = Command::new("node");
    if let Axe::Runs = axe {
        node.env("AXE", "1");
    }
    let output = node
        .arg(here.join("judge.mjs"))
        .args(&files)
        .env("BROWSER", browser())
        .env("TMPDIR", folder.path())
        .output()
        .unwrap_or_else(|why| panic!("node does not run ({why}): tests/setup installs it"));
    let text = String::from_utf8(output.stdout).unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The browser of this machine.
fn browser() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|program| program.is_file())
        .expect("there is no chromium: tests/setup installs it")
}

/// Valid, accessible, as wide as its window, and asking nothing of anybody.
pub fn assert_sound(name: &str, verdict: &Verdict) {
    assert_eq!(verdict.validator, [""; 0], "{name}");
    assert_eq!(verdict.axe, [""; 0], "{name}");
    assert_eq!(verdict.said, [""; 0], "{name}");
    assert_eq!(verdict.asked.len(), 1, "{name}: {:?}", verdict.asked);
    assert_eq!(verdict.dom.dead, [""; 0], "{name}: links that lead nowhere");
    assert_eq!(verdict.dom.handlers, 0, "{name}");
    for active in ACTIVE {
        assert!(!verdict.dom.count.contains_key(*active), "{name}: {active}");
    }
    assert!(verdict.desk <= 1440, "{name}: {} px wide", verdict.desk);
    assert!(verdict.phone <= 390, "{name}: {} px wide", verdict.phone);
    assert!(verdict.on_paper, "{name}: what is folded is not printed");
}

#[test]
#[cfg_attr(windows, ignore = "the browser that judges it is Linux's")]
fn every_world_is_valid_accessible_and_asks_nothing() {
    let mut reports: Vec<(&str, Report)> = worlds::NAMES
        .iter()
        .map(|name| (*name, worlds::report(name)))
        .collect();
    reports.push(("300-realms", many(300, Alike::Merged)));
    for ((name, _), verdict) in reports.iter().zip(judge(&reports, Axe::Runs)) {
        assert_sound(name, &verdict);
        assert_eq!(verdict.orphans, [""; 0], "{name}: printed");
        assert_eq!(verdict.broken, [""; 0], "{name}: on a phone");
        // Four problems with what they explain, in three realms.
        if *name == "failing" {
            assert!(verdict.desk_height < 5000, "{} px", verdict.desk_height);
            assert!(verdict.phone_height < 9000, "{} px", verdict.phone_height);
            assert!(verdict.sheets <= 4, "{} sheets", verdict.sheets);
        }
    }
}

#[test]
fn every_problem_and_what_it_explains_stand_on_the_page_once() {
    for world in worlds::NAMES {
        let report = worlds::report(world);
        let page = html::render(&report);
        let wrong = report
            .findings
            .iter()
            .filter(|one| one.outcome().is_wrong());
        for finding in wrong {
            let sentence = otpdoctor::report::view::text::sentence(finding);
            let shown = page.matches(&escaped(&sentence)).count();
            assert_eq!(shown, 1, "{world}: {sentence}");
        }
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&#38;").replace('<', "&#60;");
    text.replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

#[test]
#[cfg_attr(windows, ignore = "the browser that judges it is Linux's")]
fn no_text_becomes_an_element() {
    for world in ["failing", "waived"] {
        let reports = [
            ("benign", spoiled(world, BENIGN)),
            ("hostile", spoiled(world, HOSTILE)),
        ];
        let verdicts = judge(&reports, Axe::Rests);
        assert_sound(world, &verdicts[1]);
        assert_eq!(verdicts[0].dom.count, verdicts[1].dom.count, "{world}");
    }
}

#[test]
fn realms_that_fare_the_same_share_a_row() {
    let few = html::render(&many(3, Alike::Merged));
    let page = html::render(&many(300, Alike::Merged));
    let rows = |page: &str| {
        let matrix = &page[page.find("<table class=\"matrix\">").unwrap()..];
        matrix[..matrix.find("</table>").unwrap()]
            .matches("<tr>")
            .count()
    };
    assert_eq!(rows(&page), rows(&few));
    assert!(page.contains("SecureAuth300"));
    assert!(page.len() < few.len() + 60_000, "{} bytes", page.len());
}

#[test]
fn a_page_has_bounds_whatever_a_run_found() {
    let page = html::render(&many(300, Alike::Apart));
    assert!(page.len() < 2_500_000, "{} bytes", page.len());
    assert!(page.contains(" and 295 more"));
}
