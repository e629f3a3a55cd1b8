//! Mailboxes that cannot be looked into: the probe does not know then, and says why.

use crate::dovecot::{imap, imaps};
use crate::postfix::port;
use crate::program::{Run, Setup};

fn unknown(mailbox: &str, reason: &str) -> Run {
    let run = Setup::new(port("plain"), "use_ssl: false", mailbox).probe(&[]);
    assert_eq!(run.step("email-send")["status"], "pass", "{}", run.said);
    let receive = run.step("email-arrival");
    assert_eq!(
        (&receive["status"], &receive["reason"]),
        (&"unknown".into(), &reason.into()),
        "{}",
        run.said
    );
    assert_eq!(run.code, 3);
    run
}

#[test]
fn a_password_that_is_not_taken() {
    let mailbox = format!(
        "address: probe@otp.test, imap: \"127.0.0.1:{}\", username: probe, password: forg0tten",
        imaps()
    );
    let run = unknown(&mailbox, "mailbox-login-rejected");
    assert!(run.said.contains("Authentication failed"), "{}", run.said);
}

#[test]
fn a_password_is_not_said_in_clear() {
    let mailbox = format!(
        "address: probe@otp.test, imap: \"127.0.0.1:{}\", tls: none, username: probe",
        imap()
    );
    unknown(&mailbox, "mailbox-login-withheld");
}

#[test]
fn a_server_of_another_name() {
    let mailbox = format!(
        "address: probe@otp.test, imap: \"localhost:{}\", username: probe, password: s3cret-box",
        imaps()
    );
    let run = unknown(&mailbox, "mailbox-tls");
    let why = "certificate name mismatch: it names ";
    assert!(run.said.contains(why), "{}", run.said);
    assert!(run.said.contains(" instead of localhost"), "{}", run.said);
}
