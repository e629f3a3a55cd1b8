//! A text as somebody reads it who undoes an encoding: each byte with its place in the text that was written.

use checks::kit::text::steers;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

use super::escape::{Decoded, any, backslash, entity, percent, quoted_printable, xtext};

/// What stands where a piece cannot be read: never part of UTF-8, so that nothing is found across it by accident.
const BREAK: u8 = 0xff;

/// The least number of characters that are worth reading as base64 or hex: a code has four digits.
const WORTH: usize = 6;

/// A text, read in some way.
pub(super) struct Reading {
    /// What is read.
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// Where in the text as written each byte begins and ends.
    places: Vec<(usize, usize)>,
}

/// Hands over the text in every way in which something else is read than what is written: escapes undone, hex and
/// base64 read, and each once more in what that brought forth. That is the bound of the work.
///
/// Each is read once more without what takes no room and without line breaks, over which a peer may spread a secret, and
/// without spaces and with letters of every shape as those of ASCII.
///
/// All escapes at once find what is written in several ways; each alone finds a secret that itself looks like another's.
pub(super) fn each_reading(written: &Reading, find: &mut dyn FnMut(&Reading)) {
    let mut found = |read: &Reading| {
        find(read);
        read.joined().iter().for_each(&mut *find);
        read.narrowed().iter().for_each(&mut *find);
    };
    found(written);
    each_decoding(written, &mut found);
    if let Some(joined) = written.joined() {
        each_decoding(&joined, &mut found);
    }
}

fn each_decoding(written: &Reading, found: &mut dyn FnMut(&Reading)) {
    for all in [any, quoted_printable] {
        if let Some(read) = written.unescape(all) {
            found(&read);
            let again = [any, quoted_printable].map(|escape| read.unescape(escape));
            again
                .iter()
                .flatten()
                .chain(&read.decode())
                .for_each(&mut *found);
        }
    }
    for one in [percent, backslash, entity, xtext] {
        written.unescape(one).iter().for_each(&mut *found);
    }
    for read in written.decode() {
        found(&read);
        read.unescape(any).iter().for_each(&mut *found);
    }
}

impl Reading {
    /// As it is written.
    pub(super) fn plain(text: &str) -> Self {
        Self {
            bytes: Zeroizing::new(text.as_bytes().to_vec()),
            places: (0..text.len()).map(|at| (at, at + 1)).collect(),
        }
    }

    /// Where in the text as written these bytes stand.
    pub(super) fn place(&self, from: usize, to: usize) -> (usize, usize) {
        (self.places[from].0, self.places[to - 1].1)
    }

    /// Without control characters, line breaks among them, and without what takes no room; `None` where it has none.
    fn joined(&self) -> Option<Self> {
        self.each_char(|c| takes_no_room(c).then_some(None))
    }

    /// With letters as those of ASCII that are wide, bold, circled, struck through or nothing but tags, and without spaces of
    /// any kind; `None` where it has none of them.
    fn narrowed(&self) -> Option<Self> {
        self.each_char(|c| match u32::from(c) {
            0x21..=0x7e => None,
            tag @ 0xe0021..=0xe007e => Some(char::from_u32(tag - 0xe0000)),
            // Braille and Hangul that are blank.
            0x2800 | 0x3164 | 0xffa0 => Some(None),
            _ if c.is_whitespace() || takes_no_room(c) || is_combining_mark(c) => Some(None),
            _ => c.nfkd().next().filter(|plain| *plain != c).map(Some),
        })
    }

    /// With some characters read as others, or as nothing; `None` where there are none of them.
    fn each_char(&self, read_as: impl Fn(char) -> Option<Option<char>>) -> Option<Self> {
        let mut left = Self::with_room(self.bytes.len());
        let (mut at, mut found) = (0, false);
        for chunk in self.bytes.utf8_chunks() {
            for c in chunk.valid().chars() {
                let end = at + c.len_utf8();
                match read_as(c) {
                    Some(other) => {
                        found = true;
                        let mut buffer = [0; 4];
                        let other = other.map(|other| other.encode_utf8(&mut buffer).as_bytes());
                        left.extend(other.unwrap_or_default(), self.place(at, end));
                    }
                    None => {
                        left.bytes.extend_from_slice(&self.bytes[at..end]);
                        left.places.extend_from_slice(&self.places[at..end]);
                    }
                }
                at = end;
            }
            for _ in chunk.invalid() {
                left.extend(&[BREAK], self.places[at]);
                at += 1;
            }
        }
        found.then_some(left)
    }

    /// As hex, from each of two digits on, and as base64, from each of four characters on.
    fn decode(&self) -> Vec<Self> {
        let hex = (0..2).filter_map(|from| self.regroup(from, hex_runs(&self.bytes), 4));
        let base64 = (0..4).filter_map(|from| self.regroup(from, base64_runs(&self.bytes), 6));
        hex.chain(base64).collect()
    }

    /// With its escapes undone; `None` where it has none.
    fn unescape(&self, escape: fn(&[u8]) -> Option<Decoded>) -> Option<Self> {
        let mut left = Self::with_room(self.bytes.len());
        let (mut at, mut found) = (0, false);
        while at < self.bytes.len() {
            match escape(&self.bytes[at..]) {
                Some((length, decoded)) => {
                    left.extend(&decoded, self.place(at, at + length));
                    at += length;
                    found = true;
                }
                None => {
                    left.extend(&self.bytes[at..=at], self.places[at]);
                    at += 1;
                }
            }
        }
        found.then_some(left)
    }

    /// Puts characters that stand for `width` bits each together to bytes, in every run from its character `from` on.
    fn regroup(&self, from: usize, runs: Vec<Vec<(usize, u8)>>, width: usize) -> Option<Self> {
        let mut left = Self::with_room(self.bytes.len());
        for run in runs {
            let run = run.get(from..).unwrap_or_default();
            for number in 0..run.len() * width / 8 {
                let (first, last) = (number * 8 / width, (number * 8 + 7) / width);
                let bits = run[first..=last]
                    .iter()
                    .fold(0_u32, |bits, (_, value)| bits << width | u32::from(*value));
                let beyond = (last + 1) * width - (number * 8 + 8);
                let byte = (bits >> beyond) as u8;
                // UTF-16 puts them between the letters.
                if byte != 0 {
                    let place = (self.places[run[first].0].0, self.places[run[last].0].1);
                    left.extend(&[byte], place);
                }
            }
            left.end_run();
        }
        (!left.bytes.is_empty()).then_some(left)
    }

    fn with_room(many: usize) -> Self {
        Self {
            // An escape is never shorter than what it stands for.
            bytes: Zeroizing::new(Vec::with_capacity(many)),
            places: Vec::with_capacity(many),
        }
    }

    fn extend(&mut self, bytes: &[u8], place: (usize, usize)) {
        self.bytes.extend_from_slice(bytes);
        self.places.extend(bytes.iter().map(|_| place));
    }

    fn end_run(&mut self) {
        if let Some((_, end)) = self.places.last().copied() {
            self.extend(&[BREAK], (end, end));
        }
    }
}

/// What nobody sees, and what is cleaned away before a text is shown.
pub(super) fn takes_no_room(c: char) -> bool {
    matches!(c, '\u{34f}' | '\u{fe00}'..='\u{fe0f}') || steers(c)
}

/// Runs of hex digits with their places, also with colons, spaces, `0x` or `U+` between them.
fn hex_runs(bytes: &[u8]) -> Vec<Vec<(usize, u8)>> {
    const BETWEEN: &[u8] = b" \t\r\n:,;-_.\\xXuU+{}[]()'\"";
    /// The most that stands between two digits of a run: `}, \u{`.
    const APART: usize = 6;
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    // The zero of `0x34`, and not that of `30x`.
    let prefix = |at: usize| {
        let fresh = at == 0 || !digit(at - 1);
        fresh && bytes[at] == b'0' && matches!(bytes.get(at + 1), Some(b'x' | b'X'))
    };
    let mut apart = 0;
    runs(bytes.iter().enumerate().filter_map(|(at, byte)| {
        match char::from(*byte).to_digit(16) {
            Some(value) if !prefix(at) => {
                apart = 0;
                return Some((at, Some(value as u8)));
            }
            _ => apart += 1,
        }
        let ends = apart > APART || !prefix(at) && !BETWEEN.contains(byte);
        ends.then_some((at, None))
    }))
}

/// Runs of the alphabets of base64 (RFC 4648 sections 4 and 5), also broken into lines.
fn base64_runs(bytes: &[u8]) -> Vec<Vec<(usize, u8)>> {
    let written = bytes.iter().enumerate();
    let on_one_line = written.filter(|(_, byte)| !matches!(byte, b'\r' | b'\n'));
    runs(on_one_line.map(|(at, byte)| {
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

/// Runs of characters that have a value, as long as are worth reading.
fn runs(characters: impl Iterator<Item = (usize, Option<u8>)>) -> Vec<Vec<(usize, u8)>> {
    let characters: Vec<_> = characters.collect();
    let runs = characters.split(|(_, value)| value.is_none());
    runs.filter(|run| run.len() >= WORTH)
        .map(|run| run.iter().filter_map(|(at, value)| Some((*at, (*value)?))))
        .map(Iterator::collect)
        .collect()
}
