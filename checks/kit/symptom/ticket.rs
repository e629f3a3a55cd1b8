//! A ticket as clauses: without headers, signatures, quoted replies and stack traces, parted where one thought ends.

use std::sync::LazyLock;

use serde::Deserialize;

use super::table::built_in;

/// Characters that are read of a text: more says nothing new, and nobody types it.
const LONGEST: usize = 20_000;

/// A line of at least so many characters that the next one goes on with was broken by a mail program.
const BROKEN: usize = 40;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outline {
    /// Headers of mails and fields of tickets whose text is about something else, in small letters.
    headers: Vec<String>,
    /// Headings of sections about something else.
    sections: Vec<String>,
    /// Lines that end what somebody had to say.
    farewells: Vec<String>,
    /// Several words that are one.
    joined: Vec<String>,
    /// Words before which another thought begins.
    joints: Vec<String>,
}

static OUTLINE: LazyLock<Outline> = LazyLock::new(|| built_in(include_str!("ticket.json")));

/// The words of each clause, in small letters.
pub fn clauses(text: &str) -> Vec<Vec<String>> {
    let text: String = text.chars().take(LONGEST).collect();
    let mut clauses = vec![Vec::new()];
    let mut lines = said(&text).into_iter().peekable();
    while let Some(line) = lines.next() {
        for part in joined(line).split_whitespace() {
            if part.starts_with(['"', '“', '-', '–', '—']) {
                clauses.push(Vec::new());
            }
            for word in words(part) {
                if OUTLINE.joints.contains(&word) {
                    clauses.push(Vec::new());
                }
                clauses.last_mut().expect("one at least").push(word);
            }
            if part.ends_with(['.', ',', ';', ':', '!', '?', '"', '”', '…']) {
                clauses.push(Vec::new());
            }
        }
        let goes_on = lines
            .peek()
            .is_some_and(|next| next.starts_with(char::is_lowercase));
        if !(goes_on && line.len() >= BROKEN) {
            clauses.push(Vec::new());
        }
    }
    clauses.retain(|clause| !clause.is_empty());
    clauses
}

/// The sentences of what somebody had to say.
pub fn sentences(text: &str) -> Vec<String> {
    let text: String = text.chars().take(LONGEST).collect();
    let mut sentences = Vec::new();
    for line in said(&text) {
        let words = line.split_whitespace();
        let mut sentence: Vec<&str> = Vec::new();
        for word in words {
            sentence.push(word);
            if word.ends_with(['.', '!', '?']) {
                sentences.push(std::mem::take(&mut sentence).join(" "));
            }
        }
        sentences.extend((!sentence.is_empty()).then(|| sentence.join(" ")));
    }
    sentences
}

/// The line in small letters, with what is one word written as one.
fn joined(line: &str) -> String {
    let joined = |line: String, words: &String| line.replace(words, &words.replace(' ', ""));
    // A full stop within quotes ends no sentence: "says 'Invalid credentials.' since Monday".
    let line = line.to_lowercase().replace(".'", "'");
    OUTLINE.joined.iter().fold(line, joined)
}

/// The lines that say something; all of them where nothing would be left.
fn said(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let starts = |line: &str, with: &[String]| {
        let small = line.to_lowercase();
        with.iter().any(|one| small.starts_with(one.as_str()))
    };
    let is_about_else = |line: &&str| {
        line.starts_with("at ") && line.contains('(') || starts(line, &OUTLINE.headers)
    };
    let mut left = Vec::new();
    let mut is_aside = false;
    for line in lines.clone().filter(|line| !is_about_else(line)) {
        if let Some(heading) = heading(line) {
            is_aside = starts(heading, &OUTLINE.sections);
            if is_aside || line.starts_with(['#', '>']) {
                continue;
            }
        }
        if is_aside {
            continue;
        }
        let ends = line == "--" || line.len() < BROKEN && starts(line, &OUTLINE.farewells);
        if ends && !left.is_empty() {
            break;
        }
        left.push(line);
    }
    if left.is_empty() {
        lines.collect()
    } else {
        left
    }
}

/// The words of a line that is a heading: `## Steps`, `**Steps**`, `Steps:` or, as a form quotes its questions, `> Steps`.
fn heading(line: &str) -> Option<&str> {
    let is_one = line.starts_with(['#', '*', '>']) || line.len() < BROKEN && line.ends_with(':');
    is_one.then(|| line.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Words in small letters; an apostrophe joins (`don't`), a genitive goes, everything else parts.
pub fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace('\u{2019}', "'")
        .replace("'s ", " ")
        .replace(" b'", " ")
        .replace('\'', "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(text: &str) -> Vec<String> {
        clauses(text)
            .iter()
            .map(|clause| clause.join(" "))
            .collect()
    }

    #[test]
    fn headers_quotes_stacks_and_signatures_say_nothing() {
        let ticket = "From: a@example.com\nSubject: no mail\n\nHi, it is late\n> is it?\n   at System.Net.Mail.Send(X)\n\
            Thanks\nDana, out of office";
        assert_eq!(parted(ticket), ["subject", "no mail", "hi", "it is late"]);
        assert_eq!(sentences(ticket), ["Subject: no mail", "Hi, it is late"]);
    }

    #[test]
    fn a_line_that_a_mail_program_broke_goes_on() {
        let broken = "users that use the authenticator app tell us that it\nis refused";
        assert_eq!(parted(broken).len(), 1);
        assert_eq!(parted("Users\nno mail").len(), 2);
    }

    #[test]
    fn a_but_begins_another_thought() {
        assert_eq!(
            parted("it arrives but isn't taken"),
            ["it arrives", "but isnt taken"]
        );
        assert_eq!(parted("On and off"), ["onandoff"]);
    }

    #[test]
    fn what_is_nothing_but_a_quote_is_read() {
        assert_eq!(parted("> no mail"), ["no mail"]);
    }
}
