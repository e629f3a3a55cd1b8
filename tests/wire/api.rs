//! Authentication APIs that answer as they should, and ones that do not.

use aws_lc_rs::hmac;
use checks::kit::probe::api::{Answer, Query, Signature};
use checks::kit::probe::tcp::{Connect, Ended};
use checks::kit::realm::{Endpoint, SecretRef};
use checks::kit::{Answered, ProbeError};
use data_encoding::BASE64;
use otpdoctor::probe::Live;
use otpdoctor::probe::api::ask;
use tokio::io::AsyncWriteExt as _;

use crate::peer::{PATIENT, SHORT, deaf, live_with};
use crate::web::{accept, authority, flood, hear, leaf, replies, serve, stay, world};

const KEY: &str = "00112233445566778899AABBCCDDEEFF102132435465768798a9bacbdcedfe0f";
const NOT_FOUND: &str = r#"{"status":"not_found","message":"User Id was not found."}"#;
/// Of a date, the application and `NOT_FOUND`, computed with openssl.
const DATE: &str = "X-SA-DATE: Tue, 03 Feb 2026 04:05:07 GMT\r\n";
const SIGNATURE: &str = "X-SA-SIGNATURE: 6dHt88qfUokdsRA5jMczZstG8UDbg9eJJxnzL35CUcU=\r\n";

fn query(scheme: &str, server: &Endpoint) -> Query {
    Query {
        url: format!("{scheme}://{server}/SecureAuth7/").parse().unwrap(),
        application_id: "app-7".into(),
        key: SecretRef::Literal(0),
        via: None,
    }
}

async fn try_ask(live: &Live, server: &Endpoint) -> Answered<Answer> {
    ask(live, &query("http", server)).await
}

fn reply(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
}

/// What a request comes to when the server answers this.
async fn answered_by(reply: &str) -> Answer {
    let (server, _) = replies(&[reply]).await;
    let answer = try_ask(&live_with(&[KEY], PATIENT), &server).await.unwrap();
    let body = &answer.exchange.response.as_ref().unwrap().body;
    assert_eq!(body, "", "bodies are not kept");
    answer
}

fn said(answer: &Answer) -> (&str, &str) {
    let said = answer.said.as_ref().unwrap();
    (said.status.raw(), said.message.raw())
}

#[tokio::test]
async fn the_request_is_signed_with_its_date() {
    let signed = reply("404 Not Found", &format!("{DATE}{SIGNATURE}"), NOT_FOUND);
    let (server, heard) = replies(&[&signed]).await;
    let live = live_with(&[KEY], PATIENT);
    let answer = try_ask(&live, &server).await.unwrap();
    assert_eq!(answer.signature, Signature::Valid);
    assert_eq!(said(&answer), ("not_found", "User Id was not found."));

    let heard = heard.lock().unwrap()[0].clone();
    let target = "/SecureAuth7/api/v1/users/otpdoctor-probe/factors";
    assert!(
        heard.starts_with(&format!("GET {target} HTTP/1.1\r\nHost: {server}\r\n")),
        "{heard}"
    );
    let header = |name: &str| {
        let line = heard.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().to_owned()
    };
    let date = header("X-SA-Ext-Date: ");
    assert_eq!((date.len(), &date[25..26], &date[29..]), (33, ".", " GMT"));
    let bytes: Vec<u8> = (0..32)
        .map(|at| u8::from_str_radix(&KEY[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
    let expected = hmac::sign(&key, format!("GET\n{date}\napp-7\n{target}").as_bytes());
    let expected = format!("app-7:{}", BASE64.encode(expected.as_ref()));
    let sent = BASE64
        .decode(header("Authorization: Basic ").as_ref())
        .unwrap();
    assert_eq!(String::from_utf8(sent).unwrap(), expected);
    assert!(
        !heard
            .to_ascii_lowercase()
            .contains(&KEY.to_ascii_lowercase())
    );
}

#[tokio::test]
async fn refusals_are_kept_in_their_words() {
    for words in [
        "Invalid credentials.",
        "AppId is unknown.",
        "The requested resource cannot be found.",
    ] {
        let body = format!(r#"{{"status":"invalid","message":"{words}"}}"#);
        let signed_by_another = reply("401 Unauthorized", &format!("{DATE}{SIGNATURE}"), &body);
        let answer = answered_by(&signed_by_another).await;
        assert_eq!(said(&answer), ("invalid", words));
        assert_eq!(answer.signature, Signature::Invalid);
    }
}

#[tokio::test]
async fn signatures_are_absent_or_forged() {
    let bare = reply("404 Not Found", DATE, NOT_FOUND);
    assert_eq!(answered_by(&bare).await.signature, Signature::Absent);
    let empty = reply("404 Not Found", "X-SA-SIGNATURE: \r\n", NOT_FOUND);
    assert_eq!(answered_by(&empty).await.signature, Signature::Absent);
    let changed = NOT_FOUND.replace("User", "Some");
    for (headers, body) in [
        (format!("{DATE}{SIGNATURE}"), changed.as_str()),
        (SIGNATURE.to_owned(), NOT_FOUND),
        (format!("{DATE}X-SA-SIGNATURE: \u{1f}?\r\n"), NOT_FOUND),
    ] {
        let forged = reply("404 Not Found", &headers, body);
        let signature = answered_by(&forged).await.signature;
        assert!(
            matches!(signature, Signature::Invalid | Signature::Absent),
            "{headers}: {signature:?}"
        );
        assert_ne!(signature, Signature::Valid);
    }
}

#[tokio::test]
async fn chunks_are_joined_before_they_are_verified() {
    let (one, two) = NOT_FOUND.split_at(20);
    let chunked = format!(
        "HTTP/1.1 404 Not Found\r\n{DATE}{SIGNATURE}Transfer-Encoding: chunked\r\n\r\n14\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n",
        two.len()
    );
    assert_eq!(answered_by(&chunked).await.signature, Signature::Valid);
}

#[tokio::test]
async fn the_appliances_clock_is_told_by_the_reply() {
    let answer = answered_by(&reply("404 Not Found", DATE, NOT_FOUND)).await;
    let clock = answer.clock.unwrap();
    // The machine that runs this is later than the vector.
    assert!(clock.offset.as_secs() < -86_400, "{:?}", clock.offset);
    let dateless = answered_by(&reply("404 Not Found", "", NOT_FOUND)).await;
    assert_eq!(dateless.clock, None);
}

#[tokio::test]
async fn nothing_but_status_and_message_is_kept() {
    let hex = KEY.to_ascii_lowercase();
    let body = format!(
        r#"{{"status":"found","message":"{hex} {} ABEiM0RVZneImaq7zN3u/xAhMkNUZXaHmKm6y9zt/g8=","user_id":"jdoe","otp":"123456","factors":[{{"value":"+1 949 555 0100"}}]}}"#,
        KEY.to_ascii_uppercase()
    );
    let mut answer = answered_by(&reply("200 OK", "Server: c4nary\r\n", &body)).await;
    let cut = "[plain text 1 of the config]";
    assert_eq!(
        said(&answer),
        ("found", format!("{cut} {cut} {cut}").as_str())
    );
    // The digits of a port or a time may be those of a secret by chance.
    answer.exchange.attempts.clear();
    answer.exchange.took = jiff::SignedDuration::ZERO;
    let kept = serde_json::to_string(&answer).unwrap();
    for secret in ["123456", "0100", "jdoe", &hex] {
        assert!(!kept.contains(secret), "{secret}: {kept}");
    }
}

#[tokio::test]
async fn the_passcode_of_the_reply_is_told_in_no_form() {
    for form in [
        "493817",
        "4-9-3 8 1 7",
        "NDkzODE3",
        "343933383137",
        "%34%39%33%38%31%37",
        "\\\\u0034\\\\u0039\\\\u0033\\\\u0038\\\\u0031\\\\u0037",
        "\\u0034\\u0039\\u0033\\u0038\\u0031\\u0037",
        "&#52;&#57;&#51;&#56;&#49;&#55;",
        "&#x34;&#x39;&#x33;&#x38;&#x31;&#x37;",
        "４９３８１７",
        "٤٩٣٨١٧",
        "४९३८१७",
    ] {
        for otp in ["\"493817\"", "493817"] {
            let body = format!(r#"{{"status":"valid","message":"code {form}!","otp":{otp}}}"#);
            let answer = answered_by(&reply("200 OK", "", &body)).await;
            assert_eq!(said(&answer).1, "code [passcode of the reply]!", "{form}");
        }
    }
}

#[tokio::test]
async fn what_is_not_the_apis_says_nothing() {
    for body in [
        "<html>404</html>",
        "",
        "[]",
        "{\"status\":1}",
        "\"found\"",
        "{",
    ] {
        let answer = answered_by(&reply("404 Not Found", "", body)).await;
        assert_eq!(answer.said, None, "{body}");
    }
}

#[tokio::test]
async fn silence_garbage_and_hanging_up_are_told_apart() {
    let garbage = Ended::Garbage("220 ready\r\n".into());
    for (words, patience, ended) in [
        ("", SHORT, Ended::TimedOut),
        ("220 ready\r\n", PATIENT, garbage),
    ] {
        let (server, _) = replies(&[words]).await;
        let live = live_with(&[KEY], patience);
        let answer = try_ask(&live, &server).await.unwrap();
        assert_eq!(answer.exchange.ended, Some(ended));
        assert_eq!((answer.said, answer.clock), (None, None));
    }
    let server = serve(|_, mut stream| async move {
        hear(&mut stream).await;
    });
    let answer = try_ask(&live_with(&[KEY], PATIENT), &server.await).await;
    assert_eq!(answer.unwrap().exchange.ended, Some(Ended::Closed));
}

#[tokio::test]
async fn a_body_without_end_is_not_waited_for() {
    let server = serve(|_, mut stream| async move {
        hear(&mut stream).await;
        let head = format!("HTTP/1.1 200 OK\r\n{DATE}{SIGNATURE}\r\n");
        let _ = stream.write_all(head.as_bytes()).await;
        flood(&mut stream, &[b'x'; 4096]).await;
    });
    let answer = try_ask(&live_with(&[KEY], PATIENT), &server.await).await;
    let answer = answer.unwrap();
    assert_eq!(
        (answer.signature, answer.said),
        (Signature::Incomplete, None)
    );
    assert_eq!(answer.exchange.response.unwrap().body, "");
}

#[tokio::test]
async fn a_key_of_another_form_asks_nobody_and_is_not_shown() {
    let (server, heard) = replies(&["HTTP/1.1 200 OK\r\n\r\n"]).await;
    for wrong in ["c4nary-not-hexadecimal", &KEY[..62]] {
        let error = try_ask(&live_with(&[wrong], PATIENT), &server).await;
        let Err(ProbeError::SecretUnavailable(why)) = error else {
            panic!("{error:?}");
        };
        assert_eq!(
            why,
            "plain text 1 of the config: an application key has 64 hexadecimal digits"
        );
    }
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn over_tls_that_does_not_verify_nothing_is_sent() {
    let (ours, stranger) = (authority("Ours"), authority("Stranger"));
    for (issuer, spoken) in [(&ours, true), (&stranger, false)] {
        let config = leaf("127.0.0.1", issuer).server(&[issuer]);
        let (tell, told) = tokio::sync::oneshot::channel();
        let tell = std::sync::Mutex::new(Some(tell));
        let tell = std::sync::Arc::new(tell);
        let server = serve(move |_, stream| {
            let (config, tell) = (config.clone(), tell.clone());
            async move {
                let mut stream = accept(&config, stream).await.unwrap();
                let heard = hear(&mut stream).await;
                let found = reply("404 Not Found", &format!("{DATE}{SIGNATURE}"), NOT_FOUND);
                let _ = stream.write_all(found.as_bytes()).await;
                let tell = tell.lock().unwrap().take();
                tell.unwrap().send(heard).unwrap();
                stay(&mut stream).await;
            }
        })
        .await;
        let world = world(&ours, &[KEY], PATIENT);
        let answer = ask(&world.live, &query("https", &server)).await.unwrap();
        assert!(answer.exchange.tls.as_ref().unwrap().completed());
        assert_eq!(answer.exchange.response.is_some(), spoken);
        assert_eq!(told.await.unwrap().is_empty(), !spoken);
        assert_eq!(answer.said.is_some(), spoken);
    }
}

#[tokio::test]
async fn a_closed_port_is_told() {
    let deaf = deaf("127.0.0.1:0");
    let port = deaf.local_addr().unwrap().port();
    let server = Endpoint::new("127.0.0.1", port);
    let answer = try_ask(&live_with(&[KEY], PATIENT), &server).await;
    let attempts = answer.unwrap().exchange.attempts;
    assert_eq!(attempts[0].outcome, Connect::Refused);
}
