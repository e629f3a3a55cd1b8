//! Bundles: made, looked at, verified, judged again without the config, and never with a secret in them.

use std::io::{Read as _, Write as _};

use crate::program::Program;

const CONFIG: &str = "\
schema: 1
appliance:
  name: idp-01
  platform: linux
  license: {support_expires: 2020-01-01}
  proxy: {url: http://127.0.0.1:9, username: svc, password: canary-proxy}
realms:
  SecureAuth1:
    overview:
      smtp: {server_address: 127.0.0.1, port: 9, username: otp, password: {file: secret}}
  SecureAuth2: {}
";
const CANARIES: [&str; 2] = ["canary-proxy", "canary-file"];

fn created() -> Program {
    let program = Program::with(CONFIG);
    std::fs::write(program.path("secret"), "canary-file\n").unwrap();
    let arguments = ["bundle", "create", "--into", "b.zip", "--here"];
    let (out, _) = program.expect(&arguments, 0);
    assert!(out.starts_with("wrote b.zip, "), "{out}");
    program
}

fn findings(report: &str) -> serde_json::Value {
    let report: serde_json::Value = serde_json::from_str(report).unwrap();
    let mut findings = report["findings"].clone();
    for finding in findings.as_array_mut().unwrap() {
        finding["duration_s"].take();
    }
    serde_json::json!([
        findings,
        report["diagnosis"],
        report["judged_at"],
        report["realms"]
    ])
}

#[test]
fn a_bundle_is_judged_again_without_its_config() {
    let program = created();
    let (saved, _) = program.expect(&["bundle", "show", "b.zip", "report.json"], 0);
    // What the files said must come from the bundle.
    std::fs::remove_file(program.path("secret")).unwrap();
    std::fs::write(program.path("otpdoctor.yaml"), "not: a config\n").unwrap();
    let replay = ["check", "--replay", "b.zip", "-o", "json"];
    let (replayed, _) = program.expect(&replay, 1);
    assert_eq!(findings(&replayed), findings(&saved));
    assert!(
        replayed.contains("otpdoctor.yaml"),
        "the places of settings come with it"
    );
    program.expect(&["diagnose", "no-email", "--replay", "b.zip"], 1);
}

#[test]
fn what_was_not_asked_offline_is_not_missed_later() {
    let program = Program::with(CONFIG);
    let (created, _) = program.expect(&["bundle", "create", "--offline", "--into", "o.zip"], 0);
    let replay = ["check", "--replay", "o.zip", "-o", "json"];
    let (replayed, _) = program.expect(&replay, 1);
    assert!(!replayed.contains("unscripted"), "{replayed}");
    // The answer is that of `check`: what could not be checked is no cause.
    let (shown, _) = program.expect(&["check", "--replay", "o.zip"], 1);
    let (_, verdict) = shown.lines().next().unwrap().rsplit_once("  ").unwrap();
    let (readme, _) = program.expect(&["bundle", "show", "o.zip", "README.txt"], 0);
    for text in [created, readme] {
        assert!(
            text.contains(&format!("{verdict} (findings: ")),
            "{verdict}\n{text}"
        );
    }
}

#[test]
fn no_secret_is_in_any_file() {
    let program = created();
    let (shown, _) = program.expect(&["bundle", "show", "b.zip"], 0);
    let names: Vec<String> = shown
        .lines()
        .filter_map(|line| Some(line.split_once(" B  ")?.1.to_owned()))
        .collect();
    assert_eq!(names.len(), 7, "{shown}");
    for name in names {
        let (content, _) = program.expect(&["bundle", "show", "b.zip", &name], 0);
        assert!(!content.is_empty());
        for canary in CANARIES {
            assert!(!content.contains(canary), "{name}");
        }
    }
}

/// Packs `b.zip` again with one of its files changed, as any tool for archives does.
fn rewrite(program: &Program, changed: &str, change: &dyn Fn(String) -> String) {
    let path = program.path("b.zip");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut written = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = String::new();
        file.read_to_string(&mut content).unwrap();
        if name == changed {
            content = change(content);
        }
        let options = zip::write::SimpleFileOptions::default();
        written.start_file(name, options).unwrap();
        written.write_all(content.as_bytes()).unwrap();
    }
    std::fs::write(&path, written.finish().unwrap().into_inner()).unwrap();
}

#[test]
fn what_was_changed_is_told_and_not_judged() {
    let program = created();
    let (out, _) = program.expect(&["bundle", "verify", "b.zip"], 0);
    assert!(out.contains("all 7 files are unchanged"), "{out}");
    // People are asked to fill in the summary, and everything goes on with it.
    rewrite(&program, "summary.txt", &|text| {
        text.replace("(please fill in)", "Monday")
    });
    let (out, _) = program.expect(&["bundle", "verify", "b.zip"], 0);
    assert!(
        out.contains("6 of 7 files are unchanged, and summary.txt was filled in"),
        "{out}"
    );
    program.expect(&["check", "--replay", "b.zip"], 1);
    let (shown, _) = program.expect(&["bundle", "show", "b.zip", "summary.txt"], 0);
    assert!(shown.contains("Monday"), "{shown}");
    rewrite(&program, "README.txt", &|text| {
        text.replace("otpdoctor", "0tpdoctor")
    });
    program.expect(&["bundle", "verify", "b.zip"], 1);
    rewrite(&program, "report.json", &|text| {
        text.replacen("\"findings\"", "\"Findings\"", 1)
    });
    let (out, _) = program.expect(&["bundle", "verify", "b.zip"], 1);
    assert!(out.contains("report.json has another SHA-256"), "{out}");
    let (_, err) = program.expect(&["check", "--replay", "b.zip"], 66);
    assert!(
        err.contains("not as it was made") && err.contains("report.json"),
        "{err}"
    );
    let path = program.path("b.zip");
    std::fs::write(&path, &std::fs::read(&path).unwrap()[..200]).unwrap();
    let (_, err) = program.expect(&["bundle", "show", "b.zip"], 66);
    assert!(
        err.contains("b.zip") && err.contains("bundle create"),
        "{err}"
    );
}

#[test]
fn what_is_there_stays() {
    let program = created();
    let arguments = ["bundle", "create", "--offline", "--into", "b.zip"];
    let (_, err) = program.expect(&arguments, 64);
    assert!(err.contains("--force"), "{err}");
    let forced = [
        "bundle",
        "create",
        "--offline",
        "--into",
        "b.zip",
        "--force",
    ];
    program.expect(&forced, 0);
    let (_, err) = program.expect(&["bundle", "show", "b.zip", "nothing"], 64);
    assert!(err.contains("report.json"), "{err}");
}

#[test]
fn the_summary_tells_support_what_is_known_and_leaves_the_rest_to_be_filled_in() {
    let program = created();
    let (summary, _) = program.expect(&["bundle", "show", "b.zip", "summary.txt"], 0);
    assert!(
        summary.starts_with("Subject: One-time passwords of idp-01: "),
        "{summary}"
    );
    let titles = [
        "What happens",
        "Since when",
        "What was tried",
        "Versions",
        "What is inside",
        "Who is asked for what",
    ];
    let mut rest = summary.as_str();
    for title in titles {
        let at = rest.find(&format!("\n{title}\n"));
        rest = &rest[at.unwrap_or_else(|| panic!("{title}: {summary}"))..];
    }
    for told in [
        "license-current/support-expired",
        "last day of support 2020-01-01",
        "(please fill in)",
        "SecureAuth Support:",
    ] {
        assert!(summary.contains(told), "{told}: {summary}");
    }
    assert!(
        summary
            .lines()
            .skip(1)
            .all(|line| line.chars().count() <= 72),
        "{summary}"
    );
    let (readme, _) = program.expect(&["bundle", "show", "b.zip"], 0);
    let (manifest, _) = program.expect(&["bundle", "show", "b.zip", "manifest.json"], 0);
    for name in ["summary.txt", "report.html", "report.json"] {
        assert!(
            summary.contains(name) && readme.contains(name) && manifest.contains(name),
            "{name}"
        );
    }
    let (page, _) = program.expect(&["bundle", "show", "b.zip", "report.html"], 0);
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
}

#[test]
fn the_summary_says_how_little_was_looked_at_and_whom_it_tried() {
    let quiet = Program::with(crate::program::QUIET);
    quiet.expect(&["bundle", "create", "--offline", "--into", "b.zip"], 0);
    let (summary, _) = quiet.expect(&["bundle", "show", "b.zip", "summary.txt"], 0);
    let subject = summary.lines().next().unwrap();
    assert!(subject.contains(" of 29 checks could run"), "{summary}");
    assert!(!summary.contains("found no problem"), "{summary}");
    assert!(!summary.contains(" more, "), "{summary}");
    // Each check stands under one heading.
    let words: Vec<&str> = summary
        .split(|c: char| !c.is_ascii_lowercase() && c != '-')
        .collect();
    for about in checks::ALL.iter().map(|check| check.about()) {
        let count = words.iter().filter(|word| **word == about.id).count();
        assert_eq!(count, 1, "{}: {summary}", about.id);
    }
    let (summary, _) = created().expect(&["bundle", "show", "b.zip", "summary.txt"], 0);
    assert!(
        summary.contains("Contacted: ") && summary.contains("SMTP 127.0.0.1:9"),
        "{summary}"
    );
}

#[test]
fn what_is_in_a_bundle_is_shown_and_verified_for_programs_too() {
    let program = created();
    for command in ["show", "verify"] {
        let (out, _) = program.expect(&["bundle", command, "b.zip", "-o", "json"], 0);
        let manifest: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(manifest["files"].as_array().unwrap().len(), 7);
        assert_eq!(manifest.get("faults"), None);
    }
}

#[test]
fn a_bundle_from_before_there_was_a_summary_is_verified_and_judged_again() {
    let program = created();
    let path = program.path("b.zip");
    let now = otpdoctor::bundle::unpack(&std::fs::read(&path).unwrap()).unwrap();
    let before = [
        "README.txt",
        "report.json",
        "recording.jsonl",
        "config.yaml",
        "config.json",
    ];
    let files = before.map(|name| (name, now.file(name).unwrap().to_vec()));
    let old = otpdoctor::bundle::pack(now.manifest.created_at, &now.manifest.host, &files);
    std::fs::write(&path, old.unwrap()).unwrap();
    program.expect(&["bundle", "verify", "b.zip"], 0);
    program.expect(&["bundle", "show", "b.zip"], 0);
    program.expect(&["check", "--replay", "b.zip"], 1);
    program.expect(&["report", "b.zip"], 0);
    let (_, err) = program.expect(&["bundle", "show", "b.zip", "summary.txt"], 64);
    assert!(err.contains("it has README.txt"), "{err}");
}

#[test]
fn many_realms_that_share_their_settings_come_back() {
    let realms: String = (0..800)
        .map(|n| format!("  SecureAuth{n}: {{}}\n"))
        .collect();
    let smtp = "{server_address: 127.0.0.1, port: 1, username: u, password: {env: PW}}";
    let config = format!(
        "schema: 1\ndefaults:\n  overview:\n    description: VPN\n    smtp: {smtp}\n    email: {{sender_address: otp@example.net}}\n  data:\n    profile_fields: [{{property_name: OATH Seed, field: postalAddress, data_format: advanced_encryption, is_writable: true, range_upper: 4096}}]\nrealms:\n{realms}"
    );
    let program = Program::with(&config);
    let words = "bundle create --offline --only cloud-url --into b.zip";
    program.expect(&words.split(' ').collect::<Vec<_>>(), 0);
    program.expect(&["bundle", "verify", "b.zip"], 0);
    program.expect(&["report", "b.zip", "-o", "json"], 0);
}
