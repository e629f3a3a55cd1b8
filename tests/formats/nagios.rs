//! The plugin line, its measurements read by the parser that plugins and graphers use.

use checks::kit::Status;
use otpdoctor::report::nagios::{broken, render};

use crate::{tool, worlds};

/// A measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    pub label: String,
    pub value: String,
    pub unit: String,
    pub warn: String,
    pub crit: String,
}

const PARSER: &str = r#"
use Monitoring::Plugin::Performance;
local $/; my $line = <STDIN>;
for my $one (Monitoring::Plugin::Performance->parse_perfstring($line)) {
    print join("\t", $one->label, $one->value, $one->uom // "", $one->warning // "", $one->critical // ""), "\n";
}
"#;

/// The details and the measurements of an output.
pub fn parse(output: &str) -> (usize, Vec<Measured>) {
    assert!(output.ends_with('\n'));
    assert!(output.chars().all(|c| c == '\n' || !c.is_control()));
    assert_eq!(output.matches('|').count(), 1, "{output}");
    let (first, details) = output.split_once('\n').unwrap();
    let (head, data) = first.split_once(" | ").unwrap();
    assert!(head.starts_with("OTPDOCTOR "), "{head}");
    let parsed = tool::read("perl", &["-e", PARSER], data).unwrap();
    let measured: Vec<Measured> = parsed.lines().map(one).collect();
    // Each label once, and none lost.
    let mut labels: Vec<&str> = measured.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(labels.len(), data.matches("'=").count(), "{data}\n{parsed}");
    labels.sort_unstable();
    labels.dedup();
    assert_eq!(labels.len(), measured.len());
    (details.lines().count(), measured)
}

fn one(line: &str) -> Measured {
    let mut parts = line.split('\t').map(str::to_owned);
    let mut next = || parts.next().unwrap();
    Measured {
        label: next(),
        value: next(),
        unit: next(),
        warn: next(),
        crit: next(),
    }
}

fn find<'a>(measured: &'a [Measured], label: &str) -> &'a Measured {
    measured.iter().find(|one| one.label == label).unwrap()
}

#[test]
fn the_measurements_of_every_world_are_read() {
    for world in worlds::NAMES {
        let (_, measured) = parse(&render(&worlds::report(world), Status::Unknown));
        assert_eq!(find(&measured, "cert_days").warn, "30:", "{world}");
        assert_eq!(find(&measured, "time").unit, "s");
        find(&measured, "smtp mail.example.net:587");
    }
}

#[test]
fn a_clock_that_is_behind_lies_outside_its_ranges() {
    let (details, measured) = parse(&render(&worlds::report("failing"), Status::Fail));
    let clock = find(&measured, "clock_offset");
    assert_eq!((clock.value.as_str(), clock.unit.as_str()), ("-312", "s"));
    assert_eq!(clock.crit, "-300:300");
    assert_eq!(details, 8);
}

#[test]
fn the_first_line_says_what_matters_in_few_words() {
    let text = render(&worlds::report("failing"), Status::Fail);
    let head = text.split(" | ").next().unwrap();
    assert_eq!(
        head,
        "OTPDOCTOR CRITICAL - 7 fail, 1 warn, 41 pass, 2 skip: certificate \"license\" expired 3 days ago, on 2026-11-19"
    );
    assert_eq!(broken("a | b\nc"), "OTPDOCTOR UNKNOWN - a / b c\n");
}

#[test]
fn an_output_is_never_longer_than_monitoring_systems_keep() {
    let many = worlds::many(300, worlds::Alike::Apart);
    let text = render(&many, Status::Fail);
    assert!(text.len() < 8192, "{}", text.len());
    assert!(text.ends_with(" more, in the JSON output\n"));
}
