//! SOCKS proxies that refuse, and what is none of them.

use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tunnel::Socks;
use checks::kit::realm::Endpoint;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::peer::{PATIENT, SHORT, live_with};
use crate::proxy::{SECRET, nowhere, proxy, through, with_login};
use crate::web::{authority, leaf, pass_on, serve, stay, tls_replies, world};

/// A SOCKS proxy that chooses this method, answers the login with this, and the request with this code.
async fn socks(method: u8, login: u8, code: u8, onwards: Option<Endpoint>) -> Endpoint {
    let server = serve(move |_, mut stream| {
        let onwards = onwards.clone();
        async move {
            let mut some = [0; 512];
            let _ = stream.read(&mut some).await;
            let _ = stream.write_all(&[5, method]).await;
            if method == 2 {
                let length = stream.read(&mut some).await.unwrap_or(0);
                assert!(some[..length].ends_with(SECRET.as_bytes()));
                let _ = stream.write_all(&[1, login]).await;
            }
            let _ = stream.read(&mut some).await;
            let _ = stream.write_all(&[5, code, 0, 1, 0, 0, 0, 0, 0, 0]).await;
            match onwards {
                Some(onwards) => pass_on(stream, &onwards).await,
                None => stay(&mut stream).await,
            }
        }
    });
    server.await
}

#[tokio::test]
async fn every_refusal_of_a_socks_proxy_has_its_name() {
    for (code, reply) in [
        (1, Socks::GeneralFailure),
        (2, Socks::NotAllowed),
        (3, Socks::NetworkUnreachable),
        (4, Socks::HostUnreachable),
        (5, Socks::ConnectionRefused),
        (6, Socks::TtlExpired),
        (7, Socks::Other("command not supported".into())),
        (8, Socks::Other("address type not supported".into())),
        (
            99,
            Socks::Other("a code that RFC 1928 does not define".into()),
        ),
    ] {
        let server = socks(0, 0, code, None).await;
        let live = live_with(&[], PATIENT);
        let answer = through(&live, proxy("socks5", &server), &nowhere()).await;
        assert_eq!(answer.tunnel.unwrap().socks, Some(reply));
    }
}

#[tokio::test]
async fn a_socks_proxy_may_want_a_login() {
    for (method, login, expected, sent) in [
        (255, 0, Socks::NoAcceptableMethod, false),
        (2, 1, Socks::CredentialsRejected, true),
        (2, 0, Socks::ConnectionRefused, true),
    ] {
        let server = socks(method, login, 5, None).await;
        let live = live_with(&[SECRET], PATIENT);
        let answer = through(&live, with_login(proxy("socks5", &server)), &nowhere()).await;
        let tunnel = answer.tunnel.unwrap();
        assert_eq!(
            (tunnel.socks, tunnel.credentials_sent),
            (Some(expected), sent)
        );
    }
}

#[tokio::test]
async fn a_login_that_a_socks_proxy_rejected_is_not_tried_again_in_the_run() {
    // It would take the second login.
    let server = serve(|number, mut stream| async move {
        let mut some = [0; 512];
        let _ = stream.read(&mut some).await;
        let _ = stream.write_all(&[5, 2]).await;
        let _ = stream.read(&mut some).await;
        let login = u8::from(number == 0);
        let _ = stream.write_all(&[1, login]).await;
        stay(&mut stream).await;
    });
    let server = server.await;
    let live = live_with(&[SECRET], PATIENT);
    for _ in 0..2 {
        let proxy = with_login(proxy("socks5", &server));
        let tunnel = through(&live, proxy, &nowhere()).await.tunnel.unwrap();
        assert_eq!(
            (tunnel.socks, tunnel.credentials_sent),
            (Some(Socks::CredentialsRejected), true)
        );
    }
}

#[tokio::test]
async fn a_socks_tunnel_leads_to_the_target() {
    let root = authority("root");
    let target = tls_replies(leaf("127.0.0.1", &root).server(&[]), "").await;
    let server = socks(0, 0, 0, Some(target.clone())).await;
    let world = world(&root, &[], PATIENT);
    let answer = through(&world.live, proxy("socks5h", &server), &target).await;
    assert_eq!(answer.tunnel.unwrap().socks, Some(Socks::Succeeded));
    assert!(answer.tls.unwrap().completed());
}

#[tokio::test]
#[cfg_attr(
    windows,
    ignore = "reading wine's certificates takes longer than it waits"
)]
async fn what_is_no_socks_proxy_is_told_by_what_it_does() {
    let server = serve(|_, mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n").await;
        stay(&mut stream).await;
    });
    let live = live_with(&[], PATIENT);
    let answer = through(&live, proxy("socks5", &server.await), &nowhere()).await;
    let Some(Ended::Garbage(said)) = answer.tunnel.unwrap().ended else {
        panic!("an answer that is not SOCKS");
    };
    assert_eq!(said.to_string(), "HTTP/1.1 400 Bad Request");
    let silent = serve(|_, mut stream| async move { stay(&mut stream).await });
    let live = live_with(&[], SHORT);
    let answer = through(&live, proxy("socks5", &silent.await), &nowhere()).await;
    assert_eq!(answer.tunnel.unwrap().ended, Some(Ended::TimedOut));
}
