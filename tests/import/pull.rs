//! Realms fetched from an Admin API that the tests play on loopback.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::hmac;
use data_encoding::BASE64;
use otpdoctor::cli::config::fetch::{PATIENCE, Request, Version, fetch};
use otpdoctor::probe::Patience;
use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::program::{CANARY, golden, holds, otpdoctor, said};

const APPLICATION: &str = "7d6f0c1e5b";
const REALM: &str = include_str!("../../fixtures/import/realm-26.json");

/// What the appliance does once it has heard a request.
#[derive(Clone)]
enum Does {
    /// Replies with this.
    Replies(String),
    /// Replies with a body that does not end.
    Floods,
    /// Says nothing.
    Stays,
}

struct Appliance {
    port: u16,
    folder: tempfile::TempDir,
    heard: Arc<Mutex<Vec<String>>>,
}

fn key() -> String {
    "0123456789abcdef".repeat(4)
}

fn reply(status: &str, body: &str) -> Does {
    let length = body.len();
    Does::Replies(format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    ))
}

impl Appliance {
    async fn start(does: Does) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let leaf_key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec!["localhost".to_owned()])
            .unwrap()
            .signed_by(&leaf_key, &authority)
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        std::fs::write(folder.path().join("key"), key()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![leaf.der().clone()],
                leaf_key.serialize_der().try_into().unwrap(),
            )
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let requests = heard.clone();
        tokio::spawn(async move {
            let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (acceptor, requests, does) = (acceptor.clone(), requests.clone(), does.clone());
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let mut request = Vec::new();
                    while !request.ends_with(b"\r\n\r\n") {
                        let Ok(byte) = stream.read_u8().await else {
                            return;
                        };
                        request.push(byte);
                    }
                    requests
                        .lock()
                        .unwrap()
                        .push(String::from_utf8(request).unwrap());
                    match does {
                        Does::Replies(text) => {
                            let _ = stream.write_all(text.as_bytes()).await;
                            let _ = stream.shutdown().await;
                        }
                        Does::Floods => {
                            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                            while stream.write_all(&[b' '; 4096]).await.is_ok() {}
                        }
                        Does::Stays => {}
                    }
                    // Stays until the other side has gone.
                    while matches!(stream.read(&mut [0; 64]).await, Ok(1..)) {}
                });
            }
        });
        Self {
            port,
            folder,
            heard,
        }
    }

    fn request(&self, api: Version) -> Request {
        Request {
            url: format!("https://localhost:{}", self.port).parse().unwrap(),
            realm: vec![26],
            application_id: APPLICATION.into(),
            key_env: None,
            key_file: Some(self.folder.path().join("key")),
            api,
            ca: Some(self.folder.path().join("ca.pem")),
        }
    }

    /// What becomes of a pull that must fail; the key is in no word of it.
    async fn refuses(&self, request: Request) -> String {
        self.refuses_within(request, PATIENCE.total).await
    }

    async fn refuses_within(&self, request: Request, total: Duration) -> String {
        let patience = Patience { total, ..PATIENCE };
        let why = fetch(&request, patience)
            .await
            .err()
            .expect("it must fail")
            .to_string();
        assert!(
            !why.contains(&key()[..16]) && !why.contains(CANARY),
            "{why}"
        );
        why
    }
}

fn header<'a>(request: &'a str, name: &str) -> &'a str {
    let named = |line: &&str| {
        let key = line.split(':').next().unwrap();
        key.eq_ignore_ascii_case(name)
    };
    let line = request.lines().find(named);
    let line = line.unwrap_or_else(|| panic!("no {name} in {request}"));
    line.split_once(": ").unwrap().1
}

/// The signature as the vendor documents it, reckoned apart from the program.
fn signed(request: &str, date: &str, path: &str) {
    let bytes: Vec<u8> = (0..64)
        .step_by(2)
        .map(|at| u8::from_str_radix(&key()[at..at + 2], 16).unwrap())
        .collect();
    let text = format!("GET\n{date}\n{APPLICATION}\n{path}");
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &bytes), text.as_bytes());
    let credentials = format!("{APPLICATION}:{}", BASE64.encode(tag.as_ref()));
    let expected = format!("Basic {}", BASE64.encode(credentials.as_ref()));
    assert_eq!(header(request, "authorization"), expected);
}

#[tokio::test]
async fn both_versions_are_asked_as_documented() {
    let appliance = Appliance::start(reply("200 OK", REALM)).await;
    for (version, path, date_header, millis) in [
        (Version::V2, "/api/v2/realms/26", "x-sa-ext-date", true),
        (Version::V1, "/api/v1/realms/26", "x-sa-date", false),
    ] {
        fetch(&appliance.request(version), PATIENCE)
            .await
            .unwrap_or_else(|why| panic!("{why}"));
        let request = appliance.heard.lock().unwrap().pop().unwrap();
        assert!(
            request.starts_with(&format!("GET {path} HTTP/1.1\r\n")),
            "{request}"
        );
        let date = header(&request, date_header);
        assert_eq!(date.contains('.'), millis, "{date}");
        assert!(date.ends_with(" GMT"), "{date}");
        signed(&request, date, path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_pulls_a_config_that_holds() {
    let appliance = Appliance::start(reply("200 OK", REALM)).await;
    let into = appliance.folder.path().join("otpdoctor.yaml");
    let url = format!("https://localhost:{}", appliance.port);
    let ca = appliance.folder.path().join("ca.pem");
    let mut command = otpdoctor(&["config", "pull", &url, "--realm", "SecureAuth26"]);
    command
        .args(["--application-id", APPLICATION, "--key-env", "ADMIN_KEY"])
        .arg("--ca")
        .arg(ca)
        .arg("--into")
        .arg(&into)
        .env("ADMIN_KEY", key());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    let (_, account) = said(output, 0);
    let port = format!(":{}", appliance.port);
    golden(&account.replace(&port, ":PORT"), "pull.txt");
    let config = std::fs::read_to_string(&into).unwrap();
    assert!(
        config.contains(&format!("url: {url}/SecureAuth26 ")),
        "{config}"
    );
    assert!(
        config.contains("application_key: {env: API_KEY} "),
        "{config}"
    );
    assert!(!config.contains(CANARY), "{config}");
    holds(&into);
}

#[tokio::test]
async fn refusals_say_what_they_mean() {
    let echo = format!(
        r#"{{"status": "invalid", "message": "Invalid credentials. {}"}}"#,
        key()
    );
    for (does, parts) in [
        (
            reply("401 Unauthorized", &echo),
            vec![
                "refuses the credentials",
                "(HTTP 401)",
                "Invalid credentials.",
            ],
        ),
        (
            reply("404 Not Found", "<html>"),
            vec!["try --api v1", "(HTTP 404)"],
        ),
        (
            reply("302 Found", ""),
            vec!["redirects, and otpdoctor does not follow"],
        ),
        (reply("500 Oops", ""), vec!["could not answer (HTTP 500)"]),
        (
            reply("200 OK", "<html>\u{1b}[2J"),
            vec!["the reply is no JSON: \"<html>"],
        ),
        (
            reply("200 OK", r#"{"status": "error", "message": "no"}"#),
            vec!["has no realm, but the message \"error\", \"no\""],
        ),
        (
            Does::Replies("SSH-2.0-x\r\n\r\n".into()),
            vec!["the appliance does not speak HTTP: it answered \"SSH-2.0-x\""],
        ),
        (Does::Floods, vec!["longer than 8 MiB"]),
    ] {
        let appliance = Appliance::start(does).await;
        let why = appliance.refuses(appliance.request(Version::V2)).await;
        for part in parts {
            assert!(why.contains(part), "{part}: {why}");
        }
        assert!(!why.contains('\u{1b}'), "{why}");
    }
}

#[tokio::test]
async fn silence_ends() {
    let appliance = Appliance::start(Does::Stays).await;
    let request = appliance.request(Version::V2);
    let why = appliance
        .refuses_within(request, Duration::from_millis(200))
        .await;
    assert!(
        why.contains("stayed silent instead of answering the request"),
        "{why}"
    );
}

#[tokio::test]
async fn nobody_is_asked_whom_nobody_vouches_for() {
    let appliance = Appliance::start(reply("200 OK", REALM)).await;
    let other = Appliance::start(Does::Stays).await;
    let mut request = appliance.request(Version::V2);
    request.ca = Some(other.folder.path().join("ca.pem"));
    let why = appliance.refuses(request).await;
    for part in ["the appliance cannot be trusted: ", "is not valid"] {
        assert!(why.contains(part), "{part}: {why}");
    }
    assert!(appliance.heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_request_that_cannot_be_made_contacts_nobody() {
    let appliance = Appliance::start(reply("200 OK", REALM)).await;
    let mut clear = appliance.request(Version::V2);
    clear.url = format!("http://localhost:{}", appliance.port)
        .parse()
        .unwrap();
    assert!(appliance.refuses(clear).await.contains("only by https://"));
    let mut no_key = appliance.request(Version::V2);
    std::fs::write(appliance.folder.path().join("short"), "c4nary").unwrap();
    no_key.key_file = Some(appliance.folder.path().join("short"));
    assert!(
        appliance
            .refuses(no_key)
            .await
            .contains("64 hexadecimal digits")
    );
    assert!(appliance.heard.lock().unwrap().is_empty());
}
