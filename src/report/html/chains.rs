//! Certificate chains on one axis of time, and what else ends soon.

use checks::kit::chain::End;
use checks::kit::text;
use jiff::Timestamp;

use super::axis::{Percent, Scale, Tick};
use crate::report::block::Realms;
use crate::report::mark::Mark;
use crate::report::{Certificate, Expiry, Report};

/// The chains.
pub struct Chains<'a> {
    /// The axis.
    pub ticks: Vec<Tick>,
    /// The moment that was judged.
    pub now: Percent,
    /// What ends from now on within 30 days.
    pub soon: Percent,
    /// The chains, the one that ends soonest first.
    pub chains: Vec<Chain<'a>>,
    /// How many more there are.
    pub more: usize,
}

/// One chain, or something else that ends.
pub struct Chain<'a> {
    /// Whose it is.
    pub whose: String,
    /// Where it is used.
    pub realms: Realms<'a>,
    /// What is wrong with its end.
    pub end: Option<&'static str>,
    /// From the certificate itself upwards.
    pub spans: Vec<Span>,
}

/// The time of one certificate.
pub struct Span {
    /// Whose.
    pub name: String,
    /// `certificate`, `issuer` or `root`.
    pub role: &'static str,
    /// Where it begins.
    pub x: Percent,
    /// How wide it is.
    pub width: Percent,
    /// Whether it goes on beyond the drawing.
    pub goes_on: bool,
    /// How it stands at the moment that was judged.
    pub mark: Mark,
    /// The last day.
    pub until: String,
    /// How long that is.
    pub left: String,
    /// The first day.
    pub since: String,
}

/// As many chains are drawn: those that end soonest.
const CHAINS: usize = 40;
const DAY: f64 = 86_400.0;
/// The time before an end in which it is a warning.
const SOON: f64 = 30.0 * DAY;

impl<'a> Chains<'a> {
    /// The chains of this report; nothing where none was seen.
    pub fn of(report: &'a Report) -> Option<Self> {
        let now = second(report.judged_at);
        let shown = &report.chains[..report.chains.len().min(CHAINS)];
        let others = others(report);
        if shown.is_empty() && others.is_empty() {
            return None;
        }
        let leaves = shown.iter().filter_map(|chain| chain.certificates.first());
        let ends = leaves
            .map(|leaf| second(leaf.not_after))
            .chain(others.iter().map(|one| second(one.at)));
        let scale = scale(now, ends);
        let drawn = shown.iter().map(|chain| Chain {
            whose: text::harmless(chain.whose.trim_start_matches("the ")),
            realms: Realms::of(&chain.realms, report),
            end: match chain.end {
                End::Trusted => None,
                End::UntrustedRoot => Some("its root is not trusted"),
                End::IssuerMissing => Some("an issuer is missing"),
            },
            spans: spans(scale, &chain.certificates, now),
        });
        let marked = others.into_iter().map(|one| Chain {
            whose: text::harmless(one.what.trim_start_matches("the ")),
            realms: Realms::of(&one.realms, report),
            end: None,
            spans: vec![point(scale, one, now)],
        });
        Some(Self {
            ticks: scale.dates(),
            now: scale.at(now),
            soon: scale.between(now, now + SOON),
            more: report.chains.len() - shown.len(),
            chains: drawn.chain(marked).collect(),
        })
    }
}

/// What the forecast tells beside certificates.
fn others(report: &Report) -> Vec<&Expiry> {
    let of_certificate = |one: &&Expiry| {
        let mut certificates = report.chains.iter().flat_map(|chain| &chain.certificates);
        certificates.any(|certificate| certificate.not_after == one.at)
    };
    let others = report.forecast.iter().filter(|one| !of_certificate(one));
    others.take(CHAINS).collect()
}

/// From some time before to beyond the last end that matters: decades of a root would hide the weeks of a leaf.
fn scale(now: f64, ends: impl Iterator<Item = f64>) -> Scale {
    let (first, last) = ends.fold((now, now), |(first, last), end| {
        (first.min(end), last.max(end))
    });
    let to = (last + 60.0 * DAY).clamp(now + 400.0 * DAY, now + 5.0 * 365.0 * DAY);
    let before = (to - now) / 4.0;
    Scale::new(
        (first - 30.0 * DAY).clamp(now - 3.0 * (to - now), now - before),
        to,
    )
}

fn spans(scale: Scale, certificates: &[Certificate], now: f64) -> Vec<Span> {
    let last = certificates.len().saturating_sub(1);
    certificates
        .iter()
        .enumerate()
        .map(|(index, one)| {
            let (begin, end) = (second(one.not_before), second(one.not_after));
            Span {
                name: text::harmless(&one.name),
                role: match index {
                    0 => "certificate",
                    _ if index == last => "root",
                    _ => "issuer",
                },
                x: scale.at(begin),
                width: scale.between(begin, end),
                goes_on: scale.at(end).0 >= 100.0,
                mark: state(begin, end, now),
                until: text::day(one.not_after),
                left: left(begin, end, now),
                since: text::day(one.not_before),
            }
        })
        .collect()
}

/// Something of which only the end is known.
fn point(scale: Scale, expiry: &Expiry, now: f64) -> Span {
    let end = second(expiry.at);
    Span {
        name: "last moment".into(),
        role: "end",
        x: scale.at(end),
        width: Percent(0.0),
        goes_on: false,
        mark: state(now, end, now),
        until: text::day(expiry.at),
        left: left(now, end, now),
        since: String::new(),
    }
}

fn state(begin: f64, end: f64, now: f64) -> Mark {
    if now > end || now < begin {
        Mark::Fail
    } else if end - now <= SOON {
        Mark::Warn
    } else {
        Mark::Pass
    }
}

/// How far the end is, in words.
fn left(begin: f64, end: f64, now: f64) -> String {
    let days = ((end - now).abs() / DAY).floor();
    let span = match days {
        0.0 => "less than a day".to_owned(),
        1.0 => "1 day".to_owned(),
        ..800.0 => format!("{days} days"),
        _ => format!("{:.0} years", days / 365.25),
    };
    if now < begin {
        "not yet valid".to_owned()
    } else if now > end {
        format!("ended {span} ago")
    } else {
        format!("in {span}")
    }
}

fn second(at: Timestamp) -> f64 {
    at.as_second() as f64
}
