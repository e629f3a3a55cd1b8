//! A password that is an ordinary word: neither what peers repeat of it nor what is not shown tells which word it is.

use std::io::Write as _;

use crate::echo::peers::{answer_with, database, line, mail_server, serve};
use crate::green::dead;
use crate::program::{Program, text};
use crate::ways::ways;

/// Imagined, after the words that stand in the dialogues and sentences of everybody; the last three are the user, a part
/// of the host's name, and the name of the variable that has it.
const WORDS: [&str; 11] = [
    "mail", "smtp", "user", "250", "OK", "AUTH", "example", "Basic", "svc-otp7", "0.0", "OTP_PW",
];

/// Another word of the same kind.
fn other(word: &str) -> String {
    // One that is shown as well.
    if matches!(word, "svc-otp7" | "OTP_PW") {
        return "username".to_owned();
    }
    let next = |c: char| match c {
        'a'..='y' | 'A'..='Y' | '0'..='8' => char::from_u32(u32::from(c) + 1).unwrap_or(c),
        c => c,
    };
    word.chars().map(next).collect()
}

/// All that the commands write, without what differs from run to run.
fn written(config: &str, password: &str, commands: &[&[&str]]) -> Vec<String> {
    let program = Program::with(config);
    let mut written = String::new();
    for command in commands {
        let mut command = program.command(command);
        let command = command.env("OTP_PW", password).env("PGPASSWORD", password);
        let output = command.output().unwrap();
        written += &text(&output.stdout);
        written += &text(&output.stderr);
    }
    let files = program.files().into_iter();
    written.extend(files.map(|(_, content)| content));
    let folder = program.path("").display().to_string();
    let written = written.replace(folder.trim_end_matches('/'), "FOLDER");
    // The digest of the config is that of the port in it.
    let lines = written
        .lines()
        .filter(|line| !line.contains("config_sha256"));
    let lines = lines.map(|line| {
        let plain: String = line.chars().filter(|c| !c.is_ascii_digit()).collect();
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    // Of two dialogues at once either may be the first.
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

fn same(one: &[String], other: &[String], what: &str) {
    let mut both = one.iter().zip(other);
    let differing = both.find(|(one, other)| one != other);
    assert_eq!(differing, None, "{what:?}");
    assert_eq!(one.len(), other.len(), "{what:?}");
}

/// What is written must be the same text whichever word is the password, whether the peers repeat it or not.
fn tells_nothing(words: &[&str], peers: &dyn Fn(Option<String>) -> String, commands: &[&[&str]]) {
    for (number, word) in words.iter().copied().enumerate() {
        let other = other(word);
        let said = |said: Option<&str>, password: &str| {
            written(&peers(said.map(str::to_owned)), password, commands)
        };
        let silent = said(None, word);
        same(&silent, &said(None, &other), word);
        // Each word in other ways than the one before: all of them together are what a program run is worth.
        let both = ways(word).into_iter().zip(ways(&other));
        for (way, way_of_other) in both.skip(number).step_by(11) {
            let echoed = said(Some(&way), word);
            same(&echoed, &said(Some(&way_of_other), &other), &way);
        }
    }
}

const CHECK: [&str; 8] = [
    "check",
    "-v",
    "--trace",
    "--record",
    "run.jsonl",
    "-o",
    "human",
    "--only",
];

fn mail(said: Option<String>) -> String {
    let port = serve(move |mut stream| {
        let _ = stream.write_all(b"220 mail.example.net ESMTP smtp user OK\r\n");
        match &said {
            Some(said) => mail_server(stream, said),
            None => {
                let replies = [
                    "250-mail.example.net OK\r\n250-SIZE 250\r\n250 AUTH PLAIN LOGIN\r\n",
                    "334 VXNlcm5hbWU6\r\n",
                    "334 UGFzc3dvcmQ6\r\n",
                    "535 5.7.8 Error: mail.example.net: user example: AUTH failed: smtp 250 OK\r\n",
                ];
                let ever = std::iter::repeat("250 2.0.0 OK\r\n");
                for reply in replies.into_iter().chain(ever) {
                    if line(&mut stream).is_none() || stream.write_all(reply.as_bytes()).is_err() {
                        return;
                    }
                }
            }
        }
    });
    format!(
        "schema: 1\nappliance: {{dns: {{servers: [\"127.0.0.1:{}\"]}}}}\nrealms:\n  A:\n    overview:\n      smtp: {{server_address: 127.0.0.1, port: {port}, use_ssl: false, username: svc-otp7, password: {{env: OTP_PW}}}}\n      email: {{sender_address: user@mail.example.net}}\n",
        dead()
    )
}

#[test]
fn of_a_mail_server() {
    tells_nothing(&WORDS, &mail, &[&[&CHECK[..], &["email"]].concat()]);
}

#[test]
fn of_a_proxy() {
    let proxy = |said: Option<String>| {
        let port = serve(move |stream| {
            // Before it is told anything it has nothing to repeat.
            let mut begin = [0; 300];
            let many = stream.peek(&mut begin).unwrap_or_default();
            match &said {
                Some(said) if text(&begin[..many]).contains("Proxy-Authorization") => {
                    answer_with(stream, "407", said, &format!("you said {said}"));
                }
                _ => answer_with(stream, "407", "mail.example.net", "Basic user OK 250"),
            }
        });
        format!(
            "schema: 1\nappliance:\n  proxy: {{url: 'http://127.0.0.1:{port}', username: svc-otp7, password: {{env: OTP_PW}}}}\nrealms:\n  A:\n    cloud: {{certificate: 'https://mail.example.net/smtp'}}\n"
        )
    };
    tells_nothing(
        &WORDS[5..],
        &proxy,
        &[&[&CHECK[..], &["proxy-reach,cloud-reach"]].concat()],
    );
}

#[test]
fn of_a_gateway() {
    let gateway = |said: Option<String>| {
        let port = serve(move |stream| match &said {
            Some(said) => answer_with(stream, "500", said, &format!("you said {said}")),
            None => answer_with(stream, "500", "mail.example.net", "Basic user OK 250"),
        });
        format!(
            "schema: 1\nprobes:\n  sms_gateway: {{url: 'http://127.0.0.1:{port}/smtp', authorization: {{env: OTP_PW}}, body: '{{number}} {{message}}'}}\nrealms:\n  A:\n    workflow: {{default_workflow: username_second_factor}}\n    multi_factor: {{phone: {{field_1: sms_text_only}}, otp_length: 8}}\n"
        )
    };
    let probe = ["probe", "sms", "--to", "+1 949 555 0100", "--yes"];
    let probe = [&probe[..], &["-o", "json", "-o", "human=r.txt"]].concat();
    tells_nothing(&WORDS[..3], &gateway, &[&probe]);
}

#[test]
fn of_a_webhook() {
    let hook = |said: Option<String>| {
        let port = serve(move |stream| match &said {
            Some(said) => answer_with(stream, "500", said, &format!("you said {said}")),
            None => answer_with(stream, "500", "mail.example.net", "Basic user OK 250"),
        });
        format!(
            "schema: 1\nwatch: {{confirm: 1, notify: {{webhooks: [{{url: 'http://127.0.0.1:{port}/smtp', authorization: {{env: OTP_PW}}, signing_secret: {{env: OTP_PW}}}}]}}}}\nrealms:\n  A:\n    overview:\n      smtp: {{server_address: 127.0.0.1, port: 1, use_ssl: false}}\n      email: {{sender_address: user@mail.example.net}}\n"
        )
    };
    let watch = ["watch", "--runs", "1", "--only", "smtp-reach"];
    tells_nothing(&WORDS[2..5], &hook, &[&watch]);
}

#[test]
fn of_a_database() {
    let peers = |said: Option<String>| {
        let port = serve(move |stream| match &said {
            Some(said) => database(stream, &said.replace('\0', "\u{8}")),
            None => database(stream, "mail.example.net OK 250"),
        });
        format!(
            "schema: 1\notp: {{store: 'postgres://svc-otp7@127.0.0.1:{port}/otp'}}\nrealms:\n  A:\n    workflow: {{default_workflow: username_second_factor}}\n    multi_factor: {{email: {{field_1: html}}}}\n"
        )
    };
    let whom = ["otp", "status", "--realm", "A", "--user", "ada"];
    tells_nothing(
        &WORDS[7..9],
        &peers,
        &[&whom, &[&whom[..], &["-o", "json"]].concat()],
    );
}
