//! Peers that write back the secret that they were sent, in every way: nothing that any command writes holds it.

pub mod peers;

use std::io::{Read, Write};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

#[cfg(feature = "lab")]
use self::peers::{Secure, answer_with, inside, line};
use self::peers::{database, mail_server, serve, web_server};
use crate::green::dead;
use crate::program::{Program, text};
use crate::ways::ways;

/// A secret, and another text that is as long and looks like it.
type Pair = [&'static str; 2];

const WORDS: Pair = ["c4nary-w0rd!pass", "c4nary-b1rd?else"];

/// The key of an Authentication API.
const KEYS: Pair = [
    "c0ffee5eba5eba11c0ffee5eba5eba12c0ffee5eba5eba13c0ffee5eba5eba14",
    "0ddba11e1e550ddba11e1e550ddba11e1e550ddba11e1e550ddba11e1e550ddb",
];

/// Where the secret stands.
const VARIABLE: &str = "OTP_TEST_SECRET";

/// A text as somebody reads it for whom lines, what takes no room and the width and case of letters are no matter.
fn read(text: &str) -> String {
    let narrow = |c: char| match u32::from(c) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let takes_room = |c: &char| {
        !c.is_control() && !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}')
    };
    let text = text.replace("\",\"", "").replace(" / ", "");
    let text: String = text.chars().filter(takes_room).map(narrow).collect();
    text.to_lowercase()
}

/// Whether the text holds the secret in any way.
fn holds(text: &str, secret: &str) -> bool {
    let read_whole = read(text);
    ways(secret).iter().any(|way| {
        let json = serde_json::Value::from(way.as_str()).to_string();
        let json = &json[1..json.len() - 1];
        read_whole.contains(&read(way)) || text.contains(json)
    })
}

/// Runs commands in one folder, and gives back all that they wrote.
fn written(secret: &str, config: &str, commands: &[&[&str]]) -> Vec<(String, String)> {
    let program = Program::with(config);
    let mut written = Vec::new();
    for command in commands {
        let output = program
            .command(command)
            .env(VARIABLE, secret)
            .env("PGPASSWORD", secret)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        written.push((format!("stdout of {command:?}"), text(&output.stdout)));
        written.push((format!("stderr of {command:?}"), text(&output.stderr)));
    }
    for (path, content) in program.files() {
        if path.extension().is_some_and(|extension| extension == "zip") {
            let zip = std::fs::File::open(&path).unwrap();
            let mut zip = zip::ZipArchive::new(zip).unwrap();
            for number in 0..zip.len() {
                let mut member = zip.by_index(number).unwrap();
                let mut content = String::new();
                member.read_to_string(&mut content).unwrap();
                written.push((format!("file {number} of {}", path.display()), content));
            }
        }
        written.push((path.display().to_string(), content));
    }
    written
}

/// Holds what is written against the secret, the dialogues of a check included.
fn hides(secret: &str, config: &dyn Fn(String) -> String, commands: &[&[&str]]) {
    let traced = commands.iter().map(|command| match command[0] {
        "check" => [command, &["--trace"][..]].concat(),
        _ => command.to_vec(),
    });
    let traced: Vec<Vec<&str>> = traced.collect();
    let commands: Vec<&[&str]> = traced.iter().map(Vec::as_slice).collect();
    for way in ways(secret) {
        for (place, text) in written(secret, &config(way.clone()), &commands) {
            assert!(!holds(&text, secret), "{place}, {way:?}:\n{text}");
            let half = &secret[..secret.len() / 2];
            assert!(
                !text.contains(half),
                "{place}, {way:?}, half of it:\n{text}"
            );
        }
    }
}

/// The same; what only looks like the secret stays as it is, and is there to be seen.
fn judge(pair: Pair, config: impl Fn(String) -> String, commands: &[&[&str]]) {
    let [secret, likeness] = pair;
    hides(secret, &config, commands);
    for (way, whole) in likely(pair, &config, commands) {
        assert!(holds(&whole, likeness), "{way:?} is gone:\n{whole}");
    }
}

/// The same of peers of whose words little is told: the beginning of what only looks like the secret is there to be seen.
fn judge_beginning(pair: Pair, config: impl Fn(String) -> String, commands: &[&[&str]]) {
    let [secret, likeness] = pair;
    hides(secret, &config, commands);
    let (_, plain) = likely(pair, &config, commands).swap_remove(0);
    assert!(plain.contains(&likeness[..12]), "it is gone:\n{plain}");
}

/// What is written where the peers say what only looks like the secret, of which nothing is cut.
fn likely(
    [secret, likeness]: Pair,
    config: &dyn Fn(String) -> String,
    commands: &[&[&str]],
) -> Vec<(String, String)> {
    let ways = ways(likeness).into_iter().step_by(3);
    let written = ways.map(|way| {
        let written = written(secret, &config(way.clone()), commands);
        let whole: String = written.iter().map(|(_, text)| text.as_str()).collect();
        let cut = format!("[environment variable {VARIABLE}]");
        assert!(!whole.contains(&cut), "{way:?}: {whole}");
        (way, whole)
    });
    written.collect()
}

const REPORTS: [&str; 14] = [
    "--record",
    "run.jsonl",
    "-o",
    "human",
    "-o",
    "json=r.json",
    "-o",
    "html=r.html",
    "-o",
    "markdown=r.md",
    "-o",
    "junit=r.xml",
    "-o",
    "sarif=r.sarif",
];

/// A realm that sends mail by a server on this port, and logs in there.
fn mail_realm(port: u16) -> String {
    format!(
        "schema: 1\nappliance: {{dns: {{servers: [\"127.0.0.1:{}\"]}}}}\nwatch: {{confirm: 1}}\nrealms:\n  A:\n    overview:\n      smtp: {{server_address: 127.0.0.1, port: {port}, use_ssl: false, username: svc, password: {{env: {VARIABLE}}}}}\n      email: {{sender_address: a@example.net}}\n    multi_factor: {{email: {{field_1: html}}}}\n",
        dead()
    )
}

fn repeats_by_mail(said: String) -> String {
    mail_realm(serve(move |mut stream| {
        let _ = stream.write_all(b"220 echo ESMTP\r\n");
        mail_server(stream, &said);
    }))
}

#[test]
fn a_mail_server_that_repeats_a_password() {
    let check = [&["check", "-v", "--only", "email"][..], &REPORTS].concat();
    judge(WORDS, repeats_by_mail, &[&check]);
}

#[test]
fn a_mail_server_to_those_who_ask_why_no_mail_arrives() {
    let diagnose = ["diagnose", "no-email", "-v"];
    let json = ["diagnose", "no-email", "-o", "json"];
    judge(WORDS, repeats_by_mail, &[&diagnose, &json]);
}

#[test]
fn a_mail_server_to_a_watch() {
    let watch = ["watch", "--runs", "1", "--reports", ".", "--only", "email"];
    judge(WORDS, repeats_by_mail, &[&watch]);
}

#[test]
fn a_mail_server_in_a_bundle() {
    let create = ["bundle", "create", "--only", "email", "--into", "b.zip"];
    let show = ["bundle", "show", "b.zip", "summary.txt"];
    judge(WORDS, repeats_by_mail, &[&create, &show]);
}

#[test]
fn a_proxy_that_repeats_a_password() {
    let config = |said: String| {
        let port = serve(move |stream| web_server(stream, "407", &said));
        format!(
            "schema: 1\nappliance:\n  proxy: {{url: 'http://127.0.0.1:{port}', username: svc, password: {{env: {VARIABLE}}}}}\nrealms:\n  A:\n    cloud: {{certificate: 'https://cloud.example.net/otp'}}\n"
        )
    };
    let only = ["check", "-v", "--only", "proxy-reach,cloud-reach"];
    judge(WORDS, config, &[&[&only[..], &REPORTS].concat()]);
}

#[test]
fn a_proxy_that_knows_the_password_before_it_is_told() {
    let config = |said: String| {
        let port = serve(move |stream| web_server(stream, "302", &said));
        format!(
            "schema: 1\nappliance:\n  proxy: {{url: 'http://127.0.0.1:{port}', username: svc, password: {{env: {VARIABLE}}}}}\nrealms:\n  A:\n    cloud: {{certificate: 'https://cloud.example.net/otp'}}\n"
        )
    };
    let only = ["check", "-v", "--only", "proxy-reach,cloud-reach"];
    judge(WORDS, config, &[&[&only[..], &REPORTS].concat()]);
}

#[test]
fn a_gateway_that_repeats_its_key() {
    let config = |said: String| {
        let port = serve(move |stream| web_server(stream, "500", &said));
        format!(
            "schema: 1\nprobes:\n  sms_gateway: {{url: 'http://127.0.0.1:{port}/send', authorization: {{env: {VARIABLE}}}, body: '{{number}} {{message}}'}}\nrealms:\n  A:\n    workflow: {{default_workflow: username_second_factor}}\n    multi_factor: {{phone: {{field_1: sms_text_only}}, otp_length: 8}}\n"
        )
    };
    let probe = ["probe", "sms", "--to", "+1 949 555 0100", "--yes"];
    let probe = [&probe[..], &["-o", "json", "-o", "human=r.txt"]].concat();
    judge(WORDS, config, &[&probe]);
}

#[test]
fn an_authentication_api_that_repeats_its_key() {
    let config = |said: String| {
        let port = serve(move |stream| web_server(stream, "500", &said));
        format!(
            "schema: 1\nrealms:\n  A:\n    api: {{url: 'http://127.0.0.1:{port}/SecureAuth1', application_id: app-7, application_key: {{env: {VARIABLE}}}}}\n"
        )
    };
    let json = ["-o", "json", "-o", "human=r.txt"];
    let to = ["--to", "+1 949 555 0100", "--yes"];
    let sms = [&["probe", "sms"][..], &to, &json].concat();
    let voice = [&["probe", "voice"][..], &to, &json].concat();
    let api = [&["probe", "api"][..], &json].concat();
    let check = [&["check", "-v", "--only", "api-credentials"][..], &REPORTS].concat();
    judge_beginning(KEYS, config, &[&sms, &voice, &api, &check]);
}

#[test]
fn a_webhook_that_repeats_its_secrets() {
    let config = |said: String| {
        let port = serve(move |stream| web_server(stream, "500", &said));
        let watch = format!(
            "watch: {{confirm: 1, notify: {{webhooks: [{{url: 'http://127.0.0.1:{port}/hook', authorization: {{env: {VARIABLE}}}, signing_secret: {{env: {VARIABLE}}}}}]}}}}"
        );
        mail_realm(1).replace("watch: {confirm: 1}", &watch)
    };
    let watch = [
        "watch",
        "--runs",
        "1",
        "--reports",
        ".",
        "--only",
        "smtp-reach",
    ];
    judge_beginning(WORDS, config, &[&watch]);
}

#[cfg(feature = "lab")]
#[test]
fn a_mail_server_inside_tls() {
    let secure = Secure::new();
    let tls = secure.tls.clone();
    let config = |said: String| {
        let tls = tls.clone();
        let port = serve(move |mut stream| {
            for reply in [
                "220 echo ESMTP\r\n",
                "250-echo\r\n250 STARTTLS\r\n",
                "220 go\r\n",
            ] {
                let _ = stream.write_all(reply.as_bytes());
                if !reply.ends_with("go\r\n") && line(&mut stream).is_none() {
                    return;
                }
            }
            inside(&tls, stream, |stream| mail_server(stream, &said));
        });
        let realm = mail_realm(port).replace("use_ssl: false", "use_ssl: true");
        let workflow = "    workflow: {default_workflow: username_second_factor}\n";
        let trust = format!("trust: {{file: '{}'}}, dns:", secure.ca());
        realm.replace("dns:", &trust) + workflow
    };
    let probe = [
        "probe",
        "email",
        "--to",
        "ada@example.org",
        "--yes",
        "--no-mailbox",
    ];
    let place = ["--store", "otp.db", "-o", "json", "-o", "human=r.txt"];
    let probe = [&probe[..], &place].concat();
    let check = [&["check", "-v", "--only", "email"][..], &REPORTS].concat();
    judge(WORDS, config, &[&probe, &check]);
}

#[cfg(feature = "lab")]
#[test]
fn an_admin_api_that_repeats_its_key() {
    let secure = Secure::new();
    let tls = secure.tls.clone();
    let said = Arc::new(std::sync::Mutex::new(String::new()));
    let words = said.clone();
    let turn = AtomicUsize::new(0);
    let port = serve(move |stream| {
        let said = words.lock().unwrap().clone();
        // A refusal, and what is no JSON, which is cut short.
        let (status, body) = match turn.fetch_add(1, Relaxed) % 2 {
            0 => ("403", serde_json::json!({ "Message": said }).to_string()),
            _ => ("200", format!("{}{said}", "the realm ".repeat(3))),
        };
        inside(&tls, stream, |stream| {
            answer_with(stream, status, &said, &body)
        });
    });
    let url = format!("https://127.0.0.1:{port}");
    let of = ["--application-id", "app-7", "--key-env", VARIABLE];
    let pull = [&["config", "pull", &url, "--realm", "1"][..], &of].concat();
    let pull = [&pull[..], &["--ca", secure.ca()]].concat();
    let config = |way: String| {
        *said.lock().unwrap() = way;
        "schema: 1\nrealms: {A: {}}\n".to_owned()
    };
    judge_beginning(KEYS, config, &[&pull, &pull]);
}

#[test]
fn a_database_that_repeats_its_password() {
    let said = Arc::new(std::sync::Mutex::new(String::new()));
    let words = said.clone();
    let port = serve(move |stream| {
        // The protocol ends a text with it.
        let said = words.lock().unwrap().replace('\0', "\u{8}");
        database(stream, &said);
    });
    let config = |way: String| {
        *said.lock().unwrap() = way;
        "schema: 1\nrealms:\n  A:\n    workflow: {default_workflow: username_second_factor}\n    multi_factor: {email: {field_1: html}, help_desk_1: {enabled: true, phone: \"+1 949 555 0100\"}}\n".to_owned()
    };
    let store = format!("postgres://svc@127.0.0.1:{port}/otp");
    let whom = ["--realm", "A", "--user", "ada", "--store", &store];
    let status = [&["otp", "status"][..], &whom].concat();
    let json = [&status[..], &["-o", "json"]].concat();
    let issue = [&["otp", "issue", "--method", "email"][..], &whom].concat();
    let desk = [
        &["probe", "help-desk", "--yes", "--operator-file", "o"][..],
        &whom,
    ]
    .concat();
    let oath = [&["probe", "oath"][..], &whom].concat();
    let to = [
        "probe",
        "email",
        "--to",
        "ada@example.org",
        "--yes",
        "--no-mailbox",
    ];
    let mail = [&to[..], &whom].concat();
    judge(
        WORDS,
        config,
        &[&status, &json, &issue, &desk, &oath, &mail],
    );
}
