//! Peers that write the passcode back, in every form and in every place where their words are shown.

use std::sync::{Arc, Mutex};

use crate::broken::{mailbox_holding, mailbox_server};
use crate::forms::{forms, hides};
use crate::peer::mail_server_of;
use crate::program::{Run, Setup};

/// A mailbox that is not looked into, or where nobody answers.
const NOBODY: &str = "imap: \"127.0.0.1:1\", tls: none";

/// The codes that went by.
type Codes = Arc<Mutex<Vec<String>>>;

/// Runs the probe against a mail server that answers so, and holds what it says against the code.
fn run(
    answer: impl Fn(&[String], &str) -> String + Send + Sync + Clone + 'static,
    mailbox: &str,
    codes: &Codes,
) -> Run {
    let kept = codes.clone();
    let port = mail_server_of(move |message, code| {
        kept.lock().unwrap().push(code.to_owned());
        answer(message, code)
    });
    let mailbox = format!("address: probe@otp.test, {mailbox}");
    let run = Setup::new(port, "use_ssl: false", &mailbox).probe(&["--wait", "2s"]);
    let codes = codes.lock().unwrap();
    hides(&run.said, codes.last().expect("a code went by"));
    run
}

/// Each form by its number.
fn each(test: impl Fn(usize)) {
    (0..forms("123456").len()).for_each(test);
}

fn form(code: &str, number: usize) -> String {
    forms(code).swap_remove(number)
}

/// That something stands in the place of the code.
fn covers(run: &Run, step: &str, fact: &str) {
    let told = run.fact(step, fact);
    assert!(told.contains("[passcode]"), "{fact}: {told}");
}

#[test]
fn in_the_refusal_of_the_message() {
    each(|number| {
        let refusing =
            move |_: &[String], code: &str| format!("554 5.7.1 not this: {}!", form(code, number));
        let run = run(refusing, NOBODY, &Codes::default());
        assert_eq!(
            run.step("email-send")["reason"],
            "message-rejected",
            "{}",
            run.said
        );
        covers(&run, "email-send", "the server said");
    });
}

#[test]
fn in_the_name_of_the_message_at_the_server() {
    each(|number| {
        let taking = move |_: &[String], code: &str| {
            format!("250 2.0.0 Ok: queued as {}", form(code, number))
        };
        let run = run(taking, NOBODY, &Codes::default());
        assert_eq!(run.step("email-send")["status"], "pass", "{}", run.said);
        covers(&run, "email-send", "the server said");
        assert!(!run.said.contains("queue id"), "{}", run.said);
    });
}

#[test]
fn in_the_headers_of_those_who_handed_it_on() {
    each(|number| {
        let arrived = Arc::new(Mutex::new(None));
        let into = arrived.clone();
        let taking = move |message: &[String], code: &str| {
            let form = form(code, number);
            let above = format!(
                "Authentication-Results: mx.otp.test; spf=fail reason=\"{form}\" smtp.mailfrom=\"{form}\"; dkim=fail reason=\"no {form}\"\r\n\
                 Received: from {form} ({form} [192.0.2.1]) by mx.otp.test with ESMTP id {form};\r\n Sun, 22 Nov 2026 12:00:00 +0000 ({form})\r\n\
                 Received: from mx.otp.test by {form} with {form} id 1; Sun, 22 Nov 2026 12:00:00 +0000\r\n"
            );
            *into.lock().unwrap() = Some(format!("{above}{}\r\n", message.join("\r\n")));
            "250 ok".to_owned()
        };
        let mailbox = format!(
            "imap: \"127.0.0.1:{}\", tls: none",
            mailbox_holding(arrived)
        );
        let run = run(taking, &mailbox, &Codes::default());
        assert_ne!(run.step("email-arrival")["status"], "fail", "{}", run.said);
        covers(&run, "email-arrival", "spf");
        covers(&run, "email-arrival", "dkim");
    });
}

#[test]
fn in_what_the_mailbox_answers() {
    each(|number| {
        let codes = Codes::default();
        let heard = codes.clone();
        let port = mailbox_server(move |tag, _| {
            let code = heard.lock().unwrap().last().cloned().unwrap_or_default();
            format!(
                "{tag} NO [UNAVAILABLE] not for {}!\r\n",
                form(&code, number)
            )
            .into()
        });
        let mailbox = format!("imap: \"127.0.0.1:{port}\", tls: none");
        let run = run(|_, _| "250 ok".into(), &mailbox, &codes);
        let told = run.step("email-arrival")["summary"].as_str().unwrap();
        assert!(told.contains("[passcode]"), "{told}");
    });
}
