//! Checks without a config: on what the command line names.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::Stdio;

use crate::program::{Program, QUIET, text};

/// A mail server that takes one login and everything else; its port.
fn mail_server(address: &str) -> u16 {
    let server = TcpListener::bind((address, 0)).unwrap();
    let port = server.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in server.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            stream.write_all(b"220 mail.test ESMTP\r\n").unwrap();
            while let Some(Ok(line)) = lines.next() {
                let reply = match line.split(' ').next().unwrap_or_default() {
                    "EHLO" => "250-mail.test\r\n250 AUTH LOGIN\r\n",
                    "AUTH" => "334 VXNlcm5hbWU6\r\n",
                    // The user's name, and the password, in base64.
                    "b3Rw" => "334 UGFzc3dvcmQ6\r\n",
                    "YzRuYXJ5IQ==" => "235 2.7.0 welcome\r\n",
                    _ => "250 2.0.0 ok\r\n",
                };
                // Whoever has heard enough hangs up.
                let _ = stream.write_all(reply.as_bytes());
            }
        }
    });
    port
}

fn report(out: &str) -> serde_json::Value {
    serde_json::from_str(out).unwrap_or_else(|why| panic!("{why}: {out}"))
}

#[test]
fn what_does_not_fit_together_is_told_with_what_to_do() {
    let program = Program::with(QUIET);
    for (line, told) in [
        ("", "there is nothing to check"),
        ("--starttls", "not provided:\n  --smtp <HOST[:PORT]>"),
        ("--from a@b.test", "not provided:\n  --smtp <HOST[:PORT]>"),
        (
            "--smtp 127.0.0.1 --to a@b.test",
            "not provided:\n  --from <ADDRESS>",
        ),
        (
            "--smtp 127.0.0.1 --password-env X",
            "not provided:\n  --user <NAME>",
        ),
        (
            "--cloud --key x.key",
            "not provided:\n  --certificate <FILE>",
        ),
        (
            "--proxy http://p.test --proxy-user u",
            "not provided:\n  --proxy-password-env <NAME>",
        ),
        (
            "--smtp 127.0.0.1:70000",
            "a port is a number from 1 to 65535",
        ),
        ("--smtp 127.0.0.1:0", "a port is a number from 1 to 65535"),
        ("--smtp [::1]:70000", "a port is a number from 1 to 65535"),
        ("--ntp [::1", "expected HOST or HOST:PORT"),
        (
            "--smtp smtp://mail.test:25/",
            "leave out smtp://, as in mail.test:25",
        ),
        ("--proxy proxy.test:3128", "write it as http://HOST:PORT"),
        ("--proxy ftp://proxy.test", "write it as http://HOST:PORT"),
        (
            "--certificate a.pfx --key a.key",
            "a .pfx file contains its key",
        ),
        (
            "--smtp 127.0.0.1 --user u --password-env UNSET",
            "is not set",
        ),
    ] {
        let words = line.split(' ').filter(|word| !word.is_empty());
        let words: Vec<&str> = std::iter::once("try").chain(words).collect();
        let (out, err) = program.expect(&words, 64);
        assert!(err.contains(told), "{line}: {err}");
        assert!(out.is_empty(), "{out}");
    }
}

#[test]
fn no_mistake_shows_a_secret() {
    let program = Program::with(QUIET);
    for line in [
        "try --proxy http://user:c4nary@proxy.test:3128",
        "try --proxy http://c4nary@proxy.test:3128",
        "try --proxy user:c4nary@proxy.test:3128",
        "try --smtp 127.0.0.1 --user u --password-env c4nary",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let (out, err) = program.expect(&words, 64);
        assert!(!format!("{out}{err}").contains("c4nary"), "{line}: {err}");
    }
}

#[test]
fn a_mail_server_is_looked_at_and_nothing_else() {
    let program = Program::with(QUIET);
    for (address, host) in [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")] {
        let server = format!("{host}:{}", mail_server(address));
        let (out, _) = program.expect(&["try", "--smtp", &server, "-o", "json"], 0);
        let report = report(&out);
        let findings = report["findings"].as_array().unwrap().iter();
        let seen: Vec<_> = findings
            .map(|one| {
                format!(
                    "{} {}",
                    one["check"].as_str().unwrap(),
                    one["status"].as_str().unwrap()
                )
            })
            .collect();
        assert_eq!(seen, ["smtp-settings pass", "smtp-reach pass"], "{out}");
        let tried = report["tried"].as_str().unwrap().replace('"', "");
        assert_eq!(tried, format!("--smtp {server}"));
        assert_eq!(
            report["note"],
            format!("checked without a config: the mail server {server}").as_str()
        );
    }
}

#[test]
fn what_is_wrong_points_into_no_file_in_any_format() {
    let program = Program::with(QUIET);
    let dead = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    for format in [
        "human",
        "json",
        "html",
        "markdown",
        "junit",
        "sarif",
        "github",
        "openmetrics",
    ] {
        let (out, _) = program.expect(&["try", "--smtp", &dead, "-o", format], 1);
        assert!(out.contains("smtp-reach"), "{format}: {out}");
        for imaginary in [
            "otpdoctor.yaml",
            "check --config",
            "artifactLocation",
            "file=",
        ] {
            assert!(!out.contains(imaginary), "{format} {imaginary}: {out}");
        }
    }
    let (out, _) = program.expect(&["try", "--smtp", &dead, "-o", "nagios"], 2);
    assert!(out.starts_with("OTPDOCTOR CRITICAL"), "{out}");
    let (out, _) = program.expect(&["try", "--smtp", &dead, "-o", "markdown"], 1);
    assert!(
        out.contains(&format!("otpdoctor try --smtp {dead}")),
        "{out}"
    );
}

#[test]
fn a_password_is_read_and_never_written() {
    let program = Program::with(QUIET);
    let server = format!("127.0.0.1:{}", mail_server("127.0.0.1"));
    let line = [
        "try",
        "--smtp",
        &server,
        "--user",
        "otp",
        "-o",
        "json",
        "--write-config",
        "made.yaml",
    ];
    let mut child = program
        .command(&line)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"c4nary!\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(out.contains("\"smtp-auth\""), "{out}{err}");
    assert!(
        err.contains("next: otpdoctor check --config \"made.yaml\""),
        "{err}"
    );
    let made = std::fs::read_to_string(program.path("made.yaml")).unwrap();
    assert!(made.contains("password: {env: SMTP_PASSWORD}"), "{made}");
    assert!(
        !format!("{out}{err}{made}").contains("c4nary"),
        "{out}{err}{made}"
    );
    program.expect(&["config", "validate", "--config", "made.yaml"], 0);
    let (_, err) = program.expect(&line[..5], 64);
    assert!(err.contains("there is no password"), "{err}");
    let (_, err) = program.expect(
        &["try", "--smtp", &server, "--write-config", "made.yaml"],
        64,
    );
    assert!(err.contains("already exists"), "{err}");
}

#[test]
fn a_clock_is_this_machines() {
    let program = Program::with(QUIET);
    // Nobody answers there, and the deadline is not waited for.
    let silent = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let server = silent.local_addr().unwrap().to_string();
    let line = [
        "try",
        "--deadline",
        "1s",
        "--ntp",
        &server,
        "-o",
        "json",
        "--trace",
    ];
    let (out, err) = program.expect(&line, 3);
    assert!(
        err.contains(&format!("-> request of a client to {server}")),
        "{err}"
    );
    let report = report(&out);
    assert_eq!(
        report["checks"],
        serde_json::json!(["clock-skew", "time-source"]),
        "{out}"
    );
    assert!(!out.contains("not-on-appliance"), "{out}");
}

#[test]
fn the_dialogue_is_shown_as_it_was_and_without_the_password() {
    let program = Program::with(QUIET);
    let server = format!("127.0.0.1:{}", mail_server("127.0.0.1"));
    let line = [
        "try",
        "--smtp",
        &server,
        "--user",
        "otp",
        "--password-env",
        "PW",
        "--trace",
        "-o",
        "json",
    ];
    let output = program
        .command(&line)
        .env("PW", "c4nary!")
        .output()
        .unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    report(&out);
    let said: Vec<&str> = err.lines().filter_map(|line| line.get(9..)).collect();
    let place = |line: &str| {
        said.iter()
            .position(|one| one.starts_with(line))
            .unwrap_or_else(|| panic!("{line}: {err}"))
    };
    let places = [
        "-- connecting to 127.0.0.1",
        "<- 220 mail.test ESMTP",
        "-> EHLO ",
        "<- 250 AUTH LOGIN",
        "-> AUTH LOGIN",
        "<- 334 ",
        "<- 235 2.7.0 welcome",
    ]
    .map(place);
    assert!(places.is_sorted(), "{err}");
    assert!(err.starts_with(&format!("SMTP {server}\n")), "{err}");
    // As it stands, and as the login encodes it.
    for secret in ["c4nary!", "YzRuYXJ5IQ=="] {
        assert!(!format!("{out}{err}").contains(secret), "{err}");
    }
}

#[test]
fn a_proxy_is_asked_for_tunnels_and_its_password_is_in_no_trace() {
    const REFUSED: &[u8] = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n";
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", proxy.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in proxy.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while let Some(Ok(line)) = lines.next() {
                if line.is_empty() {
                    // Whoever has heard enough hangs up.
                    let _ = stream.write_all(REFUSED);
                }
            }
        }
    });
    let program = Program::with(QUIET);
    let line = [
        "try",
        "--proxy",
        &url,
        "--proxy-user",
        "svc",
        "--proxy-password-env",
        "PW",
        "--trace",
    ];
    let output = program
        .command(&line)
        .env("PW", "c4nary!")
        .output()
        .unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(
        err.contains("-> CONNECT us-certs.secureauth.com:443 HTTP/1.1"),
        "{err}"
    );
    assert!(
        err.contains("<- HTTP/1.1 407 Proxy Authentication Required"),
        "{err}"
    );
    assert!(out.contains("proxy-reach/"), "{out}");
    // In flags, and not in settings of a config that nobody has.
    assert!(
        !out.contains("proxy.url") && !out.contains("proxy.username"),
        "{out}"
    );
    for secret in ["c4nary!", "c3ZjOmM0bmFyeSE="] {
        assert!(!format!("{out}{err}").contains(secret), "{err}");
    }
}
