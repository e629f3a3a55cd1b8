//! What gateways do to a message.
#![allow(clippy::unwrap_used)]

use checks::kit::realm::Email;

use super::super::compose::compose;
use super::*;

/// What the recipient reads first.
const TEXT: &str = "Your passcode is 472913";

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
    let body = body.replace("{text}", TEXT);
    let raw = format!(
        "X-Otpdoctor-Probe: {}\r\nSubject: Your passcode\r\n{headers}\r\n{body}\r\n",
        mail.token
    );
    match read(raw.as_bytes(), mail, &Code::parse("472913").unwrap()) {
        Some(reading) => reading,
        None => panic!("it was not recognized"),
    }
}

#[test]
fn what_arrives_as_it_was_sent() {
    let mail = mail();
    let reading = read(&mail.bytes, &mail, &Code::parse("472913").unwrap()).unwrap();
    assert_eq!(reading.code.unwrap().expose(), "472913");
}

#[test]
fn a_footer_and_a_banner() {
    let reading = arrived(
        &mail(),
        "",
        "[EXTERNAL]\r\n\r\n{text}\r\n\r\n-- \r\nCall 555123.",
    );
    assert_eq!(reading.code.unwrap().expose(), "472913");
}

#[test]
fn html_in_quoted_printable() {
    let reading = arrived(
        &mail(),
        "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n",
        "<p>Your passcode is <b>=34729=\r\n13</b></p>",
    );
    assert_eq!(reading.code.unwrap().expose(), "472913");
}

#[test]
fn base64_and_another_subject() {
    let mail = mail();
    let body = data_encoding::BASE64.encode(TEXT.as_bytes());
    let raw = format!(
        "X-Otpdoctor-Probe: {}\r\nSubject: [SPAM] Your passcode\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n",
        mail.token
    );
    let reading = read(raw.as_bytes(), &mail, &Code::parse("472913").unwrap()).unwrap();
    assert_eq!(reading.code.unwrap().expose(), "472913");
}

#[test]
fn digits_that_were_pulled_apart_or_taken_out() {
    let apart = arrived(&mail(), "", "Your passcode is 472\u{a0}913");
    assert_eq!(apart.code.unwrap().expose(), "472913");
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
