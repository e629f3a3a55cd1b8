//! How long a run takes, beside what bounds it from below: `cargo bench`.
//!
//! Every row is a median of several whole processes, and a ratio to its floor in the same run.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may")]

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use otpdoctor::lab::Lab;
use serde_json::{Value, json};

const RUNS: usize = 9;
const REALMS: usize = 200;
const REPOSITORY: usize = 1000;
const DEADLINE: Duration = Duration::from_secs(3);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let lab = runtime.block_on(Lab::start(&[])).unwrap();
    let one = config(&lab, "one.json", 1);
    let many = config(&lab, "many.json", REALMS);

    println!("{:54} {:>10} {:>10} {:>7}", "", "median", "floor", "ratio");
    let floor = median(|| spawn(Command::new("/bin/true")));
    row(
        "start-up: `list`, beside /bin/true",
        median(|| spawn(doctor(&["list"]))),
        floor,
    );

    let whole = median(|| check(&one, &[]));
    let alone = [
        "time",
        "network",
        "cloud",
        "certificate",
        "license",
        "email",
    ]
    .map(|area| median(|| check(&one, &["--only", area])))
    .into_iter()
    .max()
    .unwrap();
    row("one realm, beside its slowest area alone", whole, alone);
    row(
        &format!("{REALMS} realms that share servers, beside one"),
        median(|| check(&many, &[])),
        whole,
    );

    for (what, config) in [
        ("in one file", config(&lab, "thousand.json", REPOSITORY)),
        ("in a folder", folder(&lab)),
    ] {
        row(
            &format!("{REPOSITORY} realms {what} offline, beside reading them"),
            median(|| check(&config, &["--offline"])),
            median(|| read(&config)),
        );
    }

    let listeners: Vec<TcpListener> = (0..REALMS)
        .map(|_| TcpListener::bind("127.0.0.1:0").unwrap())
        .collect();
    let silent = silent(&lab, &listeners);
    let deadline = format!("{}s", DEADLINE.as_secs());
    let took = check(&silent, &["--only", "smtp-reach", "--deadline", &deadline]);
    row(
        &format!("{REALMS} silent servers, beside the deadline"),
        took,
        DEADLINE,
    );
}

fn row(what: &str, took: Duration, floor: Duration) {
    let ms = |span: Duration| format!("{:.1} ms", span.as_secs_f64() * 1000.0);
    println!(
        "{what:54} {:>10} {:>10} {:>7.2}",
        ms(took),
        ms(floor),
        took.as_secs_f64() / floor.as_secs_f64()
    );
}

fn median(mut run: impl FnMut() -> Duration) -> Duration {
    run();
    let mut spans: Vec<Duration> = (0..RUNS).map(|_| run()).collect();
    spans.sort();
    spans[RUNS / 2]
}

fn doctor(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
    command.args(arguments);
    command
}

fn spawn(mut command: Command) -> Duration {
    let begin = Instant::now();
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    begin.elapsed()
}

/// A run must judge something, or its time says nothing.
fn check(config: &Path, more: &[&str]) -> Duration {
    let begin = Instant::now();
    let output = doctor(&["check", "-o", "json", "--config"])
        .arg(config)
        .args(more)
        .output()
        .unwrap();
    let took = begin.elapsed();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("no report: {}", String::from_utf8_lossy(&output.stderr)));
    assert!(!report["findings"].as_array().unwrap().is_empty());
    took
}

/// The lab's config with its first realm this many times. JSON is YAML.
fn config(lab: &Lab, name: &str, realms: usize) -> PathBuf {
    let mut config: Value =
        serde_saphyr::from_str(&std::fs::read_to_string(lab.config_path()).unwrap()).unwrap();
    let first = config["realms"]["SecureAuth1"].clone();
    config["realms"] = (1..=realms)
        .map(|n| (format!("SecureAuth{n}"), first.clone()))
        .collect();
    write(lab, name, &config)
}

/// The lab's config as a repository keeps it: a file a realm.
fn folder(lab: &Lab) -> PathBuf {
    let mut config: Value =
        serde_saphyr::from_str(&std::fs::read_to_string(lab.config_path()).unwrap()).unwrap();
    let first = config["realms"]["SecureAuth1"].clone();
    let folder = lab.config_path().with_file_name("thousand");
    std::fs::create_dir(&folder).unwrap();
    for n in 1..=REPOSITORY {
        let name = format!("SecureAuth{n}");
        let realm = json!({"schema": 1, "realms": {&name: first}});
        std::fs::write(folder.join(format!("{name}.yaml")), realm.to_string()).unwrap();
    }
    config["realms"] = json!({"SecureAuth0": first});
    std::fs::write(folder.join("0.yaml"), config.to_string()).unwrap();
    folder
}

/// Reading the files alone.
fn read(config: &Path) -> Duration {
    let begin = Instant::now();
    let files: Vec<PathBuf> = match config.is_dir() {
        true => std::fs::read_dir(config)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect(),
        false => vec![config.to_owned()],
    };
    let bytes: usize = files
        .iter()
        .map(|path| std::fs::read(path).unwrap().len())
        .sum();
    assert!(bytes > 0);
    begin.elapsed()
}

/// As many realms as listeners, each with a mail server that accepts and says nothing.
fn silent(lab: &Lab, listeners: &[TcpListener]) -> PathBuf {
    let realm = |listener: &TcpListener| {
        let port = listener.local_addr().unwrap().port();
        json!({"overview": {
            "smtp": {"server_address": "127.0.0.1", "port": port, "use_ssl": false},
            "email": {"sender_address": "otp@example.net"},
        }})
    };
    let realms: serde_json::Map<_, _> = listeners
        .iter()
        .enumerate()
        .map(|(n, listener)| (format!("SecureAuth{n}"), realm(listener)))
        .collect();
    write(lab, "silent.json", &json!({"schema": 1, "realms": realms}))
}

fn write(lab: &Lab, name: &str, config: &Value) -> PathBuf {
    let path = lab.config_path().with_file_name(name);
    std::fs::write(&path, config.to_string()).unwrap();
    path
}
