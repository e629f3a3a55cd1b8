//! `otpdoctor probe email`: issued, sent by the realm's mail server, read from a mailbox, verified.

use std::path::Path;
use std::time::Duration;

use checks::kit::mail;
use checks::kit::realm::Mailbox;

use super::shared::{OWN_ENGINE, Session, Shared, times};
use crate::cli::options::span;
use crate::e2e::email::receive::Waiting;
use crate::e2e::email::{self, Return};
use crate::e2e::person::Person;
use crate::e2e::phone::MOST;
use crate::exit::{Code, Failure};

/// Options of `otpdoctor probe email`.
#[derive(clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The recipient, whose mail must arrive in the mailbox of the config [default: probes.mailbox.address]
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,

    /// How long to wait for the message
    #[arg(long, value_name = "SPAN", default_value = "2m", value_parser = span)]
    wait: Duration,

    /// Ask for the passcode that arrived, instead of reading the mailbox
    #[arg(long)]
    no_mailbox: bool,

    #[command(flatten)]
    shared: Shared,
}

const AFTER_HELP: &str = "\
otpdoctor sends the message to the mailbox in the config (probes.mailbox), or to the address of --to. On a terminal you \
confirm the recipient by typing yes, or with --yes; without a terminal any recipient but that mailbox needs --yes. One \
run sends at most 3 messages to other recipients. otpdoctor only reads the mailbox, and never shows the passcode.";

/// Runs `otpdoctor probe email`.
///
/// # Errors
/// As `otpdoctor probe`.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    let mut session = args.shared.prepare("email", named, |_| None)?;
    session.note = Some(OWN_ENGINE);
    let typed = args.no_mailbox.then(|| "--no-mailbox".to_owned());
    session.context.named.extend(typed);
    let probes = session.config().probes.as_ref();
    let mailbox = probes.and_then(|probes| probes.mailbox.as_ref());
    let mut person = Person::at_stdin();
    let recipient = recipient(args.to.as_deref(), mailbox)?;
    if mailbox.is_none() && !args.no_mailbox {
        return Err(Failure::usage(
            "the config has no mailbox to read: add probes.mailbox, or use --no-mailbox and type the passcode that arrives",
        ));
    }
    confirm(&session, &mut person, &recipient, mailbox).await?;
    let mut back = match mailbox.filter(|_| !args.no_mailbox) {
        Some(mailbox) => Return::Mailbox(Waiting {
            mailbox,
            patience: args.wait,
        }),
        None => Return::Typed(&mut person),
    };
    let engine = session.engine().await?;
    let target = session.target();
    session
        .run(&target.plan(&back.steps()), async |run, target| {
            email::run(run, target, &engine, &recipient, &mut back).await
        })
        .await
}

fn recipient(to: Option<&str>, mailbox: Option<&Mailbox>) -> Result<String, Failure> {
    let address = mailbox.and_then(|mailbox| mailbox.address.as_deref());
    let recipient = to.or(address).ok_or_else(|| {
        Failure::usage(
            "there is no recipient: use --to, or set probes.mailbox.address in the config",
        )
    })?;
    if mail::is_address(recipient) {
        Ok(recipient.to_owned())
    } else {
        Err(Failure::usage(format!(
            "{recipient:?} is not a mail address"
        )))
    }
}

/// Nobody gets mail who was not named in the config, or on the command line and confirmed.
async fn confirm(
    session: &Session,
    person: &mut Person,
    recipient: &str,
    mailbox: Option<&Mailbox>,
) -> Result<(), Failure> {
    let own = mailbox.and_then(|mailbox| mailbox.address.as_deref());
    let is_own = own.is_some_and(|own| own.eq_ignore_ascii_case(recipient));
    let count = session.count();
    if !is_own && count > MOST {
        return Err(Failure::usage(format!(
            "one run sends at most {MOST} messages to a recipient other than the mailbox of the config, since each disturbs someone"
        )));
    }
    let unasked = "the recipient is not the mailbox of the config, and without a terminal otpdoctor cannot ask whether it is right";
    let what = format!("{} with a passcode to {recipient}", times(count, "message"));
    session
        .confirm(person, (!is_own).then_some(unasked), &what)
        .await
}
