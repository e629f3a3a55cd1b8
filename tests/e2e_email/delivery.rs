//! The whole way, and where it ends.

use crate::dovecot::{imap, imaps};
use crate::harness::ClosedPort;
use crate::postfix::{maildir, place, port, postfix};
use crate::program::{Run, Setup};

const LOGGED_IN: &str = "use_ssl: true, username: otp, password: s3cret-mail";
const IN_CLEAR: &str = "use_ssl: false";

/// How a run ends in which everything went well.
const WELL: [&str; 3] = [
    "email-send pass",
    "email-arrival pass",
    "passcode-verify pass",
];

/// The mailbox of this name on the IMAP server.
fn mailbox(name: &str) -> String {
    format!(
        "address: {name}@otp.test, imap: \"127.0.0.1:{}\", username: {name}, password: s3cret-box",
        imaps()
    )
}

/// What the code was, as the file of the last message in the maildir tells; and that nothing else told it.
fn keeps_the_code(run: &Run, name: &str) {
    let mut codes = Vec::new();
    for part in ["new", "cur", ".Junk/new", ".Junk/cur"] {
        let Ok(entries) = std::fs::read_dir(place(name).join(part)) else {
            continue;
        };
        for entry in entries {
            // Another test's reader may have moved it meanwhile: then it is not this test's message.
            let Ok(text) = std::fs::read_to_string(entry.unwrap().path()) else {
                continue;
            };
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("Your passcode is "));
            codes.extend(line.map(str::to_owned));
        }
    }
    assert!(!codes.is_empty(), "no message lies in {name}");
    for code in codes {
        assert!(code.len() >= 6, "{code}");
        assert!(!run.said.contains(&code), "{}", run.said);
    }
    for secret in ["s3cret-mail", "s3cret-box"] {
        assert!(!run.said.contains(secret), "{}", run.said);
    }
}

#[test]
fn over_tls_with_a_login_by_two_servers_into_an_imap_mailbox() {
    let setup = Setup::new(port("submission"), LOGGED_IN, &mailbox("probe"));
    let run = setup.probe(&[]);
    run.ends(&WELL);
    assert_eq!(run.code, 0, "{}", run.said);
    assert_eq!(run.step("smtp-tls")["status"], "pass");
    assert!(
        postfix()
            .log()
            .contains(&run.fact("email-send", "queue id"))
    );
    let hops = [
        run.fact("email-arrival", "hop 1"),
        run.fact("email-arrival", "hop 2"),
    ];
    assert!(hops[0].contains("→ mail.otp.test, ESMTPSA"), "{}", hops[0]);
    assert!(hops[1].contains("→ mx.otp.test, ESMTP"), "{}", hops[1]);
    assert_eq!(
        run.fact("email-arrival", "spf"),
        "pass (smtp.mailfrom=otp.test)"
    );
    assert_eq!(
        run.fact("email-arrival", "dmarc"),
        "pass (header.from=otp.test)"
    );
    keeps_the_code(&run, "probe");
}

#[test]
fn by_starttls_the_mailbox_is_left_as_it_was() {
    let mailbox = mailbox("kept").replace(&imaps().to_string(), &imap().to_string());
    let setup = Setup::new(
        port("plain"),
        IN_CLEAR,
        &format!("{mailbox}, tls: starttls"),
    );
    setup.probe(&[]).ends(&WELL);
    // Neither read nor answered nor gone: the flags of a maildir stand behind the comma.
    let left: Vec<String> = ["new", "cur"]
        .iter()
        .flat_map(|part| std::fs::read_dir(maildir("kept").join(part)).unwrap())
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(
        !left[0].contains(":2,") || left[0].ends_with(":2,"),
        "{left:?}"
    );
}

#[test]
fn three_times_gives_percentiles() {
    let setup = Setup::new(port("submission"), LOGGED_IN, &mailbox("three"));
    let run = setup.probe(&["--count", "3", "--interval", "1s"]);
    assert_eq!(run.code, 0, "{}", run.said);
    let arrival = run.step("email-arrival")["evidence"].as_array().unwrap();
    let of = |name: &str| {
        let found = arrival.iter().find(|one| one["name"] == name);
        found.unwrap_or_else(|| panic!("{name}: {}", run.said))["value"].clone()
    };
    assert_eq!(of("runs"), "3 of 3");
    assert!(of("median").as_f64() <= of("slowest").as_f64());
    keeps_the_code(&run, "three");
}

#[test]
fn into_the_folder_for_junk() {
    let setup = Setup::new(port("plain"), IN_CLEAR, &mailbox("probe"));
    let run = setup.probe(&["--to", "junk@otp.test", "--yes"]);
    run.ends(&[
        "email-send pass",
        "email-arrival warn in-junk",
        "passcode-verify pass",
    ]);
    assert_eq!(run.code, 0);
}

#[test]
fn a_footer_on_the_way() {
    let setup = Setup::new(port("footer"), IN_CLEAR, &mailbox("probe"));
    let run = setup.probe(&[]);
    run.ends(&[
        "email-send pass",
        "email-arrival pass",
        "passcode-verify pass",
    ]);
}

#[test]
fn a_gateway_that_masks_numbers() {
    let setup = Setup::new(port("masking"), IN_CLEAR, &mailbox("probe"));
    let run = setup.probe(&[]);
    run.ends(&[
        "email-send pass",
        "email-arrival fail passcode-missing",
        "passcode-verify skip not-reached",
    ]);
    assert_eq!(run.code, 1);
}

/// The message is not sent: this finding says why, and nothing after it was reached.
fn send_fails(setup: &Setup, more: &[&str], why: &str) -> Run {
    let run = setup.probe(more);
    let (check, reason) = why.split_once('/').unwrap();
    let finding = run.step(check);
    let found = (&finding["status"], &finding["reason"]);
    assert_eq!(found, (&"fail".into(), &reason.into()), "{}", run.said);
    assert_eq!(run.step("email-arrival")["reason"], "not-reached");
    assert_eq!(run.step("passcode-verify")["reason"], "not-reached");
    let steps = finding["remedy"]["steps"].as_array();
    assert!(steps.is_some_and(|steps| !steps.is_empty()), "{}", run.said);
    assert_eq!(run.code, 1);
    run
}

#[test]
fn a_content_filter() {
    let setup = Setup::new(port("filter"), IN_CLEAR, &mailbox("probe"));
    let run = send_fails(&setup, &[], "email-send/message-rejected");
    assert!(
        run.fact("email-send", "the server said")
            .contains("5.7.1 this looks like phishing")
    );
}

#[test]
fn a_server_that_does_not_relay() {
    let setup = Setup::new(port("plain"), IN_CLEAR, &mailbox("probe"));
    send_fails(
        &setup,
        &["--to", "someone@example.net", "--yes"],
        "smtp-relay/relay-denied",
    );
}

#[test]
fn a_wrong_password_is_tried_once() {
    let settings = "use_ssl: true, username: otp, password: forgotten";
    let setup = Setup::new(port("submission"), settings, &mailbox("probe"));
    let run = setup.probe(&["--count", "2", "--interval", "1s"]);
    let login = run.step("smtp-auth");
    assert_eq!(login["reason"], "rejected", "{}", run.said);
    // Of several runs it would tell in how many.
    assert!(!login.to_string().contains("1 of 2"), "{}", run.said);
    assert!(!login.to_string().contains("2 of 2"), "{}", run.said);
    assert_eq!(run.code, 1);
}

#[test]
fn a_recipient_who_is_unknown() {
    let setup = Setup::new(port("plain"), IN_CLEAR, &mailbox("probe"));
    let run = send_fails(
        &setup,
        &["--to", "nobody@otp.test", "--yes"],
        "smtp-relay/recipient-rejected",
    );
    let said = run.fact("smtp-relay", "RCPT TO:<nobody@otp.test>");
    assert!(said.contains("5.1.1"), "{said}");
}

#[test]
fn a_sender_that_is_not_wanted() {
    let setup = Setup::new(port("choosy"), IN_CLEAR, &mailbox("probe"));
    send_fails(&setup, &[], "smtp-relay/sender-rejected");
}

#[test]
fn a_server_that_puts_mail_off() {
    let setup = Setup::new(port("busy"), IN_CLEAR, &mailbox("probe"));
    send_fails(&setup, &[], "smtp-relay/deferred");
}

#[test]
fn a_certificate_that_does_not_verify_gets_no_passcode() {
    let setup = Setup::new(port("untrusted"), "use_ssl: true", &mailbox("probe"));
    let run = send_fails(&setup, &[], "smtp-tls/untrusted");
    assert!(
        run.said.contains("neither sent nor trusted"),
        "{}",
        run.said
    );
    assert!(
        !postfix()
            .log()
            .lines()
            .any(|line| line.contains("untrusted/smtpd") && line.contains("client="))
    );
}

#[test]
fn ssl_where_none_is_offered() {
    let setup = Setup::new(port("plain"), "use_ssl: true", &mailbox("probe"));
    let run = send_fails(&setup, &[], "smtp-tls/not-offered");
    assert!(run.said.contains("no STARTTLS"), "{}", run.said);
}

#[test]
fn a_password_never_goes_in_clear() {
    let settings = "use_ssl: false, username: otp, password: s3cret-mail";
    let setup = Setup::new(port("submission"), settings, &mailbox("probe"));
    let run = setup.probe(&[]);
    assert_eq!(
        run.step("email-send")["reason"],
        "login-in-clear",
        "{}",
        run.said
    );
    assert_eq!(run.code, 3);
}

#[test]
fn nobody_listens() {
    let gone = ClosedPort::hold();
    let setup = Setup::new(gone.port, IN_CLEAR, &mailbox("probe"));
    send_fails(&setup, &[], "smtp-reach/refused");
}

#[test]
fn a_message_that_never_arrives() {
    let setup = Setup::new(port("plain"), IN_CLEAR, &mailbox("probe"));
    let run = setup.probe(&["--to", "lost@otp.test", "--yes", "--wait", "2s"]);
    run.ends(&[
        "email-send pass",
        "email-arrival fail not-arrived",
        "passcode-verify skip not-reached",
    ]);
    assert_eq!(run.code, 1);
}

#[test]
fn a_person_types_what_arrived() {
    let setup = Setup::new(port("plain"), IN_CLEAR, "address: box@otp.test");
    let wrong = setup.probe_typing(&["--no-mailbox"], "1234567\n");
    wrong.ends(&[
        "email-send pass",
        "passcode-entry pass",
        "passcode-verify fail wrong-length",
    ]);
    let none = setup.probe_typing(&["--no-mailbox"], "\n");
    none.ends(&[
        "email-send pass",
        "passcode-entry fail nothing-arrived",
        "passcode-verify skip not-reached",
    ]);
}

#[test]
fn nobody_gets_mail_unasked() {
    let setup = Setup::new(port("plain"), IN_CLEAR, &mailbox("probe"));
    let run = setup.probe(&["--to", "three@otp.test"]);
    assert_eq!(run.code, 64, "{}", run.said);
    assert!(run.said.contains("--yes"), "{}", run.said);
}
