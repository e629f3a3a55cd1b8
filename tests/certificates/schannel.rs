//! Windows' own TLS against servers with OpenSSL, old and odd ones: tests/windows/tls_server.c.

use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::{OnceLock, RwLock};
use std::time::{Duration, Instant};

use checks::kit::chain_fault::ChainFault;
use checks::kit::probe::schannel::Schannel;
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tls::{Handshake, Tls};
use checks::kit::probe::{https, smtp};
use checks::kit::realm::{CertificateSource, Endpoint, SecretRef};
use jiff::Timestamp;
use otpdoctor::probe::{Live, Patience};

use crate::pki::{PASSWORD, Pki, live};
use crate::store::{named, put};

const HOST: &str = "localhost";
const CN: &str = "CN=idp.example.net";
/// What a server of today likes best.
pub const TODAY: &str = "ECDHE-RSA-AES128-GCM-SHA256";
/// Held for writing while a version of TLS is switched off on this whole machine.
pub static MACHINE: RwLock<()> = RwLock::new(());

/// The server, compiled once.
fn program() -> &'static str {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let program = format!("{}/tls_server", env!("CARGO_TARGET_TMPDIR"));
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/windows/tls_server.c");
        bash(&format!(
            "gcc -O1 -o {program}.new {source} -l:libssl.a -l:libcrypto.a && mv {program}.new {program}"
        ));
        program
    })
}

fn bash(script: &str) {
    let ran = Command::new("bash").args(["-c", script]).output();
    let ran = ran.expect("wine's prefix has Linux's bash");
    assert!(ran.status.success(), "{ran:?}");
}

/// A server with this certificate of the folder; it ends after so many connections.
pub fn serve(pki: &Pki, name: &str, ciphers: &str, mode: &str, connections: u8) -> Endpoint {
    serve_version(pki, name, ciphers, "1.2", mode, connections)
}

fn serve_version(
    pki: &Pki,
    name: &str,
    ciphers: &str,
    version: &str,
    mode: &str,
    connections: u8,
) -> Endpoint {
    let told = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = told.local_addr().expect("it is bound").port();
    let [certificate, key, authority] = [
        format!("{name}.pem"),
        format!("{name}.key"),
        "root.pem".into(),
    ]
    .map(|file| pki.path(&file).display().to_string().replace('\\', "/"));
    let linux = |path: String| path.replacen("Z:", "", 1);
    let (certificate, key, authority) = (linux(certificate), linux(key), linux(authority));
    let program = program();
    let words = format!(
        "exec {program} {port} {certificate} {key} {authority} {ciphers} {version} {mode} {connections}"
    );
    let mut begin = Command::new("bash");
    begin.args(["-c", &words]).stdin(Stdio::null());
    let mut server = begin.spawn().expect("wine's prefix has Linux's bash");
    std::thread::spawn(move || server.wait());
    let (mut stream, _) = told.accept().expect("the server tells its port");
    let mut port = String::new();
    stream.read_to_string(&mut port).expect("its port");
    Endpoint::new(HOST, port.parse().expect("a number"))
}

/// An authority with a server's certificate, `host`, below its root.
pub fn world() -> Pki {
    let pki = Pki::new();
    pki.write(
        "host.cnf",
        "basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost\n",
    );
    pki.issue("host", "root", "host.cnf", "/CN=host");
    pki
}

fn by_windows(pki: &Pki, patience: Patience) -> Live {
    let mut live = live(&pki.path("root.pem"), PASSWORD);
    (live.by_windows, live.patience) = (true, patience);
    live
}

pub async fn get(
    pki: &Pki,
    server: &Endpoint,
    certificate: Option<CertificateSource>,
) -> https::Answer {
    let query = https::Query {
        url: format!("https://{server}/").parse().expect("a URL"),
        via: None,
        client_certificate: certificate,
    };
    let live = by_windows(pki, Patience::default());
    let answer = otpdoctor::probe::https::ask(&live, &query).await;
    answer.expect("this machine can ask")
}

fn body(answer: &https::Answer) -> &str {
    let response = answer.response.as_ref();
    response.map_or_else(|| panic!("{answer:?}"), |response| response.body.raw())
}

pub fn facts(answer: &https::Answer) -> (&Tls, &Schannel) {
    let tls = answer.tls.as_ref().expect("a handshake");
    (tls, tls.schannel.as_ref().expect("by Windows"))
}

pub fn completed(tls: &Tls, wanted: &str) -> bool {
    matches!(&tls.outcome, Handshake::Completed { version } if version == wanted)
}

#[tokio::test]
async fn a_server_of_today_is_accepted_with_its_version_and_cipher_suite() {
    let _machine = MACHINE.read();
    let pki = world();
    let server = serve(&pki, "host", TODAY, "plain", 1);
    let answer = get(&pki, &server, None).await;
    let (tls, windows) = facts(&answer);
    assert!(completed(tls, "TLSv1.2"), "{tls:?}");
    assert_eq!(tls.faults(Timestamp::now(), HOST), []);
    assert_eq!(
        windows.suite.as_deref(),
        Some("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
    );
    assert_eq!(
        (&windows.error, &windows.refusal, &tls.refusal),
        (&None, &None, &None)
    );
    assert_eq!(tls.chain.certificates.len(), 2);
    assert_eq!(body(&answer), format!("TLSv1.2 {TODAY} no certificate"));
}

#[tokio::test]
async fn the_certificate_is_shown_in_the_handshake_and_by_renegotiation() {
    let _machine = MACHINE.read();
    let pki = world();
    let friendly = format!("shown {}", pki.path("").display());
    // An authority that the server names must have issued it, as wine sees it.
    pki.issue("client", "root", "leaf.cnf", "/CN=idp.example.net");
    let _stored = put(
        &pki,
        "CurrentUser/My",
        "client.pem",
        Some("client.key"),
        &friendly,
    );
    let thumbprint = super::fingerprint(&pki, "client.pem");
    for (mode, ciphers) in [
        ("asks", TODAY),
        ("asks", "AES128-SHA"),
        ("renegotiates", "AES128-SHA"),
        ("renegotiates", "ECDHE-RSA-AES128-SHA"),
    ] {
        let server = serve(&pki, "host", ciphers, mode, 1);
        let answer = get(&pki, &server, Some(named("CurrentUser/My", &friendly))).await;
        assert!(body(&answer).ends_with(CN), "{mode}: {answer:?}");
        let (tls, windows) = facts(&answer);
        let in_handshake = mode == "asks";
        assert_eq!(tls.asked_for_certificate, in_handshake);
        assert_eq!(answer.renegotiation, !in_handshake);
        let sent = in_handshake.then_some(thumbprint.as_str());
        assert_eq!(windows.sent.as_deref(), sent);
    }
}

#[tokio::test]
async fn the_certificate_of_an_archive_is_shown_too() {
    let _machine = MACHINE.read();
    let pki = world();
    // Wine opens no archive whose password is not of ASCII.
    pki.issue("client", "root", "leaf.cnf", "/CN=archive");
    pki.openssl("pkcs12 -export -in client.pem -inkey client.key -out one.pfx -passout pass:plain");
    let server = serve(&pki, "host", TODAY, "asks", 1);
    let query = https::Query {
        url: format!("https://{server}/").parse().expect("a URL"),
        via: None,
        client_certificate: Some(CertificateSource::Pfx {
            pfx: pki.path("one.pfx"),
            password: Some(SecretRef::Literal(0)),
        }),
    };
    let mut live = live(&pki.path("root.pem"), "plain");
    live.by_windows = true;
    let answer = otpdoctor::probe::https::ask(&live, &query).await;
    let answer = answer.expect("this machine can ask");
    assert!(facts(&answer).1.sent.is_some(), "{answer:?}");
    assert!(body(&answer).ends_with("CN=archive"), "{answer:?}");
}

#[tokio::test]
async fn an_old_server_is_reached_where_otpdoctors_own_library_has_no_cipher_suite_for_it() {
    let _machine = MACHINE.read();
    let pki = world();
    let server = serve(&pki, "host", "AES128-SHA", "plain", 1);
    let answer = get(&pki, &server, None).await;
    assert_eq!(body(&answer), "TLSv1.2 AES128-SHA no certificate");
    assert_eq!(
        facts(&answer).1.suite.as_deref(),
        Some("TLS_RSA_WITH_AES_128_CBC_SHA")
    );
    let server = serve_version(&pki, "host", "AES128-SHA", "1.0", "plain", 1);
    let answer = get(&pki, &server, None).await;
    assert!(completed(facts(&answer).0, "TLSv1.0"), "{answer:?}");
}

#[tokio::test]
async fn a_server_that_windows_refuses_is_shown_nothing_and_told_with_the_error() {
    let _machine = MACHINE.read();
    let (pki, stranger) = (world(), world());
    for (name, extensions) in [
        ("elsewhere", "subjectAltName=DNS:elsewhere.example.net\n"),
        (
            "client",
            "extendedKeyUsage=clientAuth\nsubjectAltName=DNS:localhost\n",
        ),
    ] {
        pki.write("one.cnf", extensions);
        pki.issue(name, "root", "one.cnf", "/CN=one");
    }
    pki.openssl("x509 -req -in host.csr -CA root.pem -CAkey root.key -CAcreateserial -days -1 -extfile host.cnf -out late.pem");
    pki.join("late.key", &["host.key"]);
    let friendly = format!("hidden {}", pki.path("").display());
    let _stored = put(
        &pki,
        "CurrentUser/My",
        "leaf.pem",
        Some("leaf.key"),
        &friendly,
    );
    type Kind = fn(&ChainFault) -> bool;
    let cases: [(&Pki, &str, &str, Kind); 4] = [
        (&stranger, "host", "0x800b0109", |fault| {
            matches!(fault, ChainFault::UntrustedRoot)
        }),
        (&pki, "elsewhere", "0x800b010f", |fault| {
            matches!(fault, ChainFault::WrongName)
        }),
        (&pki, "late", "0x800b0101", |fault| {
            matches!(fault, ChainFault::Expired(0))
        }),
        (&pki, "client", "0x800b0110", |fault| {
            matches!(fault, ChainFault::NotForUsage(0))
        }),
    ];
    for (whose, name, code, kind) in cases {
        let server = serve(whose, name, TODAY, "asks", 1);
        let shown = Some(named("CurrentUser/My", &friendly));
        let answer = get(&pki, &server, shown).await;
        let (tls, windows) = facts(&answer);
        assert_eq!(windows.refusal.as_deref(), Some(code), "{name}: {tls:?}");
        assert!(
            matches!(tls.outcome, Handshake::OurSide(_)),
            "{name}: {tls:?}"
        );
        assert_eq!(windows.sent, None);
        let faults = tls.faults(Timestamp::now(), HOST);
        assert!(faults.first().is_some_and(kind), "{name}: {faults:?}");
    }
}

#[tokio::test]
async fn a_missing_intermediate_is_not_fetched() {
    let _machine = MACHINE.read();
    let pki = world();
    let shop = TcpListener::bind("127.0.0.1:0").expect("a port");
    shop.set_nonblocking(true).expect("it can");
    let at = shop.local_addr().expect("it is bound");
    let extensions = format!(
        "subjectAltName=DNS:localhost\nauthorityInfoAccess=caIssuers;URI:http://{at}/middle.cer\n"
    );
    pki.write("aia.cnf", extensions);
    pki.issue("alone", "middle", "aia.cnf", "/CN=alone");
    let server = serve(&pki, "alone", TODAY, "plain", 1);
    let answer = get(&pki, &server, None).await;
    let (tls, windows) = facts(&answer);
    assert_eq!(windows.refusal.as_deref(), Some("0x800b010a"), "{tls:?}");
    assert_eq!(
        tls.faults(Timestamp::now(), HOST),
        [ChainFault::IssuerMissing]
    );
    assert!(shop.accept().is_err(), "it was asked for the certificate");
}

#[tokio::test]
async fn a_server_that_dribbles_does_not_outlive_the_time_that_it_has() {
    let _machine = MACHINE.read();
    let pki = world();
    let server = serve(&pki, "host", TODAY, "dribbles", 1);
    let patience = Patience {
        total: Duration::from_millis(1500),
        ..Patience::default()
    };
    let query = https::Query {
        url: format!("https://{server}/").parse().expect("a URL"),
        via: None,
        client_certificate: None,
    };
    let begun = Instant::now();
    let answer = otpdoctor::probe::https::ask(&by_windows(&pki, patience), &query).await;
    let answer = answer.expect("this machine can ask");
    assert_eq!(facts(&answer).0.outcome, Handshake::Ended(Ended::TimedOut));
    // Its hello would take half an hour.
    assert!(begun.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn starttls_is_by_windows_too() {
    let _machine = MACHINE.read();
    let pki = world();
    let server = serve(&pki, "host", "AES128-SHA", "smtp", 1);
    let query = smtp::Query {
        server,
        tls: smtp::TlsMode::StartTls,
        login: None,
        envelopes: Default::default(),
    };
    let live = by_windows(&pki, Patience::default());
    let answer = otpdoctor::probe::smtp::ask(&live, &query).await;
    let answer = answer.expect("this machine can ask");
    let tls = answer.tls.as_ref().expect("a handshake");
    assert!(completed(tls, "TLSv1.2"), "{tls:?}");
    assert!(answer.ehlo_inside.is_some_and(|reply| reply.positive()));
}
