//! A recorded run, judged again, says the same.

use std::io::Write as _;
use std::net::TcpListener;

use crate::program::Program;

#[test]
fn a_replay_says_what_the_run_said() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let peer = std::thread::spawn(move || {
        let (mut stream, _) = server.accept().unwrap();
        stream.write_all(b"554 not today\r\n").unwrap();
    });
    let config = format!(
        "schema: 1\nrealms:\n  A:\n    overview:\n      smtp: {{server_address: 127.0.0.1, port: {port}}}\n      email: {{sender_address: a@example.net}}\n"
    );
    let program = Program::with(&config);
    let only = [
        "--only",
        "smtp-reach,smtp-settings,smtp-tls,smtp-relay",
        "-o",
        "json",
    ];
    let (live, _) = program.expect(
        &[&["check", "--record", "run.jsonl"], only.as_slice()].concat(),
        1,
    );
    peer.join().unwrap();
    let (again, _) = program.expect(
        &[&["check", "--replay", "run.jsonl"], only.as_slice()].concat(),
        1,
    );
    assert_eq!(without_times(&live), without_times(&again));

    let piped = program
        .command(&[&["check", "--replay", "-"], only.as_slice()].concat())
        .stdin(std::fs::File::open(program.path("run.jsonl")).unwrap())
        .output()
        .unwrap();
    let piped = String::from_utf8(piped.stdout).unwrap();
    assert_eq!(without_times(&live), without_times(&piped));
}

#[test]
fn a_file_that_is_not_there_is_told_in_plain_words() {
    let program = Program::with(crate::program::QUIET);
    for (arguments, what) in [
        (["check", "--replay", "gone"].as_slice(), "recording"),
        (&["report", "gone"], "report"),
        (&["bundle", "verify", "gone"], "bundle"),
    ] {
        let (_, err) = program.expect(arguments, 66);
        assert_eq!(err, format!("otpdoctor: gone: there is no such {what}\n"));
    }
}

#[test]
fn a_machine_that_was_taken_for_the_appliance_is_so_in_the_replay() {
    let program = Program::with(
        "schema: 1\nappliance: {name: somewhere-else, time: {zone: Etc/UTC}}\nrealms: {A: {}}\n",
    );
    let only = ["--only", "time-zone", "-o", "json"];
    let run = |arguments: &[&str]| {
        let output = program.run(&[arguments, only.as_slice()].concat());
        String::from_utf8(output.stdout).unwrap()
    };
    let live = run(&["check", "--here", "--record", "run.jsonl"]);
    assert!(!live.contains("not-on-appliance"), "{live}");
    let again = run(&["check", "--replay", "run.jsonl"]);
    assert_eq!(without_times(&live), without_times(&again));
}

#[test]
fn a_replay_looks_at_what_the_run_looked_at_unless_told_otherwise() {
    let program = Program::with(crate::program::QUIET);
    let run = |arguments: &[&str]| {
        let (report, _) = program.expect(&[arguments, &["-o", "json", "--exit-zero"]].concat(), 0);
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let count = |key: &str| report[key].as_array().unwrap().len();
        (count("realms"), count("checks"))
    };
    let record = ["check", "--record", "run.jsonl"];
    let chosen = [
        "--realm",
        "SecureAuth1",
        "--only",
        "realm",
        "--skip",
        "help-desk",
    ];
    let recorded = run(&[record.as_slice(), &chosen].concat());
    assert_eq!(recorded.0, 1);
    let replay = ["check", "--replay", "run.jsonl"];
    assert_eq!(run(&replay), recorded);
    let all = run(&[replay.as_slice(), &["--realm", "*"]].concat());
    assert_eq!(all, (2, recorded.1));
    let one = run(&[replay.as_slice(), &["--only", "otp-policy"]].concat());
    assert_eq!(one, (1, 1));
}

#[test]
fn the_command_that_a_report_names_does_the_same_run() {
    let program = Program::with(
        "schema: 1\nappliance: {name: somewhere-else, time: {zone: Etc/UTC}}\nrealms: {A: {}, SecureAuth 2: {}}\n",
    );
    let waivers = "schema: 1\nwaivers:\n  - {check: realm-prerequisites, why: new, who: me, until: 2199-01-01}\n";
    std::fs::write(program.path("known.yaml"), waivers).unwrap();
    program.run(&["check", "--record", "run 1.jsonl"]);
    program.run(&["bundle", "create", "--into", "b.zip"]);
    for options in [
        "",
        "--only realm,time-zone --here",
        "--offline --skip email,cloud --realm SecureAuth*",
        "--realm A --at 2026-12-31 --deadline 90s",
        "--waivers known.yaml --allow-commands",
        "--replay run_1.jsonl --only time",
        "--replay b.zip --realm a --at 2026-12-31T08:00:00Z",
    ] {
        let words = options.split_whitespace();
        let options: Vec<String> = words.map(|word| word.replace('_', " ")).collect();
        let mut arguments = vec!["check", "-o", "json=first.json", "-o", "markdown"];
        arguments.extend(options.iter().map(String::as_str));
        let ticket = program.run(&arguments);
        let ticket = crate::program::text(&ticket.stdout);
        let (_, again) = ticket
            .rsplit_once("To run the same checks: `otpdoctor ")
            .unwrap();
        let again = again
            .trim_end()
            .trim_end_matches('`')
            .split('"')
            .enumerate();
        let again = again.flat_map(|(place, part)| match place % 2 {
            0 => part.split_whitespace().collect(),
            _ => vec![part],
        });
        let again: Vec<&str> = again.chain(["-o", "json=second.json"]).collect();
        let code = program.run(&again).status.code();
        assert!(matches!(code, Some(0 | 1 | 3)), "{again:?}: {code:?}");
        let read = |name| {
            let report = std::fs::read_to_string(program.path(name)).unwrap();
            let mut report = without_times(&report);
            for moment in ["started_at", "judged_at"] {
                report[moment].take();
            }
            report
        };
        assert_eq!(read("first.json"), read("second.json"), "{again:?}");
    }
}

#[test]
fn a_recording_without_end_is_refused() {
    let program = Program::with(crate::program::QUIET);
    let (_, err) = program.expect(&["check", "--replay", "/dev/zero"], 66);
    assert!(err.contains("larger than 128 MiB"), "{err}");
}

fn without_times(report: &str) -> serde_json::Value {
    let mut report: serde_json::Value = serde_json::from_str(report).unwrap();
    report["duration_s"].take();
    if let Some(report) = report.as_object_mut() {
        report.remove("asked");
        report.remove("options");
    }
    for finding in report["findings"].as_array_mut().unwrap() {
        finding["duration_s"].take();
    }
    report
}

#[test]
fn a_config_and_its_recording_are_judged_wherever_they_lie() {
    let config = "schema: 1\nrealms: {A: {license_certificate: c}}\ncertificates: {c: {certificate: certs/c.pem, key: certs/c.key}}\n";
    let program = Program::with(config);
    std::fs::create_dir(program.path("elsewhere")).unwrap();
    std::fs::copy(
        program.path("otpdoctor.yaml"),
        program.path("elsewhere/c.yaml"),
    )
    .unwrap();
    let own = program.path("otpdoctor.yaml");
    let own = own.to_str().unwrap();
    let only = ["--only", "certificate-validity", "-o", "json"];
    for named in ["otpdoctor.yaml", own] {
        let record = ["check", "--config", named, "--record", "run.jsonl"];
        program.expect(&[record.as_slice(), &only].concat(), 1);
        for read in ["otpdoctor.yaml", own, "elsewhere/c.yaml"] {
            let replay = [
                "check",
                "--config",
                read,
                "--replay",
                "run.jsonl",
                "-o",
                "json",
            ];
            let (out, _) = program.expect(&replay, 1);
            assert!(
                out.contains("\"missing\"") && !out.contains("unscripted"),
                "{named} {read}: {out}"
            );
        }
    }
}
