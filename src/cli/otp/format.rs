//! Times and counts in words.

use checks::kit::text;
use jiff::Timestamp;

use crate::cli::output;
use crate::report::view::terminal::filled;
use crate::report::view::text::{counted, moment};

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
    let steps = counted(drift.unsigned_abs() as usize, "step");
    Some(format!("{steps} {way}"))
}

/// Writes a remark to stderr, wrapped.
pub(super) fn remark(text: &str) {
    let text = filled(text, output::terminal_width().min(100), "", "");
    output::remark(text.trim_end());
}

/// What to do about a seed that was not opened.
pub(super) fn mismatch_advice(realm: &str) -> String {
    let realm = text::argument(realm);
    format!(
        "otpdoctor: the license certificate of this realm is not the one that the seed is encrypted with. For the cause and the cure:\n  otpdoctor diagnose registration-code-mismatch --realm {realm}"
    )
}
