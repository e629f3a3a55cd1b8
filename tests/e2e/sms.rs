//! Text messages and voice calls through the Authentication API.

use crate::api::{self, CODE, KEY, Mode};
use crate::forms::{forms, hides};
use crate::program::{Program, Run};
use crate::server::Server;

const TO: &str = "+1 949 555 0100";

pub fn config(server: &Server) -> String {
    let address = server.address;
    format!(
        "schema: 1\nrealms:\n  SecureAuth1:\n    api: {{url: \"http://{address}/SecureAuth1\", application_id: app-7, application_key: {{env: API_KEY}}}}\n"
    )
}

fn probe(server: &Server, extra: &[&str], input: &str) -> Run {
    let arguments = [
        &[
            "probe", "sms", "--to", TO, "--user", "jdoe", "--yes", "-o", "json",
        ],
        extra,
    ];
    let run = Program::with(&config(server)).run(&arguments.concat(), input);
    run.hides(&[CODE, "493 817", KEY, "19495550100"])
}

#[test]
fn a_code_that_arrives_is_verified() {
    let server = api::start(Mode::Well);
    let run = probe(&server, &[], "493 817\n");
    assert_eq!(
        run.steps(),
        [
            "api-credentials pass",
            "phone-request pass",
            "passcode-entry pass",
            "passcode-verify pass"
        ]
    );
    assert_eq!(run.code, 0);
    let request = &server.requests()[0];
    assert_eq!(request.target, "/SecureAuth1/api/v1/auth");
    let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    let expected = serde_json::json!({"user_id": "jdoe", "type": "sms", "token": "+19495550100"});
    assert_eq!(body, expected);
}

#[test]
fn a_voice_call_is_asked_for_by_its_own_name() {
    let server = api::start(Mode::Well);
    let program = Program::with(&config(&server));
    let run = program.run(&["probe", "voice", "--to", TO, "--yes"], "493817\n");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(server.requests()[0].body.contains(r#""type":"call""#));
    run.hides(&[CODE, KEY]);
}

#[test]
fn another_code_and_none_are_told_apart() {
    let server = api::start(Mode::Well);
    let wrong = probe(&server, &[], "493818\n");
    assert_eq!(wrong.steps()[3], "passcode-verify fail rejected");
    assert_eq!(wrong.code, 1);
    let none = probe(&server, &[], "\n");
    assert_eq!(none.steps()[2], "passcode-entry fail nothing-arrived");
    let gone = probe(&server, &[], "");
    assert_eq!(
        gone.steps()[2..],
        [
            "passcode-entry unknown no-answer",
            "passcode-verify skip not-reached"
        ]
    );
    assert_eq!(gone.code, 3);
}

#[test]
fn more_than_three_are_never_sent() {
    let server = api::start(Mode::Well);
    let run = probe(&server, &["--count", "4"], "493817\n");
    assert_eq!(run.code, 64);
    assert!(run.err.contains("at most 3 messages"), "{}", run.err);
    assert!(server.requests().is_empty());
    let three = probe(
        &server,
        &["--count", "3", "--interval", "1ms"],
        "493817\n493817\n493817\n",
    );
    assert_eq!((three.code, server.requests().len()), (0, 3));
    let request = three.finding("phone-request")["evidence"].to_string();
    for told in ["3 of 3", "95th percentile", "slowest"] {
        assert!(request.contains(told), "{request}");
    }
}

#[test]
fn nothing_is_sent_unconfirmed_or_to_what_is_no_number() {
    let server = api::start(Mode::Well);
    let program = Program::with(&config(&server));
    let run = program.run(&["probe", "sms", "--to", TO], "yes\n");
    assert_eq!(run.code, 64);
    assert!(run.err.contains("--yes"), "{}", run.err);
    let strange = ["4711", "949 555 0100", "", "+1 949 555"];
    let not_as_typed = [
        "+1 949 555 0100 x12",
        "+1 949 555 0100;0101",
        "1 800 FLOWERS",
    ];
    // Nobody pays for more than a call without having seen it.
    let costly = ["+1 900 555 0100", "+44 909 879 0000"];
    for number in [&strange[..], &not_as_typed, &costly].concat() {
        let run = program.run(&["probe", "sms", "--yes", "--to", number], "");
        assert_eq!(run.code, 64, "{number}: {run:?}");
    }
    assert!(server.requests().is_empty());
    program.run(&["probe", "sms", "--yes", "--to", TO], "493817\n");
    let run = program.run(&["probe", "voice", "--yes", "--to", "+8816 1234 5678"], "");
    assert!(run.err.contains("(satellite phone)"), "{}", run.err);
}

#[test]
fn every_refusal_has_its_reason_and_its_cure() {
    for (status, message, reason) in [
        ("not_found", "User Id was not found.", "user-not-found"),
        (
            "invalid",
            "Phone number is BLOCKED by policy",
            "number-blocked",
        ),
        ("invalid", "Throttle limit exceeded", "throttled"),
        ("lock_out", "", "locked"),
        ("disabled", "", "user-refused"),
        ("server_error", "", "not-sent"),
        ("invalid", "Request validation failed", "refused"),
        ("invalid", "AppId is unknown.", "unknown-application"),
        ("invalid", "Invalid credentials.", "invalid-credentials"),
        (
            "not_found",
            "The requested resource cannot be found.",
            "not-enabled",
        ),
    ] {
        let run = probe(&api::start(Mode::Says(status, message)), &[], "");
        let check = match reason {
            "unknown-application" | "invalid-credentials" | "not-enabled" => "api-credentials",
            _ => "phone-request",
        };
        let steps = run.steps();
        let expected = format!("{check} fail {reason}");
        assert!(steps.contains(&expected), "{message}: {steps:?}");
        assert_eq!(run.code, 1);
        let remedy = run.finding(check)["remedy"]["steps"].clone();
        assert!(!remedy.as_array().unwrap().is_empty(), "{reason}");
    }
}

#[test]
fn what_the_reply_proves_is_told() {
    let forged = probe(&api::start(Mode::Forged), &[], "493817\n");
    assert_eq!(forged.steps()[0], "api-credentials fail reply-forged");
    let unsigned = probe(&api::start(Mode::Unsigned), &[], "493817\n");
    assert_eq!(unsigned.steps()[0], "api-credentials warn reply-unsigned");
    assert_eq!(unsigned.code, 0);
}

#[test]
fn a_peer_that_says_the_code_again_and_again_does_not_reveal_it() {
    let run = probe(&api::start(Mode::Echoing), &[], "493817\n");
    assert_eq!(run.code, 0);
    let people = Program::with(&config(&api::start(Mode::Echoing)));
    let run = people.run(&["probe", "sms", "--to", TO, "--yes"], "493817\n");
    run.hides(&[CODE, "493 817", KEY, "NDkzODE3", "19495550100"]);
    // What is no reply of the API is not quoted: the code in it is not known.
    let garbled = probe(&api::start(Mode::Garbled), &[], "");
    assert_eq!(garbled.steps()[0], "api-credentials fail not-enabled");
}

/// What a peer says, for as long as the tests run.
fn leaked(said: &str) -> &'static str {
    Box::leak(format!("code {said} sent").into_boxed_str())
}

#[test]
fn in_no_form_does_a_passcode_come_back() {
    for (number, form) in forms(CODE).into_iter().enumerate() {
        let said = leaked(&form);
        // Known by the field that it belongs into, and known to nobody.
        let modes = [
            Mode::Tells(said),
            Mode::Says("invalid", said),
            Mode::Breaks(said),
        ];
        let many = if number % 4 == 0 { 3 } else { 2 };
        for mode in modes.into_iter().take(many) {
            let run = probe(&api::start(mode), &[], "493817\n");
            hides(&format!("{}{}", run.out, run.err), CODE);
            let read = mode != Mode::Breaks(said) || form.is_ascii();
            let covered = run.out.contains("[passcode of the reply]") || run.out.contains('…');
            assert!(covered || !read, "{form} by {mode:?}: {}", run.out);
        }
    }
}

#[test]
fn in_no_form_does_a_passcode_come_back_to_people_and_from_other_calls() {
    for form in forms(CODE).iter().skip(4).step_by(3) {
        let said = leaked(form);
        let people = Program::with(&config(&api::start(Mode::Tells(said))));
        let run = people.run(&["probe", "voice", "--to", TO, "--yes"], "493817\n");
        hides(&format!("{}{}", run.out, run.err), CODE);
        let validated = Program::with(&config(&api::start(Mode::Validates(said))));
        let arguments = ["probe", "api", "--user", "jdoe", "--validate", "-o", "json"];
        let run = validated.run(&arguments, "493817\n");
        assert_eq!(run.steps().last().unwrap(), "api-validation fail refused");
        assert!(run.out.contains("[passcode]"), "{}", run.out);
        hides(&format!("{}{}", run.out, run.err), CODE);
    }
}

#[test]
fn hostile_replies_are_bounded() {
    let flood = probe(&api::start(Mode::Flooding), &["--deadline", "20s"], "");
    assert_eq!(flood.code, 1, "{flood:?}");
    assert!(flood.out.len() < 10_000);
    let silent = probe(&api::start(Mode::Silent), &["--deadline", "300ms"], "");
    assert_eq!(
        silent.steps()[..2],
        [
            "api-credentials unknown deadline",
            "phone-request skip not-reached"
        ]
    );
    assert_eq!(silent.code, 3);
}

#[test]
fn a_realm_without_an_api_is_not_known() {
    let program = Program::with("schema: 1\nrealms: {SecureAuth1: {}}\n");
    let run = program.run(&["probe", "sms", "--to", TO, "--yes", "-o", "json"], "");
    assert_eq!(run.steps()[0], "api-credentials unknown not-known");
    assert_eq!(run.code, 3);
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn ctrl_c_ends_with_what_was_found() {
    use std::io::{Read as _, Write as _};
    let server = api::start(Mode::Well);
    let program = Program::with(&config(&server));
    let arguments = [
        "probe",
        "sms",
        "--to",
        TO,
        "--yes",
        "--count",
        "2",
        "--interval",
        "1ms",
        "-o",
        "json",
    ];
    let mut child = program.command(&arguments).spawn().unwrap();
    let (mut input, mut err) = (child.stdin.take().unwrap(), child.stderr.take().unwrap());
    writeln!(input, "{CODE}").unwrap();
    // The second prompt: the first round is done.
    let (mut heard, mut byte) = (Vec::new(), [0]);
    while String::from_utf8_lossy(&heard).matches("came):").count() < 2 {
        assert_eq!(err.read(&mut byte).unwrap(), 1);
        heard.push(byte[0]);
    }
    let kill = std::process::Command::new("kill")
        .args(["-s", "INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    let mut run = Run {
        code: 0,
        out: String::new(),
        err: String::new(),
    };
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut run.out)
        .unwrap();
    run.code = child.wait().unwrap().code().unwrap();
    assert_eq!(run.code, 130);
    let expected = [
        "api-credentials pass",
        "phone-request pass",
        "passcode-entry pass",
        "passcode-entry unknown interrupted",
        "passcode-verify pass",
        "passcode-verify skip not-reached",
    ];
    assert_eq!(run.hides(&[CODE]).steps(), expected);
}
