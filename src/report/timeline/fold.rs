//! From reports to the causes and their times. A cause is distinguished from others by check, reason and subjects; it holds from
//! the first report that has it until the first one that has it no more.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::{Held, SCHEMA, Span, Timeline};
use crate::report::{Cause, Report};

/// Folds reports in order of their time. `watched` has the stretches in which a watch was running, `None` where that is not
/// known. Of the reports before `during` the last one counts: what it has held at the begin.
pub fn fold(reports: &[Report], watched: Option<&[Span]>, during: Span) -> Timeline {
    let before = reports.partition_point(|one| one.started_at < during.since);
    let reports = &reports[before.saturating_sub(1)..];
    let mut holding: Vec<Held> = Vec::new();
    let mut ended: Vec<Held> = Vec::new();
    for report in reports {
        let at = report.started_at;
        let known = |one: &Held| report.diagnosis.iter().any(|cause| is(one, cause));
        let (still, over): (Vec<Held>, Vec<Held>) = holding.into_iter().partition(known);
        holding = still;
        ended.extend(over.into_iter().map(|one| Held {
            until: Some(at),
            ..one
        }));
        let since = (at >= during.since).then_some(at);
        let causes = report.diagnosis.iter();
        for cause in causes.filter(|one| !one.is_waived(&report.findings)) {
            note(&mut holding, report, cause, since);
        }
    }
    let unwatched = watched.map(|watched| gaps(watched, during));
    // What the last report has comes first.
    ended.sort_by_key(|one| Reverse(one.until));
    holding.sort_by_key(|one| (Reverse(one.status), one.since));
    let causes = holding.into_iter().chain(ended);
    Timeline {
        schema: SCHEMA.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        appliance: reports.last().and_then(|one| one.appliance.clone()),
        during,
        reports: reports.len(),
        causes: causes
            .map(|one| measured(one, during, unwatched.as_deref().unwrap_or_default()))
            .collect(),
        unwatched,
    }
}

fn is(held: &Held, cause: &Cause) -> bool {
    (&held.check, &held.reason, &held.subjects) == (&cause.check, &cause.reason, &cause.subjects)
}

/// Notes that a report has a cause.
fn note(holding: &mut Vec<Held>, report: &Report, cause: &Cause, since: Option<Timestamp>) {
    let status = cause.gravity(&report.findings);
    let Some(known) = holding.iter_mut().find(|one| is(one, cause)) else {
        holding.push(Held {
            check: cause.check.clone(),
            reason: cause.reason.clone(),
            status,
            subjects: cause.subjects.clone(),
            realms: cause.realms.clone(),
            summary: cause.summary.clone(),
            since,
            until: None,
            held_s: 0,
            unwatched_s: 0,
        });
        return;
    };
    known.status = known.status.max(status);
    known.summary.clone_from(&cause.summary);
    for realm in &cause.realms {
        if !known.realms.contains(realm) {
            known.realms.push(realm.clone());
        }
    }
}

/// What is left of a time without the stretches in which a watch was running; those may overlap, and stand in any order.
fn gaps(watched: &[Span], during: Span) -> Vec<Span> {
    let mut watched: Vec<Span> = watched
        .iter()
        .filter_map(|one| one.common(during))
        .collect();
    watched.sort_by_key(|one| one.since);
    let mut gaps = Vec::new();
    let mut since = during.since;
    let end = Span {
        since: during.until,
        until: during.until,
    };
    for stretch in watched.into_iter().chain([end]) {
        if since < stretch.since {
            let until = stretch.since;
            gaps.push(Span { since, until });
        }
        since = since.max(stretch.until);
    }
    gaps
}

/// With the seconds that it held within the time.
fn measured(held: Held, during: Span, unwatched: &[Span]) -> Held {
    let span = held.within(during);
    let gaps = unwatched.iter().filter_map(|gap| gap.common(span));
    Held {
        held_s: span.length().as_secs(),
        unwatched_s: gaps.map(|gap| gap.length().as_secs()).sum(),
        ..held
    }
}
