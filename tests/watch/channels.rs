//! Who is notified: programs and webhooks. At least once, in order, and none waits for another.

use std::net::{SocketAddr, TcpListener, UdpSocket};
#[cfg(unix)]
use std::process::Command;

use aws_lc_rs::hmac;
use hickory_resolver::proto::op::{Message, ResponseCode};

use crate::held_port::HeldPort;
use crate::mail::{Mail, Manners};
use crate::program::Place;
use crate::web::{Web, status};

const REACH: &[&str] = &["--only", "smtp-reach"];

/// A realm whose mail server is gone, told of by these channels. The server keeps its port from all others.
fn broken(notify: &str) -> (Place, Mail) {
    let mut mail = Mail::open(Manners::default());
    mail.go_away();
    let watch = format!("watch:\n  confirm: 1\n  notify:\n{notify}");
    (Place::with(&mail.config(&["A"], &watch)), mail)
}

#[test]
#[cfg_attr(windows, ignore = "the program that it tells is Linux's shell")]
fn a_program_gets_the_notice_and_runs_only_with_leave() {
    let (place, _gone) = broken(
        "    commands: [[sh, -c, 'cat > notice.json; printenv OTPDOCTOR_KIND OTPDOCTOR_APPLIANCE > env.txt']]\n",
    );
    let refused = place.runs(1, REACH);
    assert_eq!(refused.code, 78);
    assert!(
        refused.err.contains("only with --allow-commands"),
        "{}",
        refused.err
    );
    assert!(refused.out.is_empty());
    let ended = place.runs(1, &[REACH, &["--allow-commands"]].concat());
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    let notice: serde_json::Value = serde_json::from_str(&place.read("notice.json")).unwrap();
    assert_eq!(notice["changes"][0]["check"], "smtp-reach");
    assert_eq!(place.read("env.txt"), "broke\nidp-01\n");
    // What was delivered is not delivered again by the next process.
    place.write("notice.json", "");
    place.runs(2, &[REACH, &["--allow-commands"]].concat());
    assert_eq!(place.read("notice.json"), "");
}

#[test]
#[cfg(unix)]
fn a_signal_while_a_program_runs_ends_both_and_the_notice_waits() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let (place, _gone) = broken("    commands: [[sh, notify.sh]]\n");
        let made = Command::new("mkfifo").arg(place.path("began")).status();
        assert!(made.unwrap().success());
        place.write("notify.sh", "echo $$ > began; exec sleep 1000");
        let once = ["--allow-commands", "--every", "1h"];
        let watch = place.watch(&[REACH, &once].concat());
        let program = place.read("began");
        assert_eq!(watch.stop(signal).code, code);
        let lives = || {
            let status = std::fs::read_to_string(format!("/proc/{}/status", program.trim()));
            status.is_ok_and(|status| !status.contains("State:\tZ"))
        };
        while lives() {
            std::thread::yield_now();
        }
        // It comes a second time, with the same id, to who takes it.
        place.write("notify.sh", "cat > notice.json");
        place.runs(1, &[REACH, &["--allow-commands"]].concat());
        assert!(place.read("notice.json").contains("smtp-reach"), "{signal}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn a_webhook_is_tried_until_it_takes_the_notice_and_follows_nobody() {
    let other = Web::open(|_, _| status("200 OK"));
    let elsewhere = other.port;
    let hook = Web::open(move |number, _| match number {
        0 => status("500 Internal Server Error"),
        1 => format!(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{elsewhere}/\r\nContent-Length: 0\r\n\r\n"
        ),
        2 => "no HTTP at all\r\n\r\n".into(),
        3 => String::new(),
        _ => status("204 No Content"),
    });
    let port = hook.port;
    let (place, _gone) = broken(&format!(
        "    commands: [[sh, -c, 'cat >> notices.jsonl; echo >> notices.jsonl']]\n    webhooks:\n      - {{url: 'http://127.0.0.1:{port}/hook?key=abc', headers: {{X-Team: idp}}, signing_secret: {{env: KEY}}, authorization: {{env: TOKEN}}}}\n"
    ));
    let env = [("KEY", "signing-canary"), ("TOKEN", "Bearer token-canary")];
    let mut watch = place.watch_with(&[REACH, &["--allow-commands"]].concat(), &env);
    let failed = watch.err.wait("the webhook at 127.0.0.1");
    assert!(
        failed.contains("did not accept a notice") && failed.contains("500"),
        "{failed}"
    );
    let again = watch.err.wait("the webhook at 127.0.0.1");
    assert!(
        again.contains("takes notices again"),
        "it is told once that it fails: {again}"
    );
    let ended = watch.stop("INT");
    let requests = hook.rest();
    assert_eq!(requests.len(), 5);
    assert!(other.rest().is_empty(), "a redirect was followed");
    for request in &requests {
        assert!(
            request.head.starts_with("POST /hook?key=abc HTTP/1.1\n"),
            "{}",
            request.head
        );
        assert_eq!(request.body, requests[0].body, "it is the same notice");
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert_eq!(request.header("x-team"), Some("idp"));
        assert_eq!(request.header("authorization"), Some("Bearer token-canary"));
        assert_eq!(
            request.header("x-otpdoctor-notice"),
            request.notice()["id"].as_str()
        );
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"signing-canary");
        let tag = hmac::sign(&key, request.body.as_bytes());
        let signed = format!("sha256={}", data_encoding::HEXLOWER.encode(tag.as_ref()));
        assert_eq!(
            request.header("x-otpdoctor-signature"),
            Some(signed.as_str())
        );
    }
    // The program did not wait for it, and got it once.
    assert_eq!(place.read("notices.jsonl").lines().count(), 1);
    for (name, text) in place.files().iter().chain([&("stderr".into(), ended.err)]) {
        assert!(!text.contains("canary"), "{name}");
        assert!(
            name == "otpdoctor.yaml" || !text.contains("key=abc"),
            "{name}"
        );
    }
}

/// A name server that knows no name at all.
fn knows_nothing() -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut heard = [0; 1024];
        while let Ok((length, peer)) = socket.recv_from(&mut heard) {
            let query = Message::from_vec(&heard[..length]).unwrap();
            let mut reply = Message::response(query.metadata.id, query.metadata.op_code);
            reply.metadata.response_code = ResponseCode::NXDomain;
            reply.metadata.recursion_available = true;
            reply.add_queries(query.queries.clone());
            let _ = socket.send_to(&reply.to_vec().unwrap(), peer);
        }
    });
    address
}

#[test]
fn a_name_that_does_not_resolve_is_told_with_what_to_do() {
    let (place, _gone) =
        broken("    webhooks: [{url: 'https://hooks.example.net/T0/canary-in-the-path'}]\n");
    let dns = format!("name: idp-01, dns: {{servers: ['{}']}}", knows_nothing());
    let config = place.read("otpdoctor.yaml").replace("name: idp-01", &dns);
    place.write("otpdoctor.yaml", &config);
    let said = place.runs(1, REACH).err;
    assert_eq!(said.lines().count(), 1, "{said}");
    let name = "its name does not exist in the DNS";
    assert!(
        said.contains("the webhook at") && said.contains(name),
        "{said}"
    );
    assert!(said.contains("correct the url"), "{said}");
    assert!(!said.contains("canary"), "{said}");
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn a_webhook_that_nobody_answers_waits_for_the_next_process() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let hook = format!("    webhooks: [{{url: 'http://127.0.0.1:{port}/'}}]\n");
    let (place, _gone) = broken(&hook);
    let mut watch = place.watch(REACH);
    watch.out.wait("smtp-reach/refused");
    // It is asked, says nothing, and the process is gone.
    let (held, _) = silent.accept().unwrap();
    assert_eq!(watch.stop("TERM").code, 143);
    // While the first one's port is still taken.
    let listener = Web::open(|_, _| status("200 OK"));
    drop((held, silent));
    let config = place
        .read("otpdoctor.yaml")
        .replace(&port.to_string(), &listener.port.to_string());
    // Another address is another channel, which never was to get it.
    place.write("otpdoctor.yaml", &config);
    place.runs(1, REACH);
    assert!(listener.rest().is_empty());
}

#[test]
fn what_was_not_delivered_is_by_the_next_process() {
    let held = HeldPort::hold();
    let port = held.number;
    let (place, _gone) = broken(&format!(
        "    webhooks: [{{url: 'http://127.0.0.1:{port}/'}}]\n"
    ));
    let first = place.runs(1, REACH);
    assert!(
        first
            .err
            .contains("the webhook at 127.0.0.1 did not accept a notice"),
        "{}",
        first.err
    );
    let hook = Web::at(port, |_, _| status("200 OK"));
    let second = place.runs(2, REACH);
    assert_eq!(second.changes(), [""; 0], "it was told already");
    assert_eq!(hook.request().notice()["changes"][0]["check"], "smtp-reach");
    assert!(hook.rest().is_empty());
}

#[test]
fn settings_that_make_no_sense_are_told_at_the_start() {
    for (notify, told) in [
        (
            "    webhooks: [{url: 'http://hooks.example.net/', authorization: {env: T}}]\n",
            "only encrypted",
        ),
        (
            "    webhooks: [{url: 'https://hooks.example.net/', headers: {Host: x}}]\n",
            "otpdoctor writes this header itself",
        ),
        (
            "    email: {to: [ops@example.net], realm: A}\n",
            "watch.notify",
        ),
    ] {
        let (place, _gone) = broken(notify);
        let ended = place.runs(1, REACH);
        assert_eq!(ended.code, 78, "{}", ended.err);
        assert!(ended.err.contains(told), "{}", ended.err);
        assert!(ended.out.is_empty());
    }
}
