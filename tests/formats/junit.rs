//! JUnit, read by the schema that Jenkins publishes and by an XML parser.

use checks::kit::Status;
use otpdoctor::report::junit::{WarnAs, render};
use otpdoctor::report::view::location::Base;
use roxmltree::{Document, Node};

use crate::worlds::Alike;
use crate::{tool, worlds};

/// How many test cases there are, and with which outcome.
#[derive(Debug, PartialEq, Eq)]
pub struct Counts {
    pub cases: usize,
    pub failures: usize,
    pub errors: usize,
    pub skipped: usize,
}

/// Holds the text against the schema, and its numbers against what is there.
pub fn validate(text: &str) -> Counts {
    let schema = tool::file("schemas/junit-10.xsd");
    let arguments = [
        "--noout",
        "--nonet",
        "--schema",
        schema.to_str().unwrap(),
        "-",
    ];
    tool::read("xmllint", &arguments, text)
        .unwrap_or_else(|why| panic!("{}", why.chars().take(2000).collect::<String>()));
    let document = Document::parse(text).unwrap();
    let root = document.root_element();
    let count = |name| {
        root.descendants()
            .filter(|one| one.has_tag_name(name))
            .count()
    };
    let counts = Counts {
        cases: count("testcase"),
        failures: count("failure"),
        errors: count("error"),
        skipped: count("skipped"),
    };
    assert_eq!(number(root, "tests"), counts.cases);
    assert_eq!(number(root, "failures"), counts.failures);
    assert_eq!(number(root, "errors"), counts.errors);
    let suites = || root.children().filter(Node::is_element);
    let sum = |name| suites().map(|one| number(one, name)).sum::<usize>();
    assert_eq!(sum("tests"), counts.cases);
    assert_eq!(sum("skipped"), counts.skipped);
    counts
}

fn number(node: Node<'_, '_>, name: &str) -> usize {
    node.attribute(name).unwrap().parse().unwrap()
}

fn told(world: &str, warn_as: WarnAs) -> String {
    render(&worlds::report(world), &Base::at("/nowhere"), warn_as)
}

#[test]
fn every_world_is_valid() {
    for world in worlds::NAMES {
        let counts = validate(&told(world, WarnAs::Pass));
        assert_eq!(counts.cases, 3 * checks::ALL.len(), "{world}");
    }
    let many = worlds::many(300, Alike::Merged);
    let counts = validate(&render(&many, &Base::at("/nowhere"), WarnAs::Pass));
    assert_eq!(counts.cases, 300 * checks::ALL.len());
}

#[test]
fn what_could_not_be_checked_is_an_error_and_what_is_waived_a_skip_with_its_reason() {
    let unknown = validate(&told("unknown", WarnAs::Pass));
    assert_eq!((unknown.failures, unknown.errors), (0, 4 * 3));
    let waived = told("waived", WarnAs::Pass);
    assert_eq!(validate(&waived).failures, 0);
    assert!(waived.contains("waived until 2026-12-01 by Dana Ruiz: the renewal is ordered"));
}

#[test]
fn a_skip_always_says_why() {
    let text = told("failing", WarnAs::Pass);
    let document = Document::parse(&text).unwrap();
    let mut skips = document
        .descendants()
        .filter(|one| one.has_tag_name("skipped"));
    assert!(skips.all(|one| one.attribute("message").is_some_and(|why| !why.is_empty())));
}

#[test]
fn a_warning_passes_unless_it_is_to_fail() {
    let mut report = worlds::report("failing");
    report.findings.retain(|one| one.status <= Status::Warn);
    report.diagnosis.clear();
    let base = Base::at("/nowhere");
    let passes = render(&report, &base, WarnAs::Pass);
    assert_eq!(validate(&passes).failures, 0);
    assert!(passes.contains("warning: license-current/support-expires-soon"));
    let fails = render(&report, &base, WarnAs::Failure);
    assert_eq!(validate(&fails).failures, 3);
}

#[test]
fn no_failure_says_a_thing_twice() {
    let text = told("failing", WarnAs::Pass);
    let document = Document::parse(&text).unwrap();
    for failure in document
        .descendants()
        .filter(|one| one.has_tag_name("failure"))
    {
        let message = failure.attribute("message").unwrap();
        assert!(!failure.text().unwrap().contains(message), "{message}");
    }
}
