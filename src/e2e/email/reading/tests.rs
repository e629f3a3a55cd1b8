//! What gateways do to a message.
#![allow(clippy::unwrap_used)]

use checks::kit::realm::Email;

use super::super::compose::compose;
use super::*;

fn mail() -> ProbeMessage {
    let realm = Email {
        sender_address: Some("otp@example.net".into()),
        subject: Some("Your passcode".into()),
        ..Email::default()
    };
    let now = "2026-11-22T12:00:00Z".parse().unwrap();
    compose(
        &realm,
        "probe@example.org",
        &Code::parse("472913").unwrap(),
        now,
    )
    .unwrap()
}

/// Our mail with another body; `{text}` is what was in it.
fn arrived(mail: &ProbeMessage, headers: &str, body: &str) -> Reading {
    let body = body.replace("{text}", mail.text.trim());
    let raw = format!(
        "X-Otpdoctor-Probe: {}\r\nSubject: Your passcode\r\n{headers}\r\n{body}\r\n",
        mail.token
    );
    match read(raw.as_bytes(), mail, &Code::parse("472913").unwrap()) {
        Some(Arrived::Ours(reading)) => *reading,
        _ => panic!("it was not recognized"),
    }
}

#[test]
fn what_arrives_as_it_was_sent_has_no_changes() {
    let mail = mail();
    let Some(Arrived::Ours(reading)) = read(&mail.bytes, &mail, &Code::parse("472913").unwrap())
    else {
        panic!("it was not recognized");
    };
    assert_eq!(reading.code.unwrap().expose(), "472913");
    assert!(reading.changes.is_empty(), "{:?}", reading.changes);
    assert_eq!(reading.others, 0);
}

#[test]
fn a_footer_and_a_banner() {
    let reading = arrived(
        &mail(),
        "",
        "[EXTERNAL]\r\n\r\n{text}\r\n\r\n-- \r\nCall 555123.",
    );
    assert_eq!(reading.code.unwrap().expose(), "472913");
    assert_eq!(reading.changes, [Change::Added]);
    assert_eq!(reading.others, 1);
}

#[test]
fn html_in_quoted_printable() {
    let reading = arrived(
        &mail(),
        "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n",
        "<p>Your passcode is <b>=34729=\r\n13</b></p>",
    );
    assert_eq!(reading.code.unwrap().expose(), "472913");
    assert_eq!(reading.changes, [Change::Html, Change::Text]);
}

#[test]
fn base64_and_another_subject() {
    let mail = mail();
    let body = data_encoding::BASE64.encode(mail.text.as_bytes());
    let raw = format!(
        "X-Otpdoctor-Probe: {}\r\nSubject: [SPAM] Your passcode\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n",
        mail.token
    );
    let Some(Arrived::Ours(reading)) = read(raw.as_bytes(), &mail, &Code::parse("472913").unwrap())
    else {
        panic!("it was not recognized");
    };
    assert_eq!(reading.code.unwrap().expose(), "472913");
    assert_eq!(reading.changes, [Change::Subject]);
}

#[test]
fn digits_that_were_pulled_apart_or_taken_out() {
    let apart = arrived(&mail(), "", "Your passcode is 472\u{a0}913");
    assert_eq!(apart.code.unwrap().expose(), "472913");
    assert!(apart.changes.contains(&Change::Digits));
    for masked in [
        "Your passcode is ******",
        "Your passcode is 4729135",
        "is 123456",
        "47291",
    ] {
        let reading = arrived(&mail(), "", masked);
        assert!(reading.code.is_none(), "{masked}");
    }
}

#[test]
fn what_is_not_ours_is_nothing() {
    let mail = mail();
    let code = Code::parse("472913").unwrap();
    for raw in [
        "",
        "Subject: x\r\n\r\nYour passcode is 472913\r\n",
        "\0\0\0",
    ] {
        assert!(read(raw.as_bytes(), &mail, &code).is_none());
    }
    let forwarded = format!(
        "Subject: Fwd\r\n\r\nMessage-ID: <{}@example.net>\r\n",
        mail.token
    );
    assert!(read(forwarded.as_bytes(), &mail, &code).is_none());
}

#[test]
fn a_report_names_the_status_and_the_servers_words() {
    let mail = mail();
    let raw = format!(
        "From: MAILER-DAEMON@mail.example.net\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.example.net\r\nArrival-Date: Sun, 22 Nov 2026 12:00:00 +0000\r\n\r\n\
         Final-Recipient: rfc822; probe@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Remote-MTA: dns; mx.example.org\r\nDiagnostic-Code: smtp; 550 5.1.1 <probe@example.org>:\r\n    Recipient address rejected: 472913\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{}@example.net>\r\n--b--\r\n",
        mail.token
    );
    let Some(Arrived::Report(bounce)) =
        read(raw.as_bytes(), &mail, &Code::parse("472913").unwrap())
    else {
        panic!("it was not recognized");
    };
    assert!(bounce.is_final());
    assert_eq!(bounce.status.as_deref(), Some("5.1.1"));
    assert_eq!(bounce.reporter.as_deref(), Some("mail.example.net"));
    assert_eq!(bounce.remote.as_deref(), Some("mx.example.org"));
    let said = bounce.diagnostic.unwrap();
    assert!(
        said.starts_with("550 5.1.1 <probe@example.org>: Recipient"),
        "{said}"
    );
}
