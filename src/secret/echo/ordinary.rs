//! Secrets that are words of the language that everybody writes, such as the password `server`.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::reading::SEARCHABLE;

/// Our own pages in lowercase.
static PAGES: LazyLock<String> = LazyLock::new(|| {
    let pages: Vec<&str> = checks::abouts().map(|about| about.explain).collect();
    pages.join("\n").to_lowercase()
});

/// Each four characters that stand together in them, but for spaces.
static COMMON: LazyLock<HashSet<Vec<u8>>> = LazyLock::new(|| {
    let letters: Vec<u8> = PAGES
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    letters.windows(SEARCHABLE).map(<[u8]>::to_vec).collect()
});

/// A secret that is longer is recognized by its length alone: nobody sets one of ours for it.
const LONGEST: usize = 16;

/// What stands between words, with a slash that may have been an underscore.
const BETWEEN: &[u8] = b" .,:;@+-/";

/// A longer run of letters, or of digits, is no word.
const WORD: usize = 10;
const NUMBER: usize = 5;

/// Whether a text may hold the secret by chance: it is short, is one word or a row of numbers, or stands in `shown` (what
/// everybody may see in lowercase, such as the config's user names and hosts) or in one of our own pages. Several words are
/// no ordinary secret: a text hardly holds them by chance, and of a peer that was sent an ordinary secret only the reasons
/// in a table are shown.
pub(in crate::secret) fn is_ordinary(secret: &str, shown: &str) -> bool {
    let plain: String = secret.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let secret = plain.as_str();
    let parts = || secret.split(|c: char| !c.is_alphanumeric());
    let numbers = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let alone = parts().filter(|part| !part.is_empty()).count() == 1 || parts().all(numbers);
    let of_a_word = alone && secret.chars().count() <= LONGEST && parts().all(is_word);
    secret.len() < SEARCHABLE || of_a_word || {
        let secret = secret.to_lowercase();
        shown.contains(&secret) || PAGES.contains(&secret)
    }
}

/// Which characters of a secret, in lowercase, are of what everybody writes: words, also where they stand side by side,
/// and short numbers.
pub(super) fn ordinary_in(part: &[u8], shown: &str) -> Vec<bool> {
    let mut ordinary: Vec<bool> = part.iter().map(|byte| BETWEEN.contains(byte)).collect();
    for (at, four) in part.windows(SEARCHABLE).enumerate() {
        let in_shown = || std::str::from_utf8(four).is_ok_and(|four| shown.contains(four));
        if COMMON.contains(four) || in_shown() {
            ordinary[at..at + SEARCHABLE].fill(true);
        }
    }
    let mut at = 0;
    for run in part.chunk_by(|one, other| one.is_ascii_digit() == other.is_ascii_digit()) {
        let end = at + run.len();
        if run.len() <= NUMBER && run[0].is_ascii_digit() {
            ordinary[at..end].fill(true);
        }
        at = end;
    }
    ordinary
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
