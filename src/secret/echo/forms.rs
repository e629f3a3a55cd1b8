//! The forms of secrets, and where in a text one stands: as a whole, in most of itself, or in several parts.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use data_encoding::{BASE32_NOPAD, BASE32HEX_NOPAD, BASE64_NOPAD};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::ordinary::ordinary_in;
use super::reading::{SEARCHABLE, plain, unescaped};

/// The least part of a secret that is distinguished from other words, in characters.
const LEAST: usize = 8;

/// The least of several parts that come to as much, and what of them must be no ordinary words.
const PART: usize = 5;
const STRANGE: usize = 3;
const STRANGE_TOGETHER: usize = 5;

/// How many bits say which four bytes may stand in a form.
const BITS: u32 = 18;

/// Every form of every secret, indexed by four of its bytes: a config may hold thousands of secrets, and a report thousands
/// of texts in which each is looked for.
#[derive(Default)]
pub(super) struct Known {
    forms: Vec<Form>,
    /// Where in which form four bytes stand. Every part that is long enough has some of them.
    places: HashMap<u32, Vec<(usize, usize)>>,
    /// A bit for each hash of four bytes that stand in `places`: by it most of a text is passed over.
    possible: Vec<u64>,
}

struct Form {
    text: Zeroizing<Vec<u8>>,
    cover: Arc<str>,
    /// A part of so many bytes, or several that come to as many, is cut out although the rest is missing.
    enough: usize,
    /// Shorter parts do not count.
    part: usize,
}

/// A part of a form that stands in a text, and where.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    form: usize,
    from: usize,
    to: usize,
    at: usize,
}

/// Where a text holds a secret.
pub(super) struct Found {
    pub(super) at: usize,
    pub(super) many: usize,
    pub(super) cover: Arc<str>,
}

impl Known {
    pub(super) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// From now on the secret is found.
    pub(super) fn add(&mut self, secret: &SecretString, cover: &Arc<str>) {
        let secret = secret.expose_secret();
        let read = plain(secret);
        let many = read.len().max(1);
        let enough = many.div_ceil(2).max(LEAST);
        let plus = secret.replace(' ', "+");
        // Escapes that are part of it are not to be undone.
        let json = serde_json::Value::from(secret).to_string();
        let json = plain(&json[1..json.len() - 1]);
        for form in [Some(read), Some(plus), Some(json), unescaped(secret)] {
            let part = (many / 3).max(PART);
            self.add_form(&form.unwrap_or_default(), enough, part, cover);
        }
        for form in encoded(secret) {
            self.add_form(&form, usize::MAX, usize::MAX, cover);
        }
    }

    /// Adds a form, forwards and backwards.
    fn add_form(&mut self, form: &str, enough: usize, part: usize, cover: &Arc<str>) {
        for form in [form.to_owned(), form.chars().rev().collect()] {
            let text: Vec<u8> = form.into_bytes().into_iter().map(fold).collect();
            let many = text.len();
            let Some(begin) = text.first_chunk().map(|begin| u32::from_be_bytes(*begin)) else {
                continue;
            };
            let alike = self.places.get(&begin).into_iter().flatten();
            if alike
                .into_iter()
                .any(|(form, _)| *self.forms[*form].text == text)
            {
                continue;
            }
            let (enough, part) = (enough.min(many), part.min(enough).min(many));
            for at in (0..=many - SEARCHABLE).step_by(part - SEARCHABLE + 1) {
                let four = text[at..].iter().take(SEARCHABLE);
                let four = four.fold(0, |four, byte| four << 8 | u32::from(*byte));
                self.possible.resize(1 << BITS >> 6, 0);
                self.possible[bit(four) >> 6] |= 1 << (bit(four) & 63);
                let places = self.places.entry(four).or_default();
                // One that repeats itself is known by the first.
                if places
                    .last()
                    .is_none_or(|(form, _)| *form < self.forms.len())
                {
                    places.push((self.forms.len(), at));
                }
            }
            self.forms.push(Form {
                text: text.into(),
                cover: cover.clone(),
                enough,
                part,
            });
        }
    }

    /// Where the text, as it is read, holds secrets.
    pub(super) fn found_in(&self, text: &[u8], shown: &str) -> Vec<Found> {
        let mut parts = Vec::new();
        if self.is_empty() {
            return Vec::new();
        }
        let mut four = 0;
        for (at, byte) in text.iter().enumerate() {
            four = four << 8 | u32::from(fold(*byte));
            let bit = bit(four);
            if self.possible[bit >> 6] >> (bit & 63) & 1 == 0 || at + 1 < SEARCHABLE {
                continue;
            }
            for (form, place) in self.places.get(&four).into_iter().flatten() {
                let at = at + 1 - SEARCHABLE;
                if let Some((from, to)) = self.forms[*form].part_at(text, at, *place) {
                    let (form, at) = (*form, at + from - place);
                    parts.push(Part { form, from, to, at });
                }
            }
        }
        parts.sort_unstable();
        parts.dedup();
        let of_one = parts.chunk_by(|one, other| one.form == other.form);
        of_one.flat_map(|parts| self.enough(parts, shown)).collect()
    }

    /// Of the parts of one form, in order, those that are cut out: each that shows most of it, and the others where they
    /// do so together.
    fn enough(&self, parts: &[Part], shown: &str) -> Vec<Found> {
        let form = &self.forms[parts[0].form];
        let (most, few): (Vec<&Part>, Vec<&Part>) = parts
            .iter()
            .partition(|part| part.to - part.from >= form.enough);
        // One that repeats itself may have several of its parts in one place.
        let of_form = ranges(few.iter().map(|part| part.from..part.to));
        let of_text = ranges(
            few.iter()
                .map(|part| part.at..part.at + part.to - part.from),
        );
        let many = |ranges: &[Range<usize>]| ranges.iter().map(Range::len).sum::<usize>();
        let enough = many(&of_form).min(many(&of_text)) >= form.enough;
        if most.is_empty() && !enough {
            return Vec::new();
        }
        let ordinary = ordinary_in(&form.text, shown);
        let strange = |part: &Range<usize>| {
            let part = ordinary[part.clone()].iter();
            part.filter(|ordinary| !**ordinary).count()
        };
        let halves = ranges(most.iter().map(|part| part.from..part.to));
        let halves = halves.iter().map(strange).sum::<usize>() >= STRANGE_TOGETHER;
        let together = enough && of_form.iter().map(strange).sum::<usize>() >= STRANGE_TOGETHER;
        let most = most.into_iter().filter(|part| {
            halves
                || part.to - part.from == form.text.len()
                || strange(&(part.from..part.to)) >= STRANGE
        });
        let few = few.into_iter().filter(|_| together);
        let found = most.chain(few).map(|part| Found {
            at: part.at,
            many: part.to - part.from,
            cover: form.cover.clone(),
        });
        found.collect()
    }
}

impl Form {
    /// Where the part begins and ends that stands in the text around a place that both have, if it is worth a look.
    fn part_at(&self, text: &[u8], at: usize, place: usize) -> Option<(usize, usize)> {
        let same = |(one, other): &(&u8, &u8)| fold(**one) == **other;
        let before = text[..at].iter().rev().zip(self.text[..place].iter().rev());
        let from = place - before.take_while(same).count();
        let behind = text[at..].iter().zip(&self.text[place..]);
        let to = place + behind.take_while(same).count();
        (to - from >= self.part).then_some((from, to))
    }
}

/// What these cover together, once.
fn ranges(all: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = all.collect();
    all.sort_by_key(|range| range.start);
    let mut end = 0;
    for range in &mut all {
        *range = range.start.max(end)..range.end.max(end);
        end = range.end;
    }
    all
}

/// Letters of either case, and the two alphabets of base64, are the same: a peer may write the other.
fn fold(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        byte => byte.to_ascii_lowercase(),
    }
}

fn bit(four: u32) -> usize {
    (four.wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize
}

/// What is not read as text, or only in other letters or from its beginning on.
fn encoded(secret: &str) -> Vec<String> {
    let bytes = secret.as_bytes();
    let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
    vec![
        numbers.concat(),
        numbers.join(","),
        BASE64_NOPAD.encode(bytes),
        BASE32_NOPAD.encode(bytes),
        BASE32HEX_NOPAD.encode(bytes),
        ascii85(bytes),
    ]
}

/// Ascii85, as PostScript has it, without its abbreviations.
fn ascii85(bytes: &[u8]) -> String {
    let mut written = String::new();
    for four in bytes.chunks(4) {
        let mut number = [0; 4];
        number[..four.len()].copy_from_slice(four);
        let number = u32::from_be_bytes(number);
        let digit = |place: u32| char::from(b'!' + (number / 85_u32.pow(place) % 85) as u8);
        written.extend((0..5).rev().map(digit).take(four.len() + 1));
    }
    written
}
