//! The pasts that reviews are tried on: made by hand, and by a generator with a seed where there is much of it.
#![allow(dead_code, reason = "each test takes a part")]

use std::collections::BTreeMap;
use std::time::Duration;

use checks::kit::Status;
use jiff::{SignedDuration, Timestamp};
use otpdoctor::history::{Cause, Hour, Latencies, Outcome, Past, Span, State};
use otpdoctor::report::history::{self as review, Lens, Review};

/// The worlds with goldens of their own.
pub const NAMES: &[&str] = &[
    "healthy", "outage", "flapping", "gaps", "apart", "fleet", "nobody",
];

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

/// A world's pasts.
pub fn pasts(name: &str) -> Vec<Past> {
    match name {
        "healthy" => vec![World::new("idp-01").past()],
        "outage" => vec![outage("idp-01", 0).past()],
        "flapping" => vec![flapping()],
        "gaps" => vec![gaps()],
        "apart" => vec![apart()],
        "fleet" => fleet(300),
        "ten" => fleet(10),
        "nobody" => Vec::new(),
        _ => panic!("there is no world {name}"),
    }
}

/// A world's review: as many days as its pasts have.
pub fn world(name: &str) -> Review {
    reviewed(&pasts(name), &lens(DAYS))
}

/// The review of pasts.
pub fn reviewed(pasts: &[Past], lens: &Lens) -> Review {
    review::review(
        lens,
        pasts.iter().map(|past| review::fold(past, lens)).collect(),
    )
}

const DAYS: i64 = 30;
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
const REALMS: [&str; 3] = ["SecureAuth1", "SecureAuth2", "SecureAuth998"];

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

/// A past that grows: all is well until something is said to be otherwise.
pub struct World {
    name: String,
    seed: u64,
    runs: u64,
    during: Span,
    watched: Vec<Span>,
    states: BTreeMap<(String, String), Vec<(Span, Outcome, String)>>,
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
            let states = self.states.get_mut(&key).unwrap();
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

    /// A diagnosis names a cause for a time.
    pub fn cause(
        &mut self,
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

/// The clock runs behind since the day before yesterday, the cloud refuses; a mail server was down for an evening.
pub fn outage(name: &str, late: i64) -> World {
    let mut world = World::new(name);
    let fail = Outcome::Of(Status::Fail);
    let since = 669.2 + late as f64;
    let span = world.span(since, 720.0);
    let warned = world.span(since - 26.0, since);
    world.says(
        "clock-skew",
        &REALMS,
        Outcome::Of(Status::Warn),
        "drifting",
        warned,
    );
    world.says("clock-skew", &REALMS, fail, "behind", span);
    world.says("cloud-reach", &REALMS, fail, "license-rejected", span);
    let summary = "the clock is 5 min 12 s behind ntp1.example.net";
    world.cause(
        ("clock-skew", "behind"),
        "appliance clock",
        summary,
        &REALMS,
        span,
    );
    let evening = world.span(300.0, 304.4);
    world.says("smtp-reach", &REALMS[1..2], fail, "no-answer", evening);
    world.says(
        "smtp-tls",
        &REALMS[1..2],
        Outcome::Of(Status::Unknown),
        "not-reached",
        evening,
    );
    world.says(
        "smtp-auth",
        &REALMS[1..2],
        Outcome::Of(Status::Unknown),
        "not-reached",
        evening,
    );
    let summary = "smtp.example.net:25 does not answer";
    world.cause(
        ("smtp-reach", "no-answer"),
        "smtp.example.net:25",
        summary,
        &REALMS[1..2],
        evening,
    );
    world
}

/// A mail server that comes and goes, forty times.
fn flapping() -> Past {
    let mut world = World::new("idp-02");
    let mut dice = Dice::new(7);
    let fail = Outcome::Of(Status::Fail);
    let mut at = 30.0;
    for _ in 0..40 {
        at += 2.0 + dice.roll(280) as f64 / 20.0;
        let down = world.span(at, at + 0.2 + dice.roll(40) as f64 / 20.0);
        world.says("smtp-reach", &REALMS, fail, "no-answer", down);
        world.says(
            "smtp-auth",
            &REALMS,
            Outcome::Of(Status::Unknown),
            "not-reached",
            down,
        );
        let summary = "smtp.example.net:25 does not answer";
        world.cause(
            ("smtp-reach", "no-answer"),
            "smtp.example.net:25",
            summary,
            &REALMS,
            down,
        );
    }
    world.past()
}

/// Nobody watched for days, twice; the second time until now; what was waived and what could not be checked.
fn gaps() -> Past {
    let mut world = World::new("idp-03");
    let all = world.span(0.0, 720.0);
    let begin = world.span(0.0, 50.0);
    world.says(
        "certificate-validity",
        &REALMS,
        Outcome::Waived,
        "expires-soon",
        all,
    );
    world.says(
        "license-current",
        &REALMS,
        Outcome::Of(Status::Unknown),
        "not-permitted",
        begin,
    );
    // From before the time, over the gap, to its end.
    world.says(
        "smtp-firewall",
        &REALMS,
        Outcome::Of(Status::Fail),
        "address-not-listed",
        all,
    );
    let summary = "the host firewall does not list 192.0.2.25";
    world.cause(
        ("smtp-firewall", "address-not-listed"),
        "192.0.2.25",
        summary,
        &REALMS,
        all,
    );
    world.gap(200.0, 344.0).gap(600.0, 720.0);
    world.past()
}

/// Realms that fare differently.
fn apart() -> Past {
    let mut world = World::new("idp-04");
    let fail = Outcome::Of(Status::Fail);
    let (long, short) = (world.span(100.0, 400.0), world.span(650.0, 720.0));
    world.says("smtp-auth", &REALMS[..1], fail, "rejected", long);
    world.says("smtp-auth", &REALMS[1..2], fail, "rejected", short);
    world.says(
        "email-fields",
        &REALMS[2..],
        Outcome::Of(Status::Warn),
        "not-listed",
        long,
    );
    let summary = "smtp.example.net refuses the password of otp";
    world.cause(
        ("smtp-auth", "rejected"),
        "smtp.example.net",
        summary,
        &REALMS[..1],
        long,
    );
    world.cause(
        ("smtp-auth", "rejected"),
        "smtp.example.net",
        summary,
        &REALMS[1..2],
        short,
    );
    world.past()
}

/// So many appliances: a third shares a cause that spreads, some have their own, some are silent.
pub fn fleet(count: usize) -> Vec<Past> {
    let mut dice = Dice::new(42);
    (1..=count)
        .map(|number| {
            let name = format!("idp-{number:03}");
            let mut world = match number % 3 {
                0 => outage(&name, -i64::try_from(dice.roll(60)).unwrap()),
                _ => World::new(&name),
            };
            // As many as that, once a minute, take half a minute to make.
            world.runs = 1;
            if number % 20 == 7 {
                let ends = world.span(200.0 + dice.roll(300) as f64, 720.0);
                let subject = format!("site {}", number / 20 % 4);
                let summary = format!("the certificate of {subject} has ended");
                let fail = Outcome::Of(Status::Fail);
                world.says("certificate-validity", &REALMS[..1], fail, "ended", ends);
                let reason = ("certificate-validity", "ended");
                world.cause(reason, &subject, &summary, &REALMS[..1], ends);
            }
            if number % 50 == 11 {
                world.gap(400.0 + dice.roll(300) as f64, 720.0);
            }
            world.past()
        })
        .collect()
}
