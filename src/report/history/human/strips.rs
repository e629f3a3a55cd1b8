//! Strips and curves in characters: the height of a sign tells what its color tells.

use anstyle::{AnsiColor, Style};

use crate::report::history::course::UNWATCHED;
use crate::report::history::types::Outcome;
use crate::report::history::{Review, words};
use crate::report::human::lines::{DIM, paint};

/// The sign of an outcome, and its style.
pub fn sign(outcome: Outcome) -> (char, Style) {
    match outcome {
        Outcome::Fail => ('█', AnsiColor::Red.on_default()),
        Outcome::Unknown => ('?', AnsiColor::Magenta.on_default().bold()),
        Outcome::Warn => ('▄', AnsiColor::Yellow.on_default()),
        Outcome::Waived => ('a', AnsiColor::Cyan.on_default()),
        Outcome::Pass => ('▁', AnsiColor::Green.on_default()),
        Outcome::Skip => ('·', DIM),
    }
}

/// Where nobody looked.
const BLANK: char = '╌';

/// What the signs mean, each with its word.
pub fn legend() -> impl Iterator<Item = String> {
    let signs = Outcome::ALL.iter().rev().map(|outcome| {
        let (sign, style) = sign(*outcome);
        format!("{} {}", paint(style, &sign.to_string()), outcome.meaning())
    });
    signs.chain([format!("{BLANK} not watched")])
}

/// A text without its styles.
pub fn plain(styled: &str) -> String {
    anstream::adapter::strip_str(styled).to_string()
}

/// The letters of a strip in signs without styles.
pub fn drawn(letters: &str, room: usize) -> String {
    plain(&strip(letters, room))
}

/// The letters of a strip in no more than `room` signs, each the worst of what it stands for.
pub fn strip(letters: &str, room: usize) -> String {
    let outcomes: Vec<Option<Outcome>> = letters.chars().map(Outcome::of).collect();
    let worst = |part: &[Option<Outcome>]| part.iter().copied().max().flatten();
    let mut out = String::new();
    let mut last: Option<Style> = None;
    for outcome in squeezed(&outcomes, room, worst) {
        let (sign, style) = outcome.map_or((BLANK, DIM), sign);
        if last != Some(style) {
            out += &last.map(|last| format!("{last:#}")).unwrap_or_default();
            out += &style.to_string();
        }
        last = Some(style);
        out.push(sign);
    }
    out + &last.map(|last| format!("{last:#}")).unwrap_or_default()
}

const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// How many of some things had something, in no more than `room` signs: the most in what each stands for. `None` is where
/// none of them was watched.
pub fn counts(counts: &[Option<usize>], all: usize, room: usize) -> String {
    let most = |part: &[Option<usize>]| part.iter().copied().max().flatten();
    heights(counts, all, room, most)
}

/// How many of them were watched, on the same scale: the fewest in what each sign stands for.
pub fn watched(watched: &[usize], all: usize, room: usize) -> String {
    let watched: Vec<Option<usize>> = watched
        .iter()
        .map(|count| (*count > 0).then_some(*count))
        .collect();
    let fewest = |part: &[Option<usize>]| part.iter().copied().min().flatten();
    heights(&watched, all, room, fewest)
}

/// The lowest sign is none of them, the highest all.
fn heights(
    counts: &[Option<usize>],
    all: usize,
    room: usize,
    tell: impl Fn(&[Option<usize>]) -> Option<usize>,
) -> String {
    let sign = |count: usize| match count {
        0 => 0,
        _ if count >= all => 7,
        _ => (count * 7 / all).clamp(1, 6),
    };
    squeezed(counts, room, tell)
        .into_iter()
        .map(|count| count.map_or(BLANK, |count| HEIGHTS[sign(count)]))
        .collect()
}

/// A curve in no more than `room` signs, from nothing to its greatest value.
pub fn curve(values: &[Option<f64>], room: usize) -> String {
    let most = values.iter().flatten().copied().fold(0.0, f64::max);
    let greatest = |part: &[Option<f64>]| part.iter().flatten().copied().reduce(f64::max);
    squeezed(values, room, greatest)
        .into_iter()
        .map(|value| match value {
            None => ' ',
            Some(value) if most > 0.0 => {
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "0 to 7"
                )]
                let height = (value / most * 7.0).round() as usize;
                HEIGHTS[height.min(7)]
            }
            Some(_) => HEIGHTS[0],
        })
        .collect()
}

/// As many columns as `count` slices take in `room`.
pub fn taken(count: usize, room: usize) -> usize {
    count.min(room.max(1))
}

/// Parts of almost the same length, each told by one value.
fn squeezed<T: Copy>(
    all: &[Option<T>],
    room: usize,
    tell: impl Fn(&[Option<T>]) -> Option<T>,
) -> Vec<Option<T>> {
    let columns = taken(all.len(), room);
    (0..columns)
        .map(|column| {
            let from = column * all.len() / columns;
            let to = ((column + 1) * all.len() / columns).max(from + 1);
            tell(&all[from.min(all.len())..to.min(all.len())])
        })
        .collect()
}

/// The times over a strip of so many columns: one about every 14 columns, each above the sign that it names.
pub fn axis(review: &Review, columns: usize) -> String {
    let mut out = String::new();
    let every = 14.min(columns.max(1));
    let span = review.until.duration_since(review.since).as_secs();
    for column in (0..columns).step_by(every) {
        let share = i64::try_from(column).unwrap_or(0);
        let after = span * share / i64::try_from(columns.max(1)).unwrap_or(1);
        let at = review.since + jiff::SignedDuration::from_secs(after);
        let label = format!("╷{}", words::short(at, review));
        if column + label.chars().count() <= columns {
            let used = out.chars().count();
            out += &" ".repeat(column.saturating_sub(used));
            out += &label;
        }
    }
    let used = out.chars().count();
    out + &" ".repeat(columns.saturating_sub(used))
}

/// Whether nothing but this is in a strip.
pub fn is_only(letters: &str, outcome: Outcome) -> bool {
    let mut seen = letters.chars().filter(|letter| *letter != UNWATCHED);
    seen.all(|letter| letter == outcome.letter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_signs_than_slices_hide_neither_a_failure_nor_a_gap() {
        let seen = [4, 4, 4, 0, 3, 4, 0, 0];
        let had = [
            Some(0),
            Some(1),
            Some(4),
            None,
            Some(3),
            Some(0),
            None,
            None,
        ];
        assert_eq!(counts(&had, 4, 4), "▂█▆╌");
        assert_eq!(watched(&seen, 4, 4), "█╌▆╌");
        assert_eq!(counts(&had, 4, 8), "▁▂█╌▆▁╌╌");
        assert_eq!(watched(&seen, 4, 8), "███╌▆█╌╌");
        // Of many, one is not none, and all but one are not all.
        assert_eq!(counts(&[Some(0), Some(1), Some(299)], 300, 3), "▁▂▇");
    }
}
