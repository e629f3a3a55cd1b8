//! GitHub annotations, parsed as the runner documents it.

use otpdoctor::report::github::render;
use otpdoctor::report::view::location::Base;

use crate::worlds;

/// A workflow command.
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    pub name: String,
    pub properties: Vec<(String, String)>,
    pub message: String,
}

impl Command {
    pub fn property(&self, name: &str) -> Option<&str> {
        let mut all = self.properties.iter();
        all.find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The commands in a log, each line strictly one or none.
pub fn parse(log: &str) -> Vec<Command> {
    assert!(log.ends_with('\n'));
    let clean = |c: char| c == '\n' || !c.is_control();
    assert!(
        log.chars().all(clean),
        "no control character but the ends of lines"
    );
    // The runner also takes the older form, anywhere in a line that is no newer command.
    let lines = log.lines();
    lines
        .filter_map(|line| {
            let Some(rest) = line.strip_prefix("::") else {
                assert!(
                    !line.trim_start().starts_with("::") && !line.contains("##["),
                    "{line}"
                );
                return None;
            };
            let (head, message) = rest.split_once("::").unwrap();
            let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
            assert!(["error", "warning", "notice"].contains(&name), "{line}");
            let pairs = properties.split(',').filter(|one| !one.is_empty());
            Some(Command {
                name: name.to_owned(),
                properties: pairs
                    .map(|pair| {
                        let (key, value) = pair.split_once('=').unwrap();
                        assert!(["file", "line", "col", "title"].contains(&key), "{line}");
                        (key.to_owned(), unescape(value, true))
                    })
                    .collect(),
                message: unescape(message, false),
            })
        })
        .collect()
}

fn unescape(text: &str, property: bool) -> String {
    let known: &[(&str, &str)] = match property {
        true => &[
            ("%0D", "\r"),
            ("%0A", "\n"),
            ("%3A", ":"),
            ("%2C", ","),
            ("%25", "%"),
        ],
        false => &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")],
    };
    for (place, _) in text.match_indices('%') {
        let code = text.get(place..place + 3).unwrap_or_default();
        assert!(
            known.iter().any(|(one, _)| *one == code),
            "{code} in {text}"
        );
    }
    known.iter().fold(text.to_owned(), |text, (code, plain)| {
        text.replace(code, plain)
    })
}

fn told(world: &str) -> Vec<Command> {
    parse(&render(&worlds::report(world), &Base::at("/nowhere")))
}

#[test]
fn each_finding_that_is_wrong_is_an_annotation_on_its_line() {
    let commands = told("failing");
    let names: Vec<&str> = commands.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names.iter().filter(|name| **name == "error").count(), 7);
    assert_eq!(names.iter().filter(|name| **name == "warning").count(), 1);
    let clock = &commands[0];
    assert_eq!(clock.property("file"), Some("otpdoctor.yaml"));
    assert_eq!(clock.property("line"), Some("9"));
    assert_eq!(clock.property("title"), Some("clock-skew/behind"));
    assert!(
        clock
            .message
            .starts_with("the clock is 5 min 12 s behind; the cloud refuses 5 min\n")
    );
}

#[test]
fn causes_stand_before_what_they_explain() {
    let commands = told("failing");
    let explained = |one: &Command| one.message.contains("\nbecause of ");
    let first = commands.iter().position(explained).unwrap();
    assert!(commands[first..].iter().all(explained));
}

#[test]
fn a_waiver_is_a_notice_and_good_health_is_no_annotation() {
    let waived = told("waived");
    assert!(waived.iter().all(|one| one.name == "notice"));
    assert_eq!(waived.len(), 8);
    assert!(told("healthy").is_empty());
}
