//! Secrets in whatever form a peer echoes them, cut out of a text.

mod digits;
mod escape;
mod ordinary;
mod reading;

use std::collections::HashMap;
use std::sync::Arc;

use data_encoding::{BASE32_NOPAD, BASE64_NOPAD};
use secrecy::{ExposeSecret as _, SecretString};

pub(super) use ordinary::is_ordinary;
use reading::{Reading, each_reading, takes_no_room};

/// A secret shorter than this is an ordinary word: cutting it out would cut up any text.
const SEARCHABLE: usize = 4;

/// As many characters may stand between two digits of a code, and it is the same code: spaces, hyphens, a tag.
const APART: usize = 16;

/// What stands in the place of a number that may be a code.
const HIDDEN: &str = "…";

/// Every form of every secret, by its first bytes: a config may hold thousands, and a report thousands of texts.
#[derive(Default)]
pub(super) struct Echoes {
    forms: Known,
    codes: Known,
    longest_code: usize,
}

/// Forms by their first bytes.
#[derive(Default)]
struct Known {
    by_begin: HashMap<[u8; SEARCHABLE], Vec<Form>>,
    /// The first byte alone, as a bit: most texts are passed over by it.
    first: [u128; 2],
}

struct Form {
    text: SecretString,
    cover: Arc<str>,
}

/// A part of a text that is not to be shown, and what stands there instead.
struct Gap {
    from: usize,
    to: usize,
    cover: Arc<str>,
}

impl Echoes {
    /// From now on the secret is found, and told by this name.
    pub(super) fn add(&mut self, secret: &SecretString, name: &str) {
        let cover: Arc<str> = format!("[{name}]").into();
        for form in forms(secret.expose_secret()) {
            self.forms.add(form, &cover);
        }
    }

    /// From now on a code of these digits is found, in whatever digits and however far apart they are written; also as
    /// the number that it is, without zeros in front.
    pub(super) fn add_code(&mut self, digits: &str, name: &str) {
        let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
        let number = digits.trim_start_matches('0').to_owned();
        let cover: Arc<str> = format!("[{name}]").into();
        self.longest_code = self.longest_code.max(digits.len());
        for form in [digits, number] {
            self.codes.add(form, &cover);
        }
    }

    /// Whether there is anything to look for.
    pub(super) fn is_empty(&self) -> bool {
        self.forms.is_empty() && self.codes.is_empty()
    }

    /// The text with every secret replaced by its name in brackets. Where two overlap, both are gone.
    pub(super) fn cut(&self, text: &str) -> String {
        if self.is_empty() {
            return text.to_owned();
        }
        without(text, &|reading, gaps| {
            for at in 0..reading.bytes.len() {
                let here = &reading.bytes[at..];
                let found = [self.secret_at(here), self.code_at(here)];
                for (form, length) in found.into_iter().flatten() {
                    gaps.push(reading.gap(at, at + length, &form.cover));
                }
            }
        })
    }

    fn secret_at(&self, text: &[u8]) -> Option<(&Form, usize)> {
        let known = self.forms.beginning(text.first_chunk()?)?;
        let length = |form: &&Form| form.text.expose_secret().len();
        // A peer may write it in letters of the other case.
        let here = known.iter().filter(|form| {
            let form = form.text.expose_secret().as_bytes();
            let begin = text.get(..form.len());
            begin.is_some_and(|begin| begin.eq_ignore_ascii_case(form))
        });
        here.max_by_key(length).map(|form| (form, length(&form)))
    }

    fn code_at(&self, text: &[u8]) -> Option<(&Form, usize)> {
        if self.codes.is_empty() {
            return None;
        }
        let mut digits = digits(text, APART);
        let mut here: Vec<(u8, usize)> = digits.by_ref().take(SEARCHABLE).collect();
        let begin: Vec<u8> = here.iter().map(|(digit, _)| *digit).collect();
        let known = self.codes.beginning(begin.first_chunk()?)?;
        here.extend(digits.take(self.longest_code.saturating_sub(SEARCHABLE)));
        let length = |form: &&Form| form.text.expose_secret().len();
        let stands = |form: &&Form| {
            let code = form.text.expose_secret().bytes();
            here.len() >= code.len() && code.zip(&here).all(|(digit, (read, _))| digit == *read)
        };
        let longest = known.iter().filter(stands).max_by_key(length)?;
        Some((longest, here[length(&longest) - 1].1))
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
    each_reading(&Reading::plain(text), &mut |read| find(read, &mut gaps));
    gaps.sort_by_key(|gap| (gap.from, std::cmp::Reverse(gap.to)));
    let mut left = String::with_capacity(text.len());
    let mut gone = 0;
    for gap in gaps {
        if gap.from >= gone {
            left.push_str(&text[gone..gap.from]);
            left.push_str(&gap.cover);
        }
        // The padding of base64 would tell how long it was.
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

/// The digits from the beginning on, where there is one, each as in ASCII with its end; `apart` characters may stand
/// between two.
fn digits(text: &[u8], apart: usize) -> impl Iterator<Item = (u8, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let most = if at == 0 { 0 } else { apart };
        for _ in 0..=most {
            let (c, length) = first_char(text.get(at..)?)?;
            at += length;
            if let Some(value) = c.and_then(digits::value) {
                return Some((b'0' + value, at));
            }
        }
        None
    })
}

/// How many digits stand together at the beginning, with nothing between them but what people write between those of
/// one code, and where the last one ends.
fn digits_joined(text: &[u8]) -> (usize, usize) {
    let (mut many, mut end, mut at) = (0, 0, 0);
    while let Some((c, length)) = first_char(&text[at..]) {
        at += length;
        match c {
            Some(c) if digits::value(c).is_some() || c.is_numeric() => (many, end) = (many + 1, at),
            Some(c) if many > 0 && is_separator(c) => {}
            _ => break,
        }
    }
    (many, end)
}

/// Spaces, hyphens, and what nobody sees.
fn is_separator(c: char) -> bool {
    let hyphen = c == '-' || matches!(c, '\u{2010}'..='\u{2015}');
    hyphen || c.is_whitespace() || c == '\u{20e3}' || takes_no_room(c)
}

/// The first character and its length; what is no UTF-8 is none, and one byte long.
fn first_char(text: &[u8]) -> Option<(Option<char>, usize)> {
    // No character is longer than four bytes.
    let begin = &text[..text.len().min(4)];
    let c = begin.utf8_chunks().next()?.valid().chars().next();
    Some((c, c.map_or(1, char::len_utf8)))
}

impl Known {
    fn add(&mut self, text: String, cover: &Arc<str>) {
        let Some(begin) = text.as_bytes().first_chunk() else {
            return;
        };
        let begin: [u8; SEARCHABLE] = begin.map(|byte| byte.to_ascii_lowercase());
        self.first[usize::from(begin[0] >> 7)] |= 1 << (begin[0] & 127);
        let known = self.by_begin.entry(begin).or_default();
        if known.iter().all(|one| one.text.expose_secret() != text) {
            known.push(Form {
                text: text.into(),
                cover: cover.clone(),
            });
        }
    }

    fn beginning(&self, begin: &[u8; SEARCHABLE]) -> Option<&Vec<Form>> {
        let first = begin[0].to_ascii_lowercase();
        let possible = self.first[usize::from(first >> 7)] >> (first & 127) & 1 == 1;
        let begin = || begin.map(|byte| byte.to_ascii_lowercase());
        possible.then(|| self.by_begin.get(&begin())).flatten()
    }

    fn is_empty(&self) -> bool {
        self.by_begin.is_empty()
    }
}

/// As it is, percent-encoded as a form, and escaped for JSON and HTML: also where the secret itself looks like an
/// escape, so that undoing those of the text would not bring it back. And spelled, backwards, in numbers.
fn forms(secret: &str) -> Vec<String> {
    let percent: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let json = serde_json::Value::from(secret).to_string();
    let spelled = |between: &str| {
        let letters: Vec<String> = secret.chars().map(String::from).collect();
        letters.join(between)
    };
    let decimal: Vec<String> = secret.bytes().map(|byte| byte.to_string()).collect();
    let mut forms = vec![
        secret.to_owned(),
        secret.replace(' ', "+"),
        percent.replace('+', "%20"),
        percent,
        json[1..json.len() - 1].to_owned(),
        html(secret),
        // Base64 of it is found in base64, and in letters of the other case.
        BASE64_NOPAD.encode(secret.as_bytes()),
        BASE32_NOPAD.encode(secret.as_bytes()),
        decimal.join(" "),
        decimal.join(","),
        secret.chars().rev().collect(),
    ];
    forms.extend([".", "-", "_", ",", ", ", "','", "', '"].map(spelled));
    forms
}

fn html(secret: &str) -> String {
    let escaped = secret.replace('&', "&amp;").replace('<', "&lt;");
    escaped.replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
