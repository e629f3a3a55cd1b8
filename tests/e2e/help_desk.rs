//! `probe help-desk`: a code that reaches the operator, and nobody else.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::program::{Program, Run};

const TWO: &str = "    multi_factor:\n      help_desk_1: {enabled: true, phone: \"+1 949 555 0100\", email: one@example.net}\n      help_desk_2: {enabled: true, phone: \"+44 20 7946 0000\", email: two@example.net}\n";

fn program(desks: &str) -> Program {
    let config = format!(
        "schema: 1\nrealms:\n  SecureAuth1:\n    overview: {{description: VPN, smtp: {{server_address: 127.0.0.1}}}}\n    data: {{membership: {{type: active_directory}}}}\n    workflow: {{default_workflow: username_and_password_second_factor}}\n{desks}"
    );
    Program::with(&config)
}

const ARGUMENTS: [&str; 8] = [
    "probe",
    "help-desk",
    "--user",
    "jdoe",
    "--operator-file",
    "operator",
    "-o",
    "json",
];

/// Reads what comes up to these words.
fn until(from: &mut impl std::io::Read, words: &str) -> String {
    let mut heard = Vec::new();
    let mut byte = [0];
    while !heard.ends_with(words.as_bytes()) {
        match from.read(&mut byte) {
            Ok(1) => heard.push(byte[0]),
            _ => panic!("{words} is awaited: {}", String::from_utf8_lossy(&heard)),
        }
    }
    String::from_utf8_lossy(&heard).into_owned()
}

fn finish(mut child: Child, mut err: impl std::io::Read, heard: String) -> Run {
    let mut run = Run {
        code: 0,
        out: String::new(),
        err: heard,
    };
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut run.out)
        .unwrap();
    err.read_to_string(&mut run.err).unwrap();
    run.code = child.wait().unwrap().code().unwrap();
    run
}

#[test]
fn the_operator_releases_what_the_user_enters() {
    let program = program(TWO);
    let mut child = program.command(&ARGUMENTS).spawn().unwrap();
    let (mut input, mut err) = (child.stdin.take().unwrap(), child.stderr.take().unwrap());
    let mut heard = until(&mut err, "1 or 2?");
    writeln!(input, "2").unwrap();
    heard += &until(&mut err, "Type yes:");
    assert!(
        heard.contains("Help Desk 2 · +44 20 7946 0000 · two@example.net"),
        "{heard}"
    );
    assert!(
        !program.path("operator").exists(),
        "nothing before the user is identified"
    );
    writeln!(input, "yes").unwrap();
    heard += &until(&mut err, "came):");
    let file = program.path("operator");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let code = std::fs::read_to_string(&file).unwrap().trim().to_owned();
    writeln!(input, "{code}").unwrap();
    let run = finish(child, err, heard).hides(&[&code]);
    assert_eq!(run.code, 0, "{run:?}");
    let steps = run.steps();
    assert_eq!(
        steps[..2],
        ["realm-prerequisites pass", "second-factor pass"]
    );
    let rest = [
        "passcode-issue pass",
        "help-desk-identity pass",
        "help-desk-release pass",
        "passcode-entry pass",
        "passcode-verify pass",
    ];
    assert_eq!(steps[steps.len() - 5..], rest, "{run:?}");
    assert!(!file.exists(), "the file goes with the probe");
}

#[test]
fn who_is_not_identified_gets_nothing() {
    let program = program(TWO);
    let run = program.run(&[&ARGUMENTS[..], &["--desk", "1"]].concat(), "no\n");
    assert!(
        run.steps()
            .contains(&"help-desk-identity fail not-identified".to_owned()),
        "{run:?}"
    );
    assert!(!program.path("operator").exists());
    assert_eq!(run.code, 1);
}

#[test]
fn a_slip_is_asked_again_and_the_probe_says_first_whose_answers_it_tells() {
    let program = program(TWO);
    let mut human = ARGUMENTS.to_vec();
    human[7] = "human";
    let run = program.run(&human, "y\n2\ny\nno\n");
    let note = "simulated with otpdoctor's engine; the appliance is not asked\n";
    assert!(run.err.starts_with(note), "{}", run.err);
    assert!(run.out.starts_with(note), "{}", run.out);
    assert_eq!(run.err.matches("1 or 2?").count(), 2, "{}", run.err);
    assert_eq!(run.err.matches("Type yes:").count(), 2, "{}", run.err);
    assert!(
        run.out.contains("help-desk-identity/not-identified"),
        "{}",
        run.out
    );
}

#[test]
fn a_desk_that_is_off_is_not_offered() {
    let one = "    multi_factor: {help_desk_1: {enabled: false}, help_desk_2: {enabled: true, phone: \"\", email: two@example.net}}\n";
    let program = program(one);
    let named = program.run(&[&ARGUMENTS[..], &["--desk", "1"]].concat(), "");
    assert_eq!(named.steps()[2], "help-desk-choice fail not-offered");
    let other = program.run(&[&ARGUMENTS[..], &["--yes"]].concat(), "\n");
    let steps = other.steps();
    let expected = ["help-desk-choice pass", "help-desk fail phone-missing"];
    assert_eq!(steps[2..4], expected);
    let nothing = "passcode-entry fail nothing-arrived".to_owned();
    assert!(steps.contains(&nothing), "{steps:?}");
}

#[test]
fn no_file_is_written_over() {
    let program = program(TWO);
    std::fs::write(program.path("operator"), "mine").unwrap();
    let run = program.run(&ARGUMENTS, "");
    assert_eq!(run.code, 64);
    assert_eq!(
        std::fs::read_to_string(program.path("operator")).unwrap(),
        "mine"
    );
}

#[test]
fn a_file_that_cannot_be_made_is_told_before_a_code_is_issued() {
    let program = program(TWO);
    for path in ["gone/operator", "otpdoctor.yaml/operator"] {
        let arguments = ["probe", "help-desk", "--desk", "1", "--operator-file", path];
        let run = program.run(&arguments, "yes\n");
        assert_eq!(run.code, 64, "{run:?}");
        let told = format!("--operator-file {path}: the operator's file cannot be made: ");
        assert!(run.err.contains(&told), "{}", run.err);
        assert!(
            run.err.contains("choose one in an existing folder"),
            "{}",
            run.err
        );
        assert!(!program.path(".local").exists(), "nothing was issued");
    }
}

#[test]
fn a_folder_that_goes_while_the_probe_runs_is_told_before_a_code_is_issued() {
    let program = program(TWO);
    let folder = program.path("desk");
    std::fs::create_dir(&folder).unwrap();
    let arguments = [
        "probe",
        "help-desk",
        "--operator-file",
        "desk/operator",
        "-o",
        "json",
    ];
    let mut child = program.command(&arguments).spawn().unwrap();
    let (mut input, mut err) = (child.stdin.take().unwrap(), child.stderr.take().unwrap());
    let heard = until(&mut err, "1 or 2?");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    std::fs::remove_dir(&folder).unwrap();
    writeln!(input, "2").unwrap();
    drop(input);
    let run = finish(child, err, heard);
    let steps = run.steps();
    let expected = "passcode-issue unknown no-channel".to_owned();
    assert!(steps.contains(&expected), "{steps:?}");
    assert!(run.out.contains("desk/operator"), "{}", run.out);
}

#[test]
#[cfg_attr(windows, ignore = "it needs a terminal by script(1), which is Linux's")]
fn what_the_user_types_does_not_stand_on_the_terminal() {
    let program = program(TWO);
    let binary = env!("CARGO_BIN_EXE_otpdoctor");
    let command = format!(
        "{binary} probe help-desk --desk 1 --yes --operator-file operator; stty -a | grep -o '.echo\\b'"
    );
    let mut child = on_a_terminal(&program.path(""), &command);
    let (mut input, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut heard = until(&mut screen, "came):");
    let code = std::fs::read_to_string(program.path("operator")).unwrap();
    // First what is no code, then the code: both prompts hide what is typed.
    writeln!(input, "49-x-38").unwrap();
    heard += &until(&mut screen, "came):");
    writeln!(input, "{}", code.trim()).unwrap();
    screen.read_to_string(&mut heard).unwrap();
    child.wait().unwrap();
    assert!(heard.contains("✓ passcode-verify"), "{heard}");
    for typed in ["49-x-38", code.trim()] {
        assert!(!heard.contains(typed), "{heard}");
    }
    assert!(heard.contains(" echo"), "the terminal shows again: {heard}");
}

/// A terminal of its own, by script(1): what stands on it is what the operator sees.
fn on_a_terminal(folder: &Path, command: &str) -> Child {
    Command::new("script")
        .args(["-qefc", command, "/dev/null"])
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("PATH", "/usr/bin:/bin")
        .env("SHELL", "/bin/sh")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script runs: tests/setup installs util-linux")
}

#[test]
#[cfg_attr(windows, ignore = "it needs a terminal by script(1), which is Linux's")]
fn on_a_terminal_the_code_is_on_the_alternate_screen_alone() {
    let program = program(TWO);
    let binary = env!("CARGO_BIN_EXE_otpdoctor");
    let command = format!("{binary} probe help-desk --desk 1 -o json=report.json 2>log.txt");
    let mut child = on_a_terminal(&program.path(""), &command);
    let (mut input, screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut screen: BufReader<ChildStdout> = BufReader::new(screen);
    writeln!(input, "yes").unwrap();
    until(&mut screen, "passcode for otpdoctor-probe");
    let mut line = String::new();
    screen.read_line(&mut line).unwrap();
    line.clear();
    screen.read_line(&mut line).unwrap();
    let code: String = line.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(code.len(), 6, "{line:?}");
    writeln!(input).unwrap();
    until(&mut screen, "\x1b[?1049l");
    writeln!(input, "{code}").unwrap();
    screen.read_to_string(&mut line).unwrap();
    assert!(child.wait().unwrap().success(), "{line}");
    for file in ["report.json", "log.txt"] {
        let text = std::fs::read_to_string(program.path(file)).unwrap();
        assert!(!text.contains(&code), "{file}: {text}");
    }
}
