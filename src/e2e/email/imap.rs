//! A mailbox on an IMAP server (RFC 9051, and RFC 3501 before it): read without leaving a trace.
//!
//! The conversation is our own, as that with mail servers is: everything a peer sends is bounded before it is kept,
//! and its words come out as it said them.

mod dialogue;
mod failure;
mod open;
mod reply;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use self::dialogue::Dialogue;
pub use self::open::open;
use self::reply::{Reply, Status, folder_of, literal_of, numbers_of};
use super::mailbox::{Found, Location, MailboxError};
use crate::probe::http::Wire;

/// The most messages that are fetched in a look: ours and reports on it are few.
const MOST: usize = 20;

/// How long the farewell may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// An open mailbox: logged in, its folders known.
pub struct Inbox {
    dialogue: Dialogue<Wire>,
    /// The folder to look in, as the server writes it.
    folder: String,
    /// Folders that take junk.
    junk: Vec<String>,
    extensions: BTreeSet<String>,
    /// The folder that is open.
    opened: Option<String>,
    seen: BTreeSet<(Option<String>, u32)>,
}

impl Inbox {
    /// The messages that name this token and were not seen before.
    ///
    /// # Errors
    /// When the server refuses or breaks off.
    pub async fn look(&mut self, token: &str, until: Instant) -> Result<Vec<Found>, MailboxError> {
        let inbox = self.folder.clone();
        let mut found = self.look_in(&inbox, &Location::Inbox, token, until).await?;
        for name in self.junk.clone() {
            if !found.is_empty() {
                break;
            }
            let location = Location::Junk(name.clone());
            match self.look_in(&name, &location, token, until).await {
                Ok(more) => found.extend(more),
                // A folder that may not be opened holds nothing for us.
                Err(MailboxError::NoFolder(_)) => self.junk.retain(|one| *one != name),
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(found)
    }

    /// Waits until the server tells of something new, at the longest until `next`.
    ///
    /// # Errors
    /// When the server breaks off.
    pub async fn idle(&mut self, next: Instant, until: Instant) -> Result<(), MailboxError> {
        let inbox = self.folder.clone();
        self.examine(&inbox, until).await?;
        if !self.extensions.contains("IDLE") {
            tokio::time::sleep_until(next.into()).await;
            return Ok(());
        }
        let tag = self.dialogue.begin("IDLE", until).await?;
        let news = self.dialogue.continuation(&tag, until).await?;
        if let Some(reply) = news {
            // It does not take it after all.
            self.extensions.remove("IDLE");
            return refused_unless_ok(&reply);
        }
        self.dialogue.news(next).await?;
        self.dialogue.end_idle(&tag, until).await?;
        Ok(())
    }

    /// Removes a message: marks it, and expunges it alone where the server can do that.
    ///
    /// # Errors
    /// When the server does not let it.
    pub async fn delete(
        &mut self,
        location: &Location,
        uid: u32,
        until: Instant,
    ) -> Result<(), MailboxError> {
        let folder = match location {
            Location::Inbox => self.folder.clone(),
            Location::Junk(name) => name.clone(),
        };
        self.opened = None;
        self.open_folder("SELECT", &folder, until).await?;
        let store = format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)");
        refused_unless_ok(&self.dialogue.say(&store, until).await?)?;
        if !self.extensions.contains("UIDPLUS") {
            let why = "the message is marked as deleted, and stays until the mailbox is expunged: the server cannot expunge one alone";
            return Err(MailboxError::Refused(why.into()));
        }
        let expunge = format!("UID EXPUNGE {uid}");
        refused_unless_ok(&self.dialogue.say(&expunge, until).await?)
    }

    /// Takes leave; how the server does is its own affair.
    pub async fn leave(mut self, until: Instant) {
        let until = until.min(Instant::now() + FAREWELL);
        let _ = self.dialogue.say("LOGOUT", until).await;
    }

    async fn look_in(
        &mut self,
        folder: &str,
        location: &Location,
        token: &str,
        until: Instant,
    ) -> Result<Vec<Found>, MailboxError> {
        self.examine(folder, until).await?;
        // What is new is told when something is asked; a search alone may look at an old picture.
        refused_unless_ok(&self.dialogue.say("NOOP", until).await?)?;
        let reply = self.dialogue.say(&search(token), until).await?;
        refused_unless_ok(&reply)?;
        let key = |uid: u32| (self.opened.clone(), uid);
        // The newest first: a mailbox may be full of reports on other messages.
        let fresh: Vec<u32> = numbers_of(&reply)
            .into_iter()
            .rev()
            .filter(|uid| !self.seen.contains(&key(*uid)))
            .take(MOST)
            .collect();
        let mut found = Vec::new();
        for uid in fresh {
            self.seen.insert((self.opened.clone(), uid));
            let fetch = format!("UID FETCH {uid} (UID BODY.PEEK[])");
            let reply = self.dialogue.say(&fetch, until).await?;
            refused_unless_ok(&reply)?;
            found.extend(literal_of(reply).map(|raw| Found {
                raw,
                location: location.clone(),
                uid,
            }));
        }
        Ok(found)
    }

    /// Opens a folder for reading only, so that nothing is marked as seen.
    async fn examine(&mut self, folder: &str, until: Instant) -> Result<(), MailboxError> {
        if self.opened.as_deref() == Some(folder) {
            return Ok(());
        }
        self.open_folder("EXAMINE", folder, until).await?;
        self.opened = Some(folder.to_owned());
        Ok(())
    }

    async fn open_folder(
        &mut self,
        command: &str,
        folder: &str,
        until: Instant,
    ) -> Result<(), MailboxError> {
        let words = [(command, folder)];
        let reply = self.dialogue.say_with(&words, until).await?;
        match reply.status {
            Status::Ok => Ok(()),
            Status::No | Status::Bad => Err(MailboxError::NoFolder(reply.words)),
        }
    }

    async fn find_junk(&mut self, until: Instant) -> Result<(), MailboxError> {
        let reply = self.dialogue.say("LIST \"\" \"*\"", until).await?;
        if reply.status == Status::Ok {
            let folders = reply.lines.iter().filter_map(folder_of);
            let junk = folders.filter(|folder| folder.takes_junk && folder.name != self.folder);
            self.junk = junk.map(|folder| folder.name).take(5).collect();
        }
        Ok(())
    }
}

/// Of the last two days, so that a large mailbox is not searched whole; a server's day may be another one than ours.
fn search(token: &str) -> String {
    let since = Timestamp::now()
        .checked_sub(jiff::SignedDuration::from_hours(36))
        .unwrap_or(Timestamp::UNIX_EPOCH);
    let day = jiff::tz::Offset::UTC
        .to_datetime(since)
        .strftime("%d-%b-%Y")
        .to_string();
    let mark = super::compose::MARK;
    // A report on our message holds the token somewhere inside, where not every server looks: all reports are read.
    format!(
        "UID SEARCH SINCE {day} OR OR HEADER Message-ID {token} HEADER {mark} {token} HEADER Content-Type multipart/report"
    )
}

fn refused_unless_ok(reply: &Reply) -> Result<(), MailboxError> {
    match reply.status {
        Status::Ok => Ok(()),
        Status::No | Status::Bad => Err(MailboxError::Refused(reply.words.clone())),
    }
}
