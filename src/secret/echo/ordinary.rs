//! Secrets that are words of the language that everybody writes, such as the password `server`.

/// A secret that is longer is told by its length alone: nobody sets one of ours for it.
const LONGEST: usize = 16;

/// A longer run of letters, or of digits, is no word.
const WORD: usize = 10;
const NUMBER: usize = 5;

/// Whether it may stand in a sentence of ours by chance: it is made of words and numbers, or one of our own pages has it.
pub(super) fn is_ordinary(secret: &str) -> bool {
    let parts = || secret.split(|c: char| !c.is_alphanumeric());
    let of_words = secret.chars().count() <= LONGEST && parts().all(is_word);
    of_words || {
        let secret = secret.to_lowercase();
        checks::abouts().any(|about| about.explain.to_lowercase().contains(&secret))
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
