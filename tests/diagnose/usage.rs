//! What can be wrong with the words, the answers and the terminal.

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
    assert!(said.contains("what do users say?"), "{said}");
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
fn every_mistake_in_the_answers_is_told_with_its_place() {
    let (_folder, path) = answers("symptom: no mail\nmethod: pigeon\nusers: half\n");
    let said = refused(&["--answers", &path], 64);
    assert!(said.contains("answers.yaml:2:9: `pigeon`"), "{said}");
    assert!(said.contains("answers.yaml:3:8: `half`"), "{said}");
}

#[test]
fn an_unknown_key_is_a_mistake_with_its_place() {
    let (_folder, path) = answers("symptom: no mail\nmetod: sms\n");
    let said = refused(&["--answers", &path], 64);
    assert!(said.contains("answers.yaml:2:1: "), "{said}");
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
    assert!(words.contains("is in order; some could not"), "{screen}");
    assert!(
        words.contains("Could not be checked · clock-skew,"),
        "{screen}"
    );
    assert!(
        words.contains("is not the appliance: run there, or with --here"),
        "{screen}"
    );
    assert!(
        words.contains("clock-skew/not-on-appliance"),
        "support is told too: {screen}"
    );
    // Nothing is wrong with what a run was not to look at.
    assert_eq!(words.matches("Could not be checked").count(), 1, "{screen}");
}
