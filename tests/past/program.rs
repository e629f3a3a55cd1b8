//! `report --history` as the program runs it, over a history that runs were added to.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use checks::kit::Status;
use jiff::{SignedDuration, Timestamp};
use otpdoctor::history::{self, Cause, Outcome, Run, State};
use serde_json::Value;

use crate::made::UNTIL;

/// Adds a run every five minutes of the last six hours before [`UNTIL`]: the clock of the second appliance fails for the
/// last of them.
fn stored(place: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let history = history::open(place.to_str().unwrap(), None).await.unwrap();
        for number in 0..72 {
            for appliance in ["idp-01", "idp-02"] {
                let is_late = number >= 60 && appliance == "idp-02";
                let run = run(appliance, number, is_late);
                history.append(&run, &Value::Null).await.unwrap();
            }
        }
    });
}

fn run(appliance: &str, number: i64, is_late: bool) -> Run {
    let until: Timestamp = UNTIL.parse().unwrap();
    let (status, reason) = match is_late {
        true => (Status::Fail, "behind"),
        false => (Status::Pass, "ok"),
    };
    let state = |realm: &str| State {
        realm: realm.into(),
        check: "clock-skew".into(),
        outcome: Outcome::Of(status),
        reason: reason.into(),
    };
    // It warns for an hour before it fails.
    let is_named = is_late || (number >= 48 && appliance == "idp-02");
    let cause = Cause {
        check: "clock-skew".into(),
        reason: "behind".into(),
        subject: "appliance clock".into(),
        status: if is_late { Status::Fail } else { Status::Warn },
        summary: "the clock is 5 min 12 s behind ntp1.example.net".into(),
        realms: vec!["SecureAuth1".into()],
    };
    Run {
        appliance: appliance.into(),
        version: "0.1.0".into(),
        started_at: until - SignedDuration::from_mins(6 * 60 - 5 * number),
        holds_for: Duration::from_secs(300),
        states: vec![state("SecureAuth1"), state("SecureAuth2")],
        latencies: BTreeMap::from([("clock-skew".into(), Duration::from_millis(40))]),
        causes: is_named.then_some(cause).into_iter().collect(),
    }
}

fn doctor(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn expect(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let output = doctor(folder, arguments);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(
        output.status.code(),
        Some(code),
        "{arguments:?}\n{out}{err}"
    );
    (out, err)
}

const BACK: [&str; 6] = ["report", "--history", "24h", "--at", UNTIL, "--from"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&BACK[..], &["h.sqlite"], more].concat()
}

#[test]
fn a_history_is_told_in_every_format_it_has() {
    let folder = tempfile::tempdir().unwrap();
    stored(&folder.path().join("h.sqlite"));
    let (human, _) = expect(folder.path(), &with(&[]), 0);
    assert!(
        human.starts_with("2 appliances · 24 h to 2026-11-22 11:00 UTC"),
        "{human}"
    );
    let formats = [
        "-o",
        "json=r.json",
        "-o",
        "html=r.html",
        "-o",
        "markdown=r.md",
        "-o",
        "human",
    ];
    let (again, _) = expect(folder.path(), &with(&formats), 0);
    assert_eq!(again, human);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("r.html").starts_with("<!DOCTYPE html>"));
    assert!(
        read("r.md").starts_with("## 2 appliances: 1 cause holds"),
        "{}",
        read("r.md")
    );
    let review: Value = serde_json::from_str(&read("r.json")).unwrap();
    crate::schema::validate("history", &review);
    let late = &review["appliances"][0];
    assert_eq!(late["name"], "idp-02");
    assert_eq!(late["watched_s"], 6.0 * 3600.0);
    let clock = &late["checks"][0];
    assert_eq!(clock["availability"], 5.0 / 6.0, "{clock}");
    assert_eq!(clock["times"]["unwatched_s"], 18.0 * 3600.0);
    assert_eq!(clock["longest_outage"]["lasted_s"], 3600.0);
    assert_eq!(clock["longest_outage"]["holds"], true);
    let cause = &late["causes"][0];
    assert_eq!(
        (&cause["holds"], &cause["times"]),
        (&true.into(), &1.into())
    );
    assert_eq!(cause["status"], "fail");
    assert_eq!(cause["status_since"], "2026-11-22T10:00:00Z");
    let strip = cause["strip"].as_str().unwrap();
    assert!(strip.ends_with("-WWWWFFFF"), "{strip}");
    let names = std::fs::read_dir(folder.path()).unwrap();
    let names: Vec<String> = names
        .map(|one| one.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("h.sqlite"))
        .collect();
    assert_eq!(names.len(), 3, "no temporary file is left: {names:?}");
}

#[test]
fn what_is_watched_now_is_not_silent_and_its_cause_holds() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("history.sqlite");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let history = history::open(place.to_str().unwrap(), None).await.unwrap();
        let now = Run {
            started_at: Timestamp::now() - SignedDuration::from_mins(2),
            holds_for: Duration::from_secs(3600),
            ..run("idp-01", 0, true)
        };
        history.append(&now, &Value::Null).await.unwrap();
    });
    let report = ["report", "--history", "1h", "--from", "history.sqlite"];
    let (told, _) = expect(folder.path(), &report, 0);
    assert!(told.contains("1 cause holds"), "{told}");
    assert!(!told.contains("no more"), "{told}");
    let (told, _) = expect(folder.path(), &[&report[..], &["-o", "json"]].concat(), 0);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["appliances"][0]["silent_since"], Value::Null);
    assert_eq!(told["appliances"][0]["causes"][0]["holds"], true);
}

#[test]
fn one_appliance_one_realm_one_check() {
    let folder = tempfile::tempdir().unwrap();
    stored(&folder.path().join("h.sqlite"));
    let only = [
        "--appliance",
        "idp-02",
        "--realm",
        "SecureAuth2",
        "--check",
        "clock-skew",
    ];
    let (human, _) = expect(folder.path(), &with(&only), 0);
    assert!(human.starts_with("idp-02 · 24 h"), "{human}");
    assert!(
        human.contains("only realm SecureAuth2, only check clock-skew"),
        "{human}"
    );
    for (flag, name, instead) in [
        ("--appliance", "idp-09", "it holds idp-01, idp-02"),
        ("--realm", "nosuch", "no realm \"nosuch\""),
        ("--check", "nosuch", "no check \"nosuch\""),
    ] {
        let (_, err) = expect(folder.path(), &with(&[flag, name]), 64);
        assert!(err.contains(instead), "{err}");
    }
}

#[test]
fn what_cannot_be_told_or_asked_says_so() {
    let folder = tempfile::tempdir().unwrap();
    stored(&folder.path().join("h.sqlite"));
    let (_, err) = expect(folder.path(), &with(&["-o", "sarif"]), 64);
    assert!(
        err.contains("a history is written as human, json, html and markdown, not as sarif"),
        "{err}"
    );
    let (out, _) = expect(folder.path(), &with(&["-o", "nagios"]), 3);
    assert!(out.starts_with("OTPDOCTOR UNKNOWN - "), "{out}");
    let (_, err) = expect(folder.path(), &with(&["saved.json"]), 64);
    assert!(err.contains("--history"), "{err}");
    expect(folder.path(), &["report", "--realm", "x", "saved.json"], 64);
    expect(
        folder.path(),
        &["report", "--history", "30d", "--schema"],
        64,
    );
    let (_, err) = expect(folder.path(), &["report", "--history", "1y"], 64);
    assert!(err.contains("such as 24h, 30d or 12w"), "{err}");
    let missing = ["report", "--history", "30d", "--from", "none.sqlite"];
    let (_, err) = expect(folder.path(), &missing, 66);
    assert!(err.contains("there is no history at none.sqlite"), "{err}");
    assert!(!folder.path().join("none.sqlite").exists(), "none is made");
    let (_, err) = expect(folder.path(), &["report", "--history", "30d"], 66);
    assert!(err.contains("`otpdoctor watch` makes one"), "{err}");
    // Before anybody watched.
    let early = [
        "report",
        "--history",
        "24h",
        "--at",
        "2020-01-01",
        "--from",
        "h.sqlite",
    ];
    let (out, _) = expect(folder.path(), &early, 0);
    assert!(out.contains("nobody watched"), "{out}");
}

#[test]
fn the_config_names_the_history() {
    let folder = tempfile::tempdir().unwrap();
    stored(&folder.path().join("h.sqlite"));
    let config = "schema: 1\nwatch: {history: h.sqlite}\nrealms:\n  SecureAuth1: {}\n";
    std::fs::write(folder.path().join("otpdoctor.yaml"), config).unwrap();
    let (out, _) = expect(
        folder.path(),
        &["report", "--history", "24h", "--at", UNTIL],
        0,
    );
    assert!(out.starts_with("2 appliances"), "{out}");
}

#[test]
fn no_secret_is_in_what_is_told_of_a_watched_time() {
    const CANARIES: [&str; 3] = ["canary-proxy", "canary-file", "canary-history"];
    let folder = tempfile::tempdir().unwrap();
    let config = |history: &str| {
        format!(
            "schema: 1\nappliance:\n  name: idp-01\n  proxy: {{url: \"http://127.0.0.1:9\", username: svc, password: canary-proxy}}\n\
             watch: {{history: \"{history}\", password: canary-history}}\nrealms:\n  SecureAuth1:\n    overview:\n\
             \x20     smtp: {{server_address: 127.0.0.1, port: 9, username: otp, password: {{file: secret}}}}\n"
        )
    };
    let write = |history: &str| {
        std::fs::write(folder.path().join("otpdoctor.yaml"), config(history)).unwrap();
    };
    std::fs::write(folder.path().join("secret"), "canary-file\n").unwrap();
    write("h.sqlite");
    let clean = |(out, err): (String, String)| {
        for canary in CANARIES {
            assert!(!out.contains(canary) && !err.contains(canary), "{out}{err}");
        }
        out
    };
    clean(expect(folder.path(), &["watch", "--runs", "1"], 0));
    let back = ["report", "--history", "24h", "-v", "-o"];
    for format in ["human", "json", "html", "markdown"] {
        let told = clean(expect(folder.path(), &[&back[..], &[format]].concat(), 0));
        assert!(told.contains("smtp-reach"), "{told}");
    }
    // A server that is not there, asked with a password.
    write("postgres://otpdoctor@127.0.0.1:1/otpdoctor");
    clean(expect(folder.path(), &["report", "--history", "24h"], 69));
}
