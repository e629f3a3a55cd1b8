//! A machine without a network, or without name servers: of the servers nothing is known, and of the appliance one thing.
// The network is taken away by a namespace of Linux.
#![cfg(target_os = "linux")]

use std::process::Command;

use serde_json::Value;

use crate::program::Program;

/// A config whose servers have addresses that belong to nobody (RFC 5737), and one a name; `smtp` is the mail server's.
fn config(smtp: &str) -> String {
    format!(
        "schema: 1\nappliance:\n  name: idp-01\n  time: {{servers: [203.0.113.7, ntp.otp.test]}}\n  cloud: {{sms: 'https://203.0.113.5/s', hosts: [203.0.113.5]}}\nrealms:\n  SecureAuth1:\n    overview:\n      smtp: {{server_address: {smtp}, use_ssl: false}}\n      email: {{sender_address: a@otp.test}}\n"
    )
}

/// Checks the servers in namespaces of its own, after commands of the shell: the exit code, what is wrong or unknown,
/// and the causes.
fn check(
    program: &Program,
    namespaces: &str,
    shell: &str,
    options: &str,
) -> (Option<i32>, Vec<String>, Vec<String>) {
    let only = "name-resolution,smtp-reach,cloud-reach,time-source";
    let script =
        format!("{shell} && exec \"$0\" check --only {only} --deadline 20s -o json {options}");
    let output = Command::new("unshare")
        .args([namespaces, "bash", "-c", &script])
        .arg(env!("CARGO_BIN_EXE_otpdoctor"))
        .current_dir(program.path(""))
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&output.stderr)));
    let named = |list: &str, key: &str| {
        let all = report[list].as_array().unwrap().iter();
        // What keeps the time of this machine is another matter.
        let all = all.filter(|one| one["reason"] != "not-disciplined");
        let bad =
            all.filter(|one| !["pass", "skip"].contains(&one[key].as_str().unwrap_or_default()));
        let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
        bad.map(|one| text(one, key) + " " + &text(one, "check") + "/" + &text(one, "reason"))
            .collect::<Vec<_>>()
    };
    (
        output.status.code(),
        named("findings", "status"),
        named("diagnosis", "status"),
    )
}

#[test]
fn a_machine_without_a_network_is_told_once() {
    let program = Program::with(&config("203.0.113.25"));
    for loopback in ["true", "ip link set lo up"] {
        let (code, found, causes) = check(&program, "-rn", loopback, "");
        let wrong = found.iter().any(|one| !one.starts_with("unknown "));
        assert!(code == Some(3) && !wrong, "{code:?} {found:?}");
        assert_eq!(causes.len(), 1, "{causes:?}");
        let (code, found, causes) = check(&program, "-rn", loopback, "--here");
        let same = found.iter().all(|one| one.ends_with("/no-network"));
        assert!(
            code == Some(1) && same && found.len() >= 4,
            "{code:?} {found:?}"
        );
        assert_eq!(causes.len(), 1, "{causes:?}");
    }
}

/// A healthy way out beside one server that refuses, and one to which there is no route.
#[test]
fn a_server_that_is_out_of_reach_is_told_as_before() {
    let program = Program::with(&config("127.0.0.1"));
    let routes = "ip link set lo up && ip route add default dev lo && ip route add unreachable 203.0.113.0/24";
    let (_, found, _) = check(&program, "-rn", routes, "");
    for expected in [
        "fail smtp-reach/refused",
        "fail cloud-reach/unreachable",
        "fail time-source/unreachable",
    ] {
        assert!(
            found.iter().any(|one| one == expected),
            "{expected}: {found:?}"
        );
    }
    assert!(
        !found.iter().any(|one| one.contains("no-network")),
        "{found:?}"
    );
}

#[test]
fn a_machine_without_name_servers_says_so_at_once() {
    let program = Program::with(&config("mail.otp.test"));
    std::fs::write(program.path("empty"), "").unwrap();
    std::fs::write(program.path("zeros"), [0; 4096]).unwrap();
    let only = "ulimit -v 4000000 && mkfifo -m 600 pipe 2>&- ; mount --bind";
    for file in ["empty", "zeros", "pipe", "/dev/zero"] {
        let mount = format!("{only} {file} /etc/resolv.conf");
        for (here, status) in [("", "unknown"), ("--here", "fail")] {
            let (_, found, _) = check(&program, "-rm", &mount, here);
            let told = format!("{status} name-resolution/no-network");
            assert!(found.contains(&told), "{file} {here}: {found:?}");
        }
    }
}

#[test]
fn a_demo_without_a_loopback_is_not_to_be_had() {
    let demo = ["-rn", env!("CARGO_BIN_EXE_otpdoctor"), "demo"];
    let output = Command::new("unshare").args(demo).output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(69), "{err}");
    assert!(err.contains("loopback cannot be reached"), "{err}");
}
