//! The top of the page: the answer, the causes that hold, what was looked at, and how the time was spent.

use checks::kit::text;

use crate::report::history::fold::failing_now;
use crate::report::history::types::{Outcome, Review};
use crate::report::history::words;
use crate::report::html::axis::{Percent, Scale};
use crate::report::mark::Mark;

/// The top of the page.
pub struct Head {
    /// The title of the document.
    pub title: String,
    /// The answer: each part with its mark.
    pub verdict: Vec<(String, Mark)>,
    /// What holds, in a sentence each.
    pub points: Vec<Point>,
    /// How many more there are.
    pub more: usize,
    /// What was looked at.
    pub facts: Vec<(&'static str, String)>,
    /// What the shares are shares of.
    pub whole: &'static str,
    /// How much of it is what.
    pub shares: Vec<Share>,
}

/// A cause that holds.
pub struct Point {
    /// How bad it is.
    pub mark: Mark,
    /// Where it is told.
    pub anchor: String,
    /// The sentence.
    pub sentence: String,
    /// Since when, or on how many appliances.
    pub also: String,
}

/// A part of the whole.
pub struct Share {
    /// What it is, which is the class of its color.
    pub mark: Mark,
    /// What it is, in words.
    pub what: &'static str,
    /// How much.
    pub much: String,
    /// Whether it is nothing.
    pub is_nothing: bool,
    /// Where its part of the bar begins.
    pub x: Percent,
    /// How wide it is.
    pub width: Percent,
}

/// As many stand on top; all follow below.
const POINTS: usize = 6;

impl Head {
    /// The top of this review's page.
    pub fn of(review: &Review) -> Self {
        let verdict = words::verdict(review);
        let answer: Vec<&str> = verdict.iter().map(|(text, _)| text.as_str()).collect();
        let name = match review.appliances.as_slice() {
            [one] => text::quote(&one.name, 30),
            many => format!("{} appliances", many.len()),
        };
        let points = points(review);
        let (whole, shares) = shares(review);
        Self {
            title: format!("{name}, {}: {}", words::asked(review), answer.join(", ")),
            more: points.len().saturating_sub(POINTS),
            points: points.into_iter().take(POINTS).collect(),
            verdict: verdict
                .into_iter()
                .map(|(text, outcome)| (text, outcome.map_or(Mark::None, Mark::from)))
                .collect(),
            facts: facts(review),
            whole,
            shares,
        }
    }
}

fn points(review: &Review) -> Vec<Point> {
    if let Some(fleet) = &review.fleet {
        let shared = fleet.shared.iter().enumerate();
        return shared
            .filter(|(_, one)| one.holding > 0 && one.subject.is_some())
            .map(|(place, one)| Point {
                mark: one.status.into(),
                anchor: format!("s{place}"),
                sentence: words::sentence(&one.summary),
                also: words::on(one),
            })
            .collect();
    }
    let causes = review.appliances.iter().flat_map(|one| &one.causes);
    causes
        .enumerate()
        .filter(|(_, cause)| cause.holds)
        .map(|(place, cause)| Point {
            mark: cause.status.into(),
            anchor: format!("a0c{place}"),
            sentence: words::sentence(&cause.summary),
            also: words::since(cause),
        })
        .collect()
}

fn facts(review: &Review) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let [one] = review.appliances.as_slice() {
        facts.push(("Appliance", text::harmless(&one.name)));
    }
    facts.push(("From", format!("{} UTC", words::minute(review.since))));
    facts.push(("To", format!("{} UTC", words::minute(review.until))));
    if let Some(realm) = &review.realm {
        facts.push(("Only realm", text::harmless(realm)));
    }
    if let Some(check) = &review.check {
        facts.push(("Only check", text::harmless(check)));
    }
    match review.appliances.as_slice() {
        [one] => {
            facts.push(("Watched", words::percent(one.watched_share)));
            facts.push(("Runs", one.runs.to_string()));
            facts.push((
                "Last run",
                format!("{} UTC", words::minute(one.last_run_at)),
            ));
            facts.push(("Its otpdoctor", text::harmless(&one.version)));
        }
        many => facts.push(("Appliances", many.len().to_string())),
    }
    facts.push(("Outages", review.summary.outages.to_string()));
    facts
}

/// Of one appliance the time, of several their number.
fn shares(review: &Review) -> (&'static str, Vec<Share>) {
    if let [one] = review.appliances.as_slice() {
        let length = review.until.duration_since(review.since).as_secs_f64();
        let free = (one.watched_s - one.failing_s).max(0.0);
        let parts = [
            (Outcome::Fail, "with something failing", one.failing_s),
            (Outcome::Pass, "with nothing failing", free),
            (
                Outcome::Skip,
                "not watched",
                (length - one.watched_s).max(0.0),
            ),
        ];
        return ("the time", drawn(parts, words::span));
    }
    let count = |what: &dyn Fn(&super::super::Appliance) -> bool| {
        review.appliances.iter().filter(|one| what(one)).count() as f64
    };
    let is_silent = |one: &super::super::Appliance| one.silent_since.is_some();
    let parts = [
        (
            Outcome::Fail,
            "with something failing now",
            count(&|one| !is_silent(one) && failing_now(one) > 0),
        ),
        (
            Outcome::Pass,
            "with nothing failing now",
            count(&|one| !is_silent(one) && failing_now(one) == 0),
        ),
        (Outcome::Unknown, "watched no more", count(&is_silent)),
    ];
    (
        "the appliances",
        drawn(parts, |count| format!("{count:.0}")),
    )
}

fn drawn(parts: [(Outcome, &'static str, f64); 3], say: impl Fn(f64) -> String) -> Vec<Share> {
    let scale = Scale::new(0.0, parts.iter().map(|(_, _, much)| much).sum());
    let mut before = 0.0;
    parts
        .into_iter()
        .map(|(outcome, what, much)| {
            let x = scale.at(before);
            before += much;
            Share {
                mark: outcome.into(),
                what,
                much: say(much),
                is_nothing: much <= 0.0,
                x,
                width: Percent((scale.at(before).0 - x.0).max(0.0)),
            }
        })
        .collect()
}
