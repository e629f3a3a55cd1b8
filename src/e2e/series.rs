//! A probe again and again: what each step found how often, and how long it took.

use std::time::Duration;

use checks::kit::Finding;
use checks::{probed, steps};
use jiff::SignedDuration;
use tokio::sync::watch;

use super::chain::{Chain, TakenStep, is_bad};
use crate::report::model::Merged;
use crate::run::ask::limit::Stop;

/// What all runs of a probe found: equal findings are kept once.
#[derive(Default)]
pub struct Series {
    runs: usize,
    /// Each with the time of every run that found it.
    found: Vec<TakenStep>,
    /// How long the runs took in which everything worked.
    whole: Vec<Duration>,
}

impl Series {
    /// Runs a probe `count` times, with this pause from the end of one run to the beginning of the next. An interrupt ends it, with what was found until then; so does a login that was refused,
    /// which the next run would only repeat until the account is locked.
    pub async fn of(
        count: u32,
        interval: Duration,
        mut stop: watch::Receiver<Stop>,
        mut probe: impl AsyncFnMut() -> Chain,
    ) -> Self {
        let mut series = Self::default();
        for number in 1..=count {
            if number > 1 {
                tokio::select! {
                    _ = stop.wait_for(|stop| *stop != Stop::No) => break,
                    () = tokio::time::sleep(interval) => {}
                }
            }
            let chain = probe().await;
            let mut findings = chain.taken.iter().map(|taken| &taken.finding);
            let refused = findings.any(refuses_login);
            series.add(chain);
            if refused || *stop.borrow() != Stop::No {
                break;
            }
        }
        series
    }

    fn add(&mut self, chain: Chain) {
        self.runs += 1;
        if !chain.taken.iter().any(|taken| is_bad(&taken.finding)) {
            self.whole.push(chain.took);
        }
        for taken in chain.taken {
            match self.found.iter_mut().find(|one| one.says(&taken)) {
                Some(one) => {
                    one.finding = taken.finding;
                    one.took.extend(taken.took);
                }
                None => self.found.push(taken),
            }
        }
    }

    /// The findings for a report, in the order of the plan.
    pub fn findings(mut self) -> Vec<Merged> {
        self.found.sort_by_key(|one| one.position);
        let last = self.found.iter().rposition(TakenStep::worked);
        let found = std::mem::take(&mut self.found).into_iter().enumerate();
        found
            .map(|(number, one)| self.merged(one, Some(number) == last))
            .collect()
    }

    fn merged(&self, taken: TakenStep, is_last: bool) -> Merged {
        let slowest = taken.took.iter().copied().max().unwrap_or_default();
        let mut finding = match self.runs {
            0 | 1 if slowest.is_zero() => taken.finding,
            0 | 1 => taken.finding.measured("took", signed(slowest)),
            runs => {
                let often = format!("{} of {runs}", taken.took.len());
                spread(taken.finding.moment("runs", often), "duration", taken.took)
            }
        };
        if is_last && self.runs > 1 {
            finding = spread(finding, "whole-run", self.whole.clone());
        }
        Merged {
            sites: finding.site.take().into_iter().collect(),
            finding,
            realms: vec![taken.realm],
            took: slowest,
        }
    }
}

/// Whether a server, or the mailbox, refused our user and password.
fn refuses_login(finding: &Finding) -> bool {
    let mailbox = steps::email_arrival::MAILBOX_LOGIN_REJECTED;
    probed::refuses_login(finding)
        || (finding.check, finding.reason) == (mailbox.check, mailbox.code)
}

/// Adds how long it took: the least, the median, two percentiles and the most.
fn spread(finding: Finding, id: &'static str, mut took: Vec<Duration>) -> Finding {
    took.retain(|took| !took.is_zero());
    took.sort_unstable();
    if took.is_empty() {
        return finding;
    }
    let rows = [
        ("fastest", 0),
        ("median", 50),
        ("95th percentile", 95),
        ("99th percentile", 99),
        ("slowest", 100),
    ];
    finding.each(rows, |finding, (name, percent)| {
        finding.measured((id, name), signed(nearest_rank(&took, percent)))
    })
}

fn signed(span: Duration) -> SignedDuration {
    SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX)
}

/// The least value that so many of 100 do not exceed: always one that was measured. The values are sorted, and there
/// is one at least.
fn nearest_rank<T: Copy>(sorted: &[T], percent: usize) -> T {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted[rank - 1]
}

#[cfg(test)]
mod tests {
    use checks::kit::{Reason, Status};
    use checks::steps::email_arrival::{IN_JUNK, MAILBOX_LOGIN_REJECTED, NOT_ARRIVED};

    use super::*;

    fn ended(reason: Reason, took: u64) -> Chain {
        let took = Duration::from_secs(took);
        let taken = TakenStep {
            finding: Finding::new(reason, "box"),
            realm: "A".into(),
            took: vec![took],
            position: 0,
        };
        Chain {
            taken: vec![taken],
            took,
        }
    }

    async fn series(reasons: &[Reason]) -> Series {
        let count = u32::try_from(reasons.len()).unwrap_or(0);
        let (_stop, stopped) = watch::channel(Stop::No);
        let mut next = reasons.iter().zip(1..);
        Series::of(count, Duration::ZERO, stopped, async || {
            let (reason, took) = next.next().expect("there is one more");
            ended(*reason, took)
        })
        .await
    }

    #[tokio::test]
    async fn a_refused_login_is_not_tried_again() {
        assert_eq!(series(&[NOT_ARRIVED; 3]).await.runs, 3);
        assert_eq!(series(&[MAILBOX_LOGIN_REJECTED; 3]).await.runs, 1);
    }

    #[tokio::test]
    async fn equal_findings_are_one_with_how_often_and_how_long() {
        let findings = series(&[IN_JUNK, NOT_ARRIVED, IN_JUNK]).await.findings();
        let statuses: Vec<Status> = findings.iter().map(|one| one.finding.status).collect();
        assert_eq!(statuses, [Status::Warn, Status::Fail]);
        let shown: Vec<String> = findings[0]
            .finding
            .evidence
            .iter()
            .map(|one| format!("{} {}", one.name, one.value))
            .collect();
        assert_eq!(shown[0], "runs \"2 of 3\"");
        assert!(shown.contains(&"median 1.0".to_owned()), "{shown:?}");
        assert!(
            shown.contains(&"95th percentile 3.0".to_owned()),
            "{shown:?}"
        );
        assert!(
            shown.contains(&"whole run, slowest 3.0".to_owned()),
            "{shown:?}"
        );
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
