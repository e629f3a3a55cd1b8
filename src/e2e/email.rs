//! `probe email`: a passcode is issued, sent as the realm sends it, read where it arrives, and verified.

pub mod authentication;
pub mod bounce;
pub mod compose;
#[cfg(test)]
mod fixture;
pub mod hops;
pub mod imap;
pub mod mailbox;
pub mod reading;
pub mod receive;
pub mod send;
pub mod veil;
pub(crate) mod words;

use std::time::{Duration, Instant};

use checks::kit::probe::smtp::Query;
use checks::kit::realm::Email;
use jiff::Timestamp;

use self::compose::{Letter, Unwritable, compose};
use self::receive::{Waiting, receive};
use self::send::send;
use self::veil::Veil;
use super::chain::Chain;
use super::code::{issue, judged, typed};
use super::person::Person;
use super::said::{Done, Said};
use super::walk::{Ended, Planned, Walk};
use crate::otp::core::{Code, Method, User};
use crate::otp::engine::Engine;
use crate::probe::Live;

/// The steps of the chain.
const STEPS: [&str; 5] = ["issue", "compose", "send", "receive", "verify"];

/// What remains of the chain's time for the steps after `receive`.
const RESERVE: Duration = Duration::from_secs(2);

/// What becomes of the message in the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// It stays as it is.
    Keep,
    /// It is removed.
    Delete,
}

/// What a passcode passes on its way.
pub struct Route<'a> {
    /// The world.
    pub live: &'a Live,
    /// Issues and verifies.
    pub engine: &'a Engine,
    /// For whom.
    pub user: &'a User,
    /// The realm's sender and subject.
    pub email: &'a Email,
    /// The realm's mail server and login; `None` where the realm names no usable server.
    pub server: Option<&'a Query>,
    /// To whom.
    pub recipient: &'a str,
}

/// How the passcode comes back.
pub enum Return<'a> {
    /// It is read from a mailbox.
    Mailbox(Waiting<'a>),
    /// A person types it.
    Typed(&'a mut Person),
}

/// The steps that the chain should have.
pub fn plan() -> impl Iterator<Item = Planned> {
    STEPS.into_iter().map(Planned::from)
}

/// Walks the whole way.
pub async fn travel(mut walk: Walk, route: &Route<'_>, back: &mut Return<'_>) -> Chain {
    // Where it ended stands in the chain.
    let _: Result<(), Ended> = go(&mut walk, route, back).await;
    walk.finish()
}

async fn go(walk: &mut Walk, route: &Route<'_>, back: &mut Return<'_>) -> Result<(), Ended> {
    let until = walk.until();
    let vault = &route.live.vault;
    let issue = issue(route.engine, route.user, Method::Email, vault);
    let active = walk.step("issue", issue).await?;
    let veil = Veil::new(vault, &active.code);
    let letter = walk
        .step("compose", async { write(route, &active.code) })
        .await?;
    let talk = until.min(Instant::now() + route.live.patience.total);
    walk.step("send", async {
        let server = route.server.ok_or_else(no_server)?;
        send(route.live, server, &letter, &veil, talk).await
    })
    .await?;
    let arrived = match back {
        Return::Mailbox(waiting) => {
            let until = until.checked_sub(RESERVE).unwrap_or(until);
            let receiving = receive(route.live, waiting, &letter, &active.code, &veil, until);
            walk.step("receive", receiving).await?
        }
        Return::Typed(person) => {
            let question = format!("The passcode that arrived at {}", route.recipient);
            walk.step("receive", typed(person, &question)).await?
        }
    };
    walk.step("verify", verify(route, &arrived)).await
}

fn write(route: &Route<'_>, code: &Code) -> Result<Done<Letter>, Said> {
    match compose(route.email, route.recipient, code, Timestamp::now()) {
        Ok(letter) => Ok(Said::pass("the message was composed")
            .fact("from", &letter.envelope.sender)
            .fact("to", &letter.envelope.recipient)
            .fact("size", format!("{} bytes", letter.bytes.len()))
            .with(letter)),
        Err(why @ Unwritable::NoSender) => Err(Said::fail("no-sender", why.to_string())
            .cure("Set the Sender Address in the realm's Email Settings (Overview tab), and overview.email.sender_address in the config.")),
        Err(why @ Unwritable::NoAddress { .. }) => {
            Err(Said::fail("not-an-address", why.to_string()))
        }
        Err(why) => Err(Said::unknown("not-composed", why.to_string())),
    }
}

fn no_server() -> Said {
    Said::fail("no-server", "the realm names no SMTP server that could be asked").cure(
        "Enter the SMTP Server Address in the realm's Email Settings (Overview tab), and overview.smtp.server_address in the config.",
    )
}

async fn verify(route: &Route<'_>, code: &Code) -> Result<Done<()>, Said> {
    judged(&route.engine.verify(route.user, code).await?)
}
