//! What users say, with the lab broken in a way that makes them say it.

use std::process::Output;

use serde_json::Value;

use crate::world::World;

/// The complaint's part of the JSON, and the exit code.
fn complaint(output: &Output) -> (Value, i32) {
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&output.stderr)));
    (report["complaint"].clone(), output.status.code().unwrap())
}

/// Breaks `fault`, gives `answers`, and looks for the fault at the head of the causes.
fn found(fault: &str, answers: &str) -> Value {
    let world = World::with(&[fault]);
    let (complaint, code) = complaint(&world.answered(answers, &["-o", "json"]));
    assert_eq!(complaint["causes"][0], fault, "{complaint:#}");
    assert_eq!(code, 1);
    complaint
}

fn screen(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn no_text_arrives_since_the_clock_is_behind() {
    let told = found(
        "clock-skew/behind",
        "symptom: users don't get texts\nmethod: sms\n",
    );
    assert_eq!(told["symptom"], "no-sms-or-voice");
    assert_eq!(
        told["sentence"],
        "Users get no passcodes by text message or phone call because the appliance's clock is wrong."
    );
}

#[test]
fn no_mail_arrives_since_the_host_firewall_lacks_the_server() {
    let told = found(
        "smtp-firewall/address-not-listed",
        "symptom: no mail\nusers: all\n",
    );
    assert_eq!(told["symptom"], "no-email");
}

#[test]
fn mail_is_late_since_the_server_puts_it_off() {
    let told = found("smtp-relay/deferred", "symptom: email-late\n");
    let sentence = told["sentence"].as_str().unwrap();
    assert!(sentence.contains("perhaps because"), "{sentence}");
}

#[test]
fn it_works_sometimes_since_nothing_keeps_the_clock() {
    found("time-source/not-disciplined", "symptom: intermittent\n");
}

#[test]
fn the_cloud_refuses_since_the_certificate_has_expired() {
    let told = found(
        "certificate-validity/expired",
        "symptom: the cloud rejects us\n",
    );
    let causes = told["causes"].as_array().unwrap();
    assert_eq!(causes.len(), 1, "what it explains is no cause: {causes:?}");
}

#[test]
fn the_license_is_complained_of_since_support_has_ended() {
    found(
        "license-current/support-expired",
        "symptom: license error\n",
    );
}

#[test]
fn codes_are_wrong_for_everyone_since_the_clock_is_hours_off() {
    found(
        "clock-skew/whole-hours",
        "symptom: code wrong for everyone since monday\nsince: 2026-11-16\n",
    );
}

#[test]
fn one_user_alone_is_told_to_look_elsewhere_too() {
    let world = World::with(&["clock-skew/behind"]);
    let answers = "symptom: no-sms-or-voice\nusers: one\n";
    let output = world.answered(answers, &[]);
    let shown = screen(&output);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    for words in [
        "would affect every",
        "The phone number in the user's profile",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(
        !shown.contains("A firewall that lists the cloud"),
        "{shown}"
    );
}

#[test]
fn that_one_user_alone_is_affected_is_heard() {
    let world = World::with(&[]);
    let words = "one user gets no text messages, everyone else does";
    let (complaint, _) = complaint(&world.diagnose(&[words, "-o", "json"]));
    assert_eq!(complaint["users"], "one", "{complaint:#}");
    assert_eq!(complaint["heard"][0], format!("You said: {words}"));
}

#[test]
fn what_has_nothing_to_do_with_it_is_not_looked_at() {
    let world = World::with(&["smtp-reach/refused"]);
    let (complaint, code) = complaint(&world.diagnose(&["no-sms-or-voice", "-o", "json"]));
    assert_eq!(complaint["causes"].as_array().unwrap().len(), 0);
    assert_eq!(code, 0);
}

#[test]
fn the_method_narrows_what_is_looked_at() {
    let world = World::with(&["smtp-relay/deferred"]);
    let of = |method: &str| {
        let answers = format!("symptom: works-sometimes\nmethod: {method}\n");
        complaint(&world.answered(&answers, &["-o", "json"])).0
    };
    assert_eq!(of("email")["causes"][0], "smtp-relay/deferred");
    assert_eq!(of("sms")["causes"].as_array().unwrap().len(), 0);
}

#[test]
fn where_nothing_is_found_the_support_is_told_what_was_checked() {
    let world = World::with(&[]);
    let answers = "symptom: no-email\nrealms: [SecureAuth1]\nsince: 2026-11-16\nusers: some\n";
    let output = world.answered(answers, &[]);
    let shown = screen(&output);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    let text = shown.replace('\n', " ");
    assert!(
        text.contains("All checks for this symptom passed"),
        "{shown}"
    );
    for words in [
        "Other possible causes",
        "ready to paste",
        "ran 11 checks on SecureAuth1",
        "Users have noticed it since: 2026-11-16",
        "smtp-relay",
        "support until",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let wide: Vec<&str> = shown
        .lines()
        .filter(|line| line.chars().count() > 80)
        .collect();
    assert!(wide.is_empty(), "{wide:#?}");
}

#[test]
fn a_cause_is_told_with_its_cure_and_how_to_look_again() {
    let world = World::with(&["clock-skew/behind"]);
    let shown = screen(&world.diagnose(&["users", "get", "no", "texts", "--realm", "SecureAuth1"]));
    for words in [
        "1 cause",
        "chronyc makestep",
        "otpdoctor diagnose no-sms-or-voice",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(!shown.contains("ready to paste"), "{shown}");
}

#[test]
fn a_name_is_behind_it_only_where_passcodes_pass_its_host() {
    let world = World::with(&["name-resolution/no-such-name"]);
    let causes = |symptom| complaint(&world.diagnose(&[symptom, "-o", "json"])).0["causes"].clone();
    let (mail, texts) = (causes("no-email"), causes("no-sms-or-voice"));
    let named = |causes: &Value| causes.to_string().contains("name-resolution");
    assert_ne!(named(&mail), named(&texts), "{mail} {texts}");
}

#[test]
fn a_help_desk_that_is_off_is_the_cause_and_one_that_cannot_be_called_may_be() {
    let said = "only one help desk option";
    let told = |fault| complaint(&World::with(&[fault]).diagnose(&[said, "-o", "json"])).0;
    let off = told("help-desk/disabled");
    assert_eq!(
        off["sentence"],
        "The login page offers one help desk instead of two because a help desk is switched off."
    );
    for fault in ["help-desk/phone-missing", "help-desk/phone-invalid"] {
        let told = told(fault);
        assert_eq!(told["causes"][0], fault, "{told:#}");
        let sentence = told["sentence"].as_str().unwrap();
        assert!(sentence.contains("perhaps because"), "{sentence}");
    }
    let shown = screen(&World::with(&["help-desk/phone-missing"]).diagnose(&[said]));
    for words in [
        "Help Desk 2       no phone number",
        "stands on the page, as drawn here",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

/// One desk that is off empties no page while the other is on, and hides no fault that does.
#[test]
fn a_help_desk_that_is_off_beside_another_is_no_cause_of_none() {
    let told = |faults: &[&str]| {
        let world = World::with(faults);
        complaint(&world.diagnose(&["no-help-desk", "-o", "json"])).0
    };
    let off = told(&["help-desk/disabled"]);
    assert_eq!(off["causes"].as_array().unwrap().len(), 0, "{off:#}");
    let both = told(&["help-desk/disabled", "second-factor/methods-unused"]);
    assert_eq!(
        both["causes"][0], "second-factor/methods-unused",
        "{both:#}"
    );
}

/// What the symptom is told to come from where the config's name server is gone.
fn without_names(symptom: &str) -> (Value, i32) {
    let folder = tempfile::tempdir().unwrap();
    let config = "schema: 1\nappliance: {name: lab, platform: linux, dns: {servers: ['127.0.0.1:9']}, \
         time: {servers: [ntp1.lab.test, ntp2.lab.test]}}\n\
         defaults: {overview: {description: Lab, smtp: {server_address: mail.lab.test, port: 25}, \
         email: {sender_address: otp@lab.test}}, multi_factor: {email: {field_1: text}}, \
         workflow: {default_workflow: username_and_password_second_factor}}\nrealms: {SecureAuth1: {}}\n";
    let path = folder.path().join("otpdoctor.yaml");
    std::fs::write(&path, config).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
    command.args(["diagnose", symptom, "-o", "json", "--config"]);
    complaint(&command.arg(path).output().unwrap())
}

#[test]
#[cfg_attr(
    windows,
    ignore = "wine hides that a UDP port is closed, so that each name waits for a minute"
)]
fn a_dead_name_service_is_the_cause_of_what_needs_names_and_in_the_way_of_the_rest() {
    let (mail, code) = without_names("no-email");
    assert_eq!(
        mail["sentence"],
        "Users get no passcodes by e-mail because the appliance cannot find a server's address by its name."
    );
    assert_eq!(code, 1);
    for symptom in [
        "code-refused",
        "email-in-junk",
        "clock-wrong",
        "api-refused",
    ] {
        let (told, code) = without_names(symptom);
        assert_eq!(told["causes"][0], "name-resolution/no-answer", "{told:#}");
        let sentence = told["sentence"].as_str().unwrap();
        assert!(
            sentence.contains("Not all that may cause it could be checked"),
            "{sentence}"
        );
        assert_eq!(code, 1);
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "wine hides that a UDP port is closed, so that each name waits for a minute"
)]
fn a_dead_name_service_has_no_part_in_what_the_page_offers() {
    for symptom in ["no-passcode-asked", "method-missing", "one-help-desk"] {
        let (told, _) = without_names(symptom);
        assert!(
            !told["causes"].to_string().contains("name-resolution"),
            "{told:#}"
        );
    }
}

#[test]
fn one_name_alone_is_not_in_the_way_of_what_does_not_pass_it() {
    let world = World::with(&["name-resolution/no-such-name"]);
    for symptom in [
        "license-error",
        "code-refused",
        "registration-code-mismatch",
        "sms-late",
    ] {
        let told = complaint(&world.diagnose(&[symptom, "-o", "json"])).0;
        assert_eq!(told["causes"].as_array().unwrap().len(), 0, "{told:#}");
    }
}

#[test]
fn realms_that_the_words_name_narrow_it_and_those_that_are_not_there_are_told() {
    let world = World::with(&["clock-skew/behind"]);
    let output = world.diagnose(&["no text messages in secureauth1, and none in SecureAuth77"]);
    let shown = screen(&output);
    for words in [
        "You said: no text messages in secureauth1, and none in SecureAuth77",
        "Understood as: no SMS or voice call arrives",
        "Realms: SecureAuth1, from your text",
        "Not in the config: SecureAuth77, which you named",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}
