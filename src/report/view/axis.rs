//! A linear scale in percent of a drawing's width, and its ticks.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// From one value to another.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    from: f64,
    to: f64,
}

/// A tick of an axis.
#[derive(Debug, PartialEq)]
pub struct Tick {
    /// Where, in percent.
    pub x: Percent,
    /// What it says.
    pub label: String,
    /// How the label stands at it, so that none leaves the drawing.
    pub anchor: &'static str,
}

/// A position or a length, in percent; two digits are a twentieth of a pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Percent(pub f64);

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2}%", self.0)
    }
}

/// A stretch of an axis.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    /// Where it begins.
    pub x: Percent,
    /// How wide it is.
    pub width: Percent,
}

/// As many ticks as a phone has room for.
const TICKS: f64 = 5.0;

impl Scale {
    /// A scale; a file may hold any number, and nothing is drawn from what is not finite.
    pub fn new(from: f64, to: f64) -> Self {
        let from = if from.is_finite() { from } else { 0.0 };
        let to = if to.is_finite() { to } else { from };
        Self {
            from,
            to: to.max(from + from.abs().max(1.0) * 1e-9),
        }
    }

    /// Where a value stands; what is outside stands at the edge.
    pub fn at(self, value: f64) -> Percent {
        let share = (value - self.from) / (self.to - self.from);
        let share = if share.is_finite() { share } else { 0.0 };
        Percent(share.clamp(0.0, 1.0) * 100.0)
    }

    /// From one value to another, never too thin to be seen.
    pub fn bar(self, from: f64, to: f64) -> Bar {
        let x = self.at(from);
        let width = (self.at(to).0 - x.0).max(0.35).min(100.0 - x.0).max(0.0);
        let width = Percent(width);
        Bar { x, width }
    }

    /// Ticks at round spans of time, of a scale in seconds: minutes and hours are not decimal.
    pub fn spans(self, label: impl Fn(f64) -> String) -> Vec<Tick> {
        const ROUND: [f64; 11] = [
            60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0, 14_400.0, 21_600.0, 43_200.0,
            86_400.0,
        ];
        let raw = (self.to - self.from) / TICKS;
        let round = ROUND.into_iter().find(|step| *step >= raw && raw > 30.0);
        match round {
            Some(step) => self.every(step, label),
            None => self.ticks(label),
        }
    }

    /// Ticks at round numbers: 1, 2 or 5 times a power of ten.
    pub fn ticks(self, label: impl Fn(f64) -> String) -> Vec<Tick> {
        let raw = (self.to - self.from) / TICKS;
        let power = 10_f64.powf(raw.log10().floor());
        let mut steps = [1.0, 2.0, 5.0].map(|times| times * power).into_iter();
        let step = steps.find(|step| *step >= raw);
        self.every(step.unwrap_or(10.0 * power), label)
    }

    fn every(self, step: f64, label: impl Fn(f64) -> String) -> Vec<Tick> {
        let (first, last) = ((self.from / step).ceil(), (self.to / step).floor());
        if !(first.is_finite() && last.is_finite()) {
            return Vec::new();
        }
        (0..=TICKS as i32 + 1)
            .map(|n| (first + f64::from(n)) * step)
            .take_while(|value| *value <= last * step + step * 1e-6)
            .map(|value| self.tick(value, label(value)))
            .collect()
    }

    /// Ticks at the first days of months or years, of a scale in seconds since 1970.
    pub fn dates(self) -> Vec<Tick> {
        const MONTH: f64 = 30.44 * 86_400.0;
        let raw = ((self.to - self.from) / MONTH / TICKS).ceil();
        let steps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
        let step = steps.into_iter().find(|step| f64::from(*step) >= raw);
        let step = step.unwrap_or(2400);
        let Ok(start) = Timestamp::from_second(self.from as i64) else {
            return Vec::new();
        };
        let start = Offset::UTC.to_datetime(start).date();
        let months = i32::from(start.year()) * 12 + i32::from(start.month()) - 1;
        let first = months.div_euclid(step) * step;
        (0..=2 * TICKS as i32)
            .filter_map(|n| {
                let month = first + n * step;
                let (year, of) = (month.div_euclid(12), month.rem_euclid(12) + 1);
                let day = Date::new(year.try_into().ok()?, of.try_into().ok()?, 1).ok()?;
                let at = Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
                let at = at.as_second() as f64;
                let label = match step % 12 {
                    0 => format!("{year}"),
                    _ => format!("{year}-{of:02}"),
                };
                (at >= self.from && at <= self.to).then(|| self.tick(at, label))
            })
            .collect()
    }

    fn tick(self, value: f64, label: String) -> Tick {
        let x = self.at(value);
        let anchor = match x.0 {
            ..5.0 => "start",
            95.0.. => "end",
            _ => "middle",
        };
        Tick { x, label, anchor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn ticks_stand_at_round_numbers() {
        let ticks = Scale::new(0.0, 0.742).ticks(|value| format!("{value:.1}"));
        assert_eq!(labels(&ticks), ["0.0", "0.2", "0.4", "0.6"]);
        assert_eq!(ticks[0].anchor, "start");
    }

    #[test]
    fn dates_stand_at_the_first_of_a_month() {
        let second = |text: &str| {
            let at: Timestamp = text.parse().expect("a timestamp");
            at.as_second() as f64
        };
        let scale = |from, to| Scale::new(second(from), second(to)).dates();
        assert_eq!(
            labels(&scale("2026-11-22T00:00:00Z", "2027-12-27T00:00:00Z")),
            ["2027-01", "2027-04", "2027-07", "2027-10"]
        );
        assert_eq!(
            labels(&scale("2026-11-22T00:00:00Z", "2035-12-27T00:00:00Z")),
            ["2028", "2030", "2032", "2034"]
        );
    }

    #[test]
    fn nothing_leaves_the_drawing() {
        for (from, to) in [
            (0.0, 0.0),
            (5.0, -5.0),
            (f64::NAN, 1.0),
            (-1e300, 1e300),
            (0.0, f64::INFINITY),
        ] {
            let scale = Scale::new(from, to);
            scale.ticks(|value| value.to_string());
            scale.dates();
            for value in [f64::NAN, f64::NEG_INFINITY, f64::INFINITY, 0.0] {
                assert!((0.0..=100.0).contains(&scale.at(value).0));
                let width = scale.bar(value, 1.0).width.0;
                assert!((0.0..=100.0).contains(&width), "{width}");
            }
        }
    }
}
