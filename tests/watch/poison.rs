//! Text of servers and configs that tries to break out, and secrets that everybody echoes: lines, notices,
//! metrics and what is remembered stay what they are.

use data_encoding::BASE64;

use crate::held_port::HeldPort;
use crate::mail::{Event, Mail, Manners};
use crate::pages::validate;
use crate::program::Place;
use crate::web::{Web, get};

const CANARIES: [&str; 4] = ["c4nary-smtp", "c4nary-token", "c4nary-key", "c4nary-header"];

/// A reply of one line that tries everything.
const HOSTILE: &str = "554 \u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{2066}|'x'=1 \"y\" # EOF\t<script>alert(1)</script> %0A \\n \u{200b}{\"a\":1} Bcc: x@example.net";

fn steers(text: &str) -> Option<char> {
    let steers = |c: &char| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().find(steers)
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn hostile_text_alters_nothing() {
    let mail = Mail::open(Manners {
        banner: HOSTILE.into(),
        ..Manners::default()
    });
    let hook = Web::open(|_, _| format!("HTTP/1.1 {HOSTILE}\r\nContent-Length: 0\r\n\r\n"));
    // All that a realm's name may hold: what steers a terminal is refused with the config.
    let realm =
        r##""A 2026-01-01T00:00:00Z idp-01 broke x Bcc: y@example.net\"} 1 # EOF %0A <b>|'x'=1""##;
    let more = format!(
        "watch:\n  confirm: 1\n  notify:\n    commands: [[sh, -c, 'cat >> notices.jsonl; echo >> notices.jsonl; printenv OTPDOCTOR_SUMMARY >> env.txt']]\n    webhooks: [{{url: 'http://127.0.0.1:{}/'}}]\n",
        hook.port
    );
    let place = Place::with(&mail.config(&[realm], &more));
    let held = HeldPort::hold();
    let port = held.number;
    let address = format!("127.0.0.1:{port}");
    let arguments = [
        "--only",
        "smtp-reach",
        "--allow-commands",
        "--listen",
        &address,
    ];
    let mut watch = place.watch(&arguments);
    let told = watch.out.wait("smtp-reach/");
    let request = hook.request();
    mail.connections(2);
    let (open, classic) = (
        get(port, "/metrics", "Accept: application/openmetrics-text\r\n").2,
        get(port, "/metrics", "").2,
    );
    let health = get(port, "/health", "").2;
    let ended = watch.stop("INT");
    assert!(
        told.contains("idp-01 broke x"),
        "the realm's name is told: {told}"
    );
    for line in &ended.out {
        let (moment, _) = line.split_once(' ').unwrap();
        assert!(moment.parse::<jiff::Timestamp>().is_ok(), "{line:?}");
        assert_eq!(steers(line), None, "{line:?}");
    }
    assert_eq!(ended.changes().len(), 1, "{:#?}", ended.out);
    assert_eq!(steers(&ended.err), None, "{}", ended.err);
    assert!(
        ended.err.contains("script"),
        "the webhook's words are told: {}",
        ended.err
    );
    assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
    validate(&open, &classic);
    assert_eq!(steers(&open), None);
    assert_eq!(health.lines().count(), 1);
    let notices = place.read("notices.jsonl");
    assert_eq!(notices.lines().count(), 1, "{notices}");
    let notice: serde_json::Value = serde_json::from_str(&notices).unwrap();
    assert_eq!(request.notice(), notice);
    all_texts(&notice, &mut |text| {
        assert_eq!(steers(text), None, "{text:?}")
    });
    assert_eq!(place.read("env.txt").lines().count(), 1);
}

fn all_texts(value: &serde_json::Value, see: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => see(text),
        serde_json::Value::Array(list) => list.iter().for_each(|one| all_texts(one, see)),
        serde_json::Value::Object(map) => map.values().for_each(|one| all_texts(one, see)),
        _ => {}
    }
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn no_secret_is_anywhere_though_everybody_echoes() {
    let mail = Mail::open(Manners {
        login: Some("535 you said {said}".into()),
        ..Manners::default()
    });
    let hook = Web::open(|_, request| {
        let said = request.head.replace('\n', " ");
        // What is no text by chance would make it no reason phrase.
        let decode = |word: &str| String::from_utf8(BASE64.decode(word.as_ref()).ok()?).ok();
        let decoded = said.split(' ').filter_map(decode);
        let decoded: String = decoded
            .filter(|text| text.is_ascii() && !text.contains(char::is_control))
            .collect();
        format!("HTTP/1.1 500 {said} {decoded}\r\nContent-Length: 0\r\n\r\n")
    });
    let [password, token, key, header] = CANARIES;
    let (begin, end) = password.split_at(4);
    let smtp = mail.smtp(", username: otp, password: {env: SMTP}");
    let config = format!(
        "schema: 1\nappliance: {{name: idp-01}}\nwatch:\n  confirm: 1\n  notify:\n    commands: [[sh, -c, 'env > env.txt; echo I know {begin}\"\"{end} >&2; exit 1']]\n    webhooks: [{{url: 'http://127.0.0.1:{}/c4nary-path', authorization: {{env: TOKEN}}, signing_secret: {{env: KEY}}, secret_headers: [{{name: X-Key, secret: {{env: HEADER}}}}, {{name: X-Run, secret: {{command: [sh, -c, 'env > env2.txt; echo Of-Nob0dy']}}}}]}}]\nrealms:\n  A: {{overview: {{smtp: {smtp}, email: {{sender_address: a@example.net}}}}}}\n",
        hook.port
    );
    let place = Place::with(&config);
    let held = HeldPort::hold();
    let port = held.number;
    let address = format!("127.0.0.1:{port}");
    let token = format!("Bearer {token}");
    let env = [
        ("SMTP", password),
        ("PGPASSWORD", password),
        ("TOKEN", &token),
        ("KEY", key),
        ("HEADER", header),
    ];
    let mut watch = place.watch_with(
        &["--only", "email", "--allow-commands", "--listen", &address],
        &env,
    );
    watch.out.wait("smtp-auth/rejected");
    let told = watch.err.wait("the command sh did not accept a notice");
    assert!(
        told.ends_with("I know [environment variable SMTP]"),
        "{told}"
    );
    let failed = watch
        .err
        .wait("the webhook at 127.0.0.1 did not accept a notice");
    assert!(
        failed.contains("500 POST /[part of the webhook's address]"),
        "{failed}"
    );
    let request = hook.request();
    assert!(
        request.head.contains("c4nary-header"),
        "the webhook was sent it"
    );
    let mut written: Vec<(String, String)> = ["/", "/metrics", "/health", "/report.json"]
        .map(|page| (page.to_owned(), get(port, page, "").2))
        .to_vec();
    assert!(
        written[3].1.contains("you said"),
        "the echo itself is in the report"
    );
    mail.wait(|event| *event == Event::Connection);
    let ended = watch.stop("INT");
    written.push(("stdout".into(), ended.out.join("\n")));
    written.push(("stderr".into(), ended.err));
    written.push(("notice".into(), request.body));
    written.extend(
        place
            .files()
            .into_iter()
            .filter(|(name, _)| name != "otpdoctor.yaml"),
    );
    // What is run inherits none of them.
    for name in ["kept/state.json", "env.txt", "env2.txt"] {
        assert!(written.iter().any(|(written, _)| written == name), "{name}");
    }
    let plain = BASE64.encode(format!("\0otp\0{password}").as_bytes());
    for (place, text) in written {
        for canary in CANARIES.into_iter().chain(["c4nary"]) {
            assert!(!text.contains(canary), "{place} holds {canary}:\n{text}");
            let encoded = BASE64.encode(canary.as_ref());
            assert!(
                !text.contains(encoded.trim_end_matches('=')),
                "{place} holds {encoded}"
            );
        }
        assert!(
            !text.contains(plain.trim_end_matches('=')),
            "{place} holds {plain}"
        );
    }
}

#[test]
fn a_bundle_does_not_say_whom_the_watch_tells() {
    let mail = Mail::open(Manners::default());
    let more = "watch: {notify: {webhooks: [{url: 'https://hooks.example.net/c4nary'}]}}\n";
    let place = Place::with(&mail.config(&["A"], more));
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args([
            "bundle",
            "create",
            "--only",
            "smtp-reach",
            "--into",
            "b.zip",
        ])
        .current_dir(place.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let packed = std::fs::read(place.path("b.zip")).unwrap();
    let unpacked = otpdoctor::bundle::unpack(&packed).unwrap();
    let files = unpacked.names().filter_map(|name| unpacked.file(name));
    let text = String::from_utf8_lossy(&files.collect::<Vec<_>>().concat()).into_owned();
    assert!(text.contains("smtp-reach") && text.contains("server_address"));
    assert!(!text.contains("c4nary") && !text.contains("hooks.example.net"));
}
