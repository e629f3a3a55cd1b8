//! What one question learned of a server's silence the others know: it is waited for once.

use std::collections::HashMap;
use std::sync::Mutex;

use checks::kit::probe::smtp::TlsMode;
use checks::kit::probe::tcp::{Connect, Ended, accepted, telling};
use checks::kit::probe::tls::Handshake;
use checks::kit::probe::{api, https, proxy, smtp};
use checks::kit::realm::Endpoint;
use checks::kit::{Answered, Observed, Probe, Prober};
use futures_util::future::BoxFuture;

/// Asks `inner`, where nobody on the way was silent before.
pub struct Silent<P> {
    inner: P,
    known: Mutex<HashMap<Place, Observed>>,
}

/// Where silence was met.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Place {
    /// A server takes no connection.
    Server(Endpoint),
    /// A proxy opens no tunnel to this target, or the target answers no handshake. Another target may answer, since the
    /// proxy waits for it too.
    Target(Option<Endpoint>, Endpoint),
    /// A mail server does not greet who begins TLS then.
    Greeting(Endpoint, TlsMode),
}

impl<P: Prober> Silent<P> {
    /// A prober that knows nothing yet.
    pub fn new(inner: P) -> Self {
        Self {
            inner,
            known: Mutex::default(),
        }
    }

    fn known(&self, probe: &Probe) -> Option<Observed> {
        let known = self.known.lock().expect("no holder panics");
        let met = places(probe).into_iter().flatten();
        let mut met = met.filter_map(|place| known.get(&place));
        met.find_map(|known| answer(probe, known))
    }

    fn learn(&self, probe: &Probe, observed: &Observed) {
        let [server, beyond] = places(probe);
        let place = match silence(observed) {
            Some(Silence::Server) => server,
            Some(Silence::Beyond) => beyond,
            None => None,
        };
        if let Some(place) = place {
            let mut known = self.known.lock().expect("no holder panics");
            known.insert(place, observed.clone());
        }
    }
}

impl<P: Prober> Prober for Silent<P> {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        Box::pin(async move {
            if let Some(known) = self.known(probe) {
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
fn places(probe: &Probe) -> [Option<Place>; 2] {
    let (via, target) = match probe {
        Probe::Smtp(query) => {
            let greeting = Place::Greeting(query.server.clone(), query.tls);
            return [Some(Place::Server(query.server.clone())), Some(greeting)];
        }
        Probe::Proxy(query) => (Some(&query.proxy), Some(query.target.clone())),
        Probe::Https(https::Query { url, via, .. }) | Probe::Api(api::Query { url, via, .. }) => {
            (via.as_ref(), Endpoint::of(url))
        }
        _ => return [None, None],
    };
    let via = via.map(|proxy| proxy.endpoint());
    let server = via.clone().unwrap_or_else(|| target.clone());
    let beyond = target.map(|target| Place::Target(via.flatten(), target));
    [server.map(Place::Server), beyond]
}

/// Who was silent.
enum Silence {
    Server,
    Beyond,
}

fn silence(observed: &Observed) -> Option<Silence> {
    let way = way(observed)?;
    if !accepted(&way.attempts) {
        let silent = telling(&way.attempts) == Some(&Connect::TimedOut);
        return silent.then_some(Silence::Server);
    }
    let silent = match observed {
        Observed::Smtp(answer) => {
            answer.banner.is_none() && matches!(answer.ended, Some((_, Ended::TimedOut)))
        }
        _ => {
            let tunnel = way.tunnel.and_then(|tunnel| tunnel.ended);
            let handshake = way.tls.map(|tls| tls.outcome);
            tunnel == Some(Ended::TimedOut) || handshake == Some(Handshake::Ended(Ended::TimedOut))
        }
    };
    silent.then_some(Silence::Beyond)
}

/// How far a conversation got on its way, without what was said at the end of it.
fn way(observed: &Observed) -> Option<https::Answer> {
    Some(match observed {
        Observed::Smtp(answer) => https::Answer {
            resolution: answer.resolution.clone(),
            attempts: answer.attempts.clone(),
            ..https::Answer::default()
        },
        Observed::Proxy(answer) => https::Answer {
            resolution: answer.resolution.clone(),
            attempts: answer.attempts.clone(),
            tunnel: answer.tunnel.clone(),
            tls: answer.tls.clone(),
            ..https::Answer::default()
        },
        Observed::Https(answer) => https::Answer::clone(answer),
        Observed::Api(answer) => answer.exchange.clone(),
        _ => return None,
    })
}

/// The answer to a question that meets the same silence.
fn answer(probe: &Probe, known: &Observed) -> Option<Observed> {
    let way = way(known)?;
    Some(match (probe, known) {
        (Probe::Smtp(_), Observed::Smtp(_)) => known.clone(),
        (Probe::Smtp(_), _) => Observed::Smtp(Box::new(smtp::Answer {
            resolution: way.resolution,
            attempts: way.attempts,
            ..smtp::Answer::default()
        })),
        (Probe::Proxy(_), _) => Observed::Proxy(Box::new(proxy::Answer {
            resolution: way.resolution,
            attempts: way.attempts,
            tunnel: way.tunnel,
            tls: way.tls,
            ..proxy::Answer::default()
        })),
        (Probe::Https(_), _) => Observed::Https(Box::new(way)),
        (Probe::Api(_), _) => Observed::Api(Box::new(api::Answer {
            exchange: way,
            ..api::Answer::default()
        })),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
