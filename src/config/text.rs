//! Text of a file or a user in a line of ours: bounded, and safe for a terminal.

use checks::kit::text::steers;

/// Letters and digits alone, in lowercase, since every source spells in its own way: `ServerAddress` and
/// `server_address` alike.
pub(super) fn bare(text: &str) -> String {
    let text = text.replace('&', "and");
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// A name in backticks.
pub(super) fn name(text: &str) -> String {
    format!("`{}`", short(text, 48))
}

/// The text without what could steer a terminal, cut to so many characters.
pub(super) fn short(text: &str, limit: usize) -> String {
    let clean = clean(text);
    match clean.char_indices().nth(limit) {
        Some((cut, _)) => format!("{}…", &clean[..cut]),
        None => clean,
    }
}

/// The text without what could steer a terminal.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(printable).collect()
}

/// The character, or what is shown where it could steer a terminal.
pub(super) fn printable(c: char) -> char {
    match c {
        '\n' | '\t' | '\r' => ' ',
        _ if is_unprintable(c) => '\u{fffd}',
        _ => c,
    }
}

/// Whether it has no place in a name, since it cannot be shown.
pub(super) fn is_unprintable(c: char) -> bool {
    steers(c)
}

/// A path as people write it: `realms.SecureAuth1.overview`.
pub(super) fn dotted<T: AsRef<str>>(path: &[T]) -> String {
    match path {
        [] => "the config".into(),
        _ => {
            let short: Vec<String> = path.iter().map(|key| short(key.as_ref(), 40)).collect();
            format!("`{}`", short.join("."))
        }
    }
}
