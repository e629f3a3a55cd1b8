//! From a server's name to an open mailbox: connect, protect, log in, find the folders.

use std::collections::BTreeSet;
use std::time::Instant;

use checks::kit::api::{tls_fault, unreached};
use checks::kit::probe::tcp::Ended;
use checks::kit::realm::{Endpoint, Mailbox, MailboxTls};
use checks::steps::email_arrival::{
    MAILBOX_LOGIN_REJECTED, MAILBOX_LOGIN_WITHHELD, MAILBOX_NOT_CONFIGURED, MAILBOX_TLS,
    MAILBOX_UNREACHABLE,
};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

use super::Inbox;
use super::dialogue::Dialogue;
use crate::e2e::email::mailbox::MailboxError;
use crate::probe::Live;
use crate::probe::http::Wire;
use crate::probe::login_ledger::{Login, LoginState, Protocol, Refusal};
use crate::probe::route::Route;

/// Opens the mailbox: reading only.
///
/// # Errors
/// When it cannot be opened.
pub async fn open(live: &Live, mailbox: &Mailbox, until: Instant) -> Result<Inbox, MailboxError> {
    let server = mailbox.server().ok_or_else(|| missing("imap"))?;
    let server = server.map_err(|why| {
        MailboxError::Seen(
            MAILBOX_NOT_CONFIGURED,
            format!("probes.mailbox.imap: {why}"),
        )
    })?;
    // Before the server is waiting: a command that prints the password may take its time.
    let password = match &mailbox.password {
        Some(secret) => Some(live.vault.resolve(secret).await?),
        None => None,
    };
    let (mut dialogue, is_in) = connect(live, mailbox.tls, &server, until).await?;
    if !is_in {
        if offers(&mut dialogue, "LOGINDISABLED", until).await? {
            return Err(withheld("the server accepts no login here (LOGINDISABLED)"));
        }
        log_in(live, mailbox, &server, password, &mut dialogue, until).await?;
    }
    let mut inbox = Inbox {
        dialogue,
        junk: Vec::new(),
        opened: None,
        seen: BTreeSet::new(),
    };
    inbox.begin(until).await?;
    Ok(inbox)
}

async fn log_in(
    live: &Live,
    mailbox: &Mailbox,
    server: &Endpoint,
    password: Option<SecretString>,
    dialogue: &mut Dialogue,
    until: Instant,
) -> Result<(), MailboxError> {
    if mailbox.tls == MailboxTls::None {
        let why = "the mailbox demands a login, but its connection is not encrypted";
        return Err(withheld(why));
    }
    let user = mailbox.username.as_ref().or(mailbox.address.as_ref());
    let user = user.ok_or_else(|| missing("username"))?;
    let password = password.ok_or_else(|| missing("password"))?;
    let login = Login {
        protocol: Protocol::Imap,
        server,
        user,
        password: &password,
    };
    let mut turn = live.logins.turn(login, until).await;
    let turn = turn.as_deref_mut().ok_or(Ended::TimedOut)?;
    if let Some(Refusal::Imap(words)) = turn.refusal() {
        return Err(MailboxError::Seen(MAILBOX_LOGIN_REJECTED, words.clone()));
    }
    let words = [user.as_str(), password.expose_secret()];
    let mark = live.vault.redaction(&password, &"password");
    dialogue.filter.sent_secret(&mark);
    let logged_in = dialogue
        .ask("LOGIN", &words, MAILBOX_LOGIN_REJECTED, until)
        .await;
    if let Err(MailboxError::Seen(MAILBOX_LOGIN_REJECTED, words)) = &logged_in {
        *turn = LoginState::Refused(Refusal::Imap(words.clone()));
    }
    logged_in.map(drop)
}

fn withheld(why: &str) -> MailboxError {
    MailboxError::Seen(MAILBOX_LOGIN_WITHHELD, why.into())
}

fn missing(setting: &str) -> MailboxError {
    let why = format!("probes.mailbox.{setting} is not in the config");
    MailboxError::Seen(MAILBOX_NOT_CONFIGURED, why)
}

/// The conversation, over TLS as the settings say, and whether the server takes us for logged in.
async fn connect(
    live: &Live,
    mode: MailboxTls,
    server: &Endpoint,
    until: Instant,
) -> Result<(Dialogue, bool), MailboxError> {
    let mut route = Route::to(live, server, until).await?;
    if mode == MailboxTls::Implicit {
        route = route.secured(live, &server.host, until).await?;
    }
    let mut dialogue = Dialogue::new(&live.vault, stream(&mut route, server)?);
    let greeting = dialogue.line(until).await?;
    if mode != MailboxTls::Starttls {
        return Ok((dialogue, greeting.untagged("PREAUTH").is_some()));
    }
    if !offers(&mut dialogue, "STARTTLS", until).await? {
        let why = "the server offers no STARTTLS";
        return Err(MailboxError::Seen(MAILBOX_TLS, why.into()));
    }
    dialogue.ask("STARTTLS", &[], MAILBOX_TLS, until).await?;
    // From here on the server may only speak TLS, and only when spoken to.
    if !dialogue.arrived().await.is_empty() {
        let why = "more text came in clear after the server's leave to start TLS: someone on the network injected text into the connection";
        return Err(MailboxError::Seen(MAILBOX_TLS, why.into()));
    }
    route.stream = Some(dialogue.into_inner());
    route = route.secured(live, &server.host, until).await?;
    // A greeting in clear proves nothing, not even that somebody is logged in.
    Ok((
        Dialogue::new(&live.vault, stream(&mut route, server)?),
        false,
    ))
}

/// The connection as far as it was opened: where TLS began, it verified.
fn stream(route: &mut Route, server: &Endpoint) -> Result<Wire, MailboxError> {
    let host = &server.host;
    let tls = route.answer.tls.as_ref();
    let stream = route
        .stream
        .take()
        .filter(|_| tls.is_none() || route.verified);
    stream.ok_or_else(|| {
        let (reason, why) = match (tls, &route.answer.resolution.failure) {
            (Some(tls), _) => {
                let fault = tls_fault(tls, host, Timestamp::now());
                let fault =
                    fault.unwrap_or_else(|| "shows a certificate that does not verify".into());
                (MAILBOX_TLS, format!("the server {fault}"))
            }
            (None, Some(why)) => (MAILBOX_UNREACHABLE, format!("{host} {}", why.describe())),
            (None, None) => {
                let why = unreached(&route.answer.attempts);
                (MAILBOX_UNREACHABLE, format!("{server} {why}"))
            }
        };
        MailboxError::Seen(reason, why)
    })
}

/// Whether the server lists a capability.
async fn offers(
    dialogue: &mut Dialogue,
    capability: &str,
    until: Instant,
) -> Result<bool, MailboxError> {
    let lines = dialogue.command("CAPABILITY", until).await?;
    Ok(lines.iter().any(|line| line.lists(capability)))
}
