//! How far the appliance's clock is from each NTP server, on one axis with the bounds.

use checks::kit::text;
use jiff::SignedDuration;

use crate::report::model::{ClockBounds, Outcome, Report};
use crate::report::view::axis::{Bar, Percent, Scale, Tick};
use crate::report::view::icon::Icon;
use crate::report::view::measured::{clock_offset, server_offsets, silent_servers};

/// The plot.
pub struct Clock<'a> {
    /// The axis.
    pub ticks: Vec<Tick>,
    /// Where true time is.
    pub zero: Percent,
    /// The bands between the bounds, and what an offset there is called.
    pub bands: Vec<(Bar, Icon)>,
    /// The bounds, written out.
    pub bounds: Option<(String, String)>,
    /// What each server says, and what they say together.
    pub rows: Vec<Row<'a>>,
}

/// One server.
pub struct Row<'a> {
    /// Its name.
    pub server: &'a str,
    /// Where its offset stands; `None` of one that did not answer.
    pub x: Option<Percent>,
    /// The offset, or why there is none.
    pub says: String,
    /// What its offset is called.
    pub icon: Icon,
    /// `outvoted` by the other servers, or what all say `together`; else empty.
    pub kind: &'static str,
}

impl<'a> Clock<'a> {
    /// The plot, where a server was compared with.
    pub fn of(report: &'a Report) -> Option<Self> {
        let servers = server_offsets(report);
        let kind = |outvoted| if outvoted { "outvoted" } else { "" };
        let offsets = servers.iter();
        let offsets = offsets.map(|one| (one.server, one.offset_s, kind(one.outvoted)));
        let together = clock_offset(report);
        let together = together.map(|offset| ("all together", offset, "together"));
        let offsets = offsets.chain(together);
        let offsets: Vec<_> = offsets.filter(|(_, one, _)| one.is_finite()).collect();
        if offsets.is_empty() {
            return None;
        }
        let bounds = report.clock_bounds;
        let farthest = offsets.iter().map(|(_, offset, _)| offset.abs());
        let farthest = farthest.fold(0.0, f64::max) * 1.15;
        // Half as much again as the bound, so that what is beyond it is on the chart.
        let reach = farthest.max(bounds.map_or(1.0, |bounds| bounds.fail_s * 1.5));
        let scale = Scale::new(-reach, reach);
        let compared = offsets.iter().map(|(server, offset, kind)| Row {
            server,
            x: Some(scale.at(*offset)),
            says: signed(*offset),
            icon: level(*offset, bounds).into(),
            kind,
        });
        let silent = silent_servers(report);
        let silent = silent
            .filter(|one| !servers.iter().any(|known| known.server == &*one.subject))
            .map(|one| Row {
                server: &one.subject,
                x: None,
                says: "no answer".into(),
                icon: one.outcome().into(),
                kind: "",
            });
        Some(Self {
            ticks: scale.spans(tick),
            zero: scale.at(0.0),
            bands: bounds.map_or_else(Vec::new, |bounds| bands(scale, reach, bounds)),
            bounds: bounds.map(|bounds| (span(bounds.warn_s), span(bounds.fail_s))),
            rows: compared.chain(silent).collect(),
        })
    }
}

fn level(offset: f64, bounds: Option<ClockBounds>) -> Outcome {
    match bounds {
        Some(bounds) if offset.abs() >= bounds.fail_s => Outcome::Fail,
        Some(bounds) if offset.abs() >= bounds.warn_s => Outcome::Warn,
        _ => Outcome::Pass,
    }
}

fn bands(scale: Scale, reach: f64, bounds: ClockBounds) -> Vec<(Bar, Icon)> {
    let ClockBounds { warn_s, fail_s } = bounds;
    [
        (-reach, -fail_s, Outcome::Fail),
        (-fail_s, -warn_s, Outcome::Warn),
        (-warn_s, warn_s, Outcome::Pass),
        (warn_s, fail_s, Outcome::Warn),
        (fail_s, reach, Outcome::Fail),
    ]
    .map(|(from, to, outcome)| (scale.bar(from, to), outcome.into()))
    .into()
}

fn signed(seconds: f64) -> String {
    match seconds.abs() {
        ..60.0 => text::offset(SignedDuration::from_secs_f64(seconds)),
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
