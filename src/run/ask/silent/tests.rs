//! Who is asked again, and who is not.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::*;

/// Answers every question with these, one after the other, and counts.
struct Answers(Vec<Observed>, AtomicUsize);

impl Prober for Answers {
    fn ask<'a>(&'a self, _: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        let at = self.1.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::ready(Ok(self.0[at % self.0.len()].clone())))
    }
}

fn probe(question: Value) -> Probe {
    serde_json::from_value(question).expect("a question")
}

fn observed(answer: Value) -> Observed {
    serde_json::from_value(answer).expect("an answer")
}

/// How often the world is asked these questions, where it answers this each time; and the last answer.
async fn asked(questions: &[Value], answer: Value) -> (usize, Observed) {
    let silent = Silent::new(Answers(vec![observed(answer)], AtomicUsize::new(0)));
    let mut last = None;
    for question in questions {
        last = silent.ask(&probe(question.clone())).await.ok();
    }
    let last = last.expect("there are questions");
    (silent.inner.1.load(Ordering::Relaxed), last)
}

fn attempt(outcome: &str) -> Value {
    json!([{"address": "192.0.2.1:8080", "outcome": outcome, "took": "PT5S"}])
}

const PROXY: &str = "http://proxy.example.net:8080";

fn tunnel_to(target: &str) -> Value {
    get(&format!("https://{target}/"), Some(PROXY))
}

fn get(url: &str, via: Option<&str>) -> Value {
    json!({"https": {"url": url, "via": via.map(|url| json!({"url": url}))}})
}

fn mail(server: &str, tls: &str, user: &str) -> Value {
    let login = json!({"user": user, "password": {"redacted": 0}});
    json!({"smtp": {"server": server, "tls": tls, "login": login}})
}

#[tokio::test]
async fn a_proxy_that_takes_no_connection_is_waited_for_once() {
    let answer = json!({"https": {"attempts": attempt("timed-out"), "took": "PT5S"}});
    let questions = [
        tunnel_to("a.example.net:443"),
        tunnel_to("b.example.net:443"),
        get("https://a.example.net/x", Some(PROXY)),
        get("http://c.example.net/", Some(PROXY)),
    ];
    let (times, last) = asked(&questions, answer).await;
    assert_eq!(times, 1);
    let Observed::Https(last) = last else {
        panic!("{last:?}");
    };
    assert_eq!(telling(&last.attempts), Some(&Connect::TimedOut));
}

#[tokio::test]
async fn a_tunnel_that_did_not_open_is_waited_for_once_for_each_target() {
    let silent = json!({"ended": "timed-out", "credentials_sent": false});
    let answer =
        json!({"https": {"attempts": attempt("accepted"), "tunnel": silent, "took": "PT15S"}});
    let questions = [
        tunnel_to("a.example.net:443"),
        get("https://a.example.net/x", Some(PROXY)),
        get("https://a.example.net/y", Some(PROXY)),
        json!({"api": {"url": "https://a.example.net/SecureAuth1", "application_id": "a", "key": {"redacted": 0}, "via": {"url": PROXY}}}),
    ];
    let (times, last) = asked(&questions, answer.clone()).await;
    assert_eq!(times, 1);
    let Observed::Api(last) = last else {
        panic!("{last:?}");
    };
    let ended = last.exchange.tunnel.and_then(|tunnel: Tunnel| tunnel.ended);
    assert_eq!(ended, Some(Ended::TimedOut));
    // The proxy may lead to another target, and the target may be reached directly or by another proxy.
    let others = [
        tunnel_to("a.example.net:443"),
        tunnel_to("b.example.net:443"),
        tunnel_to("a.example.net:8443"),
        get("https://a.example.net/", None),
        get(
            "https://a.example.net/",
            Some("http://other.example.net:8080"),
        ),
    ];
    assert_eq!(asked(&others, answer).await.0, 5);
}

#[tokio::test]
async fn a_proxy_that_answers_for_no_target_is_waited_for_for_three() {
    let silent = |ended: Option<&str>| {
        let tunnel = json!({"ended": ended, "credentials_sent": false});
        observed(
            json!({"https": {"attempts": attempt("accepted"), "tunnel": tunnel, "took": "PT15S"}}),
        )
    };
    let targets: Vec<Value> = (0..12)
        .map(|nth| tunnel_to(&format!("t{nth}.example.net:443")))
        .collect();
    let times = async |answers: Vec<Observed>| {
        let prober = Silent::new(Answers(answers, AtomicUsize::new(0)));
        for target in &targets {
            let answer = prober.ask(&probe(target.clone())).await;
            assert!(answer.is_ok());
        }
        // It may yet answer who needs no tunnel.
        let before = prober.inner.1.load(Ordering::Relaxed);
        let plain = get("http://c.example.net/", Some(PROXY));
        assert!(prober.ask(&probe(plain)).await.is_ok());
        assert_eq!(prober.inner.1.load(Ordering::Relaxed), before + 1);
        before
    };
    assert_eq!(times(vec![silent(Some("timed-out"))]).await, 3);
    // It answers for others: these targets are silent, not the proxy.
    let mut answers = vec![silent(Some("timed-out")); 13];
    answers[1] = silent(None);
    assert_eq!(times(answers).await, 12);
}

#[tokio::test]
async fn a_mail_server_that_does_not_greet_is_waited_for_once() {
    let answer =
        json!({"smtp": {"attempts": attempt("accepted"), "ended": ["banner", "timed-out"]}});
    let server = "mail.example.net:25";
    let questions = [
        mail(server, "start-tls", "a"),
        mail(server, "start-tls", "b"),
        mail(server, "start-tls", "c"),
    ];
    assert_eq!(asked(&questions, answer.clone()).await.0, 1);
    // A port of implicit TLS does not greet in clear.
    let others = [
        mail(server, "never", "a"),
        mail(server, "implicit", "a"),
        mail("mail.example.net:587", "never", "a"),
    ];
    assert_eq!(asked(&others, answer).await.0, 3);
}

#[tokio::test]
async fn a_web_server_that_answers_no_handshake_is_waited_for_once() {
    let tls = json!({"outcome": {"ended": "timed-out"}, "asked_for_certificate": false, "server_name": "a", "took": "PT15S"});
    let answer = json!({"https": {"attempts": attempt("accepted"), "tls": tls, "took": "PT15S"}});
    let questions = [
        get("https://a.example.net/x", None),
        get("https://a.example.net/y", None),
    ];
    assert_eq!(asked(&questions, answer).await.0, 1);
}

#[tokio::test]
async fn whoever_is_not_silent_is_asked_each_time() {
    let questions = [
        get("https://a.example.net/x", None),
        get("https://a.example.net/y", None),
    ];
    for answer in [
        json!({"https": {"attempts": attempt("refused"), "took": "PT0S"}}),
        json!({"https": {"attempts": attempt("accepted"), "ended": "closed", "took": "PT0S"}}),
        // It was slow to answer this one path.
        json!({"https": {"attempts": attempt("accepted"), "ended": "timed-out", "took": "PT15S"}}),
        json!({"https": {"resolution": {"failure": "no-such-name"}, "took": "PT0S"}}),
        json!({"https": {"attempts": attempt("accepted"), "tunnel": {"ended": "reset", "credentials_sent": false}, "took": "PT0S"}}),
    ] {
        assert_eq!(asked(&questions, answer.clone()).await.0, 2, "{answer}");
    }
    let greeted = json!({"smtp": {"attempts": attempt("accepted"), "banner": {"code": 220}, "ended": ["auth", "timed-out"]}});
    let server = "mail.example.net:25";
    let logins = [mail(server, "never", "a"), mail(server, "never", "b")];
    assert_eq!(asked(&logins, greeted).await.0, 2);
}
