//! What the system allows little of, and time: a limit of this machine is no fault of a server.
// The limits are those of the shell of Linux, and the files are its sockets, pipes and permissions.
#![cfg(unix)]

use std::net::{Ipv4Addr, TcpListener};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::process::{Command, Output};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::program::{Program, QUIET, text};

/// A config with one realm for each mail server.
fn mail_servers(servers: &[std::net::SocketAddr]) -> String {
    let mut config = String::from("schema: 1\nrealms:\n");
    for (number, server) in servers.iter().enumerate() {
        let (host, port) = (server.ip(), server.port());
        config += &format!(
            "  R{number}:\n    overview:\n      smtp: {{server_address: {host}, port: {port}}}\n      email: {{sender_address: a@example.net}}\n"
        );
    }
    config
}

async fn greet(stream: TcpStream) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mail ESMTP\r\n").await?;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        stream.write_all(b"250 mail\r\n").await?;
        line.clear();
    }
    Ok(())
}

/// Starts as many mail servers, each on an address of its own.
fn start(number: u16) -> Vec<std::net::SocketAddr> {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    let _entered = runtime.enter();
    let mut addresses = Vec::new();
    for number in 0..number {
        let [high, low] = (number + 1).to_be_bytes();
        let server = TcpListener::bind((Ipv4Addr::new(127, 0, high, low), 0)).unwrap();
        addresses.push(server.local_addr().unwrap());
        server.set_nonblocking(true).unwrap();
        let server = tokio::net::TcpListener::from_std(server).unwrap();
        runtime.spawn(async move {
            loop {
                let (stream, _) = server.accept().await.unwrap();
                tokio::spawn(greet(stream));
            }
        });
    }
    drop(_entered);
    std::thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
    addresses
}

/// Runs the program after a command of the shell.
fn after(program: &Program, shell: &str, arguments: &str) -> Output {
    Command::new("bash")
        .args(["-c", &format!("{shell} && exec \"$0\" {arguments}")])
        .arg(env!("CARGO_BIN_EXE_otpdoctor"))
        .current_dir(program.path(""))
        .output()
        .unwrap()
}

#[test]
fn four_hundred_servers_are_reached_with_few_file_handles() {
    let program = Program::with(&mail_servers(&start(400)));
    for limit in ["ulimit -n 64", "ulimit -n 40", "true"] {
        let arguments = "check --only smtp-reach --deadline 10m -o json";
        let output = after(&program, limit, arguments);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{limit}: {}",
            report["summary"]
        );
        assert_eq!(report["realms"].as_array().unwrap().len(), 400);
        let reasons = report["findings"].as_array().unwrap().iter();
        let strange: Vec<_> = reasons.filter(|one| one["reason"] != "ok").collect();
        assert!(strange.is_empty(), "{limit}: {strange:#?}");
    }
}

#[test]
fn one_thread_is_enough_and_keeps_the_deadline() {
    let program = Program::with(&mail_servers(&start(3)));
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let waits = Program::with(&mail_servers(&[silent.local_addr().unwrap()]));
    let otp = Program::with(
        "schema: 1\nrealms:\n  S1:\n    multi_factor: {email: {field_1: html}, oath: {enabled: true, passcode_length: 6, passcode_change_interval: 30, passcode_offset: 5}}\n",
    );
    let issue = "otp issue --realm S1 --user jo --method email --store o.sqlite";
    for (program, arguments, code) in [
        (&otp, issue, 0),
        (&program, "check --only smtp-reach", 0),
        (&waits, "check --only smtp-reach --deadline 2s", 3),
    ] {
        // The limit is no limit for root: the program runs as another user, who must be able to get at it.
        let is_root = rustix::process::geteuid().is_root();
        let binary = program.path("binary");
        std::fs::copy(env!("CARGO_BIN_EXE_otpdoctor"), &binary).unwrap();
        let all = std::fs::Permissions::from_mode(0o777);
        std::fs::set_permissions(program.path(""), all).unwrap();
        let nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups";
        let runner = if is_root { nobody } else { "" };
        let script = format!("exec {runner} bash -c 'ulimit -u 1; exec ./binary {arguments}'");
        let mut command = Command::new("bash");
        command.args(["-c", &script]).current_dir(program.path(""));
        let output = command.output().unwrap();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments}: {out}\n{err}"
        );
    }
}

#[test]
fn a_saved_file_is_judged_within_the_deadline_or_not_at_all() {
    let program = Program::with(QUIET);
    let only = ["--only", "realm", "--exit-zero"];
    program.expect(
        &[&["check", "--record", "run.jsonl"][..], &only].concat(),
        0,
    );
    program.expect(&["bundle", "create", "--offline", "--into", "b.zip"], 0);
    let recorded = std::fs::read_to_string(program.path("run.jsonl")).unwrap();
    let line = "{\"probe\":{\"ntp\":{\"server\":\"a:123\"}},\"failed\":\"interrupted\"}\n";
    let long = recorded + &line.repeat(200_000);
    std::fs::write(program.path("long.jsonl"), long).unwrap();
    for (file, deadline, code) in [
        ("long.jsonl", "1ms", 3),
        ("long.jsonl", "10m", 0),
        ("run.jsonl", "10m", 0),
        ("b.zip", "10m", 0),
    ] {
        let replay = ["check", "--replay", file, "--deadline", deadline];
        let (_, err) = program.expect(&[&replay[..], &only].concat(), code);
        let reached = err.contains("the time limit (1ms) was reached");
        assert_eq!(reached, code == 3, "{err}");
    }
    for (deadline, code) in [("1ns", 3), ("10m", 0)] {
        let report = ["report", "b.zip", "--deadline", deadline, "-o", "json"];
        program.expect(&report, code);
    }
}

/// A reader of a pipe that does not wait says nothing of handles and memory.
#[test]
fn a_pipe_that_has_nothing_yet_is_not_taken_for_a_lack_of_handles() {
    let (stdin, silent) = UnixStream::pair().unwrap();
    stdin.set_nonblocking(true).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(["check", "--replay", "-"])
        .stdin(OwnedFd::from(stdin))
        .output()
        .unwrap();
    drop(silent);
    assert_eq!(output.status.code(), Some(66), "{}", text(&output.stderr));
}

/// What asks nobody takes time too: of many realms, as much is judged as the time limit allows.
#[test]
fn realms_that_are_judged_offline_are_judged_within_the_deadline() {
    let mut config = String::from("schema: 1\ndefaults: {overview: {description: VPN}}\nrealms:\n");
    config.extend((0..3000).map(|nth| format!("  R{nth}: {{}}\n")));
    let program = Program::with(&config);
    let (out, _) = program.expect(&["check", "--offline", "--deadline", "1ms"], 3);
    assert!(
        out.contains("the time limit of the run was reached"),
        "{out}"
    );
    let (out, _) = program.expect(&["check", "--offline", "--min-checked", "0%"], 0);
    assert!(!out.contains("time limit"), "{out}");
}

/// A processor that others use too is no fault of a name server or a mail server, and the run comes to its end.
#[cfg(target_os = "linux")]
#[test]
fn two_thousand_realms_on_one_busy_processor_are_judged_right() {
    let dns = crate::limits::datagrams(crate::limits::names);
    let port = start(1)[0].port();
    let mut config = format!(
        "schema: 1\nappliance: {{dns: {{servers: [\"127.0.0.1:{dns}\"]}}, cloud: {{sms: 'https://127.0.0.1/s', hosts: [127.0.0.1]}}}}\nrealms:\n"
    );
    config.extend((0..2000).map(|nth| {
        format!("  R{nth}: {{overview: {{smtp: {{server_address: m{nth}.otp.test, port: {port}}}, email: {{sender_address: a@example.net}}}}}}\n")
    }));
    let program = Program::with(&config);
    let busy = || {
        // It ends by itself where the test does not live to end it.
        let spin = "n=0; while [ $((n += 1)) -lt 1000000000 ]; do :; done";
        let spin = ["-c", "0", "sh", "-c", spin];
        Command::new("taskset").args(spin).spawn().unwrap()
    };
    let mut others = [busy(), busy()];
    let check = "check --only name-resolution,smtp-reach --deadline 10m -o json";
    let output = after(&program, "taskset -p -c 0 $$ >&2", check);
    for other in &mut others {
        other.kill().unwrap();
        other.wait().unwrap();
    }
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let strange: Vec<_> = findings
        .filter(|one| one["reason"] != "ok")
        .take(5)
        .collect();
    assert!(strange.is_empty(), "{strange:#?}");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(report["realms"].as_array().unwrap().len(), 2000);
}

/// Without it every run takes 40 ms longer, by which nothing else fails (docs/dependencies.md).
#[test]
fn the_build_gathers_no_jitter_of_the_processor() {
    let set = option_env!("AWS_LC_SYS_NO_JITTER_ENTROPY");
    assert_eq!(set, Some("1"), "see .cargo/config.toml");
}
