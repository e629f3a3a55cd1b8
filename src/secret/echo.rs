//! Secrets in whatever form a peer echoes them, cut out of a text.
//!
//! The text is read in every way in which it may be meant ([`reading`]), and each secret is looked for in the few forms
//! that no such reading brings back. It is found where it stands as a whole, in most of itself, or in several parts.
//! Codes are found however their digits are written.

mod digits;
mod escape;
mod forms;
mod ordinary;
mod reading;

use std::sync::Arc;

use secrecy::SecretString;

use forms::Known;
pub(super) use ordinary::is_ordinary;
use reading::{Reading, SEARCHABLE, each_reading};

/// As many characters may stand between two digits of a code, and it is the same code: spaces, hyphens, a tag.
const APART: usize = 16;

/// What stands in the place of a number that may be a code.
const HIDDEN: &str = "…";

/// Every form of every secret, and every code.
#[derive(Default)]
pub(super) struct Echoes {
    known: Known,
    codes: Vec<(String, Arc<str>)>,
}

/// A part of a text that is not to be shown, and what stands there instead.
struct Gap {
    from: usize,
    to: usize,
    cover: Arc<str>,
}

impl Echoes {
    /// From now on the secret is found, and shown by this name.
    pub(super) fn add(&mut self, secret: &SecretString, name: &str) {
        self.known.add(secret, &format!("[{name}]").into());
    }

    /// From now on a code of these digits is found, in whatever digits and however far apart they are written; also as
    /// the number that it is, without zeros in front.
    pub(super) fn add_code(&mut self, digits: &str, name: &str) {
        let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
        let number = digits.trim_start_matches('0').to_owned();
        let cover: Arc<str> = format!("[{name}]").into();
        for form in [digits, number] {
            if form.len() >= SEARCHABLE {
                self.codes.push((form, cover.clone()));
            }
        }
        self.codes
            .sort_by_key(|(code, _)| std::cmp::Reverse(code.len()));
    }

    /// The text with every secret replaced by its name in brackets. Where two overlap, both are gone. A part of one
    /// that stands in what is shown to everybody, in lowercase, is left.
    pub(super) fn cut(&self, text: &str, shown: &str) -> String {
        if self.known.is_empty() && self.codes.is_empty() {
            return text.to_owned();
        }
        without(text, &|reading, gaps| {
            for found in self.known.found_in(&reading.bytes, shown) {
                gaps.push(reading.gap(found.at, found.at + found.many, &found.cover));
            }
            if !self.codes.is_empty() {
                let bytes = &reading.bytes;
                for at in (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()) {
                    if let Some((length, cover)) = self.code_at(&bytes[at..]) {
                        gaps.push(reading.gap(at, at + length, cover));
                    }
                }
            }
        })
    }

    fn code_at(&self, text: &[u8]) -> Option<(usize, &Arc<str>)> {
        self.codes.iter().find_map(|(code, cover)| {
            let mut read = digits(text, APART);
            let end = code.bytes().try_fold(0, |_, digit| {
                let (here, end) = read.next()?;
                (here == digit).then_some(end)
            })?;
            Some((end, cover))
        })
    }
}

/// The text without any number that has as many digits as a code at the least, however it is written: of a peer that
/// writes a code where it is not known yet.
pub(super) fn without_numbers(text: &str) -> String {
    let hidden: Arc<str> = HIDDEN.into();
    without(text, &|reading, gaps| {
        let mut at = 0;
        while at < reading.bytes.len() {
            let here = &reading.bytes[at..];
            let (many, end) = digits_joined(here);
            if many >= SEARCHABLE {
                gaps.push(reading.gap(at, at + end, &hidden));
            }
            at += end.max(1);
        }
    })
}

/// The text without what is found in it, in whatever way it is read.
fn without(text: &str, find: &dyn Fn(&Reading, &mut Vec<Gap>)) -> String {
    let mut gaps = Vec::new();
    each_reading(text, &mut |read| find(read, &mut gaps));
    gaps.sort_by_key(|gap| (gap.from, std::cmp::Reverse(gap.to)));
    let mut left = String::with_capacity(text.len());
    let (mut gone, mut last) = (0, None);
    for gap in gaps {
        if gap.from >= gone {
            left.push_str(&text[gone..gap.from]);
            // Parts that stand side by side are one.
            if gap.from > gone || last.as_ref() != Some(&gap.cover) {
                left.push_str(&gap.cover);
            }
        }
        last = Some(gap.cover);
        // The padding of base64 would show how long it was.
        let padding = text[gap.to..]
            .bytes()
            .take(2)
            .take_while(|byte| *byte == b'=');
        gone = gone.max(gap.to + padding.count());
    }
    left.push_str(&text[gone..]);
    left
}

impl Reading {
    fn gap(&self, from: usize, to: usize, cover: &Arc<str>) -> Gap {
        let (from, to) = self.place(from, to);
        let cover = cover.clone();
        Gap { from, to, cover }
    }
}

/// The digits from the beginning on, where there is one, each with its end; `apart` bytes may stand between two.
fn digits(text: &[u8], apart: usize) -> impl Iterator<Item = (u8, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let most = if at == 0 { 0 } else { apart };
        let mut next = text.get(at..)?.iter().take(most + 1);
        at += next.position(u8::is_ascii_digit)? + 1;
        Some((text[at - 1], at))
    })
}

/// How many digits stand together at the beginning, with nothing but hyphens between them, and where the last one ends.
fn digits_joined(text: &[u8]) -> (usize, usize) {
    let (mut many, mut end) = (0, 0);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => (many, end) = (many + 1, at + 1),
            b'-' if many > 0 => {}
            _ => break,
        }
    }
    (many, end)
}

#[cfg(test)]
mod tests;
