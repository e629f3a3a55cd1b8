//! Exit codes and messages of what can be wrong around a run.

use crate::program::{Program, QUIET, text};

#[test]
fn wrong_usage_is_64_and_help_is_0() {
    let program = Program::with(QUIET);
    program.expect(&["frobnicate"], 64);
    program.expect(&["check", "--deadline", "soon"], 64);
    program.expect(&["--help"], 0);
    let (_, err) = program.expect(&["check", "--realm", "SecureAuth3"], 64);
    assert!(err.contains("did you mean SecureAuth"), "{err}");
    let (_, err) = program.expect(&["check", "-o", "json", "-o", "human"], 64);
    assert!(err.contains("only one report fits on stdout"), "{err}");
}

#[test]
fn a_reason_has_its_part_of_the_page_and_a_slip_names_what_is_near() {
    let program = Program::with(QUIET);
    let (out, _) = program.expect(&["explain", "clock-skew/behind"], 0);
    assert!(
        out.starts_with("clock-skew/behind\nThe clock is behind"),
        "{out}"
    );
    assert!(
        out.contains("w32tm /resync") && !out.contains("SNTP"),
        "{out}"
    );
    let (out, _) = program.expect(&["explain", "passcode-issue/refused"], 0);
    assert!(out.contains("otpdoctor explain passcode-issue"), "{out}");
    for (wanted, words) in [
        ("Clock-Skew/BEHIND", "# clock-skew/behind"),
        ("unscripted", "any check may give"),
        ("smtp-reach/unsupported", "any check may give"),
        ("expired", "certificate-validity/expired"),
        ("expired", "smtp-tls/expired"),
        ("beyond-oath-window", "clock-skew/beyond-oath-window"),
        ("no-email", "otpdoctor diagnose no-email"),
    ] {
        let (out, _) = program.expect(&["explain", wanted], 0);
        assert!(
            out.replace("# ", "").contains(&words.replace("# ", "")),
            "{wanted}: {out}"
        );
    }
    for nothing in ["smpt-reach/unsupported", "unscriptd", "expire d"] {
        let (_, err) = program.expect(&["explain", nothing], 64);
        assert!(err.contains("nearest: "), "{nothing}: {err}");
    }
    let (_, err) = program.expect(&["explain", "clok-skew/behind"], 64);
    assert!(err.contains("nearest: clock-skew/behind,"), "{err}");
    for (wanted, near) in [
        ("clok-skwe", "clock-skew,"),
        ("certificate expired", "certificate-validity/expired"),
        ("the relay is denied", "smtp-relay/relay-denied"),
        ("spf", "spf-"),
        ("no sms", "no-sms-or-voice"),
    ] {
        let (_, err) = program.expect(&["explain", wanted], 64);
        assert!(err.contains(near), "{wanted}: {err}");
    }
}

#[test]
fn a_selection_that_leaves_nothing_is_64() {
    let (_, err) = Program::with(QUIET).expect(&["check", "--only", "time", "--skip", "time"], 64);
    assert!(err.contains("leave no check"), "{err}");
}

#[test]
fn a_missing_config_is_66_and_says_where_it_was_looked_for() {
    let program = Program::with(QUIET);
    let (_, err) = program.expect(&["check", "--config", "elsewhere.yaml"], 66);
    assert!(err.contains("elsewhere.yaml"), "{err}");
    std::fs::remove_file(program.path("otpdoctor.yaml")).unwrap();
    let (_, err) = program.expect(&["check"], 66);
    assert!(
        err.contains("otpdoctor.yaml") && err.contains("config init"),
        "{err}"
    );
}

#[test]
fn an_invalid_config_is_78_with_every_mistake() {
    let config =
        "schema: 1\nappliance: {tme: {}}\nrealms:\n  A:\n    overview: {smtp: {port: 99999}}\n";
    let (out, err) = Program::with(config).expect(&["check"], 78);
    assert!(out.is_empty(), "{out}");
    assert!(
        err.contains("time") && err.contains("port") && err.contains("otpdoctor.yaml:5:"),
        "{err}"
    );
}

#[test]
fn a_report_that_cannot_be_written_is_74_and_leaves_nothing() {
    let program = Program::with(QUIET);
    let (_, err) = program.expect(
        &["check", "--offline", "-o", "json=nowhere/report.json"],
        74,
    );
    assert!(err.contains("nowhere/report.json"), "{err}");
    program.expect(&["check", "--offline", "-o", "json=/dev/full"], 74);
    let (out, _) = program.expect(&["config", "init", "my config.yaml"], 0);
    assert!(out.contains("check --config \"my config.yaml\""), "{out}");
    std::fs::remove_file(program.path("my config.yaml")).unwrap();
    let (_, err) = program.expect(&["config", "init", "nowhere/otpdoctor.yaml"], 74);
    assert!(err.contains("the folder nowhere does not exist"), "{err}");
    assert!(program.files().is_empty());
}

#[test]
fn a_recording_and_a_report_in_one_place_are_refused() {
    let program = Program::with(QUIET);
    let both = ["check", "--record", "run", "-o", "json=run"];
    let (_, err) = program.expect(&both, 64);
    assert!(err.contains("would be written to run"), "{err}");
    assert!(program.files().is_empty());
}

#[test]
fn two_reports_in_one_place_are_refused_however_it_is_written() {
    let program = Program::with(QUIET);
    let both = ["check", "-o", "json=report", "-o", "sarif=./report"];
    let (_, err) = program.expect(&both, 64);
    assert!(err.contains("two reports would be written to"), "{err}");
    assert!(program.files().is_empty());
}

#[cfg(unix)]
#[test]
fn a_report_that_takes_the_place_of_a_private_one_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let program = Program::with(QUIET);
    let path = program.path("report.json");
    std::fs::write(&path, "the report of yesterday").unwrap();
    let private = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(&path, private).unwrap();
    program.expect(&["check", "--offline", "-o", "json=report.json"], 0);
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
#[cfg_attr(windows, ignore = "a shell of Linux runs no program of Windows")]
fn a_full_disk_leaves_nothing_half_written() {
    let program = Program::with(QUIET);
    std::fs::write(program.path("report.json"), "the report of yesterday").unwrap();
    // A limit on the size of files stands for a disk that fills up while the report is written.
    let script = "ulimit -f 1; exec \"$0\" check --offline -o json=report.json";
    let output = std::process::Command::new("bash")
        .args(["-c", script, env!("CARGO_BIN_EXE_otpdoctor")])
        .current_dir(program.path(""))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(74), "{}", text(&output.stderr));
    let files = program.files();
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(files[0].1, "the report of yesterday");
}

#[cfg(target_os = "linux")]
#[test]
fn a_closed_stdout_takes_nothing_and_is_told() {
    let program = Program::with(QUIET);
    let run = |redirected: &str| {
        let script = format!("exec \"$0\" {redirected}");
        let output = std::process::Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_otpdoctor")])
            .current_dir(program.path(""))
            .output()
            .unwrap();
        (output.status.code().unwrap(), text(&output.stderr))
    };
    for command in [
        "check --offline",
        "check --offline -o json",
        "list",
        "--help",
        "completions bash",
        "man",
    ] {
        let (code, err) = run(&format!("{command} >&-"));
        assert_eq!(code, 74, "{command}: {err}");
        assert!(
            err.contains("cannot write to stdout: it is closed"),
            "{err}"
        );
        // As the shell, and as other programs, throw away what is written.
        for thrown_away in ["> /dev/null", "1<> /dev/null", "<&- 2>&- > /dev/null"] {
            let (code, err) = run(&format!("{command} {thrown_away}"));
            assert_eq!(code, 0, "{command} {thrown_away}: {err}");
        }
    }
    // Nothing is for stdout.
    assert_eq!(run("check --offline -o json=report.json >&-").0, 0);
    assert_ne!(
        std::fs::metadata(program.path("report.json"))
            .unwrap()
            .len(),
        0
    );
}

#[test]
#[allow(
    clippy::print_stdout,
    reason = "whoever looks at it sees how often that is so"
)]
fn stdout_that_is_full_or_gone_is_told_apart() {
    let program = Program::with(QUIET);
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    for command in [&["check", "--offline"][..], &["--help"]] {
        let output = program
            .command(command)
            .stdout(full.try_clone().unwrap())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(74));
        assert!(text(&output.stderr).contains("cannot write to stdout"));
        let mut output = into_nowhere(&program, command);
        if output.status.success() {
            // A process that another test starts has the reader too, from its fork until its exec.
            println!("{command:?} was read by somebody: it runs once more");
            output = into_nowhere(&program, command);
        }
        assert_eq!(output.status.code(), Some(141), "{}", text(&output.stderr));
    }
}

/// Runs it with a stdout that nobody reads any more.
fn into_nowhere(program: &Program, command: &[&str]) -> std::process::Output {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    program.command(command).stdout(writer).output().unwrap()
}

#[test]
fn an_unreadable_recording_is_66_with_its_line() {
    let program = Program::with(QUIET);
    std::fs::write(program.path("run.jsonl"), "{\"schema\": 1}\n").unwrap();
    let (_, err) = program.expect(&["check", "--replay", "run.jsonl"], 66);
    assert!(err.contains("run.jsonl") && err.contains("line 1"), "{err}");
}

#[test]
fn exit_zero_reports_only() {
    let config =
        "schema: 1\nappliance: {license: {support_expires: 2020-01-01}}\nrealms: {A: {}}\n";
    let program = Program::with(config);
    program.expect(&["check", "--offline", "--only", "license-current"], 1);
    program.expect(
        &[
            "check",
            "--offline",
            "--only",
            "license-current",
            "--exit-zero",
        ],
        0,
    );
}

#[test]
fn colors_honor_no_color_and_the_option() {
    let program = Program::with(QUIET);
    let colored = |arguments: &[&str], variable: &str| {
        let output = program
            .command(arguments)
            .env(variable, "1")
            // Without a console, as here, crossterm styles no table on Windows unless this says that escapes are understood.
            .env("TERM", "xterm")
            .output()
            .unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(!colored(&["list"], "NO_COLOR"));
    assert!(colored(&["list"], "CLICOLOR_FORCE"));
    assert!(colored(&["--color", "always", "list"], "NO_COLOR"));
    assert!(!colored(&["--color", "never", "list"], "CLICOLOR_FORCE"));
}

#[test]
fn a_deadline_of_a_year_is_one_and_that_of_a_century_is_a_slip() {
    let program = Program::with(QUIET);
    program.expect(&["check", "--offline", "--deadline", "8784h"], 0);
    program.expect(
        &["check", "--only", "smtp-settings", "--deadline", "8784h"],
        3,
    );
    let (_, err) = program.expect(&["check", "--offline", "--deadline", "876000h"], 64);
    assert!(err.contains("the longest span is 366 days"), "{err}");
}

#[test]
fn the_ends_of_time_can_be_judged() {
    let program = Program::with(QUIET);
    for at in ["9999-12-30T00:00:00Z", "-009999-01-03T00:00:00Z"] {
        program.expect(&["check", "--offline", &format!("--at={at}")], 0);
    }
}

#[test]
fn an_empty_variable_names_no_config() {
    let program = Program::with(QUIET);
    let mut command = program.command(&["check", "--offline"]);
    let output = command.env("OTPDOCTOR_CONFIG", "").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn a_recording_that_cannot_be_written_takes_no_report_with_it() {
    let program = Program::with(QUIET);
    let check = [
        "check",
        "--only",
        "smtp-settings",
        "--record",
        "no/such/folder/run.jsonl",
    ];
    let reports = ["-o", "json=no/such/folder/report.json", "-o", "json"];
    let (out, err) = program.expect(&[&check[..], &reports].concat(), 74);
    assert!(out.contains("otpdoctor.report/1"), "{out}");
    assert!(err.contains("cannot be written"), "{err}");
}

#[test]
fn a_second_try_ends_with_the_deadline() {
    const BUSY: &[u8] = b"HTTP/1.1 503 Busy\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n";
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in server.incoming() {
            let mut stream = stream.unwrap();
            let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
            let _ = std::io::Write::write_all(&mut stream, BUSY);
        }
    });
    let program = Program::with(&format!(
        "schema: 1\nappliance: {{cloud: {{sms: {{url: 'http://127.0.0.1:{port}/'}}}}}}\n\
         realms: {{A: {{multi_factor: {{phone: {{field_1: sms_text_only}}}}}}}}\n"
    ));
    let check = [
        "check",
        "--only",
        "cloud-reach",
        // The URL of this test is not one that the check of URLs takes.
        "--skip",
        "cloud-url",
        "--deadline",
        "500ms",
        "-o",
        "json",
    ];
    let (out, _) = program.expect(&check, 3);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    // The pause before the second try is five seconds long.
    assert!(report["duration_s"].as_f64().unwrap() < 4.5, "{out}");
}

#[test]
fn help_is_there_for_each_command_and_ends_with_examples() {
    let program = Program::with(QUIET);
    for command in [&["check"][..], &["probe", "email"], &["config", "pull"]] {
        let (out, _) = program.expect(&[&["help"], command].concat(), 0);
        let (asked, _) = program.expect(&[command, &["--help"]].concat(), 0);
        assert_eq!(out, asked);
        let (_, examples) = out.split_once("\nExamples:\n").unwrap();
        assert!(examples.starts_with("  otpdoctor "), "{examples}");
    }
}

#[cfg(unix)]
#[test]
fn a_manual_page_is_text_on_a_terminal_and_roff_in_a_pipe() {
    let program = Program::with(QUIET);
    let (roff, _) = program.expect(&["man", "check"], 0);
    assert!(
        roff.contains(".SH OPTIONS") && roff.contains(".SH EXAMPLES"),
        "{roff}"
    );
    let run = format!("'{}' man check", env!("CARGO_BIN_EXE_otpdoctor"));
    let output = std::process::Command::new("script")
        .args(["-qefc", &run, "/dev/null"])
        .current_dir(program.path(""))
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let shown = anstream::adapter::strip_bytes(&output.stdout).into_vec();
    let shown = text(&shown);
    assert!(shown.contains("Usage: otpdoctor check"), "{shown}");
    assert!(!shown.contains(".SH"), "{shown}");
}
