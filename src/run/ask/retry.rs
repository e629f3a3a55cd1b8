//! A second try, only where the peer itself says "try again" or drops the connection, and never where somebody was
//! logged in. The answer that counts is the second; it keeps the first.

use std::time::Duration;

use checks::kit::probe::smtp::Reply;
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tunnel::Tunnel;
use checks::kit::{Answered, Observed, Probe, Prober};
use futures_util::future::BoxFuture;

/// The longest pause that a peer may ask for and get.
const PATIENCE: Duration = Duration::from_secs(5);
/// The pause where the peer names none.
const PAUSE: Duration = Duration::from_secs(1);

/// Asks `inner` once more where its peer said so.
pub struct Retried<P>(pub P);

impl<P: Prober> Prober for Retried<P> {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        Box::pin(async move {
            let first = self.0.ask(probe).await?;
            let Some(pause) = try_again(&first) else {
                return Ok(first);
            };
            tokio::time::sleep(pause).await;
            let mut second = self.0.ask(probe).await?;
            match (&mut second, first) {
                (Observed::Smtp(second), Observed::Smtp(first)) => second.first_try = Some(first),
                (Observed::Https(second), Observed::Https(first)) => second.first_try = Some(first),
                _ => {}
            }
            Ok(second)
        })
    }
}

/// How long to wait where another try is worth it.
fn try_again(observed: &Observed) -> Option<Duration> {
    match observed {
        Observed::Smtp(answer) => {
            let turned_away = answer.banner.as_ref().is_some_and(Reply::transient);
            let worth_it = turned_away || answer.dropped().is_some();
            (worth_it && answer.auth.is_none()).then_some(PAUSE)
        }
        Observed::Https(answer) => {
            let logged_in = |tunnel: &Tunnel| tunnel.credentials_sent;
            if answer.tunnel.as_ref().is_some_and(logged_in) {
                return None;
            }
            if answer.dropped().is_some() || answer.tunnel.as_ref().is_some_and(turned_away) {
                return Some(PAUSE);
            }
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

/// Whether the proxy dropped the connection or has no place for it now (RFC 9110 section 15.6.4, RFC 6585 section 4).
fn turned_away(tunnel: &Tunnel) -> bool {
    let reply = tunnel.reply.as_ref().map(|reply| reply.status);
    matches!(tunnel.ended, Some(Ended::Reset | Ended::Closed)) || matches!(reply, Some(429 | 503))
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

    #[tokio::test]
    async fn the_second_answer_keeps_the_first() {
        let dropped = smtp::Answer {
            ended: Some((smtp::Stage::Banner, Ended::Closed)),
            ..smtp::Answer::default()
        };
        let during_login = smtp::Answer {
            ended: Some((smtp::Stage::Auth, Ended::Closed)),
            ..smtp::Answer::default()
        };
        let observed = |answer: &smtp::Answer| Observed::Smtp(Box::new(answer.clone()));
        assert_eq!(try_again(&observed(&dropped)), Some(PAUSE));
        assert_eq!(try_again(&observed(&during_login)), None);
        let tls = serde_json::json!({"outcome": {"ended": "closed"}, "foreign_suite": "TLS_RSA_WITH_AES_128_CBC_SHA"});
        let in_handshake = smtp::Answer {
            tls: serde_json::from_value(tls).expect("a handshake"),
            ..smtp::Answer::default()
        };
        assert_eq!(try_again(&observed(&in_handshake)), Some(PAUSE));
        let probe = serde_json::json!({"smtp": {"server": "mail.example.net:25"}});
        let line = |answer| checks::kit::replay::Line {
            probe: probe.clone(),
            observed: Some(observed(answer)),
            failed: None,
        };
        let replayed = checks::kit::replay::Replayed::new(vec![line(&dropped)]);
        let probe: Probe = serde_json::from_value(probe.clone()).expect("a question");
        let Ok(Observed::Smtp(second)) = Retried(replayed).ask(&probe).await else {
            panic!("the recording has an answer");
        };
        assert_eq!(second.first_try.as_deref(), Some(&dropped));
    }
}
