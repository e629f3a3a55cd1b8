//! Reads a message that arrived: whether it is ours, whether the code is in it, and the way it came.

use jiff::SignedDuration;
use mail_parser::{Message, MessageParser};

use super::authentication::{Results, seen};
use super::compose::{MARK, ProbeMessage};
use super::hops::{Hop, hops, total};
use crate::otp::core::Code;

/// How much text of a message is looked through for the code.
const LONGEST: usize = 256 << 10;

/// What stands in our message.
pub struct Reading {
    /// The code; `None` where it does not stand there.
    pub code: Option<Code>,
    /// The servers on the way.
    pub hops: Vec<Hop>,
    /// How long the way took, by the clock of the last of them.
    pub total: Option<SignedDuration>,
    /// What the receiver says of the sender; `None` where it says nothing.
    pub seen: Option<Results>,
}

/// What stands in this message; `None` where it is not ours.
pub fn read(raw: &[u8], mail: &ProbeMessage, code: &Code) -> Option<Reading> {
    let message = MessageParser::default().parse(raw)?;
    let names_it = |header: Option<&str>| header.is_some_and(|text| text.contains(&mail.token));
    if !names_it(message.header_raw(MARK)) && !names_it(message.message_id()) {
        return None;
    }
    let hops = hops(&message, mail.dated);
    Some(Reading {
        code: holds(&text(&message), code.expose()).then(|| code.clone()),
        total: total(&hops, mail.dated),
        seen: seen(&message, &hops),
        hops,
    })
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

/// Looks for the digits as a person reads: also with single spaces or hyphens between them.
fn holds(text: &str, digits: &str) -> bool {
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
    plain.split('|').any(|number| {
        let pieces: Vec<&str> = number.split(' ').collect();
        let spelled = |from: usize| {
            let most = (pieces.len() - from).min(digits.len());
            (1..=most).any(|many| {
                let together = &pieces[from..from + many];
                !together.contains(&"") && together.concat() == digits
            })
        };
        (0..pieces.len()).any(spelled)
    })
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests;
