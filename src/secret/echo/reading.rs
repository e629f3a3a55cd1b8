//! A text as somebody reads it who undoes an encoding: each byte with its place in the text that was written.

use std::collections::VecDeque;

use checks::kit::text::steers;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

use super::digits::value;
use super::escape::{Decoded, any, of_mail};

/// A secret shorter than this is an ordinary word: cutting it out would cut up any text.
pub(super) const SEARCHABLE: usize = 4;

/// What stands where a piece cannot be read: never part of UTF-8, so that nothing is found across it by accident.
const BREAK: u8 = 0xff;

/// The least number of characters that are worth reading as base64 or hex, or as letters apart: a code has four digits.
const WORTH: usize = 6;

/// How many encodings may lie one in the other.
const DEEP: usize = 4;

/// How much is read in all, as a multiple of the text: what is encoded least comes first.
const WORK: usize = 16;

/// A text, read in some way.
pub(super) struct Reading {
    /// What is read.
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// Where in the text as written each byte begins and ends.
    places: Vec<(usize, usize)>,
}

/// Hands over the text in every way in which something else is read than what is written, with letters of every shape as
/// plain ones and without spaces: escapes undone, hex and base64 read, letters put together that stand apart, and each
/// again in what that brought forth.
pub(super) fn each_reading(text: &str, find: &mut dyn FnMut(&Reading)) {
    let mut work = text.len().saturating_mul(WORK);
    let mut waiting = VecDeque::from([(Reading::written(text), DEEP)]);
    while let Some((written, deep)) = waiting.pop_front() {
        let read = written.plain();
        find(&read);
        if deep == 0 {
            continue;
        }
        // Line breaks are part of the encodings of mail.
        let ways = [
            written.unescape(of_mail),
            read.unescape(any),
            read.regroup(&hex_digits(&read.bytes), 4, 2),
            read.regroup(&base64_digits(&read.bytes), 6, 4),
            read.together(),
        ];
        for next in ways.into_iter().flatten() {
            if let Some(left) = work.checked_sub(next.bytes.len()) {
                work = left;
                waiting.push_back((next, deep - 1));
            }
        }
    }
}

/// A text as it is searched.
pub(super) fn plain(text: &str) -> String {
    String::from_utf8_lossy(&Reading::written(text).plain().bytes).into_owned()
}

/// The same with its escapes undone.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let read = Reading::written(text).plain().unescape(any)?;
    Some(String::from_utf8_lossy(&read.plain().bytes).into_owned())
}

impl Reading {
    fn written(text: &str) -> Self {
        Self {
            bytes: Zeroizing::new(text.as_bytes().to_vec()),
            places: (0..text.len()).map(|at| (at, at + 1)).collect(),
        }
    }

    /// Where in the text as written these bytes stand.
    pub(super) fn place(&self, from: usize, to: usize) -> (usize, usize) {
        (self.places[from].0, self.places[to - 1].1)
    }

    /// With letters that are wide, bold, circled, struck through or nothing but tags, and digits of every script, as those
    /// of ASCII, and without what takes no room, line breaks, and spaces of any kind.
    fn plain(&self) -> Self {
        let mut left = Self::with_room(self.bytes.len());
        let mut at = 0;
        while let Some(byte) = self.bytes.get(at) {
            let mut length = 1;
            match byte {
                b'!'..=b'~' => left.push(*byte, self.places[at]),
                0..=0x7f => {}
                _ => {
                    let (c, long) = first_char(&self.bytes[at..]);
                    length = long;
                    let place = self.place(at, at + length);
                    match c {
                        None => left.push(BREAK, place),
                        Some(c) => letters(c, &mut |letter| {
                            let mut buffer = [0; 4];
                            let letter = letter.encode_utf8(&mut buffer);
                            letter.bytes().for_each(|byte| left.push(byte, place));
                        }),
                    }
                }
            }
            at += length;
        }
        left
    }

    /// With its escapes undone; `None` where it has none.
    fn unescape(&self, escape: fn(&[u8]) -> Option<Decoded>) -> Option<Self> {
        let mut left = Self::with_room(self.bytes.len());
        let (mut at, mut found) = (0, false);
        while let Some(byte) = self.bytes.get(at) {
            let escapes = matches!(byte, b'%' | b'\\' | b'&' | b'=' | b'+');
            match escapes.then(|| escape(&self.bytes[at..])).flatten() {
                Some((length, decoded)) => {
                    let place = self.place(at, at + length);
                    decoded.iter().for_each(|byte| left.push(*byte, place));
                    at += length;
                    found = true;
                }
                None => {
                    left.push(*byte, self.places[at]);
                    at += 1;
                }
            }
        }
        found.then_some(left)
    }

    /// Puts digits that stand for `width` bits each together to bytes, in every run and from each of its first `many` digits on;
    /// of the bytes those are left that may be text.
    fn regroup(&self, runs: &[Vec<(usize, u8)>], width: u32, many: usize) -> Option<Self> {
        let mut left = Self::with_room(0);
        for run in runs {
            for from in 0..many {
                let (mut bits, mut held, mut begin) = (0_u32, 0, 0);
                let mut stretch = left.bytes.len();
                let mut before = 0;
                for (at, value) in &run[from..] {
                    bits = bits << width | u32::from(*value);
                    held += width;
                    if held >= 8 {
                        held -= 8;
                        let byte = (bits >> held) as u8;
                        // UTF-16 puts zeros between the letters.
                        if byte != 0 && !follows(before, byte) {
                            stretch = left.end_stretch(stretch);
                            before = 0;
                        }
                        if follows(before, byte) {
                            left.push(byte, (self.places[begin].0, self.places[*at].1));
                            before = byte;
                        }
                    }
                    begin = *at;
                }
                left.end_stretch(stretch);
            }
        }
        (!left.bytes.is_empty()).then_some(left)
    }

    /// Letters that stand apart by the same few bytes each: `K_w_7`, `'K','w','7'`.
    fn together(&self) -> Option<Self> {
        let (bytes, mut left) = (self.bytes.as_slice(), Self::with_room(0));
        for period in 2..=5 {
            let again = |at: usize| bytes[at] == bytes[at - period];
            let mut at = 0;
            while at + period * WORTH <= bytes.len() {
                let mut end = at + period + 1;
                if again(end) {
                    while end < bytes.len() && ((end - at) % period == 0 || again(end)) {
                        end += 1;
                    }
                    if end - at >= period * WORTH - period {
                        for at in (at..end).step_by(period) {
                            left.push(bytes[at], self.places[at]);
                        }
                        left.push(BREAK, self.places[end - 1]);
                        at = end - 1;
                    }
                }
                at += 1;
            }
        }
        (!left.bytes.is_empty()).then_some(left)
    }

    fn with_room(many: usize) -> Self {
        Self {
            // No encoding is shorter than what it stands for.
            bytes: Zeroizing::new(Vec::with_capacity(many)),
            places: Vec::with_capacity(many),
        }
    }

    fn push(&mut self, byte: u8, place: (usize, usize)) {
        self.bytes.push(byte);
        self.places.push(place);
    }

    /// What is read here ends: since `from` there was enough to be looked at, or it is dropped. The next begins there.
    fn end_stretch(&mut self, from: usize) -> usize {
        match self.bytes.len() - from {
            0..SEARCHABLE => {
                self.bytes.truncate(from);
                self.places.truncate(from);
            }
            _ => self.push(BREAK, self.places[self.places.len() - 1]),
        }
        self.bytes.len()
    }
}

/// What a character is where it is written plainly: letters, or nothing.
fn letters(c: char, found: &mut dyn FnMut(char)) {
    match u32::from(c) {
        tag @ 0xe0021..=0xe007e => char::from_u32(tag - 0xe0000).into_iter().for_each(found),
        0x2010..=0x2015 => found('-'),
        // Braille, Hangul and notes that are blank.
        0x2800 | 0x3164 | 0xffa0 | 0x1d173..=0x1d17a => {}
        _ if c.is_whitespace() || takes_no_room(c) => {}
        _ => match value(c) {
            Some(value) => found(char::from(b'0' + value)),
            None => c.nfkd().filter(|c| !is_combining_mark(*c)).for_each(found),
        },
    }
}

/// What nobody sees, and what is cleaned away before a text is shown.
fn takes_no_room(c: char) -> bool {
    matches!(c, '\u{34f}' | '\u{fe00}'..='\u{fe0f}') || steers(c)
}

/// The first character and its length; what is no UTF-8 is none, and one byte long.
fn first_char(text: &[u8]) -> (Option<char>, usize) {
    if text[0].is_ascii() {
        return (Some(char::from(text[0])), 1);
    }
    // No character is longer than four bytes.
    let begin = &text[..text.len().min(4)];
    let valid = begin.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let c = valid.chars().next();
    (c, c.map_or(1, char::len_utf8))
}

/// Whether a byte may follow the other in a text.
fn follows(before: u8, byte: u8) -> bool {
    match byte {
        b'\t' | b'\r' | b'\n' | b' '..=b'~' | 0xc2..=0xf4 => before < 0xc0,
        0x80..=0xbf => before >= 0x80,
        _ => false,
    }
}

/// Runs of hex digits with their places, also with colons, `0x` or `U+` between them.
fn hex_digits(bytes: &[u8]) -> Vec<Vec<(usize, u8)>> {
    const BETWEEN: &[u8] = b":,;-_.\\xXuU+{}[]()'\"";
    /// The most that stands between two digits of a run: `},\u{`.
    const APART: usize = 5;
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    // The zero of `0x34`, and not that of `30x`.
    let prefix = |at: usize| {
        let fresh = at == 0 || !digit(at - 1);
        fresh && bytes[at] == b'0' && matches!(bytes.get(at + 1), Some(b'x' | b'X'))
    };
    let mut apart = 0;
    runs(bytes.iter().enumerate().filter_map(|(at, byte)| {
        if *byte == b'0' && prefix(at) {
            apart += 1;
        } else if let Some(value) = char::from(*byte).to_digit(16) {
            apart = 0;
            return Some((at, Some(value as u8)));
        } else {
            apart += 1;
            if !BETWEEN.contains(byte) {
                return Some((at, None));
            }
        }
        (apart > APART).then_some((at, None))
    }))
}

/// Runs of the alphabets of base64 (RFC 4648 sections 4 and 5).
fn base64_digits(bytes: &[u8]) -> Vec<Vec<(usize, u8)>> {
    runs(bytes.iter().enumerate().map(|(at, byte)| {
        let value = match byte {
            b'A'..=b'Z' => Some(byte - b'A'),
            b'a'..=b'z' => Some(byte - b'a' + 26),
            b'0'..=b'9' => Some(byte - b'0' + 52),
            b'+' | b'-' => Some(62),
            b'/' | b'_' => Some(63),
            _ => None,
        };
        (at, value)
    }))
}

/// Runs of digits that have a value, as long as are worth reading.
fn runs(digits: impl Iterator<Item = (usize, Option<u8>)>) -> Vec<Vec<(usize, u8)>> {
    let mut runs = vec![Vec::new()];
    for (at, value) in digits {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((at, value)),
            (None, Some(run)) if run.len() >= WORTH => runs.push(Vec::new()),
            (_, run) => run.into_iter().for_each(Vec::clear),
        }
    }
    runs.retain(|run| run.len() >= WORTH);
    runs
}
