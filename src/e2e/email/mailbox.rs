//! What is looked for in a mailbox and what is found there, whatever the protocol.

use checks::kit::probe::tcp::Ended;
use checks::kit::{ProbeError, Reason};
use checks::steps::email_arrival::MAILBOX_BROKEN_OFF;

/// The largest message that is read, in bytes: a passcode and what gateways add to it.
pub const LARGEST: usize = 1 << 20;

/// A message that was found.
#[derive(Debug)]
pub struct Found {
    /// The message with its headers.
    pub raw: Vec<u8>,
    /// The folder that it lay in, as the server writes it.
    pub folder: String,
    /// Whether that folder takes junk, so that nobody looks into it.
    pub is_junk: bool,
}

/// Why a mailbox cannot be looked into.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// A setting, the server or the way to it is not as it should be; with what was seen.
    #[error("{1}")]
    Seen(Reason, String),
    /// The password or the trusted roots cannot be had.
    #[error(transparent)]
    Ours(#[from] ProbeError),
}

impl From<Ended> for MailboxError {
    fn from(ended: Ended) -> Self {
        Self::Seen(
            MAILBOX_BROKEN_OFF,
            format!("the server {}", ended.describe()),
        )
    }
}

/// Whether a folder of this name takes junk, where the server does not say so itself (RFC 6154).
pub fn is_junk(name: &str) -> bool {
    const NAMES: [&str; 6] = [
        "junk",
        "spam",
        "junk e-mail",
        "junk email",
        "bulk mail",
        "junk mail",
    ];
    let last = name.rsplit(['/', '.']).next().unwrap_or_default();
    NAMES.contains(&last.to_ascii_lowercase().as_str())
}
