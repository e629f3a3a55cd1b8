//! Asking an HTTP proxy, and asking again with credentials where it wants them (RFC 7617), unless it has
//! refused the same ones before.

use std::time::Instant;

use checks::kit::Answered;
use checks::kit::probe::https::Response;
use checks::kit::probe::tcp::Ended;
use checks::kit::realm::{Proxy, SecretRef};
use data_encoding::BASE64;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::connect::{address, connect_proxy};
use crate::probe::http::{Broken, Wanted};
use crate::probe::live::Live;
use crate::probe::login_ledger::{Login, LoginState, Protocol, Refusal};
use crate::probe::route::Route;
use crate::secret::Outgoing;

/// Sends a request to the proxy, and again with credentials if it asks for Basic ones and there are some: the way to the
/// proxy, with its reply to the last request, where one could be made. `request` writes the request around the header line with credentials, which is empty at first.
///
/// # Errors
/// When the proxy's password or the trusted roots cannot be had, or its scheme is not spoken.
pub(in crate::probe) async fn converse(
    live: &Live,
    proxy: &Proxy,
    wanted: Wanted,
    request: &(dyn Fn(&Outgoing) -> Outgoing + Sync),
    until: Instant,
) -> Answered<Route> {
    let mut first = connect_proxy(live, proxy, until).await?;
    first
        .ask(live, wanted, &request(&Outgoing::default()), until)
        .await;
    let (user, password) = match (&proxy.username, &proxy.password) {
        (Some(user), Some(password)) if first.verified && wants_basic(&first) => (user, password),
        _ => return Ok(first),
    };
    let (_, server) = address(proxy)?;
    let value = live.vault.resolve(password).await?;
    let login = Login {
        protocol: Protocol::HttpProxy,
        server: &server,
        user,
        password: &value,
    };
    let Some(mut turn) = live.logins.turn(login, until).await else {
        return Ok(known(first, Err(Broken::Ended(Ended::TimedOut))));
    };
    if let Some(Refusal::HttpProxy(reply)) = turn.refusal() {
        return Ok(known(first, Ok(reply.clone())));
    }
    let request = request(&authorization(live, user, password, &value));
    let mut second = connect_proxy(live, proxy, until).await?;
    second.stream = second.stream.filter(|_| second.verified);
    second.credentials_sent = second.stream.is_some();
    if matches!(*turn, LoginState::Accepted) {
        // What is known to be right needs no waiting in line.
        drop(turn);
        second.ask(live, wanted, &request, until).await;
    } else {
        second.ask(live, wanted, &request, until).await;
        match &second.answer.response {
            // A request that only the proxy has seen is answered by the proxy, whichever of the two it says.
            Some(reply)
                if reply.status == 407 || wanted == Wanted::Tunnel && reply.status == 401 =>
            {
                *turn = LoginState::Refused(Refusal::HttpProxy(reply.clone()));
            }
            Some(_) => *turn = LoginState::Accepted,
            None => {}
        }
    }
    // What the addresses did is reported once, unless they did something else the second time.
    if second.connected() {
        second.answer.resolution = first.answer.resolution;
        return Ok(second);
    }
    first.answer.attempts.extend(second.answer.attempts);
    Ok(first)
}

fn wants_basic(route: &Route) -> bool {
    let reply = route.answer.response.as_ref();
    let Some(reply) = reply.filter(|reply| reply.status == 407) else {
        return false;
    };
    let mut schemes = reply.schemes("proxy-authenticate");
    schemes.any(|scheme| scheme.eq_ignore_ascii_case("basic"))
}

/// The header line with the credentials.
fn authorization(live: &Live, user: &str, password: &SecretRef, value: &SecretString) -> Outgoing {
    let plain = Zeroizing::new(format!("{user}:{}", value.expose_secret()));
    let encoded = Zeroizing::new(BASE64.encode(plain.as_bytes()));
    // A proxy may echo the request; the padding may be lost on the way.
    let echo = encoded.trim_end_matches('=').to_owned();
    live.vault.remember(&echo.into(), &password.to_string());
    let mark = live.vault.redaction(value, password);
    let header = Outgoing::ours("Proxy-Authorization: Basic ");
    header.and_secret(&encoded, &mark).and("\r\n")
}

/// What sending credentials would come to, without sending them.
fn known(mut route: Route, reply: Result<Response, Broken>) -> Route {
    route.note(reply);
    route.stream = None;
    route.credentials_sent = true;
    route
}
