//! One appliance's past, folded into what is told of it; and the review of all.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::course::{ABSENT, UNWATCHED, course, seconds, share, strip};
use super::fleet;
use super::pace::latency;
use super::pieces::{Piece, Said, common, length, pieces, sweep, watched_parts, worst};
use super::slices::Slices;
use super::types::{Appliance, Cause, Checked, Course, Fared, Outcome, Review, SCHEMA, Summary};
use crate::history::{self, Past, Span, State};

/// What is looked at.
#[derive(Clone, Debug)]
pub struct Lens {
    /// The time.
    pub during: Span,
    /// One realm, or all.
    pub realm: Option<String>,
    /// One check, or all.
    pub check: Option<String>,
}

impl Lens {
    fn takes(&self, check: &str, realm: &str) -> bool {
        self.realm.as_deref().is_none_or(|one| one == realm)
            && self.check.as_deref().is_none_or(|one| one == check)
    }

    fn takes_cause(&self, cause: &history::Cause) -> bool {
        let check = self.check.as_deref();
        let realm = self.realm.as_ref();
        check.is_none_or(|one| one == cause.check)
            && realm.is_none_or(|one| cause.realms.contains(one))
    }
}

/// The pieces of each realm, by the check's id.
type Tracks<'a> = BTreeMap<&'a str, BTreeMap<&'a str, Vec<Piece<'a>>>>;

/// What is told of an appliance; its past is not needed any more.
pub fn fold(past: &Past, lens: &Lens) -> Appliance {
    let slices = Slices::of(lens.during);
    let watched = watched(past, lens.during);
    let tracks = tracks(past, lens, &watched);
    let all: Vec<Piece<'_>> = tracks
        .values()
        .flat_map(BTreeMap::values)
        .flatten()
        .copied()
        .collect();
    let (failing, judged) = failing(&all);
    let watched_s: SignedDuration = watched.iter().map(|span| length(*span)).sum();
    let strips = slices.worst(all.iter().map(|piece| (piece.span, piece.outcome)));
    let mut checks: Vec<Checked> = tracks
        .iter()
        .map(|(check, realms)| Checked {
            check: (*check).to_owned(),
            course: whole(realms, lens.during, slices),
            latency: latency(check, &past.hours, slices),
            realms: apart(realms, lens.during, slices),
        })
        .collect();
    checks.sort_by_cached_key(|one| place(&one.check));
    Appliance {
        name: past.appliance.clone(),
        version: past.version.clone(),
        last_run_at: past.last_run_at,
        silent_since: silent(past, &watched, lens.during),
        runs: past.hours.iter().map(|hour| hour.runs).sum(),
        watched_s: seconds(watched_s),
        watched_share: share(seconds(watched_s), seconds(length(lens.during))).unwrap_or(0.0),
        failing_s: seconds(failing),
        availability: share(seconds(judged - failing), seconds(judged)),
        strip: strip(&strips),
        causes: causes(past, lens, &watched, slices),
        checks,
    }
}

/// What came of the time, of appliances that were folded through the same lens.
pub fn review(lens: &Lens, mut appliances: Vec<Appliance>) -> Review {
    let slices = Slices::of(lens.during);
    appliances.sort_by_cached_key(worst_first);
    let fleet = (appliances.len() > 1).then(|| fleet::fleet(&appliances, slices));
    Review {
        schema: SCHEMA.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        since: lens.during.since,
        until: lens.during.until,
        slice_s: slices.each_s(),
        slices: slices.count(),
        realm: lens.realm.clone(),
        check: lens.check.clone(),
        summary: summary(&appliances),
        fleet,
        appliances,
    }
}

/// What was watched of the time, in order and apart, whatever the history says.
fn watched(past: &Past, during: Span) -> Vec<Span> {
    let mut watched: Vec<Span> = past
        .watched
        .iter()
        .filter_map(|span| common(*span, during))
        .collect();
    watched.sort_unstable_by_key(|span| span.since);
    let mut apart: Vec<Span> = Vec::with_capacity(watched.len());
    for span in watched {
        match apart.last_mut() {
            Some(last) if span.since <= last.until => last.until = last.until.max(span.until),
            _ => apart.push(span),
        }
    }
    apart
}

fn tracks<'a>(past: &'a Past, lens: &Lens, watched: &[Span]) -> Tracks<'a> {
    let mut states: BTreeMap<(&str, &str), Vec<Said<'_>>> = BTreeMap::new();
    for (state, span) in &past.states {
        let State {
            realm,
            check,
            outcome,
            reason,
        } = state;
        if lens.takes(check, realm) {
            let track = states.entry((check, realm)).or_default();
            track.push(((*outcome).into(), reason, *span));
        }
    }
    let mut tracks = Tracks::new();
    for ((check, realm), mut track) in states {
        track.sort_by_key(|(_, _, span)| span.since);
        let realms = tracks.entry(check).or_default();
        realms.insert(realm, pieces(&track, watched));
    }
    tracks
}

/// For how long a check failed, and for how long any was judged.
fn failing(all: &[Piece<'_>]) -> (SignedDuration, SignedDuration) {
    let (mut failing, mut judged) = (SignedDuration::ZERO, SignedDuration::ZERO);
    sweep(all, |span, present| {
        let is = |outcome| present.keys().any(|(one, _)| *one == outcome);
        if is(Outcome::Fail) {
            failing += length(span);
        }
        if is(Outcome::Fail) || is(Outcome::Pass) || is(Outcome::Warn) {
            judged += length(span);
        }
    });
    (failing, judged)
}

/// The worst realm at each moment.
fn whole(realms: &BTreeMap<&str, Vec<Piece<'_>>>, during: Span, slices: Slices) -> Course {
    let all: Vec<Piece<'_>> = realms.values().flatten().copied().collect();
    course(&worst(&all), during, slices)
}

/// Realms that fared alike, where not all did.
fn apart(realms: &BTreeMap<&str, Vec<Piece<'_>>>, during: Span, slices: Slices) -> Vec<Fared> {
    let mut fared: Vec<(&[Piece<'_>], Vec<String>)> = Vec::new();
    for (realm, pieces) in realms {
        let alike = fared.iter_mut().find(|(others, _)| others == pieces);
        match alike {
            Some((_, names)) => names.push((*realm).to_owned()),
            None => fared.push((pieces, vec![(*realm).to_owned()])),
        }
    }
    if fared.len() < 2 {
        return Vec::new();
    }
    let mut apart: Vec<Fared> = fared
        .into_iter()
        .map(|(pieces, realms)| Fared {
            course: course(pieces, during, slices),
            realms,
        })
        .collect();
    apart.sort_by(|one, other| {
        other
            .course
            .times
            .fail_s
            .total_cmp(&one.course.times.fail_s)
    });
    apart
}

/// Since when nobody watches.
fn silent(past: &Past, watched: &[Span], during: Span) -> Option<Timestamp> {
    let last = watched.last().map_or(past.last_run_at, |span| span.until);
    (last < during.until).then_some(last)
}

/// A cause, and when it is said to have been there.
type Named<'a> = (&'a history::Cause, Span);

/// The causes, each once however often it came.
fn causes(past: &Past, lens: &Lens, watched: &[Span], slices: Slices) -> Vec<Cause> {
    let mut spans: BTreeMap<(&str, &str, &str), Vec<Named<'_>>> = BTreeMap::new();
    for (cause, span) in &past.causes {
        if let (true, Some(span)) = (lens.takes_cause(cause), common(*span, lens.during)) {
            let key = (
                cause.check.as_str(),
                cause.reason.as_str(),
                cause.subject.as_str(),
            );
            spans.entry(key).or_default().push((cause, span));
        }
    }
    let mut causes: Vec<Cause> = spans
        .into_values()
        .filter_map(|mut spans| {
            spans.sort_by_key(|(_, span)| span.since);
            cause(&spans, lens, watched, slices)
        })
        .collect();
    causes.sort_by(|one, other| {
        let gravity = |cause: &Cause| (cause.holds, cause.status);
        let order = gravity(other).cmp(&gravity(one));
        order.then(other.held_s.total_cmp(&one.held_s))
    });
    causes
}

/// `None` where nobody watched while it is said to have been there.
fn cause(spans: &[Named<'_>], lens: &Lens, watched: &[Span], slices: Slices) -> Option<Cause> {
    let mut realms: Vec<String> = Vec::new();
    let mut seen: Vec<Named<'_>> = Vec::new();
    // A time that another begins within, or at the end of, is one: its status, its realms or its sentence have changed.
    let mut times = 0;
    let mut end = None;
    for (cause, span) in spans {
        realms.extend(cause.realms.iter().cloned());
        times += usize::from(end.is_none_or(|end| end < span.since));
        let fresh = Span {
            since: end.map_or(span.since, |end| span.since.max(end)),
            until: span.until,
        };
        seen.extend(watched_parts(fresh, watched).map(|span| (*cause, span)));
        end = end.max(Some(span.until));
    }
    realms.sort_unstable();
    realms.dedup();
    let ((_, first), (latest, last)) = (seen.first()?, seen.last()?);
    let as_now = |(cause, _): &&Named<'_>| cause.status == latest.status;
    let (_, turned) = seen.iter().rev().take_while(as_now).last()?;
    let there = seen
        .iter()
        .map(|(cause, span)| (*span, cause.status.into()));
    let strip = slices
        .worst(watched.iter().map(|span| (*span, Outcome::Pass)))
        .into_iter()
        .zip(slices.worst(there));
    Some(Cause {
        check: latest.check.clone(),
        reason: latest.reason.clone(),
        subject: latest.subject.clone(),
        status: latest.status.into(),
        status_since: turned.since,
        summary: latest.summary.clone(),
        realms,
        since: first.since,
        until: last.until,
        held_s: seconds(seen.iter().map(|(_, span)| length(*span)).sum()),
        times,
        began_before: first.since <= lens.during.since,
        holds: end >= watched.last().map(|span| span.until),
        strip: strip
            .map(|watched| match watched {
                (_, Some(status)) => status.letter(),
                (Some(_), None) => ABSENT,
                (None, None) => UNWATCHED,
            })
            .collect(),
    })
}

/// Registry order; what this version does not know comes last, by name.
pub fn place(check: &str) -> (usize, String) {
    let known = checks::ALL.iter().position(|one| one.about().id == check);
    (known.unwrap_or(usize::MAX), check.to_owned())
}

/// What comes first of the appliances.
type Rank = (std::cmp::Reverse<(usize, usize, usize, u64)>, bool, String);

/// What fails now, what has causes, what failed longest, what is silent, then by name.
fn worst_first(appliance: &Appliance) -> Rank {
    let holding = || appliance.causes.iter().filter(|cause| cause.holds);
    let fails = holding().filter(|cause| cause.status == Outcome::Fail);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of milliseconds, not negative"
    )]
    let failing = (appliance.failing_s * 1000.0) as u64;
    (
        std::cmp::Reverse((
            failing_now(appliance),
            fails.count(),
            holding().count(),
            failing,
        )),
        appliance.silent_since.is_none(),
        appliance.name.clone(),
    )
}

/// How many checks failed when somebody last looked.
pub fn failing_now(appliance: &Appliance) -> usize {
    let last = appliance
        .checks
        .iter()
        .filter_map(|one| one.course.last.as_ref());
    last.filter(|last| last.outcome == Outcome::Fail).count()
}

fn summary(appliances: &[Appliance]) -> Summary {
    let mut causes: BTreeMap<(&str, &str, &str), Option<Outcome>> = BTreeMap::new();
    for cause in appliances.iter().flat_map(|one| &one.causes) {
        let key = (
            cause.check.as_str(),
            cause.reason.as_str(),
            cause.subject.as_str(),
        );
        let worst = causes.entry(key).or_default();
        *worst = (*worst).max(cause.holds.then_some(cause.status));
    }
    let are = |status| causes.values().filter(|worst| **worst == status).count();
    let over = are(None);
    let checks = appliances.iter().flat_map(|one| &one.checks);
    Summary {
        appliances: appliances.len(),
        failing: appliances.iter().filter(|one| failing_now(one) > 0).count(),
        silent: appliances
            .iter()
            .filter(|one| one.silent_since.is_some())
            .count(),
        holding: causes.len() - over,
        warning: are(Some(Outcome::Warn)),
        unknown: are(Some(Outcome::Unknown)),
        over,
        outages: checks.map(|one| one.course.outages).sum(),
    }
}
