//! Certificate chains on one axis of time, and what else ends soon.

use checks::kit::chain::End;
use checks::kit::text::day;
use jiff::Timestamp;

use crate::report::model::{Chain, Expiry, Outcome, Report};
use crate::report::view::axis::{Bar, Scale, Tick};
use crate::report::view::icon::Icon;
use crate::report::view::measured::true_time;
use crate::report::view::text::{is_of_certificate, left};
use crate::report::view::{Realms, grouped};

/// The chains.
pub struct Chains<'a> {
    /// The axis.
    pub ticks: Vec<Tick>,
    /// The moment of the check, and the 30 days after it.
    pub soon: Bar,
    /// The chains that end soonest; those with the same issuers stand together. Then what else ends.
    pub groups: Vec<Group<'a>>,
    /// How many more chains there are.
    pub more: usize,
}

/// Chains with the same issuers.
pub struct Group<'a> {
    /// Their certificates.
    pub rows: Vec<Row<'a>>,
    /// Their issuers, up to the root.
    pub issuers: Vec<Span<'a>>,
}

/// One certificate, or something else that ends.
pub struct Row<'a> {
    /// Whose it is.
    pub whose: &'a str,
    /// Where it is used.
    pub realms: Realms<'a>,
    /// What is wrong with the end of its chain.
    pub end: Option<&'static str>,
    /// Its time.
    pub span: Span<'a>,
}

/// The time of one certificate.
pub struct Span<'a> {
    /// Whose.
    pub name: &'a str,
    /// `certificate`, `issuer` or `root`; `end` where only the last moment is known.
    pub role: &'static str,
    /// Where it stands.
    pub bar: Bar,
    /// Whether it goes on beyond the drawing.
    pub goes_on: bool,
    /// How it stands at the moment of the check.
    pub icon: Icon,
    /// The first day, where it is known, and the last.
    pub days: (Option<String>, String),
    /// How long that is.
    pub left: String,
}

/// As many chains are drawn: those that end soonest.
const CHAINS: usize = 40;
const DAY: f64 = 86_400.0;
/// A time that people count in years.
const YEARS: f64 = 800.0 * DAY;
/// The time before an end in which it is a warning.
const SOON: f64 = 30.0 * DAY;

impl<'a> Chains<'a> {
    /// The chains of this report; `None` where none was observed and nothing ends.
    pub fn of(report: &'a Report) -> Option<Self> {
        let checked_at = true_time(report);
        let now = second(checked_at);
        let chains = &report.chains[..report.chains.len().min(CHAINS)];
        let others = others(report);
        if chains.is_empty() && others.is_empty() {
            return None;
        }
        let leaves = chains.iter().filter_map(|chain| chain.certificates.first());
        let ends = leaves.map(|leaf| leaf.not_after);
        let ends = ends.chain(others.iter().map(|one| one.at)).map(second);
        let ends: Vec<f64> = ends.collect();
        let axis = Axis {
            scale: scale(now, &ends),
            now: checked_at,
        };
        let drawn = chains.iter().filter(|chain| !chain.certificates.is_empty());
        let alike = grouped(drawn, |chain| &chain.certificates[1..]).into_iter();
        let drawn = alike.map(|alike| Group {
            rows: alike
                .iter()
                .map(|chain| row(&axis, chain, report))
                .collect(),
            issuers: issuers(&axis, alike[0]),
        });
        let marked = Group {
            rows: others
                .into_iter()
                .map(|one| Row {
                    whose: one.what.trim_start_matches("the "),
                    realms: Realms::of(&one.realms, report),
                    end: None,
                    span: axis.span("", "end", None, one.at),
                })
                .collect(),
            issuers: Vec::new(),
        };
        Some(Self {
            ticks: axis.scale.dates(),
            soon: axis.scale.bar(now, now + SOON),
            more: report.chains.len() - chains.len(),
            groups: drawn.chain([marked]).collect(),
        })
    }
}

fn row<'a>(axis: &Axis, chain: &'a Chain, report: &Report) -> Row<'a> {
    let leaf = &chain.certificates[0];
    Row {
        whose: chain.whose.trim_start_matches("the "),
        realms: Realms::of(&chain.realms, report),
        end: match chain.end {
            End::Trusted => None,
            End::UntrustedRoot => Some("its root is not trusted"),
            End::IssuerMissing => Some("an issuer is missing"),
        },
        span: axis.span(
            &leaf.name,
            "certificate",
            Some(leaf.not_before),
            leaf.not_after,
        ),
    }
}

/// What the forecast names beside certificates.
fn others(report: &Report) -> Vec<&Expiry> {
    let ends = report.forecast.iter();
    let others = ends.filter(|one| !is_of_certificate(one, report));
    others.take(CHAINS).collect()
}

/// From some time before to beyond the last end that matters: decades of a root would hide the weeks of a leaf.
fn scale(now: f64, ends: &[f64]) -> Scale {
    let first = ends.iter().copied().fold(now, f64::min);
    let last = ends.iter().copied().fold(now, f64::max);
    let to = (last + 60.0 * DAY).clamp(now + 400.0 * DAY, now + 5.0 * 365.0 * DAY);
    let before = (to - now) / 4.0;
    let from = (first - 30.0 * DAY).clamp(now - 3.0 * (to - now), now - before);
    Scale::new(from, to)
}

fn issuers<'a>(axis: &Axis, chain: &'a Chain) -> Vec<Span<'a>> {
    let last = chain.certificates.len() - 1;
    let role = |index| if index == last { "root" } else { "issuer" };
    let issuers = chain.certificates.iter().enumerate().skip(1);
    issuers
        .map(|(index, one)| axis.span(&one.name, role(index), Some(one.not_before), one.not_after))
        .collect()
}

struct Axis {
    scale: Scale,
    now: Timestamp,
}

impl Axis {
    fn span<'a>(
        &self,
        name: &'a str,
        role: &'static str,
        begin: Option<Timestamp>,
        end: Timestamp,
    ) -> Span<'a> {
        let early = begin.is_some_and(|begin| self.now < begin);
        let (from, to) = (second(begin.unwrap_or(end)), second(end));
        let outcome = if early || self.now > end {
            Outcome::Fail
        } else if to - second(self.now) <= SOON {
            Outcome::Warn
        } else {
            Outcome::Pass
        };
        Span {
            name,
            role,
            bar: self.scale.bar(from, to),
            goes_on: self.scale.at(to).0 >= 100.0,
            icon: outcome.into(),
            days: (begin.map(day), day(end)),
            left: match early {
                true => "not yet valid".to_owned(),
                // Issuers are in no headline, whose days these would repeat.
                false if matches!(role, "issuer" | "root") && to - second(self.now) > YEARS => {
                    let years = (to - second(self.now)) / (365.25 * DAY);
                    format!("in {years:.0} years")
                }
                false => left(self.now, end, role == "end"),
            },
        }
    }
}

fn second(at: Timestamp) -> f64 {
    at.as_second() as f64
}
