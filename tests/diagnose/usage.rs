//! What can be wrong with the words, the answers and the terminal.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn otpdoctor(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .arg("diagnose")
        .args(arguments)
        .stdin(Stdio::null())
        .env_clear()
        .output()
        .unwrap()
}

/// What is said on stderr where the exit code is this one.
fn refused(arguments: &[&str], code: i32) -> String {
    let output = otpdoctor(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(output.stdout.is_empty());
    said
}

fn answers(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.yaml");
    std::fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    (folder, path)
}

#[test]
fn without_a_terminal_it_says_what_to_do() {
    let said = refused(&[], 64);
    for words in ["--answers", "diagnose no-email", "--list"] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn answers_without_a_symptom_say_the_same() {
    let (_folder, path) = answers("method: sms\n");
    let said = refused(&["--answers", &path], 64);
    assert!(said.contains("what do users report?"), "{said}");
}

#[test]
fn words_that_are_not_understood_are_told_with_the_nearest_three() {
    let said = refused(&["the printer is on fire"], 64);
    assert_eq!(said.matches("\n  ").count(), 3, "{said}");
    let said = refused(&["the code does not arrive"], 64);
    assert!(
        said.contains("several things") && said.contains("no-email"),
        "{said}"
    );
}

#[test]
fn a_mistake_in_the_answers_is_told_with_its_place() {
    let (_folder, path) = answers("symptom: no mail\nmethod: pigeon\n");
    let said = refused(&["--answers", &path], 64);
    assert!(said.contains("answers.yaml:2:9\n"), "{said}");
    assert!(said.contains("2 | method: pigeon"), "{said}");
}

#[test]
fn an_unknown_key_is_a_mistake_with_its_place() {
    let (_folder, path) = answers("symptom: no mail\nmetod: sms\n");
    let said = refused(&["--answers", &path], 64);
    assert!(said.contains("did you mean `method`?"), "{said}");
}

#[test]
fn a_missing_answers_file_is_66() {
    let said = refused(&["--answers", "nowhere.yaml"], 66);
    assert!(
        said.contains("nowhere.yaml: there is no such file"),
        "{said}"
    );
}

#[test]
fn the_list_names_every_symptom() {
    let output = otpdoctor(&["--list"]);
    let listed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    for symptom in checks::kit::symptom::all() {
        assert!(listed.contains(&symptom.id), "{}", symptom.id);
    }
}

#[test]
fn what_this_run_could_not_look_at_is_named_before_it_is_called_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
        command.args(arguments).current_dir(folder.path());
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let config = "schema: 1\nappliance: {name: another-host, time: {servers: [127.0.0.1]}}\nrealms:\n  A: {multi_factor: {otp_length: 6, email: {field_1: html}}}\n";
    std::fs::write(folder.path().join("otpdoctor.yaml"), config).unwrap();
    run(&["bundle", "create", "--offline", "--into", "b"]);
    let screen = run(&["diagnose", "always-wrong-for-everyone", "--replay", "b"]);
    let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("passed; some could not run"), "{screen}");
    assert!(
        words.contains("Could not be checked · clock-skew,"),
        "{screen}"
    );
    assert!(
        words.contains("is not the appliance: run otpdoctor there, or with --here"),
        "{screen}"
    );
    assert!(
        words.contains("not on appliance: clock-skew"),
        "support is told too: {screen}"
    );
    // Nothing is wrong with what a run was not to look at.
    assert_eq!(words.matches("Could not be checked").count(), 1, "{screen}");
}

#[test]
fn what_the_config_lacks_is_asked_for_before_the_vendor_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
        command.args(arguments).current_dir(folder.path());
        command.stdin(Stdio::null()).env("COLUMNS", "80");
        command.output().unwrap()
    };
    run(&["config", "init"]);
    let output = run(&["diagnose", "we only have one help desk to choose"]);
    assert_eq!(output.status.code(), Some(3));
    let screen = String::from_utf8(output.stdout).unwrap();
    let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "One-time passwords of idp-01: otpdoctor could not run help-desk",
        "Complete the config, for which help-desk could not run",
        "Nothing yet: not all that may cause this was checked.",
        "In order second-factor Other",
    ] {
        assert!(words.contains(said), "{said}: {screen}");
    }
    assert!(!words.contains("found no problem"), "{screen}");
}

/// What is written to stdout where there is no config, at this width, and the exit code.
fn without_a_config(arguments: &[&str], width: &str) -> (String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
    command
        .arg("diagnose")
        .args(arguments)
        .current_dir(folder.path());
    command
        .stdin(Stdio::null())
        .env_clear()
        .env("COLUMNS", width);
    let output = command.output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    (shown, output.status.code())
}

#[test]
fn without_a_config_what_to_look_at_is_listed_likeliest_first() {
    let (shown, code) = without_a_config(&["users don't get texts"], "80");
    assert_eq!(code, Some(3), "{shown}");
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in [
        "You said: users don't get texts",
        "Understood as: no SMS or voice call arrives",
        "1 The appliance's clock is wrong. (clock-skew)",
        "w32tm /stripchart",
        "otpdoctor try --ntp pool.ntp.org --cloud --proxy",
    ] {
        assert!(words.contains(text), "{text}: {shown}");
    }
    // A command is there to be copied, and not wrapped.
    let fits = |line: &str| line.chars().count() <= 80 || line.contains("otpdoctor try ");
    assert!(shown.lines().all(fits), "{shown}");
    assert!(!shown.contains("(smtp-"), "mail has no part in it: {shown}");
}

#[test]
fn what_is_not_looked_at_is_said_with_who_does() {
    let (shown, code) = without_a_config(&["the push never shows up on my phone"], "80");
    assert_eq!(code, Some(3), "{shown}");
    assert!(
        shown.contains("otpdoctor does not check push notifications"),
        "{shown}"
    );
    let said = refused(&["the push never shows up", "-o", "junit"], 64);
    assert!(
        said.contains("is written as human, json and markdown, not as junit"),
        "{said}"
    );
}

#[test]
fn what_an_error_or_one_user_points_at_comes_first() {
    for (said, first) in [
        ("The remote name could not be resolved", "(name-resolution)"),
        ("(407) Proxy Authentication Required", "(proxy-reach)"),
        ("Keyset does not exist", "(key-access)"),
        (
            "Could not establish trust relationship for the SSL/TLS secure channel",
            "(cloud-reach)",
        ),
        (
            "550 5.7.1 user@example.net... Relaying denied",
            "(smtp-relay)",
        ),
        (
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled",
            "(smtp-auth)",
        ),
        (
            "Only Mrs. Keller gets no text message, all other users get theirs",
            "The phone number in the user's profile",
        ),
    ] {
        let (shown, _) = without_a_config(&[said], "100");
        let last = shown
            .lines()
            .rfind(|line| line.contains("first  "))
            .unwrap();
        assert!(last.contains(first), "{said}: {shown}");
        let begun = shown
            .split_once("first")
            .unwrap()
            .1
            .split_once(':')
            .unwrap()
            .1;
        let begin: String = begun.chars().take(120).collect();
        assert!(begin.contains(first), "{said}: {shown}");
    }
}

#[test]
fn a_checklist_is_written_for_programs_and_tickets() {
    let json = |words: &str| -> serde_json::Value {
        let (written, code) = without_a_config(&[words, "-o", "json"], "80");
        assert_eq!(code, Some(3), "{written}");
        serde_json::from_str(&written).unwrap()
    };
    let list = json("users don't get texts");
    assert_eq!(list["schema"], "otpdoctor.checklist/1");
    assert_eq!(list["steps"][0]["check"], "clock-skew");
    assert_eq!(list["elsewhere"], serde_json::Value::Null);
    let other = json("the push never shows up on my phone");
    assert_eq!(other["steps"], serde_json::json!([]));
    let who = other["elsewhere"].as_str().unwrap();
    assert!(who.contains("push notifications"), "{who}");
    let (ticket, _) = without_a_config(&["users don't get texts", "-o", "markdown"], "80");
    for text in ["# \"", "1. **", "`clock-skew`", "`otpdoctor try --ntp"] {
        assert!(ticket.contains(text), "{text}: {ticket}");
    }
}

#[test]
fn a_ticket_is_read_from_stdin() {
    let ask = |ticket: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
        command.args(["diagnose", "-"]).env_clear();
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(ticket.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let (shown, said) = (output.stdout, output.stderr);
        (
            String::from_utf8([shown, said].concat()).unwrap(),
            output.status.code(),
        )
    };
    let ticket = "From: dana@example.com\nSubject: codes\n\nHi,\nwe enter the code from the text message and the page\n\
        says that it is wrong.\n\nRegards\nDana, late shift";
    let (shown, code) = ask(ticket);
    assert_eq!(code, Some(3), "{shown}");
    assert!(
        shown.contains("Understood as: the passcode arrives and is refused"),
        "{shown}"
    );
    let (said, code) = ask("Hello, the code does not arrive");
    assert_eq!(code, Some(64), "{said}");
    assert!(
        said.contains("no-email") && said.contains("no-sms-or-voice"),
        "{said}"
    );
}
