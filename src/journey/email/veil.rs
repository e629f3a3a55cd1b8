//! What a peer says may hold the passcode: here it is cut out, however its digits are spread.

use checks::kit::text::quote;

use crate::otp::Code;
use crate::secret::Vault;

/// What stands in the place of a passcode.
const COVER: &str = "[passcode]";

/// As many characters may stand between two digits, and it is the same number still: spaces, hyphens, a short tag.
const APART: usize = 8;

/// Makes words of peers fit to be shown.
pub struct Veil<'a> {
    vault: &'a Vault,
    code: &'a Code,
}

impl<'a> Veil<'a> {
    /// Cuts this code out, and every secret that the vault knows; from now on the vault knows the code too.
    pub fn new(vault: &'a Vault, code: &'a Code) -> Self {
        vault.remember(&code.expose().to_owned().into(), "passcode");
        Self { vault, code }
    }

    /// Words of a peer in one line of at most `limit` characters, without the code and other secrets.
    pub fn quote(&self, text: &str, limit: usize) -> String {
        // Shortened last: half a secret would not be recognized.
        quote(&self.cut(text), limit)
    }

    /// The text without the code and other secrets.
    pub fn cut(&self, text: &str) -> String {
        self.vault.redact(&cover(text, self.code.expose()))
    }
}

/// The text with the digits of the code covered, also where something short stands between them.
fn cover(text: &str, code: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digits: Vec<char> = code.chars().collect();
    let mut covered = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        match spread(&chars[at..], &digits) {
            Some(length) => {
                covered.push_str(COVER);
                at += length;
            }
            None => {
                covered.push(chars[at]);
                at += 1;
            }
        }
    }
    covered
}

/// How many characters the digits take up here, where they stand here one after the other.
fn spread(text: &[char], digits: &[char]) -> Option<usize> {
    let (first, rest) = digits.split_first()?;
    let mut at = text.first().filter(|c| *c == first).map(|_| 1)?;
    for digit in rest {
        let gap = text[at..]
            .iter()
            .take(APART + 1)
            .position(char::is_ascii_digit)?;
        if text[at + gap] != *digit {
            return None;
        }
        at += gap + 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_covered_however_they_are_spread() {
        for said in [
            "123456",
            "123 456",
            "1 2 3 4 5 6",
            "123-456",
            "<b>123</b>\u{a0}<b>456",
            "1\u{200b}23\r\n456",
        ] {
            let covered = cover(&format!("554 rejected: {said}!"), "123456");
            assert!(covered.starts_with("554 rejected: "), "{covered}");
            assert!(
                covered.contains(COVER) && !covered.contains('6'),
                "{covered}"
            );
        }
        assert_eq!(
            cover("250 2.0.0 queued 12345", "123456"),
            "250 2.0.0 queued 12345"
        );
        assert_eq!(cover("11123456", "123456"), "11[passcode]");
    }
}
