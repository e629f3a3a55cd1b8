//! Where the message should arrive: an IMAP mailbox or a maildir, looked at until it is there.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use checks::kit::probe::tcp::Ended;

use super::imap::Inbox;
use super::maildir::Maildir;

/// The largest message that is read: a passcode and what gateways add to it.
pub const LARGEST: usize = 1 << 20;

/// The first pause between two looks; each is twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause: nobody's server minds a look every ten seconds.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A message that was found.
#[derive(Debug)]
pub struct Found {
    /// The message.
    pub raw: Vec<u8>,
    /// Where it lay.
    pub place: Place,
    /// Its file, in a maildir.
    pub file: Option<PathBuf>,
    /// Its number, in an IMAP folder.
    pub uid: Option<u32>,
}

/// Where a message lay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where people look.
    Inbox,
    /// Where people do not look; with the folder's name.
    Junk(String),
}

/// Why a mailbox cannot be looked at.
#[derive(Debug)]
pub enum Trouble {
    /// A setting under `probes.mailbox` is missing or unusable.
    Setting(String),
    /// No connection; with what was seen.
    NotReached(String),
    /// TLS failed or did not verify; with what was seen.
    Tls(String),
    /// No password is said here; with the reason.
    Withheld(String),
    /// The password cannot be had: the text names its reference.
    SecretUnavailable(String),
    /// The server takes user and password no more; with its words.
    LoginRejected(String),
    /// There is no such folder; with the server's words.
    NoFolder(String),
    /// The server refused a command; with its words.
    Refused(String),
    /// The conversation ended.
    Ended(Ended),
    /// The maildir cannot be read; with path and reason.
    Unreadable(String),
}

impl From<Ended> for Trouble {
    fn from(ended: Ended) -> Self {
        Self::Ended(ended)
    }
}

/// An open mailbox.
pub enum Source {
    /// On a server.
    Imap(Box<Inbox>),
    /// On this host.
    Maildir(Arc<Mutex<Maildir>>),
}

/// The pauses between looks.
pub struct Pace {
    next: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { next: FIRST_PAUSE }
    }
}

impl Source {
    /// The messages that may be ours and were not seen before.
    ///
    /// # Errors
    /// When the mailbox cannot be looked at any more.
    pub async fn look(&mut self, token: &str, until: Instant) -> Result<Vec<Found>, Trouble> {
        match self {
            Self::Imap(inbox) => inbox.look(token, until).await,
            Self::Maildir(maildir) => in_background(maildir, Maildir::look).await,
        }
    }

    /// Waits before the next look: until something arrives, where the server tells, but never long.
    ///
    /// # Errors
    /// When the server broke off.
    pub async fn wait(&mut self, pace: &mut Pace, until: Instant) -> Result<(), Trouble> {
        let pause = pace.next;
        pace.next = (pause * 2).min(LONGEST_PAUSE);
        let next = until.min(Instant::now() + pause);
        match self {
            Self::Imap(inbox) => inbox.idle(next, until).await,
            Self::Maildir(_) => {
                tokio::time::sleep_until(next.into()).await;
                Ok(())
            }
        }
    }

    /// Removes a message that was found here.
    ///
    /// # Errors
    /// When the mailbox does not let it.
    pub async fn delete(&mut self, found: &Found, until: Instant) -> Result<(), Trouble> {
        match (self, found.uid, &found.file) {
            (Self::Imap(inbox), Some(uid), _) => inbox.delete(&found.place, uid, until).await,
            (Self::Maildir(maildir), _, Some(file)) => {
                let file = file.clone();
                in_background(maildir, move |maildir| maildir.delete(&file)).await
            }
            _ => Ok(()),
        }
    }

    /// Takes leave.
    pub async fn close(self, until: Instant) {
        if let Self::Imap(inbox) = self {
            inbox.leave(until).await;
        }
    }
}

/// The maildir in this folder.
///
/// # Errors
/// When it cannot be read.
pub fn maildir(root: &Path) -> Result<Source, Trouble> {
    let maildir = Maildir::open(root)?;
    Ok(Source::Maildir(Arc::new(Mutex::new(maildir))))
}

/// A file system that hangs must not hang the probe's clock.
async fn in_background<T: Send + 'static>(
    maildir: &Arc<Mutex<Maildir>>,
    work: impl FnOnce(&mut Maildir) -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let maildir = maildir.clone();
    let working = move || work(&mut maildir.lock().expect("no holder panics"));
    tokio::task::spawn_blocking(working)
        .await
        .unwrap_or_else(|_| Err(Trouble::Unreadable("reading it failed".into())))
}

/// Whether a folder of this name takes what filters hold for junk, where the server does not say (RFC 6154).
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
