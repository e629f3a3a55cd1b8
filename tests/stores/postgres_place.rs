//! Where the PostgreSQL server is and how it lets us in: addresses, passwords, TLS, and who does not answer.

use std::time::{Duration, Instant};

use otpdoctor::otp::store;
use tempfile::TempDir;

use crate::held_port::HeldPort;
use crate::postgres::{refused, unavailable};
use crate::server::{PASSWORD, Server};

#[tokio::test]
async fn a_password_and_tls_are_as_the_place_says() {
    let server = Server::shared();
    let port = server.port;
    server.new_database();
    let certificate = server.certificate().display().to_string();
    let at =
        |host: &str, options: &str| format!("postgres://postgres@{host}:{port}/postgres{options}");
    let trusted = format!("?sslmode=require&sslrootcert={certificate}");
    for place in [
        at("localhost", ""),
        at("127.0.0.1", "?sslmode=disable"),
        at("localhost", &trusted),
    ] {
        let store = store::open(&place, Some(PASSWORD.into())).await;
        let store = store.unwrap_or_else(|error| panic!("{place}: {error}"));
        let shown = store.location().to_string();
        assert!(!shown.contains("pass"), "{shown}");
        assert!(place.starts_with(&shown), "{shown}");
    }
    for (place, wanted) in [
        (at("127.0.0.1", &trusted), "certificate not valid for name"),
        (at("localhost", "?sslmode=require"), "UnknownIssuer"),
        (
            at("localhost", "?sslmode=require&sslrootcert=/none.pem"),
            "/none.pem",
        ),
    ] {
        unavailable(
            &refused(&place, Some(PASSWORD)).await,
            &[&place_of(&place), wanted],
        );
    }
    let wrong = refused(&at("localhost", ""), Some("wr0ng")).await;
    unavailable(
        &wrong,
        &[
            "password authentication failed",
            "otp.password",
            "PGPASSWORD",
        ],
    );
    let none = refused(&at("localhost", "?user=nobody"), None).await;
    unavailable(
        &none,
        &[
            "asks for a password, and none was found",
            "otp.password",
            "nobody",
        ],
    );
    let missing = refused(&server.place_of("missing"), None).await;
    unavailable(&missing, &["database \"missing\" does not exist"]);
}

fn place_of(url: &str) -> String {
    url.split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_server_that_is_not_there_or_silent_is_told_in_time() {
    let held = HeldPort::hold();
    let port = held.number;
    let silent = tokio::net::TcpSocket::new_v4().unwrap();
    silent.set_reuseaddr(true).unwrap();
    silent.bind(([127, 0, 0, 1], port).into()).unwrap();
    let silent = silent.listen(8).unwrap();
    let place = format!("postgres://me@127.0.0.1:{port}/otp?connect_timeout=1");
    let begun = Instant::now();
    unavailable(
        &refused(&place, None).await,
        &["does not accept the login within 1 s"],
    );
    drop(silent);
    unavailable(
        &refused(&place, None).await,
        &[&place_of(&place), "Connection refused"],
    );
    let folder = TempDir::new().unwrap();
    let socket = format!("postgres:///otp?host={}&user=me", folder.path().display());
    unavailable(
        &refused(&socket, None).await,
        &["No such file or directory"],
    );
    assert!(begun.elapsed() < Duration::from_secs(15));
}

#[tokio::test]
async fn a_place_with_a_password_is_refused() {
    for place in [
        "postgres://me:wr0ng@localhost/otp",
        "postgres://me@localhost/otp?password=wr0ng",
    ] {
        unavailable(&refused(place, None).await, &["otp.password", "PGPASSWORD"]);
    }
}
