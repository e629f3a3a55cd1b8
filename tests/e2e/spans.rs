//! Spans beyond what a clock counts: refused as wrong usage, or held to what is possible; nothing breaks.

use crate::program::Program;

const CONFIG: &str = "schema: 1\nprobes: {mailbox: {address: probe@otp.test, imap: \"127.0.0.1:1\"}}\nrealms:\n  SecureAuth1:\n    workflow: {default_workflow: username_second_factor}\n    multi_factor: {email: {field_1: text}, oath: {enabled: true}}\n";

/// What a person may write, and no clock counts.
const ENDLESS: [&str; 5] = [
    "9223372036854775807s",
    "9223372036854775807s 999999999ns",
    "2562047788015215h",
    "PT9223372036854775807S",
    "8785h",
];

#[test]
fn on_the_command_line_they_are_refused() {
    let program = Program::with(CONFIG);
    let commands: [&[&str]; 16] = [
        &["probe", "email", "--deadline"],
        &["probe", "email", "--interval"],
        &["probe", "email", "--wait"],
        &["probe", "sms", "--to", "+19495550100", "--deadline"],
        &["probe", "sms", "--to", "+19495550100", "--interval"],
        &["probe", "voice", "--to", "+19495550100", "--deadline"],
        &["probe", "help-desk", "--deadline"],
        &["probe", "oath", "--deadline"],
        &["probe", "oath", "--count", "2", "--interval"],
        &["probe", "api", "--deadline"],
        &["check", "--deadline"],
        &["diagnose", "no-code", "--deadline"],
        &["bundle", "create", "--deadline"],
        &["watch", "--deadline"],
        &["watch", "--every"],
        &["watch", "--jitter"],
    ];
    for command in commands {
        for span in [ENDLESS[0], "8785h"] {
            let run = program.run(&[command, &[span]].concat(), "");
            let told = format!("{command:?} {span}: {run:?}");
            assert_eq!(run.code, 64, "{told}");
            assert!(run.err.contains(command.last().unwrap()), "{told}");
            assert!(!run.err.contains("bug"), "{told}");
        }
    }
    for span in ENDLESS {
        let enroll = [
            "otp", "enroll", "--user", "jo", "--token", "app", "--period", span,
        ];
        let run = program.run(&enroll, "");
        assert_eq!(run.code, 64, "{run:?}");
        assert!(run.err.contains("from 1s to 1h"), "{run:?}");
    }
    let year = program.run(&["probe", "oath", "--deadline", "8784h", "-o", "json"], "");
    assert_eq!(year.code, 0, "a year is no slip: {year:?}");
    let told = program
        .run(&["probe", "email", "--wait", ENDLESS[0]], "")
        .err;
    assert!(told.contains("the longest span is 366 days"), "{told}");
}

#[test]
fn in_the_config_nothing_breaks_by_them() {
    let long = "9223372036854775807s";
    let config = format!(
        "schema: 1\nappliance: {{time: {{warn: {long}, fail: {long}}}}}\nrealms:\n  SecureAuth1:\n    workflow: {{default_workflow: username_second_factor}}\n    multi_factor:\n      email: {{field_1: text}}\n      oath: {{enabled: true, passcode_change_interval: 1, passcode_offset: 1440, cache_lockout_duration: 4294967295}}\n      otp_lifetime: {long}\n      throttling: {{enabled: true, interval: {long}, max_failed_attempts: 1}}\n"
    );
    let program = Program::with(&config);
    let jo = ["--realm", "SecureAuth1", "--user", "jo"];
    let runs: [(&[&str], &str, i32); 5] = [
        (&["otp", "issue", "--method", "email"], "", 0),
        (&["otp", "verify"], "1\n", 10),
        (&["otp", "status"], "", 0),
        (&["otp", "unlock"], "", 0),
        (&["probe", "oath"], "", 0),
    ];
    for (command, input, code) in runs {
        let more: &[&str] = if command[0] == "probe" { &[] } else { &jo };
        let run = program.run(&[command, more].concat(), input);
        assert_eq!(run.code, code, "{command:?}: {run:?}");
    }
}
