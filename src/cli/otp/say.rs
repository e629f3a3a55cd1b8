//! Verdicts and times in words, and the JSON of `otp` commands.

use checks::kit::text;
use jiff::Timestamp;
use serde::Serialize;
use zeroize::Zeroizing;

use super::desk::Desk;
use crate::cli::output;
use crate::otp::core::{Method, User, Verdict, Why};

/// The version of the JSON; fields may be added, none changes meaning.
const SCHEMA: &str = "otpdoctor.otp/1";

/// What the vendor's page says where a seed was not opened.
const MISMATCH: &str = "Registration code does not match";

/// Room for what commands say: a text that grows would leave copies of a code or a seed behind.
const ROOM: usize = 1 << 15;

/// What every command's JSON has, and the fields of this one beside it.
#[derive(Serialize)]
struct Whole<'a, T> {
    schema: &'static str,
    command: &'a str,
    realm: &'a str,
    user: &'a str,
    #[serde(flatten)]
    fields: T,
}

/// The JSON of a command's outcome: these fields beside what all have. It is wiped when dropped.
pub(super) fn json(desk: &Desk, command: &str, fields: impl Serialize) -> Zeroizing<String> {
    whole(command, &desk.realm, &desk.user, fields)
}

/// The same where there is no desk.
pub(super) fn whole(
    command: &str,
    realm: &str,
    user: &User,
    fields: impl Serialize,
) -> Zeroizing<String> {
    let whole = Whole {
        schema: SCHEMA,
        command,
        realm,
        user: user.as_str(),
        fields,
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(ROOM));
    serde_json::to_writer_pretty(&mut *bytes, &whole).expect("it has nothing that JSON has not");
    bytes.push(b'\n');
    let text = String::from_utf8(std::mem::take(&mut *bytes));
    Zeroizing::new(text.expect("JSON is UTF-8"))
}

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

/// A method as the command line and JSON write it.
pub(super) fn method_word(method: Method) -> &'static str {
    match method {
        Method::Sms => "sms",
        Method::Voice => "voice",
        Method::Email => "email",
        Method::HelpDesk1 => "help-desk-1",
        Method::HelpDesk2 => "help-desk-2",
        Method::Oath => "oath",
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
    let steps = match drift.unsigned_abs() {
        1 => "1 step".to_owned(),
        steps => format!("{steps} steps"),
    };
    Some(format!("{steps} {way}"))
}

/// The verdict in a word, as JSON has it.
pub(super) fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Verified { .. } => "verified",
        Verdict::Rejected { .. } => "rejected",
        Verdict::Expired => "expired",
        Verdict::Replayed | Verdict::Superseded => "replayed",
        Verdict::Locked { .. } => "locked",
    }
}

/// Why a code was not taken, as JSON has it; nothing where the verdict says all.
pub(super) fn reason(verdict: &Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Rejected { why, .. } => Some(because_of(*why)),
        Verdict::Replayed => Some("code-used"),
        Verdict::Superseded => Some("older-code"),
        Verdict::Verified { .. } | Verdict::Expired | Verdict::Locked { .. } => None,
    }
}

fn because_of(why: Why) -> &'static str {
    match why {
        Why::WrongCode => "wrong-code",
        Why::WrongLength => "wrong-length",
        Why::NothingIssued => "nothing-issued",
        Why::UsedUp => "used-up",
        Why::NotEnrolled => "not-enrolled",
        Why::OtherKey => "other-key",
        Why::MethodOff => "method-off",
        Why::SeedNotOpened => "seed-not-opened",
    }
}

/// The verdict as a line, after its word.
pub(super) fn line(desk: &Desk, token: Option<&str>, verdict: &Verdict) -> String {
    let rest = match verdict {
        Verdict::Verified {
            method: by,
            drift: ahead,
        } => {
            let by = match token {
                Some(token) => format!("the code of {}", text::quote(token, 64)),
                None => format!("the code sent by {}", method(*by)),
            };
            match drift(*ahead) {
                Some(drift) => format!("{by}, {drift}"),
                None => by,
            }
        }
        Verdict::Rejected { why, left } => {
            let why = because(desk, token, *why);
            match left {
                Some(0) => format!("{why}; no attempt is left"),
                Some(1) => format!("{why}; 1 attempt is left"),
                Some(left) => format!("{why}; {left} attempts are left"),
                None => why,
            }
        }
        Verdict::Expired => "the code was right, and came too late".into(),
        Verdict::Replayed => "the code was right, and has been used before".into(),
        Verdict::Superseded => {
            "the code is an older one: it, or a later one, has been used before".into()
        }
        Verdict::Locked { until: end } => format!("no code is taken {}", until(*end)),
    };
    format!("{}: {rest}", word(verdict))
}

fn because(desk: &Desk, token: Option<&str>, why: Why) -> String {
    let settings = desk.engine.settings();
    match why {
        Why::WrongCode => "this is not the code".into(),
        Why::WrongLength => {
            let digits = match token {
                Some(_) => settings.tokens.oath.digits,
                None => settings.delivered.code_length,
            };
            format!("a code of {} has {digits} digits", desk.realm)
        }
        Why::NothingIssued => format!("{} has issued no code that waits", desk.realm),
        Why::UsedUp => "the attempts for this code are used up: issue another".into(),
        Why::NotEnrolled => {
            let token = text::quote(token.unwrap_or_default(), 64);
            format!("no token named {token} is enrolled")
        }
        Why::OtherKey => format!(
            "it was issued under another key file than {}, and none can be verified here: machines that share a state share one key file (`otp.key`)",
            text::quote(&desk.engine.key_file().path().display().to_string(), 200)
        ),
        Why::MethodOff => off(desk, token),
        Why::SeedNotOpened => format!("\"{MISMATCH}\""),
    }
}

fn off(desk: &Desk, token: Option<&str>) -> String {
    let settings = desk.engine.settings();
    match token {
        Some(_) => settings.why_off(Method::Oath),
        None if settings.delivering().is_empty() => settings.why_off(Method::Sms),
        None => format!("{} has the method of this code off by now", desk.realm),
    }
}

/// Says something on stderr, wrapped.
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
        "otpdoctor: the license certificate of this realm is not the one that the seed is sealed to. For the cause and the cure:\n  otpdoctor diagnose registration-code-mismatch --realm {realm}"
    )
}
