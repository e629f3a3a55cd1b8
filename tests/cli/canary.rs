//! No secret in any output, at any verbosity, even when a peer echoes what it was sent.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};

use data_encoding::BASE64;

use crate::program::{Program, text};

const CANARY: &str = "c4nary+/ w0rd";
const USER: &str = "svc-otp";

/// A mail server that says back all it hears, decoded and encoded.
fn echo(stream: TcpStream) {
    let mut out = stream.try_clone().unwrap();
    out.write_all(b"220 echo ESMTP\r\n").unwrap();
    let mut prompts = ["334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n"].into_iter();
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { return };
        let last = line.rsplit(' ').next().unwrap_or_default();
        let decoded = BASE64
            .decode(last.as_ref())
            .map(|bytes| text(&bytes).replace('\0', " "))
            .unwrap_or_default();
        let percent: String = url::form_urlencoded::byte_serialize(CANARY.as_bytes()).collect();
        let reply = match line.split(' ').next().unwrap_or_default() {
            "EHLO" => "250-echo\r\n250 AUTH LOGIN\r\n".to_owned(),
            _ => match prompts.next() {
                Some(prompt) => prompt.to_owned(),
                None => {
                    format!("535-you said {line}\r\n535-that is {decoded}\r\n535 or {percent}\r\n")
                }
            },
        };
        if out.write_all(reply.as_bytes()).is_err() {
            return;
        }
    }
}

/// A config with a mail server that says back all it hears.
fn echoing() -> String {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in server.incoming() {
            echo(stream.unwrap());
        }
    });
    format!(
        "schema: 1\nrealms:\n  A:\n    overview:\n      smtp: {{server_address: 127.0.0.1, port: {port}, use_ssl: false, username: {USER}, password: {{env: SMTP_PASSWORD}}}}\n      email: {{sender_address: a@example.net}}\n"
    )
}

#[test]
fn what_a_peer_echoes_is_cut_out_everywhere() {
    let program = Program::with(&echoing());
    let output = program
        .command(&[
            "check",
            "-v",
            "--only",
            "email",
            "--record",
            "run.jsonl",
            "-o",
            "json=report.json",
            "-o",
            "human",
        ])
        .env("SMTP_PASSWORD", CANARY)
        .output()
        .unwrap();
    let report = std::fs::read_to_string(program.path("report.json")).unwrap();
    assert!(
        report.contains("\"rejected\""),
        "the login was tried and refused: {report}"
    );
    assert!(
        report.contains("you said"),
        "the echo itself is in the report: {report}"
    );
    let mut written = program.files();
    written.push(("stdout".into(), text(&output.stdout)));
    written.push(("stderr".into(), text(&output.stderr)));
    assert!(written.len() >= 4);
    for (place, text) in written {
        search(&place.display().to_string(), &text);
    }
}

#[test]
fn a_mistake_beside_a_secret_shows_no_secret() {
    let config = format!(
        "schema: 1\nappliance:\n  proxy: {{url: 'http://svc:{CANARY}@proxy.example.net:3128', usernme: x, password: '{CANARY}'}}\nrealms: {{A: {{}}}}\n"
    );
    let program = Program::with(&config);
    for command in [
        &["check"][..],
        &["config", "validate"],
        &["config", "show"],
        &["plan"],
    ] {
        let (out, err) = program.expect(command, 78);
        search("stdout", &out);
        search("stderr", &err);
    }
}

#[test]
fn plain_text_secrets_are_masked_where_the_config_is_shown() {
    let config = format!(
        "schema: 1\nappliance:\n  proxy: {{url: 'http://proxy.example.net:3128', username: svc, password: '{CANARY}'}}\nrealms: {{A: {{}}}}\n"
    );
    let program = Program::with(&config);
    for command in [
        &["config", "show"][..],
        &["plan", "-o", "json"],
        &["check", "--offline", "-v", "-o", "json"],
    ] {
        let output = program.run(command);
        search("stdout", &text(&output.stdout));
        search("stderr", &text(&output.stderr));
    }
}

#[test]
fn an_alias_that_brings_a_secret_to_another_setting_is_refused_without_showing_it() {
    let realm = |smtp: &str, email: &str| {
        format!(
            "schema: 1\nrealms:\n  'a/b~c':\n    overview:\n      smtp: {{server_address: mail.example.net, {smtp}}}\n      email: {{sender_address: a@example.net, {email}}}\n"
        )
    };
    let healthy = "sender_name: One-Time Passcodes";
    for (smtp, email, refused) in [
        (
            format!("username: svc, password: &p '{CANARY}'"),
            "sender_name: *p",
            Some("`realms.a/b~c.overview.email.sender_name`"),
        ),
        (
            format!("username: &p '{CANARY}', password: *p"),
            healthy,
            Some("`realms.a/b~c.overview.smtp.username`"),
        ),
        (
            format!("password: '{CANARY}', username: &u svc"),
            "sender_name: *u",
            None,
        ),
    ] {
        let program = Program::with(&realm(&smtp, email));
        let code = if refused.is_some() { 78 } else { 0 };
        let (out, err) = program.expect(&["config", "show"], code);
        search("stdout", &out);
        search("stderr", &err);
        assert!(err.contains(refused.unwrap_or("")), "{err}");
    }
    for wrong in ["port: *p", "use_ssl: *p", "port: [*p]", "prot: *p"] {
        let program = Program::with(&realm(
            &format!("password: &p '{CANARY}', {wrong}"),
            healthy,
        ));
        let (_, err) = program.expect(&["config", "validate"], 78);
        search("stderr", &err);
    }
}

#[test]
fn the_keys_of_a_gateway_and_a_webhook_are_in_no_bundle_and_on_no_screen() {
    let config = |body: &str| {
        format!(
            "schema: 1\nrealms: {{A: {{}}}}\nprobes:\n  sms_gateway: {{url: 'https://sms.example.net/?to={{number}}&apikey=c4nary1', headers: {{X-Key: c4nary2}}, body: {body}}}\nwatch:\n  notify:\n    webhooks: [{{url: 'https://hooks.example.net/T0/c4nary4?token=c4nary5'}}]\n"
        )
    };
    let program = Program::with(&config(
        "'{\"text\": \"{message}\", \"auth\": \"c4nary3\"}'",
    ));
    program.expect(&["bundle", "create", "--offline", "--into", "b"], 0);
    for command in [
        &["config", "show"][..],
        &["bundle", "show", "b"],
        &["bundle", "show", "b", "config.yaml"],
        &["bundle", "show", "b", "config.json"],
    ] {
        let (out, err) = program.expect(command, 0);
        search("stdout", &out);
        search("stderr", &err);
    }
    let mistaken = Program::with(&config("[c4nary3]"));
    let (_, err) = mistaken.expect(&["config", "validate"], 78);
    search("stderr", &err);
}

/// Looks for the canary in every form in which somebody could read it.
fn search(place: &str, text: &str) {
    let plain = BASE64.encode(format!("\0{USER}\0{CANARY}").as_bytes());
    let percent: String = url::form_urlencoded::byte_serialize(CANARY.as_bytes()).collect();
    let forms = [
        CANARY.to_owned(),
        "c4nary".to_owned(),
        BASE64
            .encode(CANARY.as_ref())
            .trim_end_matches('=')
            .to_owned(),
        plain.trim_end_matches('=').to_owned(),
        percent,
    ];
    for form in forms {
        assert!(!text.contains(&form), "{place} holds {form:?}:\n{text}");
    }
}
