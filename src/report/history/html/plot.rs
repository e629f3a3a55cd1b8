//! Strips and curves as drawings whose width the page decides.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::report::history::types::{Latency, Outcome, Review};
use crate::report::history::words;
use crate::report::html::axis::{Percent, Scale, Tick};

/// Slices in a row that say the same.
pub struct Bar {
    /// Where it begins.
    pub x: Percent,
    /// How wide it is.
    pub width: Percent,
    /// What it says, which is its class.
    pub kind: &'static str,
    /// Where it begins from above: its height tells what its color does.
    pub y: f64,
    /// How high it is.
    pub height: f64,
    /// From when to when, or what it means.
    pub says: String,
}

/// How the slices lie on the axis.
#[derive(Clone, Copy)]
pub struct Ruler {
    since: f64,
    until: f64,
    each: f64,
    scale: Scale,
}

impl Ruler {
    /// Of this review.
    pub fn of(review: &Review) -> Self {
        let (since, until) = (
            review.since.as_second() as f64,
            review.until.as_second() as f64,
        );
        Self {
            since,
            until,
            each: review.slice_s as f64,
            scale: Scale::new(since, until),
        }
    }

    fn begin(self, slice: usize) -> f64 {
        (self.since + slice as f64 * self.each).min(self.until)
    }

    /// The bars of a strip.
    pub fn bars(self, strip: &str) -> Vec<Bar> {
        let letters: Vec<char> = strip.chars().collect();
        let mut bars = Vec::new();
        let mut first = 0;
        for slice in 0..letters.len() {
            if letters.get(slice + 1) == Some(&letters[slice]) {
                continue;
            }
            let (from, to) = (self.begin(first), self.begin(slice + 1));
            let bar = Bar::of_letter(letters[first]);
            bars.push(Bar {
                x: self.scale.at(from),
                width: Percent(self.scale.at(to).0 - self.scale.at(from).0),
                says: format!("{}, {} to {}", bar.says, moment(from), moment(to)),
                ..bar
            });
            first = slice + 1;
        }
        bars
    }

    /// Over a curve of how many of all there were: from its top, as many as nobody watched.
    pub fn unseen(self, watched: &[usize], all: usize) -> Vec<Bar> {
        let mut bars = Vec::new();
        let mut first = 0;
        for (slice, seen) in watched.iter().enumerate() {
            if watched.get(slice + 1) == Some(seen) {
                continue;
            }
            let (from, to) = (self.begin(first), self.begin(slice + 1));
            first = slice + 1;
            let missing = all.saturating_sub(*seen);
            if missing == 0 {
                continue;
            }
            let says = format!("{missing} of {all} not watched");
            bars.push(Bar {
                x: self.scale.at(from),
                width: Percent(self.scale.at(to).0 - self.scale.at(from).0),
                kind: "unseen",
                y: ABOVE,
                height: missing as f64 / all as f64 * (HEIGHT - ABOVE),
                says: format!("{says}, {} to {}", moment(from), moment(to)),
            });
        }
        bars
    }

    /// Ticks at round times: hours, days or weeks, beyond that the first days of months.
    pub fn ticks(self) -> Vec<Tick> {
        const HOUR: i64 = 3600;
        const DAY: i64 = 24 * HOUR;
        const ROUND: [i64; 10] = [
            HOUR / 6,
            HOUR,
            2 * HOUR,
            4 * HOUR,
            6 * HOUR,
            12 * HOUR,
            DAY,
            2 * DAY,
            7 * DAY,
            14 * DAY,
        ];
        // The first Monday of 1970.
        const MONDAY: i64 = 4 * DAY;
        let (from, to) = (self.since as i64, self.until as i64);
        let Some(step) = ROUND.into_iter().find(|step| (to - from) / step <= 6) else {
            return self.scale.dates();
        };
        let shift = if step >= 7 * DAY { MONDAY } else { 0 };
        let first = (from - shift + step - 1).div_euclid(step) * step + shift;
        let ticks = (0..=6).map(|n| first + n * step).filter(|at| *at <= to);
        ticks
            .filter_map(|at| {
                let moment = Timestamp::from_second(at).ok()?;
                let shape = if step < DAY && at % DAY != 0 {
                    "%H:%M"
                } else {
                    "%m-%d"
                };
                let x = self.scale.at(at as f64);
                Some(Tick {
                    x,
                    label: moment.strftime(shape).to_string(),
                    anchor: match x.0 {
                        ..5.0 => "start",
                        95.0.. => "end",
                        _ => "middle",
                    },
                })
            })
            .collect()
    }

    /// As many slices as the axis is long: the width of a curve.
    pub fn slices(self) -> f64 {
        (self.until - self.since) / self.each
    }
}

fn moment(second: f64) -> String {
    let at = Timestamp::from_second(second as i64).unwrap_or_default();
    words::minute(at)
}

impl Bar {
    /// The bar of a letter; a cause that is not there is drawn as what was skipped.
    fn of_letter(letter: char) -> Self {
        let thin = Self::of(Outcome::Skip);
        match (letter, Outcome::of(letter)) {
            ('-', _) => Self {
                says: "not there".to_owned(),
                ..thin
            },
            (_, Some(outcome)) => Self::of(outcome),
            (_, None) => Self {
                kind: "nobody",
                says: "not watched".to_owned(),
                ..thin
            },
        }
    }

    /// The bar of an outcome, as wide as its drawing.
    pub fn of(outcome: Outcome) -> Self {
        let (y, height) = match outcome {
            Outcome::Fail => (1.0, 17.0),
            Outcome::Warn => (7.0, 11.0),
            Outcome::Unknown => (5.0, 12.0),
            Outcome::Waived => (10.0, 7.0),
            Outcome::Pass => (13.0, 5.0),
            Outcome::Skip => (16.0, 2.0),
        };
        Self {
            x: Percent(0.0),
            width: Percent(100.0),
            kind: outcome.word(),
            y,
            height,
            says: outcome.meaning().to_owned(),
        }
    }
}

impl Outcome {
    /// The word, which is the class in the style sheet too.
    pub fn word(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Pass => "pass",
            Self::Waived => "waived",
            Self::Warn => "warn",
            Self::Unknown => "unknown",
            Self::Fail => "fail",
        }
    }
}

/// A curve over the slices, in units of a slice across and of the plot's height down.
pub struct Curve {
    /// The outline of what 95 of 100 did not exceed, down to zero.
    pub area: String,
    /// The median.
    pub line: String,
    /// Round values: how far down, and what they are.
    pub marks: Vec<(f64, String)>,
    /// How many slices there are.
    pub width: f64,
}

/// How high a curve is.
pub const HEIGHT: f64 = 56.0;
/// What is left free above it, for the uppermost label.
const ABOVE: f64 = 12.0;

impl Curve {
    /// Of how long a check took.
    pub fn of(latency: &Latency, ruler: Ruler) -> Self {
        let most = latency.curve.p95_s.iter().flatten().copied();
        let most = most.fold(latency.p95_s, f64::max);
        Self::drawn(
            &latency.curve.p95_s,
            &latency.curve.p50_s,
            most,
            ruler,
            crate::report::block::seconds,
        )
    }

    /// Of how many of all there were.
    pub fn counts(counts: &[usize], all: usize, ruler: Ruler) -> Self {
        let values: Vec<Option<f64>> = counts.iter().map(|count| Some(*count as f64)).collect();
        Self::drawn(&values, &[], all as f64, ruler, |count| {
            format!("{count:.0}")
        })
    }

    fn drawn(
        area: &[Option<f64>],
        line: &[Option<f64>],
        most: f64,
        ruler: Ruler,
        label: impl Fn(f64) -> String,
    ) -> Self {
        let most = if most > 0.0 { most } else { 1.0 };
        let down = |value: f64| HEIGHT - (value / most).clamp(0.0, 1.0) * (HEIGHT - ABOVE);
        let end = ruler.slices();
        Self {
            area: steps(area, end, &down, Outline::Closed),
            line: steps(line, end, &down, Outline::Open),
            marks: [most / 2.0, most]
                .map(|value| (down(value), label(value)))
                .into(),
            width: end,
        }
    }
}

/// Whether a path is closed at the bottom.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outline {
    Closed,
    Open,
}

/// Level over each slice, broken where there is no value.
fn steps(values: &[Option<f64>], end: f64, down: &dyn Fn(f64) -> f64, outline: Outline) -> String {
    let mut path = String::new();
    let mut is_drawing = false;
    for (slice, value) in values.iter().enumerate() {
        let (from, to) = (slice as f64, (slice as f64 + 1.0).min(end));
        let Some(y) = value.map(down) else {
            is_drawing = false;
            continue;
        };
        // Writing into a string does not fail.
        let _ = match (is_drawing, outline) {
            (true, _) => write!(path, "V{y:.1}H{to:.2}"),
            (false, Outline::Open) => write!(path, "M{from:.2} {y:.1}H{to:.2}"),
            (false, Outline::Closed) => write!(path, "M{from:.2} {HEIGHT}V{y:.1}H{to:.2}"),
        };
        is_drawing = true;
        let last = values.get(slice + 1).is_none_or(Option::is_none);
        if last && outline == Outline::Closed {
            let _ = write!(path, "V{HEIGHT}Z");
        }
    }
    path
}
