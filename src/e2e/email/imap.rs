//! A mailbox on an IMAP server (RFC 9051, and RFC 3501 before it): read without leaving a trace.
//!
//! The conversation is our own, as that with mail servers is: everything a peer sends is bounded before it is kept,
//! and its words come out as it said them.

mod dialogue;
mod open;
mod reply;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use checks::steps::email_arrival::{MAILBOX_NO_FOLDER, MAILBOX_REFUSED};
use jiff::Timestamp;

use self::dialogue::Dialogue;
pub use self::open::open;
use self::reply::{junk_folder, numbers};
use super::compose::MARK;
use super::mailbox::{Found, MailboxError};

/// The folder that mail arrives in (RFC 9051 section 5.1).
const INBOX: &str = "INBOX";

/// The most messages that are fetched in a look: few copies of ours arrive.
const MOST: usize = 20;

/// The most folders for junk that are looked into.
const JUNK: usize = 5;

/// How long the farewell may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// An open mailbox: logged in, its folders known.
pub struct Inbox {
    dialogue: Dialogue,
    /// Folders that take junk.
    junk: Vec<String>,
    /// The folder that is open.
    opened: Option<String>,
    seen: BTreeSet<(String, u32)>,
}

impl Inbox {
    /// The messages that name this token and were not seen before.
    ///
    /// # Errors
    /// When the server refuses or breaks off.
    pub async fn look(&mut self, token: &str, until: Instant) -> Result<Vec<Found>, MailboxError> {
        let mut found = self.look_in(INBOX, token, until).await?;
        for folder in self.junk.clone() {
            if !found.is_empty() {
                break;
            }
            match self.look_in(&folder, token, until).await {
                Ok(more) => found = more,
                // A folder that may not be opened holds nothing for us.
                Err(MailboxError::Seen(MAILBOX_NO_FOLDER, _)) => {
                    self.junk.retain(|one| *one != folder);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// Takes leave; how the server does is its own affair.
    pub async fn leave(mut self) {
        let until = Instant::now() + FAREWELL;
        let _ = self.dialogue.command("LOGOUT", until).await;
    }

    async fn look_in(
        &mut self,
        folder: &str,
        token: &str,
        until: Instant,
    ) -> Result<Vec<Found>, MailboxError> {
        self.examine(folder, until).await?;
        // New messages are announced when something is asked; a search alone may look at an old picture.
        self.dialogue.command("NOOP", until).await?;
        let lines = self.dialogue.command(&search(token), until).await?;
        // The newest first: a server may find more than it was asked for.
        let mut fresh = numbers(&lines);
        fresh.retain(|uid| !self.seen.contains(&(folder.to_owned(), *uid)));
        let mut found = Vec::new();
        for uid in fresh.into_iter().rev().take(MOST) {
            self.seen.insert((folder.to_owned(), uid));
            let fetch = format!("UID FETCH {uid} (UID BODY.PEEK[])");
            let lines = self.dialogue.command(&fetch, until).await?.into_iter();
            let message = lines.flat_map(|line| line.literals).max_by_key(Vec::len);
            found.extend(message.map(|raw| Found {
                raw,
                folder: folder.to_owned(),
                is_junk: folder != INBOX,
            }));
        }
        Ok(found)
    }

    /// Opens a folder for reading only, so that nothing is marked as seen.
    async fn examine(&mut self, folder: &str, until: Instant) -> Result<(), MailboxError> {
        if self.opened.as_deref() != Some(folder) {
            self.dialogue
                .ask("EXAMINE", &[folder], MAILBOX_NO_FOLDER, until)
                .await?;
            self.opened = Some(folder.to_owned());
        }
        Ok(())
    }

    /// Opens the inbox, and finds the folders for junk; a server that does not list its folders has none.
    async fn begin(&mut self, until: Instant) -> Result<(), MailboxError> {
        self.examine(INBOX, until).await?;
        match self.dialogue.command("LIST \"\" \"*\"", until).await {
            Ok(lines) => {
                let junk = lines.iter().filter_map(junk_folder);
                self.junk = junk.filter(|name| name != INBOX).take(JUNK).collect();
                Ok(())
            }
            Err(MailboxError::Seen(MAILBOX_REFUSED, _)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Of the last two days, so that a large mailbox is not searched whole; a server's day may be another one than ours.
fn search(token: &str) -> String {
    let since = Timestamp::now()
        .checked_sub(jiff::SignedDuration::from_hours(36))
        .unwrap_or(Timestamp::UNIX_EPOCH);
    let day = since.strftime("%d-%b-%Y");
    format!("UID SEARCH SINCE {day} OR HEADER Message-ID {token} HEADER {MARK} {token}")
}
