//! Wording that several checks share: durations, lists, dates, what no text of others may hold.

use std::fmt::{self, Display, Write as _};

use jiff::{SignedDuration, Timestamp};

/// A duration as people say it, two units at the most: `5 min 12 s`, `3 h`, `21 days`, `0.3 s`.
pub fn duration(span: SignedDuration) -> String {
    let span = span.abs();
    let millis = span.subsec_millis();
    // The measured 311.99 s are 5 min 12 s; a day that has begun is not yet over.
    let seconds = match span.as_secs() {
        whole @ 10..172_800 => whole + i64::from(millis >= 500),
        whole => whole,
    };
    let two = |big: i64, unit: &str, small: i64, small_unit: &str| match small {
        0 => format!("{big} {unit}"),
        _ => format!("{big} {unit} {small} {small_unit}"),
    };
    match seconds {
        0 if millis == 0 => format!("{} ms", span.as_millis_f32()),
        0..10 => format!("{:.1} s", span.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        60..3600 => two(seconds / 60, "min", seconds % 60, "s"),
        3600..172_800 => two(seconds / 3600, "h", seconds % 3600 / 60, "min"),
        _ => format!("{} days", days_left(SignedDuration::from_secs(seconds))),
    }
}

/// Whole days of what is left, as [`duration`] says them; of what has been over for less than a day, minus one.
pub fn days_left(span: SignedDuration) -> i64 {
    match span.as_secs() / 86_400 {
        0 if span.is_negative() => -1,
        days => days,
    }
}

/// An offset with its sign, in seconds: `+0.012 s`, `−312.4 s`.
pub fn offset(span: SignedDuration) -> String {
    let sign = if span.is_negative() { '−' } else { '+' };
    let seconds = span.abs().as_secs_f64();
    match seconds {
        0.0..10.0 => format!("{sign}{seconds:.3} s"),
        _ => format!("{sign}{seconds:.1} s"),
    }
}

/// How a clock was set: `ahead by 24 h`; negative is back.
pub fn set_by(by: SignedDuration) -> String {
    let way = if by.is_negative() { "back" } else { "ahead" };
    format!("{way} by {}", duration(by))
}

/// The day of a moment, in UTC: `2026-12-13`.
pub fn day(at: Timestamp) -> String {
    jiff::tz::Offset::UTC.to_datetime(at).date().to_string()
}

/// A list as people write it: `a, b and c`.
pub fn list<T: Display>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.to_string(),
        [rest @ .., last] => format!("{} and {last}", commas(rest)),
    }
}

/// A list with nothing but commas: `a, b, c`.
pub fn commas<T: Display>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(T::to_string).collect();
    items.join(", ")
}

/// The most characters of others' words in a sentence, unless its format says another precision: `{said:.40}`.
const SENTENCE: usize = 120;

/// The most characters of them as evidence.
const EVIDENCE: usize = 300;

/// A text of others, shown in one line of bounded length, with nothing in it that steers a terminal or the direction of
/// writing: a name in the config, a line of a file.
#[derive(Clone, Copy, PartialEq)]
pub struct Shown<'a>(pub &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = f.precision().unwrap_or(SENTENCE);
        let (mut length, mut space) = (0, 0);
        for c in self.0.chars() {
            if c.is_whitespace() {
                space = usize::from(length > 0);
            } else if !steers(c) {
                length += space + 1;
                if length > limit {
                    return f.write_char('…');
                }
                if std::mem::take(&mut space) > 0 {
                    f.write_char(' ')?;
                }
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = f.precision().unwrap_or(SENTENCE);
        fmt::Debug::fmt(&format!("{self:.limit$}"), f)
    }
}

impl From<Shown<'_>> for String {
    fn from(shown: Shown<'_>) -> Self {
        format!("{shown:.EVIDENCE$}")
    }
}

/// [`Shown`] as a text of at most `limit` characters.
pub fn quote(text: &str, limit: usize) -> String {
    format!("{:.limit$}", Shown(text))
}

/// A name from the config as an argument of a command that is there to be pasted into any shell: in double quotes,
/// or a placeholder where a shell would find something to interpret within them.
pub fn argument(text: &str) -> String {
    let interpreted = |c: char| matches!(c, '"' | '$' | '`' | '!' | '%') || c.is_control();
    if text.contains(interpreted) || text.ends_with('\\') {
        "\"THE-FILE-NAMED-ABOVE\"".into()
    } else {
        format!("\"{text}\"")
    }
}

/// The same, in quotes only where a shell would make something else of it.
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/@+,".contains(c);
    if text.chars().all(plain) && !text.is_empty() {
        text.to_owned()
    } else {
        argument(text)
    }
}

/// Text that cannot steer a terminal or reorder a line: white space becomes spaces; control characters,
/// direction marks and zero-width characters are left out.
pub fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !steers(*c))
        .collect()
}

/// Whether a character steers a terminal or the direction of writing, or takes no room: line ends are among them.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// The names that are nearest to what was written, at most three, the nearest first.
pub fn nearest<S: AsRef<str>>(written: &str, known: impl IntoIterator<Item = S>) -> Vec<S> {
    let alike = |name: &S| strsim::jaro_winkler(written, name.as_ref());
    let mut near: Vec<(f64, S)> = known.into_iter().map(|name| (alike(&name), name)).collect();
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Whether a name is this domain, or below it; both are in lowercase.
pub fn is_below(name: &str, domain: &str) -> bool {
    let before = name.strip_suffix(domain);
    before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_take_two_units_at_most() {
        let say = |seconds: f64| duration(SignedDuration::from_secs_f64(seconds));
        assert_eq!(say(-312.4), "5 min 12 s");
        assert_eq!(say(0.3), "0.3 s");
        assert_eq!(say(10_800.0), "3 h");
        assert_eq!(say(21.0 * 86_400.0), "21 days");
        assert_eq!(offset(SignedDuration::from_secs_f64(-312.4)), "−312.4 s");
    }

    #[test]
    fn no_shell_finds_anything_to_do_in_an_argument() {
        assert_eq!(
            argument("C:\\certs\\my license.pem"),
            "\"C:\\certs\\my license.pem\""
        );
        for hostile in ["a\"; reboot", "$(reboot)", "`reboot`", "%PATH%", "a\\"] {
            assert_eq!(argument(hostile), "\"THE-FILE-NAMED-ABOVE\"", "{hostile}");
        }
    }
}
