//! Names and files of strangers in messages: they steer no terminal, and add no line of their own.

use crate::program::{Program, QUIET};

/// In color, a link to nowhere, a bell, reordered.
const STEERING: &str = "x\u{1b}[31mRED\u{1b}]0;pwned\u{7}\u{202e}y";

fn recording(header: &serde_json::Value, line: &str) -> String {
    let mut whole = serde_json::json!({
        "schema": "otpdoctor.recording/1", "version": "9", "now": "2026-11-22T12:00:00Z",
        "host": {"name": "idp-01", "platform": "linux"}, "config_sha256": "00",
    });
    for (key, value) in header.as_object().unwrap() {
        whole[key] = value.clone();
    }
    format!("{whole}\n{line}\n")
}

/// All of stderr, in color as on a terminal, with our own color taken out.
fn complaint(program: &Program, arguments: &[&str]) -> String {
    let output = program.run(&[arguments, &["--color", "always"]].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{arguments:?}: {said}");
    [
        "\u{1b}[0m",
        "\u{1b}[1m",
        "\u{1b}[31m",
        "\u{1b}[22m",
        "\u{1b}[39m",
    ]
    .iter()
    .fold(said, |said, own| match said.strip_prefix(own) {
        Some(rest) => rest.to_owned(),
        None => said,
    })
}

#[test]
fn an_error_steers_no_terminal() {
    let program = Program::with(QUIET);
    let write = |name: &str, text: &str| std::fs::write(program.path(name), text).unwrap();
    let platform = serde_json::json!({"host": {"name": "idp-01", "platform": STEERING}});
    write("platform.jsonl", &recording(&platform, ""));
    let schema = serde_json::json!({"schema": format!("{STEERING}\notpdoctor: all is well")});
    write("schema.jsonl", &recording(&schema, ""));
    let line = serde_json::json!({ "probe": {}, format!("{STEERING}\nz"): 1 }).to_string();
    write("line.jsonl", &recording(&serde_json::json!({}), &line));
    write(
        "report.json",
        &serde_json::json!({"schema": STEERING}).to_string(),
    );
    write(
        "waivers.yaml",
        &format!("schema: 1\n\"{STEERING}\": 1\n")
            .replace('\u{1b}', "\\e")
            .replace('\u{7}', "\\a"),
    );
    for arguments in [
        &["check", "--replay", "platform.jsonl"][..],
        &["check", "--replay", "schema.jsonl"],
        &["check", "--replay", "line.jsonl"],
        &["report", "report.json"],
        &["diff", "report.json", "report.json"],
        &["check", "--offline", "--waivers", "waivers.yaml"],
        &["check", "--offline", "--realm", STEERING],
        &["check", "--config", STEERING],
        &[
            "otp", "issue", "--realm", STEERING, "--user", "u", "--method", "sms",
        ],
    ] {
        let said = complaint(&program, arguments);
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        // The colors of our own error; what is smuggled in has another.
        let own = [0, 1].into_iter().chain(91..=97);
        let own = own.map(|color| format!("\u{1b}[{color}m"));
        let plain = own.fold(said.clone(), |said, own| said.replace(&own, ""));
        assert!(!plain.contains(steers), "{arguments:?}: {said:?}");
        assert!(!said.contains("\notpdoctor: all is well"), "{said:?}");
    }
}
