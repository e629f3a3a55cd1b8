//! Methods, times and counts in words.

use checks::kit::text;
use jiff::Timestamp;

use crate::cli::output;
use crate::otp::core::Method;

/// A method in words.
pub(super) fn method(method: Method) -> &'static str {
    match method {
        Method::Sms => "text message",
        Method::Voice => "voice call",
        Method::Email => "e-mail",
        Method::HelpDesk1 => "Help Desk 1",
        Method::HelpDesk2 => "Help Desk 2",
        Method::Oath => "app or token",
    }
}

/// A moment: `2026-11-22 08:59:59 UTC`.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// When a lock ends.
pub(super) fn until(until: Option<Timestamp>) -> String {
    match until {
        Some(until) => format!("until {}", moment(until)),
        None => "until `otpdoctor otp unlock`".into(),
    }
}

/// How far a token is from what was expected; nothing where it is not.
pub(super) fn drift(drift: i64) -> Option<String> {
    let way = match drift {
        0 => return None,
        1.. => "ahead",
        _ => "behind",
    };
    let steps = drift.unsigned_abs();
    let plural = if steps == 1 { "" } else { "s" };
    Some(format!("{steps} step{plural} {way}"))
}

/// As many, with the noun in its number.
pub(super) fn count(number: u32, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    }
}

/// Failed attempts, as many.
pub(super) fn failed_attempts(failures: u32) -> String {
    count(failures, "failed attempt", "failed attempts")
}

/// Writes a remark to stderr, wrapped.
pub(super) fn remark(text: &str) {
    let options = textwrap::Options::new(output::terminal_width().min(100))
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    output::remark(&textwrap::fill(text, options));
}

/// What to do about a seed that was not opened.
pub(super) fn mismatch_advice(realm: &str) -> String {
    let realm = text::argument(realm);
    format!(
        "otpdoctor: the license certificate of this realm is not the one that the seed is encrypted with. For the cause and the cure:\n  otpdoctor diagnose registration-code-mismatch --realm {realm}"
    )
}
