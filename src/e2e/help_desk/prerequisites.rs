//! What must be set before a help desk can release anything, judged by the checks that know it.

use checks::kit::ctx::{Here, Network};
use checks::kit::{Finding, Host, Scope, Status};
use jiff::Timestamp;

use super::Journey;
use crate::e2e::said::Said;
use crate::run::runner::{Job, run};

/// What the check finds in the realm's settings, without asking anybody: its worst finding first; of those that are about something, only these.
pub(super) async fn judge(
    journey: &Journey<'_>,
    host: &Host,
    check: &str,
    about: Option<&str>,
) -> Said {
    let chosen = checks::ALL.iter().copied();
    let job = Job {
        config: journey.config,
        realms: vec![(journey.name, journey.realm)],
        checks: chosen.filter(|one| one.about().id == check).collect(),
        now: Timestamp::now(),
        host,
        scope: Scope {
            network: Network::Offline,
            here: Here::ByName,
        },
        prober: journey.live,
    };
    let merged = run(&job).await;
    let mut findings: Vec<&Finding> = merged
        .iter()
        .map(|one| &one.finding)
        .filter(|finding| about.is_none_or(|about| finding.subject.contains(about)))
        .collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(severity(finding.status)));
    match findings.as_slice() {
        [] => Said::skip("not-known", "nothing is known of it"),
        [worst, others @ ..] => others
            .iter()
            .filter(|other| severity(other.status) > severity(Status::Pass))
            .fold(said(worst), |said, other| said.fact("also", &other.summary)),
    }
}

fn severity(status: Status) -> u8 {
    match status {
        Status::Skip => 0,
        Status::Pass => 1,
        Status::Warn => 2,
        Status::Unknown => 3,
        Status::Fail => 4,
    }
}

fn said(finding: &Finding) -> Said {
    let (reason, summary) = (finding.reason, finding.summary.clone());
    let said = match finding.status {
        Status::Pass => Said::pass(summary),
        Status::Skip => Said::skip(reason, summary),
        Status::Warn => Said::warn(reason, summary),
        Status::Unknown => Said::unknown(reason, summary),
        Status::Fail => Said::fail(reason, summary),
    };
    finding
        .remedy
        .steps
        .iter()
        .fold(said, |said, step| said.cure(step.clone()))
}
