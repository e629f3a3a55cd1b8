//! Tunnels through a SOCKS 5 proxy (RFC 1928), names resolved by the proxy.

use std::time::Instant;

use checks::kit::Answered;
use checks::kit::peer_text::PeerText;
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tunnel::{Socks, Tunnel};
use checks::kit::realm::{Endpoint, Proxy};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::BufReader;
use tokio::time::timeout_at;
use tokio_socks::Error;
use tokio_socks::tcp::Socks5Stream;

use crate::probe::facts;
use crate::probe::live::Live;
use crate::probe::login_ledger::{Login, LoginState, Protocol, Refusal};
use crate::probe::route::Route;
use crate::probe::sniffer::sniff;
use crate::probe::wire::Wire;

/// The longest beginning of a peer's words that is shown.
const SHOWN: usize = 200;

pub(super) async fn tunnel(
    live: &Live,
    proxy: &Proxy,
    server: &Endpoint,
    target: &Endpoint,
    until: Instant,
) -> Answered<Route> {
    let login = match (&proxy.username, &proxy.password) {
        (Some(user), Some(password)) => Some((user.as_str(), live.vault.resolve(password).await?)),
        _ => None,
    };
    let mut route = Route::to(live, server, until).await?;
    let Some(stream) = route.stream.take() else {
        return Ok(route);
    };
    let mut turn = None;
    if let Some((user, password)) = &login {
        let protocol = Protocol::Socks;
        let login = Login {
            protocol,
            server,
            user,
            password,
        };
        turn = live.logins.turn(login, until).await;
        let refused = turn.as_ref().is_some_and(|turn| turn.refusal().is_some());
        if refused || turn.is_none() {
            route.answer.tunnel = Some(Tunnel {
                socks: refused.then_some(Socks::CredentialsRejected),
                credentials_sent: refused,
                ended: (!refused).then_some(Ended::TimedOut),
                ..Tunnel::default()
            });
            return Ok(route);
        }
        // What is known to be right needs no waiting in line.
        turn = turn.filter(|turn| !matches!(**turn, LoginState::Accepted));
    }
    if let (Some((_, password)), Some(name)) = (&login, &proxy.password) {
        route
            .filter
            .sent_secret(&live.vault.redaction(password, name));
    }
    let (stream, sniffed) = sniff(stream);
    let connecting = connect(BufReader::new(stream), target, login);
    let connected = timeout_at(until.into(), connecting).await;
    let said = sniffed.bytes();
    let (socks, ended, stream) = match connected {
        Ok(Ok(stream)) => (Some(Socks::Succeeded), None, Some(Box::new(stream) as Wire)),
        Ok(Err(error)) => {
            let (socks, ended) = outcome(live, &error);
            (socks, ended, None)
        }
        Err(_) => (None, Some(Ended::TimedOut), None),
    };
    // The proxy chose user and password, and got them.
    let credentials_sent = matches!(said[..], [5, 2, ..]) && proxy.username.is_some();
    if let Some(turn) = &mut turn {
        match &socks {
            Some(Socks::CredentialsRejected) => **turn = LoginState::Refused(Refusal::Socks),
            Some(_) if credentials_sent => **turn = LoginState::Accepted,
            _ => {}
        }
    }
    route.stream = stream;
    route.answer.tunnel = Some(Tunnel {
        socks,
        credentials_sent,
        ended: match ended {
            Some(Ended::Garbage(_)) => {
                let said = route.filter.peer(String::from_utf8_lossy(&said).trim_end());
                Some(Ended::Garbage(said.begin(SHOWN)))
            }
            other => other,
        },
        ..Tunnel::default()
    });
    route.was_for_a_tunnel();
    Ok(route)
}

/// Buffered, so that of a peer that is no SOCKS proxy more is seen than the two bytes that a reply begins with.
type Buffered = BufReader<Wire>;

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

fn outcome(live: &Live, error: &Error) -> (Option<Socks>, Option<Ended>) {
    let socks = match error {
        Error::Io(error) => return (None, Some(facts::ended(error))),
        Error::InvalidResponseVersion => return (None, Some(Ended::Garbage(PeerText::default()))),
        Error::GeneralSocksServerFailure => Socks::GeneralFailure,
        Error::ConnectionNotAllowedByRuleset => Socks::NotAllowed,
        Error::NetworkUnreachable => Socks::NetworkUnreachable,
        Error::HostUnreachable => Socks::HostUnreachable,
        Error::ConnectionRefused => Socks::ConnectionRefused,
        Error::TtlExpired => Socks::TtlExpired,
        Error::NoAcceptableAuthMethods | Error::AuthorizationRequired => Socks::NoAcceptableMethod,
        Error::PasswordAuthFailure(_) => Socks::CredentialsRejected,
        Error::UnknownAuthMethod => Socks::Other("a code that RFC 1928 does not define".into()),
        other => Socks::Other(live.vault.peer(other.to_string().to_lowercase())),
    };
    (Some(socks), None)
}
