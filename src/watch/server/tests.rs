//! Hostile clients of the pages.

#![allow(clippy::unwrap_used)]

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;
use tokio::task::JoinSet;

use super::*;

const SHORT: Limits = Limits {
    in_all: 6,
    per_peer: 4,
    head: Duration::from_millis(300),
    connection: Duration::from_secs(2),
    headers: 32,
    bytes: 8 << 10,
};

async fn open() -> (SocketAddr, JoinSet<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut tasks = JoinSet::new();
    let names = OwnNames::of(["a".to_owned()]);
    tasks.spawn(serve(listener, Arc::default(), names, SHORT));
    (address, tasks)
}

/// Says something, from an address of the loopback, and hears until the server closes.
async fn say_from(last: u8, server: SocketAddr, text: &[u8]) -> String {
    let socket = TcpSocket::new_v4().unwrap();
    socket
        .bind((Ipv4Addr::new(127, 0, 0, last), 0).into())
        .unwrap();
    let mut stream = socket.connect(server).await.unwrap();
    let _ = stream.write_all(text).await;
    let mut received = Vec::new();
    let mut part = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut part).await {
        received.extend_from_slice(&part[..read]);
    }
    String::from_utf8_lossy(&received).into_owned()
}

async fn ask(server: SocketAddr, line: &str) -> String {
    let text = format!("{line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    say_from(1, server, text.as_bytes()).await
}

#[tokio::test]
async fn only_the_pages_are_answered_and_only_to_be_read() {
    let (server, _tasks) = open().await;
    for page in ["/", "/metrics", "/health", "/report.json"] {
        let received = ask(server, &format!("GET {page}")).await;
        assert!(received.starts_with("HTTP/1.1 503 "), "{received}");
        assert!(
            received.ends_with("\r\n\r\nno run has ended yet\n"),
            "{received}"
        );
        assert!(
            received
                .to_lowercase()
                .contains("x-content-type-options: nosniff")
        );
    }
    let head = ask(server, "HEAD /health").await;
    assert!(
        head.starts_with("HTTP/1.1 503 ") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    assert!(
        ask(server, "GET /../etc/passwd")
            .await
            .starts_with("HTTP/1.1 404 ")
    );
    assert!(
        ask(server, "GET /metrics/")
            .await
            .starts_with("HTTP/1.1 404 ")
    );
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        let received = ask(server, &format!("{method} /metrics")).await;
        assert!(
            received.starts_with("HTTP/1.1 405 "),
            "{method}: {received}"
        );
        assert!(
            received.to_lowercase().contains("allow: get, head"),
            "{received}"
        );
    }
}

#[tokio::test]
async fn another_name_that_leads_here_is_not_answered() {
    let (server, _tasks) = open().await;
    let port = server.port();
    let ask = async |host: &str| {
        let text = format!("GET /health HTTP/1.1\r\n{host}Connection: close\r\n\r\n");
        say_from(1, server, text.as_bytes()).await
    };
    for own in [
        format!("Host: 127.0.0.1:{port}\r\n"),
        format!("Host: localhost:{port}\r\n"),
        "Host: A\r\n".to_owned(),
    ] {
        let received = ask(&own).await;
        assert!(received.starts_with("HTTP/1.1 503 "), "{own}: {received}");
    }
    for other in [
        "evil.example.com",
        "127.0.0.2",
        "localhost.evil.example.com",
        "a.b",
        "",
    ] {
        let received = ask(&format!("Host: {other}\r\n")).await;
        assert!(received.starts_with("HTTP/1.1 421 "), "{other}: {received}");
    }
}

#[tokio::test]
async fn a_request_names_one_host_and_the_same_everywhere() {
    let (server, _tasks) = open().await;
    for (request, status) in [
        ("GET /health HTTP/1.1\r\nHost: a\r\nHost: evil\r\n", 400),
        ("GET /health HTTP/1.1\r\nHost: a\r\nHost: a\r\n", 400),
        ("GET /health HTTP/1.1\r\n", 400),
        ("GET http://evil/health HTTP/1.1\r\nHost: a\r\n", 400),
        ("GET http://a/health HTTP/1.1\r\nHost: evil\r\n", 400),
        ("GET http://evil/health HTTP/1.1\r\nHost: evil\r\n", 421),
        ("GET http://evil/health HTTP/1.0\r\n", 421),
        ("GET http://A/health HTTP/1.1\r\nHost: a\r\n", 503),
        ("GET http://a/health HTTP/1.0\r\n", 503),
        ("GET /health HTTP/1.0\r\nHost: a\r\n", 503),
        ("GET /health HTTP/1.0\r\n", 503),
    ] {
        let text = format!("{request}Connection: close\r\n\r\n");
        let received = say_from(1, server, text.as_bytes()).await;
        let answered = received.split(' ').nth(1);
        assert_eq!(
            answered,
            Some(status.to_string().as_str()),
            "{request} {received}"
        );
    }
}

#[tokio::test]
async fn what_is_no_request_or_too_large_ends_the_connection() {
    let (server, _tasks) = open().await;
    let garbage = say_from(
        1,
        server,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    )
    .await;
    assert!(
        garbage.is_empty() || garbage.starts_with("HTTP/1.1 400 "),
        "{garbage}"
    );
    let headers = "X-A: b\r\n".repeat(10_000);
    let many = format!("GET / HTTP/1.1\r\n{headers}\r\n");
    let received = say_from(1, server, many.as_bytes()).await;
    assert!(
        received.is_empty() || received.starts_with("HTTP/1.1 431 "),
        "{received}"
    );
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(100_000));
    let received = say_from(1, server, long.as_bytes()).await;
    let refused = ["HTTP/1.1 414 ", "HTTP/1.1 431 "]
        .iter()
        .any(|code| received.starts_with(code));
    assert!(received.is_empty() || refused, "{received}");
    let smuggled = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n";
    let received = say_from(1, server, smuggled.as_bytes()).await;
    assert!(received.starts_with("HTTP/1.1 400 "), "{received}");
    // After all that it still answers.
    assert!(
        ask(server, "GET /health")
            .await
            .starts_with("HTTP/1.1 503 ")
    );
}

#[tokio::test]
async fn who_holds_connections_open_keeps_no_other_out() {
    let (server, _tasks) = open().await;
    let mut slow = Vec::new();
    for _ in 0..40 {
        let mut stream = TcpStream::connect(server).await.unwrap();
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nX-Slow: ").await;
        slow.push(stream);
    }
    // Another address is answered at once, while they are still there.
    let text = b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let received = say_from(2, server, text).await;
    assert!(received.starts_with("HTTP/1.1 503 "), "{received}");
    // And so is theirs: who has asked nothing yet gives way.
    let received = say_from(1, server, text).await;
    assert!(received.starts_with("HTTP/1.1 503 "), "{received}");
    // All of them are let go: those over the number at once, the others when their time is over.
    for mut stream in slow {
        let mut received = Vec::new();
        let ended =
            tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut received));
        assert!(ended.await.is_ok(), "a slow one is held for ever");
    }
    assert!(
        ask(server, "GET /health")
            .await
            .starts_with("HTTP/1.1 503 ")
    );
}

#[tokio::test]
async fn who_reads_nothing_is_let_go() {
    let (server, mut tasks) = open().await;
    let mut stream = TcpStream::connect(server).await.unwrap();
    // Requests without end, whose answers nobody reads.
    let request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1000);
    let flood = async { while stream.write_all(&request).await.is_ok() {} };
    let ended = tokio::time::timeout(Duration::from_secs(20), flood).await;
    assert!(ended.is_ok(), "the connection lasts for ever");
    assert!(tasks.try_join_next().is_none(), "the server goes on");
}

#[test]
fn openmetrics_is_for_who_asks_for_it() {
    let wants = |accept: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        wants_openmetrics(&headers)
    };
    let prometheus = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
    assert!(wants(prometheus));
    assert!(!wants("text/plain"));
    assert!(!wants("*/*"));
    assert!(!wants_openmetrics(&HeaderMap::new()));
}
