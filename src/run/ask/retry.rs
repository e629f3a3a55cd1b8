//! A second try, only where the peer itself says "try again", and never where somebody was logged in.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use checks::kit::{Answered, Observed, Probe, Prober};
use futures_util::future::BoxFuture;

/// The longest pause that a peer may ask for and get.
const PATIENCE: Duration = Duration::from_secs(5);
/// The pause where the peer names none.
const PAUSE: Duration = Duration::from_secs(1);

/// The answers that came before the ones that count.
pub type Retries = Arc<Mutex<HashMap<Probe, Vec<Observed>>>>;

/// Asks `inner` once more where its peer said so.
pub struct Retried<P> {
    inner: P,
    retries: Retries,
}

impl<P: Prober> Retried<P> {
    /// A prober that notes the first answers in `retries`.
    pub fn new(inner: P, retries: Retries) -> Self {
        Self { inner, retries }
    }

    fn note(&self, probe: &Probe, first: Observed) {
        let mut retries = self.retries.lock().expect("no holder panics");
        retries.entry(probe.clone()).or_default().push(first);
    }
}

impl<P: Prober> Prober for Retried<P> {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        Box::pin(async move {
            let first = self.inner.ask(probe).await?;
            let Some(pause) = try_again(&first) else {
                return Ok(first);
            };
            self.note(probe, first);
            tokio::time::sleep(pause).await;
            self.inner.ask(probe).await
        })
    }
}

/// How long the peer asks to wait, where it asks for another try.
fn try_again(observed: &Observed) -> Option<Duration> {
    match observed {
        Observed::Smtp(answer) => {
            let greeting = answer.banner.as_ref().filter(|reply| reply.transient());
            greeting.filter(|_| answer.auth.is_none()).map(|_| PAUSE)
        }
        Observed::Https(answer) => {
            let response = answer
                .response
                .as_ref()
                .filter(|response| matches!(response.status, 429 | 503))?;
            let seconds = response.header("retry-after").next()?.raw().parse().ok()?;
            Some(Duration::from_secs(seconds)).filter(|pause| *pause <= PATIENCE)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use checks::kit::probe::{https, smtp};

    use super::*;

    #[test]
    fn only_a_peer_that_says_so_is_asked_again() {
        let smtp = |code| {
            let banner = smtp::Reply {
                code,
                lines: Vec::new(),
            };
            Observed::Smtp(Box::new(smtp::Answer {
                banner: Some(banner),
                ..smtp::Answer::default()
            }))
        };
        assert_eq!(try_again(&smtp(421)), Some(PAUSE));
        assert_eq!(try_again(&smtp(220)), None);
        assert_eq!(try_again(&smtp(554)), None);
        let https = |after: &'static str| {
            let headers = vec![("retry-after".into(), after.into())];
            let response = https::Response {
                status: 503,
                headers,
                ..https::Response::default()
            };
            Observed::Https(Box::new(https::Answer {
                response: Some(response),
                ..https::Answer::default()
            }))
        };
        assert_eq!(try_again(&https("2")), Some(Duration::from_secs(2)));
        assert_eq!(try_again(&https("3600")), None);
        assert_eq!(try_again(&https("Sun, 22 Nov 2026 12:00:00 GMT")), None);
    }
}
