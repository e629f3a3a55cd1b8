//! HTTP proxies that refuse, lie and stay silent, and tunnels that stand.

use std::time::{Duration, Instant};

use checks::kit::ProbeError;
use checks::kit::chain::End;
use checks::kit::probe::https::{self, Answer, Query};
use checks::kit::probe::tcp;
use checks::kit::probe::tcp::{Connect, Ended};
use checks::kit::probe::tls::Handshake;
use checks::kit::realm::{Endpoint, Proxy, SecretRef};
use otpdoctor::probe::https::ask;
use otpdoctor::probe::{Live, Patience};
use tokio::io::AsyncWriteExt as _;

use crate::peer::{PATIENT, SHORT, deaf, live_with};
use crate::web::{
    accept, authority, hear, leaf, pass_on, replies, serve, stay, tls_replies, world,
};

pub(crate) const SECRET: &str = "c4nary-password";
/// `otp:c4nary-password` in base64.
const BASIC: &str = "b3RwOmM0bmFyeS1wYXNzd29yZA==";
const WANTS: &str = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: Digest realm=\"a\", Basic realm=\"b\"\r\nContent-Length: 0\r\n\r\n";

pub(crate) fn proxy(scheme: &str, server: &Endpoint) -> Proxy {
    Proxy {
        url: format!("{scheme}://{server}").parse().unwrap(),
        username: None,
        password: None,
        bypass: Vec::new(),
        credentials_in_url: false,
    }
}

pub(crate) fn with_login(proxy: Proxy) -> Proxy {
    Proxy {
        username: Some("otp".into()),
        password: Some(SecretRef::Literal(0)),
        ..proxy
    }
}

pub(crate) async fn through(live: &Live, proxy: Proxy, target: &Endpoint) -> Answer {
    ask(live, &tunneled(proxy, target)).await.unwrap()
}

fn tunneled(proxy: Proxy, target: &Endpoint) -> Query {
    Query {
        url: format!("https://{target}/").parse().unwrap(),
        via: Some(proxy),
        client_certificate: None,
    }
}

pub(crate) fn nowhere() -> Endpoint {
    Endpoint::new("cloud.example.net", 443)
}

async fn answered_by(reply: &str, patience: Patience) -> Answer {
    let (server, _) = replies(&[reply]).await;
    through(
        &live_with(&[SECRET], patience),
        proxy("http", &server),
        &nowhere(),
    )
    .await
}

#[tokio::test]
async fn a_tunnel_shows_the_chain_of_the_target() {
    let root = authority("root");
    let target = tls_replies(
        leaf("127.0.0.1", &root).server(&[]),
        "HTTP/1.1 405 No\r\n\r\n",
    )
    .await;
    let onwards = target.clone();
    let server = serve(move |_, mut stream| {
        let onwards = onwards.clone();
        async move {
            let request = hear(&mut stream).await;
            assert!(request.starts_with(&format!(
                "CONNECT {onwards} HTTP/1.1\r\nHost: {onwards}\r\n"
            )));
            stream
                .write_all(b"HTTP/1.1 200 Connection established\r\nVia: squid\r\n\r\n")
                .await
                .unwrap();
            pass_on(stream, &onwards).await;
        }
    });
    let world = world(&root, &[], PATIENT);
    let answer = through(&world.live, proxy("http", &server.await), &target).await;
    let tunnel = answer.tunnel.unwrap();
    assert!(tunnel.open() && !tunnel.credentials_sent);
    assert_eq!(
        tunnel.reply.unwrap().header("via").collect::<Vec<_>>(),
        ["squid"]
    );
    let tls = answer.tls.unwrap();
    assert!(tls.completed());
    assert_eq!(
        (tls.chain.end, tls.chain.certificates.len()),
        (End::Trusted, 2)
    );
    assert_eq!(answer.response.unwrap().status, 405);
}

#[tokio::test]
async fn what_comes_right_behind_the_reply_belongs_to_the_target() {
    let reply = b"HTTP/1.0 200 OK\r\n\r\n\x15\x03\x03\x00\x02\x02\x28";
    let (server, _) = replies(&[std::str::from_utf8(reply).unwrap()]).await;
    let world = world(&authority("root"), &[], PATIENT);
    let answer = through(&world.live, proxy("http", &server), &nowhere()).await;
    assert_eq!(
        answer.tls.unwrap().outcome,
        Handshake::Alert("handshake_failure".into())
    );
}

#[tokio::test]
async fn a_page_in_place_of_the_target_is_the_proxys() {
    let page = "<html><title>Sign in</title>c4nary-password</html>";
    let length = page.len();
    for (reply, is_page) in [
        (format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n{page}"), true),
        (format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{page}\r\n0\r\n\r\n"), true),
        (format!("HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{page}"), true),
        ("HTTP/1.1 200 OK\r\n\r\nHTTP/1.0 307 Moved\r\nLocation: http://portal.example.net/\r\n\r\n".into(), true),
        // The target's own words: it was to speak TLS, and does not.
        (format!("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 400 Bad Request\r\n\r\n{page}"), false),
        ("HTTP/1.1 200 OK\r\n\r\nSSH-2.0-OpenSSH_9.6\r\n".into(), false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".into(), false),
    ] {
        let answer = answered_by(&reply, PATIENT).await;
        let tunnel = answer.tunnel.as_ref().unwrap();
        let page = tunnel.page(answer.tls.as_ref());
        assert_eq!(page.is_some(), is_page, "{reply}: {answer:?}");
        assert!(!format!("{answer:?}").contains(SECRET), "{answer:?}");
    }
}

#[tokio::test]
async fn refusals_are_kept_raw() {
    for (status, reason) in [
        (403, "Forbidden"),
        (407, "Proxy Authentication Required"),
        (417, "Expectation Failed"),
        (502, "Bad Gateway"),
        (504, "Gateway Timeout"),
    ] {
        let reply =
            format!("HTTP/1.1 {status} {reason}\r\nContent-Length: 3\r\nVia: 1.1 p\r\n\r\nwhy");
        let answer = answered_by(&reply, PATIENT).await;
        let tunnel = answer.tunnel.unwrap();
        assert!(!tunnel.open() && !tunnel.credentials_sent && answer.tls.is_none());
        let reply = tunnel.reply.unwrap();
        assert_eq!(reply.status_line(), format!("{status} {reason}"));
        assert_eq!((reply.body.raw(), reply.headers.len()), ("why", 1));
    }
}

#[tokio::test]
#[cfg_attr(
    windows,
    ignore = "reading wine's certificates takes longer than it waits"
)]
async fn what_is_no_proxy_is_told_by_what_it_does() {
    let silent = answered_by("", SHORT).await;
    assert_eq!(silent.tunnel.unwrap().ended, Some(Ended::TimedOut));
    // Where the run ends so soon, nothing is said but what was waited for.
    let (server, _) = replies(&[""]).await;
    let mut cut = live_with(&[], PATIENT);
    cut.ends_at = Some(Instant::now() + Duration::from_millis(500));
    let query = tunneled(proxy("http", &server), &nowhere());
    let answer = ask(&cut, &query).await;
    assert!(
        matches!(answer, Err(ProbeError::CutShort(https::Stage::Tunnel, _))),
        "{answer:?}"
    );
    for (said, ended) in [
        (
            "SSH-2.0-OpenSSH\r\n",
            Ended::Garbage("SSH-2.0-OpenSSH\r\n".into()),
        ),
        (
            "\u{15}\u{3}\u{1}",
            Ended::Garbage("\u{15}\u{3}\u{1}".into()),
        ),
    ] {
        let answer = answered_by(said, PATIENT).await;
        assert_eq!(answer.tunnel.unwrap().ended, Some(ended));
    }
    let server = serve(|_, mut stream| async move {
        hear(&mut stream).await;
    });
    let live = live_with(&[], PATIENT);
    let answer = through(&live, proxy("http", &server.await), &nowhere()).await;
    assert_eq!(answer.tunnel.unwrap().ended, Some(Ended::Closed));
}

#[tokio::test]
async fn credentials_are_sent_where_basic_is_offered() {
    let (server, heard) = replies(&[
        WANTS,
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
    ])
    .await;
    let live = live_with(&[SECRET], PATIENT);
    let answer = through(&live, with_login(proxy("http", &server)), &nowhere()).await;
    let tunnel = answer.tunnel.unwrap();
    assert_eq!(
        (tunnel.credentials_sent, tunnel.reply.unwrap().status),
        (true, 502)
    );
    assert!(
        answer
            .attempts
            .iter()
            .all(|attempt| attempt.outcome == Connect::Accepted)
    );
    let heard = heard.lock().unwrap();
    assert!(!heard[0].contains("Proxy-Authorization"));
    assert!(heard[1].contains(&format!("\r\nProxy-Authorization: Basic {BASIC}\r\n")));
}

#[tokio::test]
async fn credentials_stay_here_where_they_are_of_no_use() {
    let ntlm = "HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n";
    for (first, login) in [
        (ntlm, true),
        (WANTS, false),
        ("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", true),
    ] {
        let (server, heard) = replies(&[first]).await;
        let proxy = proxy("http", &server);
        let proxy = if login { with_login(proxy) } else { proxy };
        let answer = through(&live_with(&[SECRET], PATIENT), proxy, &nowhere()).await;
        assert!(!answer.tunnel.unwrap().credentials_sent);
        assert_eq!(heard.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn rejected_credentials_are_never_sent_again_and_their_echo_is_cut_out() {
    let echo = format!(
        "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\nVia: {SECRET}\r\n\r\nyou sent {BASIC} = {SECRET}"
    );
    let (server, heard) = replies(&[WANTS, &echo, WANTS]).await;
    let live = live_with(&[SECRET], PATIENT);
    let proxy = with_login(proxy("http", &server));
    let other = Endpoint::new("other.example.net", 443);
    let answers = [
        through(&live, proxy.clone(), &nowhere()).await,
        through(&live, proxy.clone(), &other).await,
    ];
    for answer in answers {
        let tunnel = answer.tunnel.unwrap();
        assert!(tunnel.credentials_sent);
        let shown = format!("{:?}", tunnel.reply.unwrap());
        assert!(
            shown.contains("you sent") && !shown.contains("c4nary"),
            "{shown}"
        );
        assert!(!shown.contains(BASIC.trim_end_matches('=')), "{shown}");
    }
    let heard = heard.lock().unwrap();
    let logins = heard
        .iter()
        .filter(|request| request.contains("Proxy-Authorization"));
    assert_eq!((logins.count(), heard.len()), (1, 3));
}

#[tokio::test]
async fn a_proxy_inside_tls_hears_credentials_only_when_it_verifies() {
    let root = authority("root");
    for (issuer, sent) in [(&root, true), (&authority("other"), false)] {
        let config = leaf("127.0.0.1", issuer).server(&[]);
        let server = serve(move |_, stream| {
            let config = config.clone();
            async move {
                let mut stream = accept(&config, stream).await.unwrap();
                hear(&mut stream).await;
                stream.write_all(WANTS.as_bytes()).await.unwrap();
                stay(&mut stream).await;
            }
        });
        let world = world(&root, &[SECRET], PATIENT);
        let proxy = with_login(proxy("https", &server.await));
        let tunnel = through(&world.live, proxy, &nowhere())
            .await
            .tunnel
            .unwrap();
        assert!(tunnel.tls.unwrap().completed());
        // Nor is anything else sent to one that does not.
        assert_eq!(
            (
                tunnel.reply.map(|reply| reply.status),
                tunnel.credentials_sent
            ),
            (sent.then_some(407), sent)
        );
    }
}

#[tokio::test]
async fn an_http_address_is_asked_of_the_proxy_itself() {
    let (server, heard) =
        replies(&["HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n"]).await;
    let query = Query {
        url: "http://user:pass@cloud.example.net:8080/a?b#c"
            .parse()
            .unwrap(),
        via: Some(proxy("http", &server)),
        client_certificate: None,
    };
    let answer = ask(&live_with(&[], PATIENT), &query).await.unwrap();
    assert_eq!(
        (answer.response.unwrap().status, answer.tunnel),
        (417, None)
    );
    let request =
        "GET http://cloud.example.net:8080/a?b HTTP/1.1\r\nHost: cloud.example.net:8080\r\n";
    assert!(heard.lock().unwrap()[0].starts_with(request));
}

#[tokio::test]
async fn an_unreachable_proxy_has_no_tunnel() {
    let deaf = deaf("127.0.0.1:0");
    let port = deaf.local_addr().unwrap().port();
    for scheme in ["http", "https", "socks5"] {
        let server = Endpoint::new("127.0.0.1", port);
        let live = live_with(&[SECRET], PATIENT);
        let answer = through(&live, with_login(proxy(scheme, &server)), &nowhere()).await;
        assert!(
            answer.tunnel.is_none() && !tcp::accepted(&answer.attempts),
            "{scheme}"
        );
        assert_eq!(answer.attempts[0].outcome, Connect::Refused);
    }
}
