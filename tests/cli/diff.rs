//! `diff`: of reports and of bundles, with its exit codes.

use crate::program::Program;

const RIGHT: &str = "schema: 1\nappliance: {name: idp-01, license: {support_expires: 2999-01-01}}\nrealms: {A: {}, B: {}}\n";
const OVER: &str = "schema: 1\nappliance: {name: idp-01, license: {support_expires: 2020-01-01}}\nrealms: {A: {}, B: {}}\n";
const SOON: &str = "schema: 1\nappliance: {name: idp-01, license: {support_expires: 2999-01-01}}\nrealms: {A: {}}\n";

/// A report and a bundle of the same run.
fn save(program: &Program, config: &str, name: &str) {
    std::fs::write(program.path("otpdoctor.yaml"), config).unwrap();
    let report = format!("json={name}.json");
    let arguments = [
        "check",
        "--offline",
        "--exit-zero",
        "--only",
        "license",
        "-o",
        &report,
    ];
    program.expect(&arguments, 0);
    let bundle = format!("{name}.zip");
    program.expect(
        &[
            "bundle",
            "create",
            "--offline",
            "--only",
            "license",
            "--into",
            &bundle,
        ],
        0,
    );
}

#[test]
fn what_breaks_fails_and_what_heals_does_not() {
    let program = Program::with(RIGHT);
    save(&program, RIGHT, "right");
    save(&program, OVER, "over");
    let (out, _) = program.expect(&["diff", "right.json", "over.json"], 1);
    assert!(
        out.starts_with("idp-01 · ")
            && out.contains("1 broke")
            && out.contains("✗ broke: ")
            && out.contains("license-current/"),
        "{out}"
    );
    let last = out.lines().last().unwrap();
    assert!(last.starts_with("✗ 1 broke: license-current/"), "{out}");
    assert!(
        out.contains("in      both realms") && out.contains("cure"),
        "{out}"
    );
    let (out, _) = program.expect(&["diff", "over.zip", "right.json"], 0);
    assert!(
        out.contains("1 recovered") && !out.contains("cure"),
        "{out}"
    );
    let (out, _) = program.expect(&["diff", "right.zip", "right.json"], 0);
    assert!(out.contains("nothing has changed"), "{out}");
    let (out, _) = program.expect(
        &[
            "diff",
            "-o",
            "json",
            "-o",
            "html=diff.html",
            "-o",
            "markdown=diff.md",
            "right.json",
            "over.json",
        ],
        1,
    );
    let diff: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(diff["schema"], "otpdoctor.diff/1");
    assert_eq!(diff["changes"][0]["kind"], "broke");
    let read = |name| std::fs::read_to_string(program.path(name)).unwrap();
    let (page, text) = (read("diff.html"), read("diff.md"));
    assert!(
        page.contains("1 broke") && page.contains("<code>license-current/"),
        "{page}"
    );
    assert!(
        text.contains("1 broke") && text.contains("### broke: "),
        "{text}"
    );
    program.expect(&["diff", "-o", "junit", "right.json", "over.json"], 64);
}

#[test]
fn a_realm_that_is_gone_was_not_checked() {
    let program = Program::with(RIGHT);
    save(&program, RIGHT, "two");
    save(&program, SOON, "one");
    let (out, _) = program.expect(&["diff", "two.json", "one.json"], 0);
    assert!(
        out.contains("? no longer checked: ") && out.contains("license-current/"),
        "{out}"
    );
    assert!(out.contains("in      B"), "{out}");
}

#[test]
fn what_is_no_report_is_told() {
    let program = Program::with(RIGHT);
    save(&program, RIGHT, "right");
    let (_, err) = program.expect(&["diff", "right.json", "missing.json"], 66);
    assert!(err.contains("missing.json"), "{err}");
    let (_, err) = program.expect(&["diff", "otpdoctor.yaml", "right.json"], 66);
    assert!(
        err.contains("otpdoctor.yaml") && err.contains("no report"),
        "{err}"
    );
    let report = std::fs::read_to_string(program.path("right.json")).unwrap();
    let named = report.replacen("\"check\": \"", "\"check\": \"\\u001b]0;pwn\\u0007", 1);
    std::fs::write(program.path("named.json"), named).unwrap();
    for arguments in [
        ["diff", "right.json", "named.json"],
        ["report", "named.json", "-v"],
    ] {
        let (_, err) = program.expect(&arguments, 66);
        assert!(
            err.contains("named.json: ") && err.contains("is no name of"),
            "{err}"
        );
        assert!(!err.contains('\u{1b}'), "{err}");
    }
    // What is something else is told with what takes it.
    program.expect(&["check", "--record", "run.jsonl", "--only", "license"], 0);
    std::fs::create_dir(program.path("kept")).unwrap();
    std::fs::copy(
        program.path("right.json"),
        program.path("kept/report-2.json"),
    )
    .unwrap();
    std::fs::create_dir(program.path("empty")).unwrap();
    for (arguments, told) in [
        (
            &["diff", "kept", "right.json"][..],
            "name a report in it, such as \"kept/report-2.json\"",
        ),
        (
            &["diff", "empty", "right.json"],
            "which this one does not have",
        ),
        (
            &["report", "run.jsonl"],
            "`otpdoctor check --replay \"run.jsonl\" -o json=report.json`",
        ),
        (
            &["check", "--replay", "right.json"],
            "`otpdoctor report \"right.json\"` shows it",
        ),
    ] {
        let (_, err) = program.expect(arguments, 66);
        assert!(err.replace('\\', "/").contains(told), "{err}");
    }
    program.expect(&["diff", "right.json"], 64);
    program.expect(&["diff", "-", "-"], 64);
}
