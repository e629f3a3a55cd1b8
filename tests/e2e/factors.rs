//! `probe api`: what the Authentication API says of a user, without what is the user's own.

use crate::api::{self, CODE, KEY, Mode};
use crate::program::{Program, Run};
use crate::server::Server;
use crate::sms::config;

fn probe(server: &Server, extra: &[&str], input: &str) -> Run {
    let arguments = [&["probe", "api", "--user", "jdoe", "-o", "json"], extra].concat();
    let run = Program::with(&config(server)).run(&arguments, input);
    run.hides(&[CODE, KEY, "canary"])
}

#[test]
fn kinds_and_numbers_of_factors_are_told_and_nothing_else() {
    let server = api::start(Mode::Well);
    let run = probe(&server, &[], "");
    assert_eq!(
        run.steps(),
        [
            "api-credentials pass",
            "api-factors pass",
            "api-throttle pass"
        ]
    );
    assert!(
        run.out.contains("1 email, 1 kbq, 1 oath and 2 phone"),
        "{}",
        run.out
    );
    assert!(run.out.contains("2 failed attempts"), "{}", run.out);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_code_is_validated_only_where_that_is_asked_for() {
    let server = api::start(Mode::Well);
    let right = probe(&server, &["--validate"], "493 817\n");
    assert_eq!(
        right.steps()[3..],
        ["passcode-entry pass", "api-validation pass"]
    );
    assert_eq!(right.code, 0);
    let wrong = probe(&server, &["--validate"], "111222\n").hides(&["111222"]);
    assert_eq!(wrong.steps()[4], "api-validation fail rejected");
    assert_eq!(wrong.code, 1);
}

#[test]
fn a_user_that_nobody_has_shows_that_the_credentials_are_taken() {
    let server = api::start(Mode::Well);
    let program = Program::with(&config(&server));
    let run = program.run(&["probe", "api", "-o", "json"], "");
    assert_eq!(
        run.steps(),
        [
            "api-credentials pass",
            "api-factors pass",
            "api-throttle skip no-such-user"
        ]
    );
    assert_eq!(run.code, 0);
    let unknown = program.run(&["probe", "api", "--user", "no body/..", "-o", "json"], "");
    assert_eq!(unknown.steps()[1], "api-factors fail user-not-found");
    let target = &server.requests().last().unwrap().target.clone();
    assert_eq!(target, "/SecureAuth1/api/v1/users/no%20body%2F../factors");
}

#[test]
fn each_run_of_several_has_all_its_time() {
    let several = ["--count", "2", "--interval", "2s", "--deadline", "2s"];
    let run = probe(&api::start(Mode::Well), &several, "");
    assert_eq!(run.steps()[0], "api-credentials pass");
    assert_eq!(run.code, 0, "{}", run.out);
}

#[test]
fn replies_that_prove_nothing_are_told() {
    let forged = probe(&api::start(Mode::Forged), &[], "");
    assert_eq!(forged.steps()[0], "api-credentials fail reply-forged");
    let unsigned = probe(&api::start(Mode::Unsigned), &[], "");
    assert_eq!(unsigned.steps()[0], "api-credentials warn reply-unsigned");
    let flood = probe(&api::start(Mode::Flooding), &[], "");
    assert_eq!(flood.code, 1);
}

#[test]
fn an_api_that_is_not_reached_leads_to_the_check_that_says_why() {
    let server = api::start(Mode::Well);
    // Nothing listens there, and the API is asked by this proxy alone.
    let config = config(&server) + "appliance: {proxy: {url: \"http://127.0.0.1:1\"}}\n";
    let run = Program::with(&config).run(&["probe", "api", "--user", "jdoe"], "");
    assert!(run.out.contains("api-credentials/not-reached"), "{run:?}");
    assert!(run.out.contains("otpdoctor check --realm"), "{run:?}");
    assert!(server.requests().is_empty(), "{run:?}");
}
