//! `otpdoctor forecast`: what is over, what ends, what comes next, and what nobody could see.

use crate::program::Program;

const CONFIG: &str = "\
schema: 1
appliance: {name: idp-01, platform: linux, license: {support_expires: 2027-01-31}}
certificates: {client: {certificate: gone.pem}}
realms:
  A: {license: {support_expires: 2026-01-31}}
  B:
    client_certificate: client
    overview: {smtp: {server_address: 127.0.0.1, port: 9, use_ssl: true}}
  C:
    overview: {smtp: {server_address: 127.0.0.2, port: 9, use_ssl: false}}
";

fn seen(at: &str) -> String {
    let program = Program::with(CONFIG);
    program.expect(&["forecast", "--offline", "--at", at], 0).0
}

#[test]
fn what_is_over_what_ends_and_what_comes_next_stand_in_order() {
    let first = |text: &str| seen(text).split("Not checked").next().unwrap().to_owned();
    assert_eq!(
        first("2026-12-31"),
        "Expired already\n  2026-01-31  334 days ago the support license [A]\n\
         Expires within 90 days\n  2027-01-31  in 31 days  the support license [B, C]\n"
    );
    assert_eq!(
        first("2025-06-01"),
        "None of the checked items expires within 90 days\n\
         The next one after that\n  2026-01-31  in 244 days the support license [A]\n"
    );
}

#[test]
fn what_nobody_could_see_is_named_and_what_has_no_end_is_not() {
    let out = seen("2026-12-31");
    let (_, unseen) = out.split_once("Not checked\n").unwrap();
    let unseen = unseen.replace("\n    ", " ");
    assert!(
        unseen.contains("  certificate client [B]: certificate \"client\" does not exist"),
        "{out}"
    );
    assert!(
        unseen.contains("  the certificate of 127.0.0.1 [B]\n"),
        "{out}"
    );
    // It has no TLS.
    assert!(!unseen.contains("127.0.0.2"), "{out}");
}

#[test]
fn the_json_is_a_list_and_stderr_has_what_it_has_no_room_for() {
    let program = Program::with(CONFIG);
    let asked = [
        "forecast",
        "--offline",
        "--at",
        "2026-12-31",
        "-o",
        "json=f.json",
    ];
    let (out, err) = program.expect(&asked, 0);
    assert!(
        out.is_empty() && err.contains("not looked at: certificate client [B]"),
        "{out}{err}"
    );
    let list = std::fs::read(program.path("f.json")).unwrap();
    let list: serde_json::Value = serde_json::from_slice(&list).unwrap();
    let left: Vec<i64> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["days_left"].as_i64().unwrap())
        .collect();
    assert_eq!(left, [-333, 31]);
    program.expect(&["list", "-o", "json=l.json"], 0);
    program.expect(&["list", "-o", "html"], 64);
    assert!(program.path("l.json").exists());
}

#[test]
fn a_recording_is_looked_at_in_place_of_the_servers() {
    let program = Program::with(CONFIG);
    let recorded = [
        "check",
        "--record",
        "run.jsonl",
        "--only",
        "smtp-tls,certificate-validity",
    ];
    program.run(&recorded);
    let (out, _) = program.expect(&["forecast", "--replay", "run.jsonl"], 0);
    let refused = "the certificate of 127.0.0.1 [B]: 127.0.0.1 refuses the connection";
    assert!(out.replace("\n    ", " ").contains(refused), "{out}");
    let (_, err) = program.expect(&["forecast", "--replay", "none.jsonl"], 66);
    assert!(err.contains("none.jsonl"), "{err}");
}

#[test]
fn a_certificate_is_not_taken_for_what_has_its_name() {
    let program = Program::with(
        "\
schema: 1
appliance: {name: other, platform: windows, license: {certificate: license, support_expires: 2026-01-31}}
certificates: {license: {store: LocalMachine/My, thumbprint: \"3B1F9A00112233445566778899AABBCCDDEEFF01\"}}
realms: {A: {}}
",
    );
    let (out, _) = program.expect(&["forecast", "--offline", "--at", "2026-12-31"], 0);
    let (_, unseen) = out.split_once("Not checked\n").unwrap();
    assert!(unseen.contains("  certificate license: "), "{out}");
    assert!(!unseen.contains("support license"), "{out}");
}
