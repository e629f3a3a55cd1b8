//! Secrets that are words of the language that everybody writes, such as the password `server`.

use std::sync::LazyLock;

use super::SEARCHABLE;

/// Our own pages in lowercase.
static PAGES: LazyLock<String> = LazyLock::new(|| {
    let pages: Vec<&str> = checks::abouts().map(|about| about.explain).collect();
    pages.join("\n").to_lowercase()
});

/// A secret that is longer is told by its length alone: nobody sets one of ours for it.
const LONGEST: usize = 16;

/// A longer run of letters, or of digits, is no word.
const WORD: usize = 10;
const NUMBER: usize = 5;

/// Whether a text may hold it by chance: it is short, one word or a row of numbers, or stands in what is shown, in
/// lowercase, such as the config's user names and hosts, or in one of our own pages. Several words hardly stand in a text
/// just so, and after an ordinary one a peer's reasons are known by a table alone.
pub(in crate::secret) fn is_ordinary(secret: &str, shown: &str) -> bool {
    let parts = || secret.split(|c: char| !c.is_alphanumeric());
    let numbers = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let alone = parts().filter(|part| !part.is_empty()).count() == 1 || parts().all(numbers);
    let of_a_word = alone && secret.chars().count() <= LONGEST && parts().all(is_word);
    secret.len() < SEARCHABLE || of_a_word || {
        let secret = secret.to_lowercase();
        shown.contains(&secret) || PAGES.contains(&secret)
    }
}

/// Letters as a word has them, in small letters, capitals or with a capital in front; or a short number.
fn is_word(part: &str) -> bool {
    let begin = part.chars().next().map_or(0, char::len_utf8);
    let all = |text: &str, of: fn(char) -> bool| text.chars().all(of);
    match part.chars().count() {
        0 => true,
        many if all(part, |c| c.is_ascii_digit()) => many <= NUMBER,
        many => {
            let rest = &part[begin..];
            let cased = all(rest, |c| !c.is_uppercase()) || all(part, |c| !c.is_lowercase());
            many <= WORD && cased && all(part, char::is_alphabetic)
        }
    }
}
