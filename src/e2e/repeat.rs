//! A chain again and again, and how long its steps take.

use std::time::Duration;

use tokio::sync::watch;

use super::chain::{Chain, Latency, Outcome};
use crate::run::ask::limit::Stop;

/// How often, and how long from the end of one to the beginning of the next.
#[derive(Clone, Copy, Debug)]
pub struct Repetition {
    /// How often.
    pub count: u32,
    /// The pause between them.
    pub interval: Duration,
}

/// Walks the chain so often. An interrupt ends it, with what was found until then; so does a login that was refused,
/// which the next chain would only repeat until the account is locked.
pub async fn repeat(
    repetition: Repetition,
    mut stop: watch::Receiver<Stop>,
    mut chain: impl AsyncFnMut(u32) -> Chain,
) -> Vec<Chain> {
    let mut chains = Vec::new();
    for number in 1..=repetition.count {
        if number > 1 {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop != Stop::No) => break,
                () = tokio::time::sleep(repetition.interval) => {}
            }
        }
        chains.push(chain(number).await);
        let refused = chains.last().is_some_and(Chain::login_refused);
        if refused || *stop.borrow() != Stop::No {
            break;
        }
    }
    chains
}

/// The latency of each step, in the order of the first chain, and of the whole; empty where there is one chain.
pub fn latency(chains: &[Chain]) -> Vec<Latency> {
    let [first, _, ..] = chains else {
        return Vec::new();
    };
    let steps = first.steps.iter().filter_map(|step| {
        let same = chains
            .iter()
            .flat_map(|chain| &chain.steps)
            .filter(|other| {
                other.name == step.name && other.subject == step.subject && other.outcome.worked()
            });
        let took = same.map(|step| step.duration_s).collect();
        of(&step.name, step.subject.clone(), took)
    });
    // A step that was not asked for does not make the whole slower.
    let whole = chains
        .iter()
        .filter(|chain| !matches!(chain.outcome, Outcome::Unknown | Outcome::Fail))
        .map(|chain| chain.duration_s)
        .collect();
    steps.chain(of("all", None, whole)).collect()
}

fn of(step: &str, subject: Option<String>, mut took: Vec<f64>) -> Option<Latency> {
    took.sort_by(f64::total_cmp);
    let (min, max) = (*took.first()?, *took.last()?);
    Some(Latency {
        step: step.to_owned(),
        subject,
        count: took.len(),
        min_s: min,
        p50_s: nearest_rank(&took, 50),
        p90_s: nearest_rank(&took, 90),
        p99_s: nearest_rank(&took, 99),
        max_s: max,
    })
}

/// The least value that so many of 100 do not exceed. The values are sorted, and there is one at least.
fn nearest_rank(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted[rank - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::e2e::chain::Step;

    fn ended(reason: &str) -> Chain {
        let step = Step {
            name: "send".into(),
            subject: None,
            outcome: Outcome::Fail,
            reason: Some(reason.into()),
            summary: String::new(),
            duration_s: 0.0,
            facts: Vec::new(),
            cure: Vec::new(),
        };
        Chain {
            started_at: jiff::Timestamp::UNIX_EPOCH,
            duration_s: 0.0,
            outcome: Outcome::Fail,
            steps: vec![step],
        }
    }

    #[tokio::test]
    async fn a_refused_login_is_not_tried_again() {
        let repetition = Repetition {
            count: 3,
            interval: Duration::ZERO,
        };
        for (reason, times) in [
            ("not-reached", 3),
            ("login-rejected", 1),
            ("mailbox-login-rejected", 1),
        ] {
            let (_stop, stopped) = watch::channel(Stop::No);
            let chains = repeat(repetition, stopped, async |_| ended(reason)).await;
            assert_eq!(chains.len(), times, "{reason}");
        }
    }

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let tens: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(nearest_rank(&tens, 50), 5.0);
        assert_eq!(nearest_rank(&tens, 90), 9.0);
        assert_eq!(nearest_rank(&tens, 99), 10.0);
        assert_eq!(nearest_rank(&[7.0], 50), 7.0);
        // The textbook's: 15, 20, 35, 40, 50.
        let five = [15.0, 20.0, 35.0, 40.0, 50.0];
        assert_eq!(nearest_rank(&five, 30), 20.0);
        assert_eq!(nearest_rank(&five, 40), 20.0);
        assert_eq!(nearest_rank(&five, 100), 50.0);
    }
}
