//! The examples of RFC 8601 appendix B, and what large receivers really write.
#![allow(clippy::unwrap_used)]

use mail_parser::MessageParser;

use super::super::hops;
use super::*;

fn told(field: &str) -> Vec<(String, String)> {
    let outcomes = results(field).unwrap().outcomes;
    outcomes
        .into_iter()
        .map(|outcome| (outcome.method, outcome.text))
        .collect()
}

fn are(field: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected
        .iter()
        .map(|(method, text)| ((*method).to_owned(), (*text).to_owned()))
        .collect();
    assert_eq!(told(field), expected, "{field}");
}

#[test]
fn the_examples_of_the_rfc() {
    // B.2: nothing was done.
    assert_eq!(
        results("example.org 1; none").unwrap().server.as_deref(),
        Some("example.org")
    );
    are("example.org 1; none", &[]);
    // B.3 and B.4.
    are(
        "example.com; spf=pass smtp.mailfrom=example.net",
        &[("spf", "pass (smtp.mailfrom=example.net)")],
    );
    are(
        "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net",
        &[
            ("auth", "pass"),
            ("spf", "pass (smtp.mailfrom=example.net)"),
        ],
    );
    // B.5: a reason and several methods.
    are(
        "example.com; dkim=pass (good signature) header.d=example.com",
        &[("dkim", "pass (header.d=example.com)")],
    );
    // B.6: two signatures.
    are(
        "example.com; dkim=pass reason=\"good signature\" header.i=@mail-router.example.net; dkim=fail reason=\"bad signature\" header.i=@newyork.example.com",
        &[
            (
                "dkim",
                "pass (header.i=@mail-router.example.net): good signature",
            ),
            (
                "dkim",
                "fail (header.i=@newyork.example.com): bad signature",
            ),
        ],
    );
    // B.7: comments and white space wherever they may stand.
    are(
        "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462",
        &[("dkim", "fail")],
    );
}

#[test]
fn what_receivers_really_write() {
    are(
        "mx.google.com;       dkim=pass header.i=@example.net header.s=s1 header.b=\"Ab+/c=\";       spf=pass (google.com: domain of otp@example.net designates 192.0.2.25 as permitted sender) smtp.mailfrom=otp@example.net;       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.net",
        &[
            ("dkim", "pass (header.i=@example.net)"),
            ("spf", "pass (smtp.mailfrom=otp@example.net)"),
            ("dmarc", "pass (header.from=example.net)"),
        ],
    );
    are(
        "spf=softfail (sender IP is 192.0.2.25) smtp.mailfrom=example.net; dkim=none (message not signed) header.d=none;dmarc=fail action=quarantine header.from=example.net;compauth=fail reason=001",
        &[
            ("spf", "softfail (smtp.mailfrom=example.net)"),
            ("dkim", "none (header.d=none)"),
            ("dmarc", "fail (action=quarantine, header.from=example.net)"),
            ("compauth", "fail: 001"),
        ],
    );
    are(
        "mail.example.org;\tdkim=fail reason=\"signature verification failed\" (1024-bit key; unprotected) header.d=example.net header.i=@example.net header.a=rsa-sha256 header.s=x header.b=AbC=;\tdkim-atps=neutral",
        &[
            (
                "dkim",
                "fail (header.d=example.net, header.i=@example.net): signature verification failed",
            ),
            ("dkim-atps", "neutral"),
        ],
    );
}

#[test]
fn signs_in_quotes_separate_nothing() {
    are(
        "example.com; dkim=fail reason=\"a; b=c (d) \\\"e\\\" f.\" header.b=AbC= header.d=example.net",
        &[("dkim", "fail (header.d=example.net): a; b=c (d) \"e\" f.")],
    );
}

#[test]
fn nonsense_tells_nothing_and_ends() {
    for field in ["", ";", "=", ";;;=;=", "(((((", "\"", "a=b=c=d"] {
        let _ = results(field);
    }
    assert!(results(&"x=y;".repeat(100_000)).unwrap().outcomes.len() < 300);
    assert!(results(&"(".repeat(100_000)).is_none());
    let long = format!("a=b {}", "action=y ".repeat(100_000));
    assert!(results(&long).unwrap().outcomes[0].text.len() < 3000);
}

fn seen_in(headers: &str) -> Option<Results> {
    let text = format!("{headers}Subject: x\r\n\r\nbody\r\n");
    let message = MessageParser::default().parse(text.as_bytes()).unwrap();
    let hops = hops::hops(&message, jiff::Timestamp::UNIX_EPOCH);
    seen(&message, &hops)
}

fn trusted(headers: &str) -> Results {
    let seen = seen_in(headers).unwrap();
    assert!(seen.trusted, "{seen:?}");
    seen
}

const TAKEN: &str = "Received: from mail.example.net by mx1.example.org with ESMTPS id 1;\r\n Sun, 22 Nov 2026 12:00:01 +0000\r\n\
    Received: from idp by mail.example.net with ESMTPSA id 0; Sun, 22 Nov 2026 12:00:00 +0000\r\n";

#[test]
fn only_the_topmost_of_a_host_that_took_the_message_is_trusted() {
    let own = "Authentication-Results: mx1.example.org;\r\n spf=pass smtp.mailfrom=example.net\r\n\
        Authentication-Results: mx1.example.org; dkim=fail header.d=example.net\r\n";
    let forged = "Authentication-Results: mx1.example.org; dmarc=pass\r\n";
    let other = "Authentication-Results: relay.elsewhere.test; dmarc=pass\r\n";
    let results = trusted(&format!("{own}{TAKEN}{other}{forged}"));
    let methods: Vec<&str> = results
        .outcomes
        .iter()
        .map(|one| one.method.as_str())
        .collect();
    assert_eq!(methods, ["spf", "dkim"]);
    assert!(results.fails("dkim") && !results.fails("spf"));
    assert!(!seen_in(&format!("{TAKEN}{other}")).unwrap().trusted);
    assert_eq!(seen_in(TAKEN), None);
    // A site writes its own name, or that of another host of it.
    for server in ["example.org", "mx2.example.org", "MX1.example.org."] {
        let field = format!("Authentication-Results: {server}; spf=pass\r\n{TAKEN}");
        assert_eq!(trusted(&field).server.as_deref(), Some(server));
    }
    let top_level = format!("Authentication-Results: org; spf=pass\r\n{TAKEN}");
    assert!(!seen_in(&top_level).unwrap().trusted);
}

#[test]
fn spf_in_a_field_of_its_own() {
    let field = "Received-SPF: pass (mx1.example.org: domain of otp@example.net designates 192.0.2.25 as permitted sender)\r\n receiver=mx1.example.org; client-ip=192.0.2.25; envelope-from=\"otp@example.net\"; helo=mail.example.net;\r\n";
    let results = trusted(&format!("{field}{TAKEN}"));
    assert_eq!(
        results.outcomes[0].text,
        "pass (smtp.mailfrom=otp@example.net)"
    );
}
