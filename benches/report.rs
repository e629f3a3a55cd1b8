//! How long the formats of a large report take, and how much memory: `cargo bench --bench report`.
//!
//! Each row is a process of its own, so that its peak is its own; the floor is the same report as JSON. The time is that
//! of the processor: nothing here waits, and what else the machine does is not counted.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may")]

#[path = "../tests/formats/worlds.rs"]
mod worlds;

use std::process::Command;
use std::time::Duration;

use checks::kit::Status;
use checks::kit::realm::Platform;
use otpdoctor::report::human::{Detail, Look};
use otpdoctor::report::junit::WarnAs;
use otpdoctor::report::sarif::Passes;
use otpdoctor::report::view::location::Base;
use otpdoctor::report::{
    Report, github, html, human, json, junit, markdown, metrics, nagios, read, sarif,
};
use rustix::time::{ClockId, clock_gettime};
use worlds::Alike;

const REALMS: usize = 1000;
const RUNS: usize = 5;

type Render = fn(&Report, &Base) -> String;

/// The floor first.
const FORMATS: &[(&str, Render)] = &[
    ("json", |report, _| json::pretty(report)),
    ("human", |report, _| {
        human::render(report, look(Detail::Brief))
    }),
    ("human -v", |report, _| {
        human::render(report, look(Detail::All))
    }),
    ("html", |report, _| html::render(report)),
    ("markdown", |report, _| markdown::render(report)),
    ("junit", |report, base| {
        junit::render(report, base, WarnAs::Pass)
    }),
    ("sarif", |report, base| {
        sarif::render(report, base, Passes::LeftOut)
    }),
    ("sarif with passes", |report, base| {
        sarif::render(report, base, Passes::Included)
    }),
    ("github", github::render),
    ("nagios", |report, _| nagios::render(report, Status::Fail)),
    ("openmetrics", |report, _| metrics::openmetrics(report)),
    ("textfile", |report, _| metrics::textfile(report)),
];

const fn look(detail: Detail) -> Look {
    Look {
        width: 80,
        detail,
        platform: Platform::Windows,
    }
}

const WORLDS: &[(&str, Alike)] = &[("shared", Alike::Merged), ("own", Alike::Apart)];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|one| one == "--one") {
        Some(place) => one(&arguments[place + 1], &arguments[place + 2]),
        None => all(),
    }
}

fn all() {
    for (world, alike) in WORLDS {
        let report = worlds::many(REALMS, *alike);
        println!(
            "{REALMS} realms with servers that are {world}: {} findings",
            report.findings.len()
        );
        drop(report);
        println!("{:22} {:>10} {:>10} {:>12}", "", "median", "size", "peak");
        let names = FORMATS.iter().map(|(name, _)| *name);
        for name in ["nothing"].into_iter().chain(names).chain(["all", "read"]) {
            println!("{name:22} {}", child(world, name));
        }
    }
}

fn child(world: &str, name: &str) -> String {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program)
        .args(["--one", world, name])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{name}");
    text.trim_end().to_owned()
}

/// Measures one row: the report stays in memory, each text is dropped when it was measured, as a run writes them.
fn one(world: &str, name: &str) {
    let (_, alike) = WORLDS.iter().find(|(one, _)| *one == world).unwrap();
    let report = worlds::many(REALMS, *alike);
    let base = Base::here();
    let chosen = |format: &str| match name {
        "all" => !matches!(format, "sarif with passes" | "human -v"),
        _ => format == name,
    };
    let mut spans = Vec::new();
    let mut size = 0;
    for _ in 0..RUNS {
        spans.push(timed(|| {
            size = FORMATS
                .iter()
                .filter(|(format, _)| chosen(format))
                .map(|(_, render)| render(&report, &base).len())
                .sum();
        }));
    }
    if name == "read" {
        let text = json::pretty(&report);
        drop(report);
        spans = vec![timed(|| {
            let again = read::read(text.as_bytes()).unwrap();
            assert_eq!(again.realms.len(), REALMS);
        })];
        size = text.len();
    }
    spans.sort();
    println!(
        "{:7.0} ms {:7.1} MB {:9.0} MB",
        spans[spans.len() / 2].as_secs_f64() * 1000.0,
        megabytes(size),
        peak()
    );
}

fn timed(run: impl FnOnce()) -> Duration {
    let begin = spent();
    run();
    spent() - begin
}

/// What this process took of the processor until now.
fn spent() -> Duration {
    let clock = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(clock).unwrap()
}

#[allow(clippy::cast_precision_loss, reason = "it is rounded")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// The largest resident set of this process, as Linux counts it.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.map_or(f64::NAN, |kib| kib * 1024.0 / 1e6)
}
