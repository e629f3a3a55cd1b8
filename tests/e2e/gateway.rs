//! Text messages through an HTTP gateway: the code is ours.

use std::sync::{Arc, Mutex};

use crate::forms::{forms, hides};
use crate::program::{Program, Run};
use crate::server::{Reply, Request, Server, response};

/// A gateway that keeps the messages it is given, and answers with what `reply` makes of them.
fn gateway(reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(reply)
}

fn config(server: &Server, gateway: &str) -> String {
    let address = server.address;
    let gateway = gateway.replace("HOST", &address.to_string());
    format!(
        "schema: 1\nprobes:\n  sms_gateway: {gateway}\nrealms:\n  SecureAuth1:\n    workflow: {{default_workflow: username_second_factor}}\n    multi_factor: {{phone: {{field_1: sms_text_only}}, otp_length: 8}}\n"
    )
}

const JSON: &str = r#"{url: "http://HOST/send", headers: {Content-Type: application/json, X-Api-Key: canary-header-key}, authorization: {env: GATEWAY_KEY}, body: '{"key": "canary-body-key", "to": "{number}", "text": "{message}"}'}"#;

const ARGUMENTS: [&str; 7] = [
    "probe",
    "sms",
    "--to",
    "+1 949 555 0100",
    "--yes",
    "-o",
    "json",
];

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Runs the probe; the phone's owner types what `seen` finds in the request.
fn probe(server: &Server, gateway: &str, seen: impl Fn(&Request) -> String) -> (Run, String) {
    use std::io::{Read as _, Write as _};
    let program = Program::with(&config(server, gateway));
    let mut child = program.command(&ARGUMENTS).spawn().unwrap();
    // The prompt for the code comes once the message is out.
    let mut err = child.stderr.take().unwrap();
    let mut prompt = Vec::new();
    let mut byte = [0];
    while !prompt.ends_with(b"came):") && err.read(&mut byte).unwrap() == 1 {
        prompt.push(byte[0]);
    }
    let code = server.requests().last().map(seen).unwrap_or_default();
    let _ = writeln!(child.stdin.take().unwrap(), "{code}");
    let output = child.wait_with_output().unwrap();
    let mut rest = String::new();
    err.read_to_string(&mut rest).unwrap();
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&prompt).into_owned() + &rest,
    };
    let canaries = [
        "canary-gateway-token",
        "canary-header-key",
        "canary-body-key",
        "19495550100",
    ];
    let run = run.hides(&canaries);
    match code.is_empty() {
        true => (run, code),
        false => (run.hides(&[&code]), code),
    }
}

fn json_code(request: &Request) -> String {
    let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    digits(body["text"].as_str().unwrap())
}

#[test]
fn the_code_of_our_own_engine_is_sent_and_verified() {
    let server = gateway(|_| response("202 Accepted", &[], "queued"));
    let (run, code) = probe(&server, JSON, json_code);
    let expected = [
        "passcode-issue pass",
        "sms-gateway warn in-clear",
        "passcode-entry pass",
        "passcode-verify pass",
    ];
    assert_eq!(run.steps(), expected, "{run:?}");
    assert_eq!((run.code, code.len()), (0, 8));
    let request = &server.requests()[0];
    assert_eq!(
        request.header("Authorization"),
        "Bearer canary-gateway-token"
    );
    let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(body["to"], "+19495550100");
}

#[test]
fn the_query_of_a_get_is_encoded() {
    let server = gateway(|_| response("200 OK", &[], "ok"));
    let get =
        r#"{url: "http://HOST/send?to={number}&text={message}&key=canary-query-key", method: GET}"#;
    let (run, _) = probe(&server, get, |request| {
        let text = request.target.split("text=").nth(1).unwrap();
        digits(&text.split('&').next().unwrap().replace("%20", " "))
    });
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        server.requests()[0]
            .target
            .starts_with("/send?to=%2B19495550100&text=Your%20passcode%20is%20")
    );
    run.hides(&["canary-query-key"]);
}

#[test]
fn a_gateway_that_echoes_everything_reveals_nothing() {
    let codes = Arc::new(Mutex::new(Vec::new()));
    let kept = codes.clone();
    let server = gateway(move |request| {
        let code = json_code(request);
        let escaped: String = code
            .chars()
            .map(|c| format!("\\u{:04x}", u32::from(c)))
            .collect();
        let body = format!("{code} {escaped} {} {} {request:?}", &code[..4], &code[4..]);
        kept.lock().unwrap().push(code.clone());
        response(&format!("500 No {code}"), &[("Server", &code)], &body)
    });
    let (run, _) = probe(&server, JSON, |_| String::new());
    assert_eq!(run.steps()[1], "sms-gateway fail out-of-order");
    let code = codes.lock().unwrap()[0].clone();
    let escaped: String = code
        .chars()
        .map(|c| format!("\\u{:04x}", u32::from(c)))
        .collect();
    run.hides(&[
        &code,
        &escaped,
        &escaped.replace('\\', "\\\\"),
        &format!("{} {}", &code[..4], &code[4..]),
    ]);
}

#[test]
fn in_no_form_does_a_passcode_come_back() {
    let many = forms("12345678").len();
    for number in 0..many {
        let codes = Arc::new(Mutex::new(Vec::new()));
        let kept = codes.clone();
        let server = gateway(move |request| {
            let code = json_code(request);
            let form = forms(&code).swap_remove(number);
            kept.lock().unwrap().push(code);
            let body = format!("no: {form}!");
            response(
                &format!("500 No {form}"),
                &[("Server", &form), ("Retry-After", &form)],
                &body,
            )
        });
        let (run, _) = probe(&server, JSON, |_| String::new());
        assert_eq!(run.steps()[1], "sms-gateway fail out-of-order");
        hides(
            &format!("{}{}", run.out, run.err),
            &codes.lock().unwrap()[0],
        );
        // Of a reason that is not ASCII nothing is read.
        let places = ["no: ", "500 No "];
        let many = if forms("1").swap_remove(number).is_ascii() {
            2
        } else {
            1
        };
        for place in &places[..many] {
            let (_, rest) = run.out.split_once(place).unwrap();
            let told: String = rest.chars().take(15).collect();
            assert!(told.contains("[passc"), "{number}: {}", run.out);
        }
    }
}

#[test]
fn refusals_have_their_reasons() {
    for (status, reason) in [
        ("401 Unauthorized", "credentials-rejected"),
        ("429 Too Many Requests", "throttled"),
        ("302 Found", "redirected"),
        ("400 Bad Request", "rejected"),
        ("503 Service Unavailable", "out-of-order"),
    ] {
        let server = gateway(move |_| response(status, &[], "no"));
        let (run, _) = probe(&server, JSON, |_| String::new());
        assert_eq!(run.steps()[1], format!("sms-gateway fail {reason}"));
        assert_eq!(run.code, 1);
        assert_eq!(server.requests().len(), 1, "nothing is sent twice");
    }
}

#[test]
fn a_reply_without_end_is_bounded() {
    let server = gateway(|_| Reply::Flood(b"HTTP/1.1 200 OK\r\n\r\n0123456789".to_vec()));
    let (run, _) = probe(&server, JSON, json_code);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.len() < 10_000, "{}", run.out.len());
}

#[test]
fn a_description_that_makes_no_sense_is_a_mistake_of_the_config() {
    let server = gateway(|_| response("200 OK", &[], ""));
    let config = config(&server, r#"{url: "http://HOST/send", body: "to {number}"}"#);
    let run = Program::with(&config).run(&ARGUMENTS, "");
    assert_eq!(run.code, 78, "{run:?}");
    assert!(run.err.contains("otpdoctor.yaml:3:"), "{}", run.err);
    assert!(run.err.contains("{message}"), "{}", run.err);
    assert!(server.requests().is_empty());
}

#[test]
fn a_store_that_is_not_there_is_said_before_anything_is_sent() {
    let server = gateway(|_| response("200 OK", &[], ""));
    let program = Program::with(&config(&server, JSON));
    std::fs::write(program.path("file"), "").unwrap();
    let arguments = [&ARGUMENTS[..], &["--store", "file/otp.sqlite"]].concat();
    let run = program.run(&arguments, "");
    assert_eq!(run.code, 69, "{run:?}");
    assert!(server.requests().is_empty());
}

/// A server's certificate for 127.0.0.1, and what it is to be trusted by.
fn certificate() -> (Arc<rustls::ServerConfig>, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            key.serialize_der().try_into().unwrap(),
        );
    (Arc::new(config.unwrap()), certificate.pem())
}

#[test]
fn over_tls_nothing_is_sent_to_whom_the_appliance_does_not_trust() {
    let (tls, pem) = certificate();
    let (_, other) = certificate();
    let server = Server::start_tls(tls, |_| response("200 OK", &[], "ok"));
    let https = config(&server, &JSON.replace("http://", "https://"));
    let trusting = |pem: &str| {
        let program = Program::with(&format!("appliance: {{trust: {{file: ca.pem}}}}\n{https}"));
        std::fs::write(program.path("ca.pem"), pem).unwrap();
        program.run(&ARGUMENTS, "\n")
    };
    let refused = trusting(&other);
    assert_eq!(refused.steps()[1], "sms-gateway fail unreachable");
    assert!(server.requests().is_empty());
    let trusted = trusting(&pem);
    assert_eq!(trusted.steps()[1], "sms-gateway pass", "{trusted:?}");
    assert_eq!(server.requests().len(), 1);
}

/// Three digits stand in many a reply by chance, so that they could not be cut out of it.
#[test]
fn a_passcode_that_cannot_be_cut_out_is_not_sent() {
    let server = gateway(|_| response("200 OK", &[], ""));
    let config = config(&server, JSON).replace("otp_length: 8", "otp_length: 3");
    let run = Program::with(&config).run(&ARGUMENTS, "");
    assert_eq!(run.steps()[0], "passcode-issue fail refused");
    assert!(server.requests().is_empty());
    assert_eq!(run.code, 1);
}
