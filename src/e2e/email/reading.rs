//! Reads a message that arrived: whether it is ours, the code in it, and what was changed on the way.

use jiff::SignedDuration;
use mail_parser::{Message, MessageParser, MimeHeaders as _};

use super::authentication::{Results, seen};
use super::bounce::{Bounce, bounce};
use super::compose::{MARK, ProbeMessage};
use super::hops::{Hop, hops, total};
use crate::otp::core::Code;

/// How much text of a message is looked through for the code.
const LONGEST: usize = 256 << 10;

/// What a message that arrived is.
pub enum Arrived {
    /// Ours.
    Ours(Box<Reading>),
    /// A server's report on ours.
    Report(Bounce),
}

/// What stands in our message.
pub struct Reading {
    /// The code as it stands there; `None` where it does not.
    pub code: Option<Code>,
    /// How many other numbers of its length stand there.
    pub others: usize,
    /// What was changed on the way.
    pub changes: Vec<Change>,
    /// The servers on the way.
    pub hops: Vec<Hop>,
    /// How long the way took, by the clock of the last of them.
    pub total: Option<SignedDuration>,
    /// What the receiver says of the sender; `None` where it says nothing.
    pub seen: Option<Results>,
}

/// What was changed on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Plain text became HTML.
    Html,
    /// Text was put before or after it.
    Added,
    /// The text itself is another one.
    Text,
    /// The digits of the code are no longer in one piece.
    Digits,
    /// The subject is another one.
    Subject,
}

impl Change {
    /// In the words of a report.
    pub fn words(self) -> &'static str {
        match self {
            Self::Html => "the plain text became HTML",
            Self::Added => "text was added around it",
            Self::Text => "the text was rewritten",
            Self::Digits => "the digits of the code are no longer in one piece",
            Self::Subject => "the subject was changed",
        }
    }

    /// Whether it is the body that changed.
    pub fn of_body(self) -> bool {
        self != Self::Subject
    }
}

/// What this message is; `None` where it has nothing to do with our mail.
pub fn read(raw: &[u8], mail: &ProbeMessage, code: &Code) -> Option<Arrived> {
    let message = MessageParser::default().parse(raw)?;
    let names_it = |header: Option<&str>| header.is_some_and(|text| text.contains(&mail.token));
    if !names_it(message.header_raw(MARK)) && !names_it(message.message_id()) {
        let mentioned = raw
            .windows(mail.token.len())
            .any(|window| window == mail.token.as_bytes());
        return mentioned.then(|| bounce(&message).map(Arrived::Report))?;
    }
    let hops = hops(&message, mail.dated);
    let text = text(&message);
    let found = find(&text, code);
    Some(Arrived::Ours(Box::new(Reading {
        others: found.others,
        changes: changes(&message, &text, &found, mail),
        total: total(&hops, mail.dated),
        seen: seen(&message, &hops),
        code: found.code,
        hops,
    })))
}

/// The readable text: plain text, or HTML without its tags.
fn text(message: &Message<'_>) -> String {
    let mut text = String::new();
    for part in 0..message.text_body_count().min(10) {
        if let Some(more) = message.body_text(part) {
            text.extend(more.chars().take(LONGEST));
            text.push('\n');
        }
    }
    text
}

#[derive(Default)]
struct Found {
    code: Option<Code>,
    /// Whether its digits stand in one piece somewhere.
    piece: bool,
    others: usize,
}

/// Looks for the code as a person reads: also with single spaces or hyphens between its digits.
fn find(text: &str, code: &Code) -> Found {
    let digits = code.expose();
    let mut found = Found::default();
    let visible = text.chars().filter(|c| !is_invisible(*c));
    let plain: String = visible
        .map(|c| match c {
            '0'..='9' => c,
            '-' | '\u{2011}' => ' ',
            c if c.is_whitespace() => ' ',
            _ => '|',
        })
        .collect();
    // Digits, with nothing but spaces between them; an empty piece stands between two spaces.
    for number in plain.split('|') {
        let mut pieces: &[&str] = &number.split(' ').collect::<Vec<_>>();
        while let [first, rest @ ..] = pieces {
            let most = pieces.len().min(digits.len());
            let spelled = (1..=most).find(|many| {
                let together = &pieces[..*many];
                !together.contains(&"") && together.concat() == digits
            });
            found.piece |= spelled == Some(1);
            found.others += usize::from(spelled.is_none() && first.len() == digits.len());
            pieces = spelled.map_or(rest, |many| &pieces[many..]);
            if spelled.is_some() {
                found.code = Code::parse(digits).ok();
            }
        }
    }
    found
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

fn changes(message: &Message<'_>, text: &str, found: &Found, mail: &ProbeMessage) -> Vec<Change> {
    let mut changes = Vec::new();
    let html = message.root_part().is_content_type("text", "html")
        || message.html_bodies().any(|part| part.is_text_html());
    if html {
        changes.push(Change::Html);
    }
    let (now, before) = (words(text), words(&mail.text));
    if !now.contains(&before) {
        changes.push(Change::Text);
    } else if now != before {
        changes.push(Change::Added);
    }
    if found.code.is_some() && !found.piece {
        changes.push(Change::Digits);
    }
    if message.subject().map(words) != Some(words(&mail.subject)) {
        changes.push(Change::Subject);
    }
    changes
}

/// The words with single spaces between them: lines are broken anew on the way.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
