//! A past that is made: all is well for 30 days, until something is said to be otherwise.
#![allow(dead_code, reason = "each test takes a part")]

use std::collections::BTreeMap;
use std::time::Duration;

use checks::kit::Status;
use jiff::{SignedDuration, Timestamp};
use otpdoctor::history::{Cause, Hour, Latencies, Outcome, Past, Span, State};
use otpdoctor::report::history::Lens;

/// When all of them are looked back on.
pub const UNTIL: &str = "2026-11-22T11:00:00Z";
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// What is looked at: this many days.
pub fn lens(days: i64) -> Lens {
    let until: Timestamp = UNTIL.parse().unwrap();
    Lens {
        during: Span {
            since: until - SignedDuration::from_secs(days * DAY),
            until,
        },
        realm: None,
        check: None,
    }
}

/// How long a past is.
pub const DAYS: i64 = 30;
/// Checks of several areas, with the milliseconds that each takes.
const CHECKS: &[(&str, u64)] = &[
    ("clock-skew", 40),
    ("time-zone", 0),
    ("cloud-reach", 180),
    ("license-current", 1),
    ("certificate-validity", 1),
    ("smtp-reach", 95),
    ("smtp-tls", 140),
    ("smtp-auth", 210),
    ("smtp-firewall", 2),
    ("email-fields", 0),
    ("oath-settings", 0),
    ("push-reach", 160),
];
/// The realms.
pub const REALMS: [&str; 3] = ["SecureAuth1", "SecureAuth2", "SecureAuth998"];

/// A generator of numbers that are the same everywhere.
pub struct Dice(u64);

impl Dice {
    /// With a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// From 0 to one less than `below`.
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// When it is so, what, and why.
type Said = (Span, Outcome, String);

/// A past that grows: all is well until something is said to be otherwise.
pub struct World {
    name: String,
    seed: u64,
    /// How many runs begin in an hour.
    pub runs: u64,
    during: Span,
    watched: Vec<Span>,
    states: BTreeMap<(String, String), Vec<Said>>,
    causes: Vec<(Cause, Span)>,
}

impl World {
    /// Watched for 30 days, and all passes.
    pub fn new(name: &str) -> Self {
        let during = lens(DAYS).during;
        let mut states = BTreeMap::new();
        for realm in REALMS {
            for (check, _) in CHECKS {
                let state = match *check {
                    "push-reach" => (during, Outcome::Of(Status::Skip), "not-set".to_owned()),
                    _ => (during, Outcome::Of(Status::Pass), "ok".to_owned()),
                };
                states.insert((realm.to_owned(), (*check).to_owned()), vec![state]);
            }
        }
        Self {
            name: name.to_owned(),
            runs: 12,
            seed: name.bytes().map(u64::from).sum(),
            during,
            watched: vec![during],
            states,
            causes: Vec::new(),
        }
    }

    /// A moment so many hours after the begin.
    pub fn at(&self, hours: f64) -> Timestamp {
        let seconds = (hours * HOUR as f64).round();
        self.during.since + SignedDuration::from_secs(seconds as i64)
    }

    /// From one hour to another.
    pub fn span(&self, from: f64, to: f64) -> Span {
        Span {
            since: self.at(from),
            until: self.at(to),
        }
    }

    /// A check says something else for a time, in some realms.
    pub fn says(
        &mut self,
        check: &str,
        realms: &[&str],
        outcome: Outcome,
        reason: &str,
        span: Span,
    ) -> &mut Self {
        for realm in realms {
            let key = ((*realm).to_owned(), check.to_owned());
            let pass = (self.during, Outcome::Of(Status::Pass), "ok".to_owned());
            let states = self.states.entry(key).or_insert_with(|| vec![pass]);
            let mut cut = Vec::new();
            for (old, before, why) in states.drain(..) {
                let first = Span {
                    since: old.since,
                    until: old.until.min(span.since),
                };
                let second = Span {
                    since: old.since.max(span.until),
                    until: old.until,
                };
                for part in [first, second] {
                    if part.since < part.until {
                        cut.push((part, before, why.clone()));
                    }
                }
            }
            cut.push((span, outcome, reason.to_owned()));
            cut.sort_by_key(|(span, _, _)| span.since);
            *states = cut;
        }
        self
    }

    /// A diagnosis names a cause for a time, which fails.
    pub fn cause(
        &mut self,
        reason: (&str, &str),
        subject: &str,
        summary: &str,
        realms: &[&str],
        span: Span,
    ) -> &mut Self {
        self.names(Status::Fail, reason, subject, summary, realms, span)
    }

    /// A diagnosis names a cause for a time, as bad as that.
    pub fn names(
        &mut self,
        status: Status,
        reason: (&str, &str),
        subject: &str,
        summary: &str,
        realms: &[&str],
        span: Span,
    ) -> &mut Self {
        let cause = Cause {
            check: reason.0.into(),
            reason: reason.1.into(),
            subject: subject.into(),
            status,
            summary: summary.into(),
            realms: realms.iter().map(|realm| (*realm).to_owned()).collect(),
        };
        self.causes.push((cause, span));
        self
    }

    /// Nobody watches from one hour to another.
    pub fn gap(&mut self, from: f64, to: f64) -> &mut Self {
        let gap = self.span(from, to);
        let watched = std::mem::take(&mut self.watched).into_iter();
        let parts = watched.flat_map(|span| {
            [
                Span {
                    since: span.since,
                    until: span.until.min(gap.since),
                },
                Span {
                    since: span.since.max(gap.until),
                    until: span.until,
                },
            ]
        });
        self.watched = parts.filter(|span| span.since < span.until).collect();
        self
    }

    /// The past, with runs in each hour that was watched.
    pub fn past(&self) -> Past {
        let mut dice = Dice::new(self.seed);
        let begins =
            (0..DAYS * 24).map(|hour| self.during.since + SignedDuration::from_hours(hour));
        let is_watched = |at: &Timestamp| {
            self.watched
                .iter()
                .any(|span| span.since <= *at && *at < span.until)
        };
        let hours = begins
            .filter(is_watched)
            .map(|since| hour(since, self.runs, &mut dice))
            .collect();
        let states = self.states.iter().flat_map(|((realm, check), states)| {
            states.iter().map(move |(span, outcome, reason)| {
                let state = State {
                    realm: realm.clone(),
                    check: check.clone(),
                    outcome: *outcome,
                    reason: reason.clone(),
                };
                (state, *span)
            })
        });
        let last = self
            .watched
            .last()
            .map_or(self.during.since, |span| span.until);
        Past {
            appliance: self.name.clone(),
            version: "0.1.0".into(),
            last_run_at: last - SignedDuration::from_mins(5),
            watched: self.watched.clone(),
            states: states.collect(),
            causes: self.causes.clone(),
            hours,
        }
    }
}

fn hour(since: Timestamp, runs: u64, dice: &mut Dice) -> Hour {
    let mut latencies: BTreeMap<String, Latencies> = BTreeMap::new();
    // Slower by day, and now and then much slower.
    let of_day = since.as_second().rem_euclid(DAY) / HOUR;
    let busy = if (7..18).contains(&of_day) { 3 } else { 2 };
    for (check, millis) in CHECKS {
        let all = latencies.entry((*check).to_owned()).or_default();
        for _ in 0..runs {
            let slow = if dice.roll(400) == 0 { 9 } else { 1 };
            let micros = millis * 500 * busy * slow + dice.roll(millis * 300 + 200);
            all.add(Duration::from_micros(micros));
        }
    }
    Hour {
        since,
        runs,
        latencies,
    }
}
