//! True time from several servers, some of which may be wrong.

use std::sync::Arc;

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};

use super::ctx::Ctx;
use super::probe::{Answered, ntp};
use super::realm::Endpoint;

/// What the servers together say.
#[derive(Debug, PartialEq)]
pub enum Consensus<'a> {
    /// A majority agrees.
    Agreed {
        /// Host's clock minus true time: that of the agreeing server with the least delay.
        offset: SignedDuration,
        /// Who agrees.
        agreeing: Vec<Vote<'a>>,
        /// Who does not: false tickers.
        outside: Vec<Vote<'a>>,
    },
    /// Several answered, and no majority agrees.
    Split(Vec<Vote<'a>>),
    /// None gave an answer that counts.
    Silent,
}

/// What one server says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vote<'a> {
    /// The server.
    pub server: &'a Endpoint,
    /// Host's clock minus the server's.
    pub offset: SignedDuration,
    /// How far it may be off.
    pub reach: SignedDuration,
}

/// Finds the majority: the largest set whose intervals (offset ± half the round trip ± a second) share a point,
/// as in the selection of RFC 5905 section 11.2.1, if more than half of those that have a vote belong to it.
pub fn consensus<'a>(
    answers: impl Iterator<Item = (&'a Endpoint, &'a ntp::Answer)>,
) -> Consensus<'a> {
    let mut votes: Vec<Vote<'a>> = answers
        .filter_map(|(server, answer)| {
            let sample = answer.vote()?;
            Some(Vote {
                server,
                offset: sample.offset(),
                reach: sample.reach(),
            })
        })
        .collect();
    if votes.is_empty() {
        return Consensus::Silent;
    }
    votes.sort_by_key(|vote| vote.reach);
    let holds = |vote: &Vote<'_>, point: SignedDuration| (vote.offset - point).abs() <= vote.reach;
    // A largest set of intersecting intervals always shares the lower end of one of them.
    let point = votes
        .iter()
        .map(|vote| vote.offset - vote.reach)
        .max_by_key(|point| votes.iter().filter(|vote| holds(vote, *point)).count())
        .expect("there is a vote");
    let (agreeing, outside): (Vec<_>, Vec<_>) =
        votes.iter().copied().partition(|vote| holds(vote, point));
    if agreeing.len() * 2 <= votes.len() {
        return Consensus::Split(votes);
    }
    Consensus::Agreed {
        offset: agreeing[0].offset,
        agreeing,
        outside,
    }
}

/// What all of the appliance's time servers say, asked at once, and once in a run.
pub async fn ask_servers(cx: &Ctx<'_>) -> Arc<[Answered<ntp::Answer>]> {
    let mut known = cx.gathered.times.lock().await;
    if known.is_none() {
        let servers = cx.config.appliance.time.servers.iter().cloned();
        let asks = servers.map(|server| cx.probe(ntp::Query { server }));
        *known = Some(join_all(asks).await.into());
    }
    known.clone().unwrap_or_default()
}

/// The servers that could be asked, with what each said.
pub fn answered<'a>(
    servers: &'a [Endpoint],
    answers: &'a [Answered<ntp::Answer>],
) -> impl Iterator<Item = (&'a Endpoint, &'a ntp::Answer)> {
    let each = servers.iter().zip(answers);
    each.filter_map(|(server, answer)| Some((server, answer.as_ref().ok()?)))
}

/// True time where a majority of the servers answered, from whatever machine; else the moment of judgement.
///
/// The appliance's own certificates are judged at this moment.
pub async fn true_time(cx: &Ctx<'_>) -> Timestamp {
    let answers = ask_servers(cx).await;
    match consensus(answered(&cx.config.appliance.time.servers, &answers)) {
        // At the ends of time (`--at`) there is nothing beyond.
        Consensus::Agreed { offset, .. } => cx.now.checked_sub(offset).unwrap_or(cx.now),
        _ => cx.now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(offset: i64) -> ntp::Answer {
        let sample = ntp::Sample {
            offset: SignedDuration::from_secs(offset),
            round_trip: SignedDuration::from_millis(20),
            stratum: 2,
            leap: 0,
            reference: "".into(),
            root_dispersion: SignedDuration::ZERO,
            address: None,
        };
        ntp::Answer {
            samples: vec![sample],
            ..ntp::Answer::default()
        }
    }

    fn judge(offsets: &[i64]) -> (Vec<Endpoint>, Vec<ntp::Answer>) {
        let servers = (0..offsets.len())
            .map(|n| Endpoint::new(format!("ntp{n}"), 123))
            .collect();
        (
            servers,
            offsets.iter().map(|offset| answer(*offset)).collect(),
        )
    }

    #[test]
    fn one_false_ticker_is_outvoted_by_two() {
        let (servers, answers) = judge(&[-312, 900, -312]);
        let Consensus::Agreed {
            offset,
            agreeing,
            outside,
        } = consensus(servers.iter().zip(&answers))
        else {
            panic!("two of three agree");
        };
        assert_eq!(
            (offset.as_secs(), agreeing.len(), outside.len()),
            (-312, 2, 1)
        );
    }

    #[test]
    fn two_that_differ_are_no_majority() {
        let (servers, answers) = judge(&[0, 60]);
        assert!(matches!(
            consensus(servers.iter().zip(&answers)),
            Consensus::Split(_)
        ));
    }

    #[test]
    fn a_recording_may_say_anything() {
        let (servers, mut answers) = judge(&[0, i64::MIN, i64::MAX]);
        answers[0].samples[0].round_trip = SignedDuration::MAX;
        answers[1].samples[0].round_trip = SignedDuration::MIN;
        consensus(servers.iter().zip(&answers));
    }

    #[test]
    fn one_alone_is_believed() {
        let (servers, answers) = judge(&[7]);
        assert!(matches!(
            consensus(servers.iter().zip(&answers)),
            Consensus::Agreed { .. }
        ));
    }
}
