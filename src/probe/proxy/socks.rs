//! Tunnels through a SOCKS 5 proxy (RFC 1928), names resolved by the proxy.

use std::time::Instant;

use checks::kit::Answered;
use checks::kit::probe::proxy::{Socks, Tunnel};
use checks::kit::probe::tcp::Ended;
use checks::kit::realm::{Endpoint, Proxy};
use checks::kit::text::quote;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::BufReader;
use tokio::time::timeout_at;
use tokio_socks::Error;
use tokio_socks::tcp::Socks5Stream;

use super::Tunneled;
use crate::probe::http::Wire;
use crate::probe::refusals::Kind;
use crate::probe::tcp::Connection;
use crate::probe::tls::{Sniffed, Sniffer};
use crate::probe::{Live, lines, tcp};

/// The longest beginning of a peer's words that is shown.
const SHOWN: usize = 200;

pub(super) async fn tunnel(
    live: &Live,
    proxy: &Proxy,
    server: &Endpoint,
    target: &Endpoint,
    until: Instant,
) -> Answered<Tunneled> {
    let login = match (&proxy.username, &proxy.password) {
        (Some(user), Some(password)) => Some((user.as_str(), live.vault.resolve(password).await?)),
        _ => None,
    };
    let print = login.as_ref().map(|(user, password)| {
        let refusals = &live.refusals;
        refusals.print(Kind::Socks, server, user, password)
    });
    let refused = print.as_ref().and_then(|print| live.refusals.socks(print));
    let reached = tcp::reach(live, server, until).await;
    let mut tunneled = Tunneled {
        resolution: reached.resolution,
        attempts: reached.attempts,
        tunnel: None,
        stream: None,
    };
    if refused.is_some() && reached.stream.is_some() {
        tunneled.tunnel = Some(Tunnel {
            socks: Some(Socks::CredentialsRejected),
            credentials_sent: true,
            ..Tunnel::default()
        });
        return Ok(tunneled);
    }
    if let Some(stream) = reached.stream {
        let (stream, sniffed) = Sniffer::new(stream);
        let connected =
            timeout_at(until.into(), connect(BufReader::new(stream), target, login)).await;
        let said = sniffed.bytes();
        let (socks, ended, stream) = match connected {
            Ok(Ok(stream)) => (Some(Socks::Succeeded), None, Some(Box::new(stream) as Wire)),
            Ok(Err(error)) => {
                let (socks, ended) = outcome(&error);
                if let (Some(Socks::CredentialsRejected), Some(print)) = (&socks, print) {
                    live.refusals.note_socks(print);
                }
                (socks, ended, None)
            }
            Err(_) => (None, Some(Ended::TimedOut), None),
        };
        tunneled.stream = stream;
        tunneled.tunnel = Some(Tunnel {
            socks,
            // The proxy chose user and password, and got them.
            credentials_sent: matches!(said[..], [5, 2, ..]) && proxy.username.is_some(),
            ended: match ended {
                Some(Ended::Garbage(_)) => Some(Ended::Garbage(words(live, &sniffed))),
                other => other,
            },
            ..Tunnel::default()
        });
    }
    Ok(tunneled)
}

/// Buffered, so that of a peer that is no SOCKS proxy more is seen than the two bytes that a reply begins with.
type Buffered = BufReader<Sniffer<Connection>>;

async fn connect(
    stream: Buffered,
    target: &Endpoint,
    login: Option<(&str, SecretString)>,
) -> Result<Socks5Stream<Buffered>, Error> {
    let to = (target.host.as_str(), target.port);
    match login {
        Some((user, password)) => {
            let password = password.expose_secret();
            Socks5Stream::connect_with_password_and_socket(stream, to, user, password).await
        }
        None => Socks5Stream::connect_with_socket(stream, to).await,
    }
}

fn outcome(error: &Error) -> (Option<Socks>, Option<Ended>) {
    let socks = match error {
        Error::Io(error) => return (None, Some(lines::ended(error))),
        Error::InvalidResponseVersion => return (None, Some(Ended::Garbage(String::new()))),
        Error::GeneralSocksServerFailure => Socks::GeneralFailure,
        Error::ConnectionNotAllowedByRuleset => Socks::NotAllowed,
        Error::NetworkUnreachable => Socks::NetworkUnreachable,
        Error::HostUnreachable => Socks::HostUnreachable,
        Error::ConnectionRefused => Socks::ConnectionRefused,
        Error::TtlExpired => Socks::TtlExpired,
        Error::NoAcceptableAuthMethods | Error::AuthorizationRequired => Socks::NoAcceptableMethod,
        Error::PasswordAuthFailure(_) => Socks::CredentialsRejected,
        Error::UnknownAuthMethod => Socks::Other("a code that RFC 1928 does not know".into()),
        other => Socks::Other(other.to_string().to_lowercase()),
    };
    (Some(socks), None)
}

fn words(live: &Live, sniffed: &Sniffed) -> String {
    let said = live
        .vault
        .redact(&String::from_utf8_lossy(&sniffed.bytes()));
    quote(&said, SHOWN)
}
