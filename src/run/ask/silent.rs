//! What one question learned of a server's silence the others know: it is waited for once.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use checks::kit::probe::smtp::TlsMode;
use checks::kit::probe::tcp::{Connect, Ended, accepted, telling};
use checks::kit::probe::tls::Handshake;
use checks::kit::probe::tunnel::Tunnel;
use checks::kit::probe::{api, https, smtp};
use checks::kit::realm::Endpoint;
use checks::kit::{Answered, Observed, Probe, Prober};
use futures_util::future::BoxFuture;

/// Asks `inner`, where nobody on the way was silent before.
pub struct Silent<P> {
    inner: P,
    known: Mutex<HashMap<Peer, Observed>>,
    proxies: Mutex<HashMap<Endpoint, Tunnels>>,
}

/// The tunnels that were asked of a proxy.
enum Tunnels {
    /// It said something to one, if only no.
    Answered,
    /// It said nothing to any of these targets.
    NoneTo(HashSet<Endpoint>),
}

/// A proxy that says nothing when it is asked for tunnels to so many targets, and answered none, is silent itself.
const TARGETS: usize = 3;

/// Where silence was met.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Peer {
    /// A server takes no connection.
    Server(Endpoint),
    /// A proxy opens no tunnel to this target, or the target answers no handshake. Another target may answer, since the
    /// proxy waits for it too.
    Target(Option<Endpoint>, Endpoint),
    /// A proxy answers no request for a tunnel.
    Tunnels(Endpoint),
    /// A mail server does not greet who begins TLS then.
    Greeting(Endpoint, TlsMode),
}

impl<P: Prober> Silent<P> {
    /// A prober that knows nothing yet.
    pub fn new(inner: P) -> Self {
        Self {
            inner,
            known: Mutex::default(),
            proxies: Mutex::default(),
        }
    }

    fn remembered(&self, probe: &Probe) -> Option<Observed> {
        let known = self.known.lock().expect("no holder panics");
        let met = peers(probe).into_iter().flatten();
        let mut met = met.filter_map(|place| known.get(&place));
        met.find_map(|known| answer(probe, known))
    }

    fn learn(&self, probe: &Probe, observed: &Observed) {
        let [server, beyond, tunnels] = peers(probe);
        let tunnel = way(observed).and_then(|way| way.tunnel.as_ref());
        let tunnels = match (&beyond, tunnel) {
            (Some(Peer::Target(Some(proxy), target)), Some(tunnel)) => {
                tunnels.filter(|_| self.is_silent(proxy, target, tunnel))
            }
            _ => None,
        };
        let place = match silence(observed) {
            Some(Silence::Server) => server,
            Some(Silence::Beyond) => beyond,
            None => None,
        };
        let mut known = self.known.lock().expect("no holder panics");
        for place in place.into_iter().chain(tunnels) {
            known.insert(place, observed.clone());
        }
    }

    /// Whether the proxy was silent about too many targets for that to be theirs.
    fn is_silent(&self, proxy: &Endpoint, target: &Endpoint, tunnel: &Tunnel) -> bool {
        let mut proxies = self.proxies.lock().expect("no holder panics");
        let none = || Tunnels::NoneTo(HashSet::new());
        let tunnels = proxies.entry(proxy.clone()).or_insert_with(none);
        if tunnel.ended != Some(Ended::TimedOut) {
            *tunnels = Tunnels::Answered;
        }
        match tunnels {
            Tunnels::Answered => false,
            Tunnels::NoneTo(targets) => {
                targets.insert(target.clone());
                targets.len() >= TARGETS
            }
        }
    }
}

impl<P: Prober> Prober for Silent<P> {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        Box::pin(async move {
            if let Some(known) = self.remembered(probe) {
                return Ok(known);
            }
            let answer = self.inner.ask(probe).await;
            if let Ok(observed) = &answer {
                self.learn(probe, observed);
            }
            answer
        })
    }
}

/// The server that a question goes to first, and what it wants of it or behind it.
fn peers(probe: &Probe) -> [Option<Peer>; 3] {
    let (via, target) = match probe {
        Probe::Smtp(query) => {
            let greeting = Peer::Greeting(query.server.clone(), query.tls);
            return [
                Some(Peer::Server(query.server.clone())),
                Some(greeting),
                None,
            ];
        }
        Probe::Https(https::Query { url, via, .. }) | Probe::Api(api::Query { url, via, .. }) => {
            (via.as_ref(), Endpoint::of(url))
        }
        _ => return [None, None, None],
    };
    // What is not confidential needs no tunnel through a proxy of HTTP.
    let is_plain = matches!(probe, Probe::Https(query) if query.url.scheme() == "http");
    let via = via.map(|proxy| proxy.endpoint());
    let tunnels = via.clone().flatten().filter(|_| !is_plain);
    let server = via.clone().unwrap_or_else(|| target.clone());
    let beyond = target.map(|target| Peer::Target(via.flatten(), target));
    [server.map(Peer::Server), beyond, tunnels.map(Peer::Tunnels)]
}

/// Who was silent.
enum Silence {
    Server,
    Beyond,
}

fn silence(observed: &Observed) -> Option<Silence> {
    let (attempts, is_beyond) = match observed {
        Observed::Smtp(answer) => {
            let ended = matches!(answer.ended, Some((_, Ended::TimedOut)));
            (&answer.attempts, answer.banner.is_none() && ended)
        }
        _ => {
            let way = way(observed)?;
            let tunnel = way.tunnel.as_ref();
            let tunnel = tunnel.and_then(|tunnel| tunnel.ended.as_ref());
            let handshake = way.tls.as_ref().map(|tls| &tls.outcome);
            let is_beyond = tunnel == Some(&Ended::TimedOut)
                || handshake == Some(&Handshake::Ended(Ended::TimedOut));
            (&way.attempts, is_beyond)
        }
    };
    if !accepted(attempts) {
        let silent = telling(attempts) == Some(&Connect::TimedOut);
        return silent.then_some(Silence::Server);
    }
    is_beyond.then_some(Silence::Beyond)
}

/// How far a conversation over HTTP, TLS and proxies got.
fn way(observed: &Observed) -> Option<&https::Answer> {
    match observed {
        Observed::Https(way) => Some(way),
        Observed::Api(answer) => Some(&answer.exchange),
        _ => None,
    }
}

/// The answer to a question that meets the same silence.
fn answer(probe: &Probe, known: &Observed) -> Option<Observed> {
    let way = match known {
        Observed::Smtp(_) if matches!(probe, Probe::Smtp(_)) => return Some(known.clone()),
        Observed::Smtp(answer) => https::Answer {
            resolution: answer.resolution.clone(),
            attempts: answer.attempts.clone(),
            ..https::Answer::default()
        },
        _ => way(known)?.clone(),
    };
    Some(match probe {
        Probe::Smtp(_) => Observed::Smtp(Box::new(smtp::Answer {
            resolution: way.resolution,
            attempts: way.attempts,
            ..smtp::Answer::default()
        })),
        Probe::Https(_) => Observed::Https(Box::new(way)),
        Probe::Api(_) => Observed::Api(Box::new(api::Answer {
            exchange: way,
            ..api::Answer::default()
        })),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
