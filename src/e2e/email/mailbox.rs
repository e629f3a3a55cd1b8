//! What is looked for in a mailbox and what is found there, whatever the protocol.

use checks::kit::probe::tcp::Ended;

/// The largest message that is read, in bytes: a passcode and what gateways add to it.
pub const LARGEST: usize = 1 << 20;

/// A message that was found.
#[derive(Debug)]
pub struct Found {
    /// The message with its headers.
    pub raw: Vec<u8>,
    /// The folder that it lay in.
    pub location: Location,
    /// Its number in that folder (RFC 9051 section 2.3.1.1).
    pub uid: u32,
}

/// Where a message lay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// The folder that people look into.
    Inbox,
    /// A folder for junk; with its name.
    Junk(String),
}

/// Why a mailbox cannot be looked into.
#[derive(Debug)]
pub enum MailboxError {
    /// A setting under `probes.mailbox` is missing or unusable.
    Setting(String),
    /// No connection; with what was seen.
    NotReached(String),
    /// TLS failed, or the certificate did not verify; with what was seen.
    Tls(String),
    /// The password was not sent; with the reason.
    Withheld(String),
    /// The password cannot be had; the text names its reference.
    SecretUnavailable(String),
    /// The server does not accept user and password; with its text.
    LoginRejected(String),
    /// There is no such folder; with the server's text.
    NoFolder(String),
    /// The server refused a command; with its text.
    Refused(String),
    /// The conversation ended before its end.
    Ended(Ended),
}

impl From<Ended> for MailboxError {
    fn from(ended: Ended) -> Self {
        Self::Ended(ended)
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
