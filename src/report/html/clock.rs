//! How far the appliance's clock is from each NTP server, on one axis with the bounds.

use checks::kit::text;
use jiff::SignedDuration;

use super::axis::{Percent, Scale, Tick};
use crate::report::mark::Mark;
use crate::report::{ClockBounds, Evidence, Finding, Report};

/// The plot.
pub struct Clock {
    /// The axis.
    pub ticks: Vec<Tick>,
    /// Where true time is.
    pub zero: Percent,
    /// The bands between the bounds.
    pub bands: Vec<Band>,
    /// The bounds in words.
    pub bounds: Option<(String, String)>,
    /// What each server says, and what they say together.
    pub rows: Vec<Row>,
}

/// What an offset here is called.
pub struct Band {
    /// Where it begins.
    pub x: Percent,
    /// How wide it is.
    pub width: Percent,
    /// How bad it is.
    pub mark: Mark,
}

/// One server.
pub struct Row {
    /// Its name.
    pub server: String,
    /// Where its offset stands; nothing of one that did not answer.
    pub x: Option<Percent>,
    /// The offset, or why there is none.
    pub says: String,
    /// What its offset is called.
    pub mark: Mark,
    /// Whether the others agree with it.
    pub kind: Kind,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A server with whom the majority agrees.
    Agrees,
    /// A server that the others outvote.
    Outvoted,
    /// What they say together.
    Together,
    /// A server without a usable answer.
    Silent,
}

const CHECK: &str = "clock-skew";
const TOGETHER: &str = "offset";
const OUTVOTED: &str = "outvoted-server-offset";

impl Clock {
    /// The plot, where a server was compared with.
    pub fn of(report: &Report) -> Option<Self> {
        let measured = |finding: &&Finding| {
            finding.check == CHECK && finding.evidence.iter().any(|one| offset(one).is_some())
        };
        let finding = report.findings.iter().find(measured)?;
        let offsets: Vec<(&Evidence, f64)> = finding
            .evidence
            .iter()
            .filter_map(|one| Some((one, offset(one)?)))
            .collect();
        let bounds = report.clock_bounds;
        let farthest = offsets.iter().map(|(_, offset)| offset.abs());
        let reach = farthest.fold(bounds.map_or(0.0, |bounds| bounds.fail_s), f64::max);
        // Half as much again as the bound, so that what is beyond it has its place.
        let reach = match bounds {
            Some(bounds) => (reach * 1.15).max(bounds.fail_s * 1.5),
            None => (reach * 1.15).max(1.0),
        };
        let scale = Scale::new(-reach, reach);
        let mut rows: Vec<Row> = offsets
            .iter()
            .map(|(evidence, offset)| row(scale, evidence, *offset, bounds))
            .collect();
        rows.sort_by_key(|row| row.kind == Kind::Together);
        rows.extend(silent(report, finding));
        Some(Self {
            ticks: scale.spans(tick),
            zero: scale.at(0.0),
            bands: bounds
                .map(|bounds| bands(scale, reach, bounds))
                .unwrap_or_default(),
            bounds: bounds.map(|bounds| (span(bounds.warn_s), span(bounds.fail_s))),
            rows,
        })
    }
}

/// The offset, where the evidence is one.
fn offset(evidence: &Evidence) -> Option<f64> {
    let seconds = evidence.unit.as_deref() == Some("s");
    evidence
        .value
        .as_f64()
        .filter(|value| seconds && value.is_finite())
}

fn row(scale: Scale, evidence: &Evidence, offset: f64, bounds: Option<ClockBounds>) -> Row {
    let kind = match evidence.id.as_str() {
        OUTVOTED => Kind::Outvoted,
        TOGETHER => Kind::Together,
        _ => Kind::Agrees,
    };
    let name = evidence.of.as_deref().unwrap_or("all together");
    Row {
        server: text::harmless(name),
        x: Some(scale.at(offset)),
        says: signed(offset),
        mark: match bounds {
            Some(bounds) if offset.abs() >= bounds.fail_s => Mark::Fail,
            Some(bounds) if offset.abs() >= bounds.warn_s => Mark::Warn,
            _ => Mark::Pass,
        },
        kind,
    }
}

fn bands(scale: Scale, reach: f64, bounds: ClockBounds) -> Vec<Band> {
    let band = |from, to, mark| Band {
        x: scale.at(from),
        width: scale.between(from, to),
        mark,
    };
    vec![
        band(-reach, -bounds.fail_s, Mark::Fail),
        band(-bounds.fail_s, -bounds.warn_s, Mark::Warn),
        band(-bounds.warn_s, bounds.warn_s, Mark::Pass),
        band(bounds.warn_s, bounds.fail_s, Mark::Warn),
        band(bounds.fail_s, reach, Mark::Fail),
    ]
}

/// The servers without an offset, in the words of the check that looks at them.
fn silent(report: &Report, compared: &Finding) -> Vec<Row> {
    let known = |server: &str| {
        let mut named = compared.evidence.iter();
        named.any(|one| one.of.as_deref() == Some(server))
    };
    report
        .findings
        .iter()
        .filter(|one| one.check == "time-source" && one.reason == "unreachable")
        .filter(|one| !known(&one.subject))
        .map(|one| Row {
            server: text::harmless(&one.subject),
            x: None,
            says: "no answer".into(),
            mark: Mark::of(one),
            kind: Kind::Silent,
        })
        .collect()
}

fn signed(seconds: f64) -> String {
    match seconds.abs() {
        ..3600.0 => text::offset(SignedDuration::from_secs_f64(seconds)),
        beyond => {
            let sign = if seconds < 0.0 { '−' } else { '+' };
            format!("{sign}{}", span(beyond))
        }
    }
}

fn span(seconds: f64) -> String {
    // No clock is farther off than what a duration holds; a file may say anything.
    let seconds = if seconds.is_finite() {
        seconds.clamp(-1e15, 1e15)
    } else {
        0.0
    };
    text::duration(SignedDuration::from_secs_f64(seconds))
}

fn tick(seconds: f64) -> String {
    let sign = if seconds < 0.0 { "−" } else { "+" };
    match seconds.abs() {
        0.0 => "0".into(),
        small @ ..120.0 => format!("{sign}{} s", (small * 1000.0).round() / 1000.0),
        more => format!("{sign}{}", span(more)),
    }
}
