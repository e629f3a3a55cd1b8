//! Green only where something was seen: what a gate and a monitoring system are told of a run that could look at little.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};

use serde_json::Value;
use tokio::net::TcpSocket;

use crate::program::{Program, QUIET};

/// A mail server on loopback that greets and says goodbye, for every connection that comes while it lives.
fn mail_server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.write_all(b"220 mail.example.net ESMTP\r\n");
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while let Some(Ok(line)) = lines.next() {
                let reply = match line.get(..4) {
                    Some("EHLO") => "250 mail.example.net\r\n",
                    Some("QUIT") => "221 bye\r\n",
                    _ => "250 ok\r\n",
                };
                let _ = stream.write_all(reply.as_bytes());
            }
        }
    });
    port
}

/// A port of loopback on which nobody listens, and which nobody else gets while this process runs.
fn closed() -> u16 {
    let held = TcpSocket::new_v4().unwrap();
    held.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let port = held.local_addr().unwrap().port();
    std::mem::forget(held);
    port
}

/// The port of a name server that is not there: what comes from anybody but its one peer gets an error at once.
pub fn dead() -> u16 {
    let held = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = held.local_addr().unwrap().port();
    if cfg!(windows) {
        // wine keeps that error to itself: there it is a server that refuses (RFC 1035 section 4.1.1).
        std::thread::spawn(move || {
            let mut question = [0; 512];
            while let Ok((length, from)) = held.recv_from(&mut question) {
                question[2..4].copy_from_slice(&[0x80, 5]);
                held.send_to(&question[..length], from).unwrap();
            }
        });
    } else {
        held.connect("127.0.0.1:9").unwrap();
        std::mem::forget(held);
    }
    port
}

/// A realm that sends mail by a server on this port of loopback.
fn mail(port: u16) -> Program {
    Program::with(&format!(
        "schema: 1\nappliance: {{dns: {{servers: [\"127.0.0.1:{}\"]}}}}\nrealms:\n  A:\n    overview:\n      smtp: {{server_address: 127.0.0.1, port: {port}, use_ssl: false}}\n      \
         email: {{sender_address: otp@example.net, test_recipient: user@example.net}}\n    multi_factor: {{email: {{field_1: html}}}}\n",
        dead()
    ))
}

/// A realm that sends text messages by a service whose URL begins so, with no name server to ask for it.
fn cloud(scheme: &str) -> Program {
    let name_server = dead();
    Program::with(&format!(
        "schema: 1\nappliance:\n  dns: {{servers: [\"127.0.0.1:{name_server}\"]}}\n  \
         cloud: {{sms: \"{scheme}://sms.example.net/SMS.svc\", hosts: [sms.example.net]}}\n\
         realms:\n  A:\n    multi_factor: {{phone: {{field_1: voice_and_sms_text}}}}\n"
    ))
}

/// The checks that the report has, and those of its findings that are wrong.
fn seen(json: &str) -> (Vec<String>, Vec<String>) {
    let report: Value = serde_json::from_str(json).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let wrong = |one: &&Value| !["pass", "skip"].contains(&one["status"].as_str().unwrap());
    let findings = report["findings"].as_array().unwrap().iter();
    (
        report["checks"]
            .as_array()
            .unwrap()
            .iter()
            .map(text)
            .collect(),
        findings
            .filter(wrong)
            .map(|one| text(&one["check"]))
            .collect(),
    )
}

#[test]
fn what_a_chosen_check_stands_on_is_looked_at_too() {
    for (program, only, cause) in [
        (mail(closed()), "smtp-auth,smtp-tls", "smtp-reach"),
        (mail(closed()), "smtp-relay", "smtp-reach"),
        (cloud("https"), "cloud-reach", "name-resolution"),
        (cloud("https"), "proxy-reach,cloud-reach", "name-resolution"),
        (cloud("http"), "cloud-reach", "cloud-url"),
    ] {
        let (out, _) = program.expect(&["check", "--only", only, "-o", "json"], 1);
        let (checks, wrong) = seen(&out);
        assert!(checks.iter().any(|one| one == cause), "{only}: {out}");
        assert!(wrong.iter().any(|one| one == cause), "{only}: {out}");
        let (line, _) = program.expect(&["check", "--only", only, "-o", "nagios"], 2);
        assert!(line.starts_with("OTPDOCTOR CRITICAL"), "{line}");
    }
}

#[test]
fn what_a_chosen_check_stands_on_is_not_shown_where_it_holds() {
    let program = mail(mail_server());
    let (out, _) = program.expect(&["check", "--only", "smtp-relay", "-o", "json"], 0);
    assert_eq!(seen(&out), (vec!["smtp-relay".to_owned()], vec![]));
    // A warning that keeps nobody from looking is nobody's business here.
    let (out, _) = program.expect(&["check", "--only", "smtp-settings", "-o", "json"], 0);
    assert_eq!(seen(&out).0, ["smtp-settings"]);
}

#[test]
fn what_is_left_out_by_name_stays_out_and_is_not_green() {
    let program = mail(closed());
    let chosen = ["check", "--only", "smtp-tls", "--skip", "smtp-reach"];
    let (out, _) = program.expect(&[&chosen[..], &["-o", "json"]].concat(), 3);
    assert_eq!(seen(&out).0, ["smtp-tls"]);
    let (line, _) = program.expect(&[&chosen[..], &["-o", "nagios"]].concat(), 3);
    assert!(line.starts_with("OTPDOCTOR UNKNOWN"), "{line}");
    let (_, said) = program.expect(&[&chosen[..], &["--fail-on", "skip"]].concat(), 1);
    assert!(
        said.contains("though nothing failed, by --fail-on skip: "),
        "{said}"
    );
    for (other, code) in [(&["--exit-zero"][..], 0), (&["-o", "nagios"], 3)] {
        let gate = [&chosen[..], &["--fail-on", "skip"], other].concat();
        let (_, said) = program.expect(&gate, code);
        assert!(!said.contains("The exit code is 1"), "{other:?}: {said}");
    }
    program.expect(&[&chosen[..], &["--min-checked", "1%"]].concat(), 3);
}

#[test]
fn a_run_says_how_much_it_could_look_at() {
    let program = Program::with(QUIET);
    let (out, _) = program.expect(&["check", "--offline"], 0);
    assert!(out.contains(" of 29 checks"), "{out}");
    assert!(!out.contains("all checks passed"), "{out}");
    let (html, _) = program.expect(&["check", "--offline", "-o", "html"], 0);
    assert!(
        !html.contains("class=\"say pass\""),
        "a page that is green at first sight"
    );
    let (line, _) = program.expect(&["check", "--offline", "-o", "nagios"], 3);
    let begins = "OTPDOCTOR UNKNOWN - 3 pass, 33 skip: 1 of 29 checks could run |";
    assert!(line.starts_with(begins), "{line}");
    let (out, _) = program.expect(&["check", "--only", "smtp-settings"], 3);
    assert!(out.contains("nothing was checked"), "{out}");
    let (line, _) = program.expect(&["check", "--only", "smtp-settings", "-o", "nagios"], 3);
    assert!(line.starts_with("OTPDOCTOR UNKNOWN"), "{line}");
}

#[test]
fn a_realm_that_can_be_looked_at_does_not_stand_for_one_that_cannot() {
    let config = |second: &str| {
        let desk = "{multi_factor: {help_desk_1: {enabled: true, phone: \"+19495550100\", email: a@example.net}, otp_length: 6, throttling: {enabled: true}}}";
        Program::with(&format!(
            "schema: 1\nrealms:\n  A: {desk}\n  B: {}\n",
            second.replace("DESK", desk)
        ))
    };
    let gate = [
        "check",
        "--offline",
        "--only",
        "help-desk,otp-policy",
        "--min-checked",
        "100%",
    ];
    config("DESK").expect(&gate, 0);
    let blind = config("{}");
    let (out, _) = blind.expect(&gate, 3);
    assert!(
        out.contains("0 of 2 checks could run in \"B\", but 100% are required"),
        "{out}"
    );
    let (json, _) = blind.expect(&[&gate[..], &["-o", "json"]].concat(), 3);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.last().unwrap()["realms"], serde_json::json!(["B"]));
    blind.expect(&[&gate[..], &["--realm", "A"]].concat(), 0);
}

#[test]
fn a_gate_can_ask_for_a_share_of_the_checks() {
    let program = mail(mail_server());
    let relay = ["check", "--only", "smtp-relay,smtp-tls,oath-seed"];
    let gate =
        |share: &str, code| program.expect(&[&relay[..], &["--min-checked", share]].concat(), code);
    gate("30%", 0);
    gate("33", 0);
    gate("80%", 3);
    gate("101%", 64);
    gate("most", 64);
    let said = "of 3 checks could run, but 80% are required";
    for format in [
        "human", "json", "html", "markdown", "junit", "sarif", "github",
    ] {
        let unmet = [&relay[..], &["--min-checked", "80%", "-o", format]].concat();
        let (out, _) = program.expect(&unmet, 3);
        assert!(out.replace("%25", "%").contains(said), "{format}: {out}");
        // What is met, or was not asked, is said nowhere.
        let met = [&relay[..], &["--min-checked", "30%", "-o", format]].concat();
        let (out, _) = program.expect(&met, 0);
        assert!(
            !out.contains("are required") && !out.contains("min-checked"),
            "{out}"
        );
    }
    let (out, _) = gate("80%", 3);
    let last = out.lines().last().unwrap();
    assert!(
        last.contains("min-checked/unmet  ") && last.contains("80%"),
        "{out}"
    );
    let plugin = [&relay[..], &["--min-checked", "80%", "-o", "nagios"]].concat();
    let (line, _) = program.expect(&plugin, 3);
    assert!(
        line.starts_with("OTPDOCTOR UNKNOWN - 1 unknown") && line.contains(said),
        "{line}"
    );
    // A run that failed has failed, however little it looked at.
    let broken = mail(closed());
    let low = [
        "check",
        "--only",
        "smtp-reach,oath-seed",
        "--min-checked",
        "90%",
    ];
    broken.expect(&low, 1);
    // Skipped, warned and unknown alike.
    program.expect(&["check", "--only", "smtp-relay", "--fail-on", "skip"], 0);
    program.expect(&[&relay[..], &["--fail-on", "skip"]].concat(), 1);
}
