//! Ctrl-C, a request to terminate and a closed terminal: what was found until then is still reported.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use crate::program::Program;
#[cfg(unix)]
use crate::program::QUIET;

/// A mail server that says nothing, and a realm that sends by it.
fn silent() -> (TcpListener, Program) {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let config = format!(
        "schema: 1\nrealms:\n  A:\n    overview:\n      smtp: {{server_address: 127.0.0.1, port: {port}}}\n      email: {{sender_address: a@example.net}}\n"
    );
    (silent, Program::with(&config))
}

fn send(signal: &str, process: u32) {
    let sent = Command::new("kill")
        .args(["-s", signal, &process.to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}

fn ends_with(signal: &str, code: i32) {
    let command = |program: &Program, arguments: &[&str]| program.command(arguments);
    ends(command, &[signal], code);
}

/// What is sent to a check that waits, and how it ends.
fn ends(command: impl Fn(&Program, &[&str]) -> Command, signals: &[&str], code: i32) {
    let (silent, program) = silent();
    let only = ["check", "--only", "smtp-settings,smtp-reach"];
    let written = [
        "-o",
        "json",
        "-o",
        "html=report.html",
        "--record",
        "run.jsonl",
    ];
    let arguments = [&only[..], &written].concat();
    let mut child = command(&program, &arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // The program is waiting for a banner from here on, and says nothing more.
    let (_held, _) = silent.accept().unwrap();
    for signal in signals {
        send(signal, child.id());
    }
    let mut report = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut report)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(code));
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let reasons: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["reason"].as_str().unwrap())
        .collect();
    assert!(reasons.contains(&"interrupted"), "{reasons:?}");
    assert!(
        reasons.contains(&"ok"),
        "what was settled before is still there: {reasons:?}"
    );
    let mut files: Vec<_> = program.files().into_iter().map(|(path, _)| path).collect();
    files.sort();
    let whole = ["report.html", "run.jsonl"].map(|name| program.path(name));
    assert_eq!(files, whole, "whole files, and no temporary one");
}

#[test]
#[cfg_attr(windows, ignore = "it needs a terminal by script(1), which is Linux's")]
fn a_terminal_sees_who_is_waited_for_until_ctrl_c() {
    let (seen, port) = on_a_terminal(80, |seen, port| {
        seen.contains(&format!(" s for SMTP 127.0.0.1:{port}"))
    });
    let (_, left) = seen.rsplit_once("\x1b[2K").unwrap();
    assert!(!left.contains("waiting"), "{left}");
    assert!(left.contains("the run was interrupted"), "{left}");
    assert!(left.contains(&port.to_string()), "{left}");
}

#[test]
#[cfg_attr(windows, ignore = "it needs a terminal by script(1), which is Linux's")]
fn a_narrow_terminal_sees_no_more_than_fits() {
    let columns = 30;
    let (seen, _) = on_a_terminal(columns, |seen, _| {
        seen.contains(" s for SMTP 1") && seen.contains('…')
    });
    let frames = seen.split('\r').filter(|line| line.contains(" s for "));
    let frames = frames.map(|line| anstream::adapter::strip_str(line).to_string());
    let frames = frames.map(|line| line.replace("^C", ""));
    let widths: Vec<usize> = frames.map(|line| line.trim_end().chars().count()).collect();
    assert!(
        !widths.is_empty() && widths.iter().all(|width| *width < columns),
        "{seen}"
    );
}

/// What a terminal so wide shows of a check that waits, and is interrupted once something is seen; the server's port.
fn on_a_terminal(columns: usize, until: impl Fn(&str, u16) -> bool) -> (String, u16) {
    let (silent, program) = silent();
    let run = format!(
        "stty rows 24 cols {columns}; exec '{}' check --only smtp-reach",
        env!("CARGO_BIN_EXE_otpdoctor")
    );
    let mut child = Command::new("script")
        .args(["-qefc", &run, "/dev/null"])
        .current_dir(program.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (_held, _) = silent.accept().unwrap();
    let port = silent.local_addr().unwrap().port();
    let mut screen = child.stdout.take().unwrap();
    let mut seen = String::new();
    while !until(&seen, port) {
        let mut part = [0; 1024];
        let read = screen.read(&mut part).unwrap();
        assert!(read > 0, "{seen}");
        seen += &String::from_utf8_lossy(&part[..read]);
    }
    // The terminal makes a signal of it.
    let mut keys = child.stdin.take().unwrap();
    keys.write_all(b"\x03").unwrap();
    let mut rest = Vec::new();
    screen.read_to_end(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    (seen + &String::from_utf8_lossy(&rest), port)
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn a_bundle_of_a_run_that_was_interrupted_is_told_as_one() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let (silent, program) = silent();
        let create = [
            "bundle",
            "create",
            "--only",
            "smtp-reach",
            "--into",
            "b.zip",
        ];
        let mut child = program.command(&create);
        let child = child.stdout(Stdio::piped()).spawn().unwrap();
        let (_held, _) = silent.accept().unwrap();
        send(signal, child.id());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code));
        let said = String::from_utf8(output.stdout).unwrap();
        let told = "; the run was interrupted before its end";
        assert!(said.lines().next().unwrap().ends_with(told), "{said}");
        let (readme, _) = program.expect(&["bundle", "show", "b.zip", "README.txt"], 0);
        assert!(readme.contains(told), "{readme}");
        program.expect(&["bundle", "verify", "b.zip"], 0);
    }
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn ctrl_c_is_130() {
    ends_with("INT", 130);
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn a_request_to_terminate_is_143() {
    ends_with("TERM", 143);
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn signals_that_would_end_it_at_once_are_143() {
    for signal in ["QUIT", "USR1", "USR2"] {
        ends_with(signal, 143);
    }
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn a_terminal_that_is_closed_is_143() {
    // Whoever runs these tests may outlive a terminal, and what it runs too.
    let command = through(&["env", "--default-signal=HUP"]);
    ends(command, &["HUP"], 143);
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn what_is_to_outlive_its_terminal_does() {
    let command = through(&["env", "--ignore-signal=HUP"]);
    ends(command, &["HUP", "INT"], 130);
}

/// The program, run by another that becomes it.
fn through(runner: &[&'static str]) -> impl Fn(&Program, &[&str]) -> Command {
    move |program, arguments| {
        let program = program.command(arguments);
        let mut command = Command::new(runner[0]);
        command
            .args(&runner[1..])
            .arg(program.get_program())
            .args(program.get_args())
            .current_dir(program.get_current_dir().unwrap());
        command
    }
}

/// What is no run of checks ends at once, but with whole files.
#[cfg(unix)]
#[test]
fn pages_are_whole_whatever_ends_their_writing() {
    for (signal, code) in [
        ("INT", 130),
        ("TERM", 143),
        ("QUIT", 143),
        ("USR1", 143),
        ("HUP", 143),
    ] {
        let program = Program::with(QUIET);
        let pages = program.path("pages");
        let mut child = program
            .command(&["man", "--folder", "pages"])
            .spawn()
            .unwrap();
        let names = || {
            let entries = std::fs::read_dir(&pages).into_iter().flatten().flatten();
            entries.map(|entry| entry.path()).collect::<Vec<_>>()
        };
        while names().is_empty() && child.try_wait().unwrap().is_none() {}
        send(signal, child.id());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{signal}");
        for page in names() {
            assert_eq!(page.extension(), Some("1".as_ref()), "{page:?}");
            assert_ne!(std::fs::metadata(&page).unwrap().len(), 0, "{page:?}");
        }
    }
}

/// A program that a secret comes from is waited for by nobody once a signal is there.
#[cfg(unix)]
#[test]
fn a_signal_ends_it_while_a_program_is_asked_for_a_secret() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        // It would run for a minute.
        let ask = format!("kill -s {signal} $PPID; exec sleep 60");
        let program = Program::with(&format!(
            "schema: 1\nrealms:\n  A:\n    api: {{url: \"https://127.0.0.1:9/\", application_id: a, application_key: {{command: [sh, -c, '{ask}']}}}}\n"
        ));
        let check = ["check", "--allow-commands", "--only", "api-credentials"];
        let written = ["-o", "json", "-o", "html=report.html"];
        let begun = std::time::Instant::now();
        let (report, _) = program.expect(&[&check[..], &written].concat(), code);
        assert!(begun.elapsed().as_secs() < 50, "{signal}");
        assert!(report.contains("\"reason\": \"interrupted\""), "{report}");
        let [(page, text)] = &program.files()[..] else {
            panic!("{:?}", program.files());
        };
        assert_eq!(*page, program.path("report.html"));
        assert!(text.trim_end().ends_with("</html>"), "{text}");
    }
}

/// While it starts, reads the config, judges and writes: nothing is half-written, wherever it is by then.
#[cfg(target_os = "linux")]
#[test]
fn a_signal_at_any_time_on_the_processor_leaves_whole_files() {
    let realms: String = (0..400).map(|nth| format!("  R{nth}: {{}}\n")).collect();
    let mut ended = Vec::new();
    // How many hundredths of a second it was on the processor.
    for ticks in [0, 1, 2, 4, 8, 16, 32, 64, 128] {
        let program = Program::with(&format!("schema: 1\nrealms:\n{realms}"));
        let check = ["check", "--offline", "-o", "json=report.json"];
        let mut child = program.command(&check);
        let mut child = child.stdout(Stdio::null()).spawn().unwrap();
        let is_running = loop {
            if child.try_wait().unwrap().is_some() {
                break false;
            }
            if on_processor(child.id()) >= ticks {
                break true;
            }
        };
        if is_running {
            send("TERM", child.id());
        }
        let status = child.wait().unwrap();
        let signal = std::os::unix::process::ExitStatusExt::signal(&status);
        // Before it is ready for signals the system ends it; it may also be ready already.
        let is_known = signal == Some(15) || [Some(143), Some(0)].contains(&status.code());
        assert!(is_known, "{ticks}: {status}");
        ended.push(status.code());
        for (path, text) in program.files() {
            assert_eq!(path, program.path("report.json"), "{ticks}");
            let report = serde_json::from_str::<serde_json::Value>(&text);
            assert!(report.is_ok(), "{ticks}: {report:?}");
        }
    }
    assert!(ended.contains(&Some(143)), "{ended:?}");
}

/// For how many hundredths of a second a process that was not waited for was on a processor (proc(5), `stat`).
#[cfg(target_os = "linux")]
fn on_processor(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let (_, after_name) = stat.rsplit_once(')').unwrap();
    let fields = after_name.split_whitespace().skip(11).take(2);
    fields.map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}

#[cfg(unix)]
#[test]
fn a_reader_that_stands_still_holds_the_process_after_no_signal() {
    let check = ["check", "--offline", "-o", "json"];
    for (arguments, number) in [(&check[..], 400), (&["preview"], 3000)] {
        // More than a pipe takes.
        let realms: String = (0..number).map(|nth| format!("  R{nth}: {{}}\n")).collect();
        let program = Program::with(&format!("schema: 1\nrealms:\n{realms}"));
        let mut child = program
            .command(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0];
        let mut standing = child.stdout.take().unwrap();
        standing.read_exact(&mut first).unwrap();
        send("INT", child.id());
        assert_eq!(child.wait().unwrap().code(), Some(130), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn who_waits_for_stdin_ends_with_a_signal() {
    for arguments in [
        &["check", "--replay", "-"][..],
        &["bundle", "create", "--replay", "-", "--into", "b.zip"],
        &["report", "-", "-o", "json=report.json"],
        &["diff", "-", "otpdoctor.yaml"],
    ] {
        for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 143)] {
            let program = Program::with(QUIET);
            let command = through(&["env", "--default-signal=HUP"])(&program, arguments);
            let mut child = { command }.stdin(Stdio::piped()).spawn().unwrap();
            // More than a pipe takes: what is written here is being read there.
            let mut stdin = child.stdin.take().unwrap();
            stdin.write_all(&[b'\n'; 200_000]).unwrap();
            send(signal, child.id());
            let ended = child.wait().unwrap().code();
            assert_eq!(ended, Some(code), "{arguments:?} {signal}");
            assert!(program.files().is_empty(), "{arguments:?}");
        }
    }
}
