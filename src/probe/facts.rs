//! What every conversation states in the same way: how long it took, what the system said of an error, how it ended.

use std::io;
use std::time::Instant;

use checks::kit::probe::tcp::Ended;
use jiff::SignedDuration;

/// The time since `start`.
pub fn since(start: Instant) -> SignedDuration {
    SignedDuration::try_from(start.elapsed()).unwrap_or(SignedDuration::MAX)
}

/// What the system says of an error, without its number.
pub fn os_text(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// How a conversation ended, by the error that the system gave.
pub fn ended(error: &io::Error) -> Ended {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Ended::Closed,
        io::ErrorKind::TimedOut => Ended::TimedOut,
        // A broken pipe is a reset that was seen by an earlier read or write.
        _ => Ended::Reset,
    }
}
