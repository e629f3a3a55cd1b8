//! From a server's name to an open mailbox: connect, protect, log in, find the folders.

use std::collections::BTreeSet;
use std::time::Instant;

use checks::kit::probe::tcp::Ended;
use checks::kit::realm::{Endpoint, Mailbox, MailboxTls};
use secrecy::ExposeSecret as _;

use super::dialogue::Dialogue;
use super::failure;
use super::reply::{Status, capabilities, greeting_text, texts, wire_name};
use super::{Inbox, refused_unless_ok};
use crate::e2e::email::mailbox::MailboxError;
use crate::probe::http::Wire;
use crate::probe::login_ledger::{Login, Protocol, Refusal, Standing};
use crate::probe::{Live, tcp, tls};

/// Opens the mailbox: reading only.
///
/// # Errors
/// When it cannot be opened.
pub async fn open(live: &Live, mailbox: &Mailbox, until: Instant) -> Result<Inbox, MailboxError> {
    let server = server(mailbox)?;
    // Before the server is waiting: a command that prints the password may take its time.
    let password = match &mailbox.password {
        Some(secret) => Some(
            live.vault
                .resolve(secret)
                .await
                .map_err(|why| MailboxError::SecretUnavailable(why.to_string()))?,
        ),
        None => None,
    };
    let stream = connect(live, &server, until).await?;
    let (mut dialogue, greeting) = protect(live, mailbox.tls, stream, &server, until).await?;
    let is_in = greeting.to_ascii_uppercase().starts_with("PREAUTH");
    let mut offered = extensions(&mut dialogue, until).await?;
    if !is_in {
        if mailbox.tls == MailboxTls::None {
            let why = "the mailbox wants a login, and its connection is not protected";
            return Err(MailboxError::Withheld(why.into()));
        }
        let user = mailbox.username.as_deref().or(mailbox.address.as_deref());
        let user = user.ok_or_else(|| missing("username"))?;
        let password = password.ok_or_else(|| missing("password"))?;
        if offered.contains("LOGINDISABLED") {
            return Err(MailboxError::Withheld(
                "the server takes no login here (LOGINDISABLED)".into(),
            ));
        }
        let login = Login {
            protocol: Protocol::Imap,
            server: &server,
            user,
            password: &password,
        };
        let mut turn = live.logins.turn(login, until).await;
        let turn = turn.as_deref_mut().ok_or(Ended::TimedOut)?;
        if let Some(Refusal::Imap(words)) = turn.refusal() {
            return Err(MailboxError::LoginRejected(words.clone()));
        }
        let words = [("LOGIN", user), ("", password.expose_secret())];
        let reply = dialogue.say_with(&words, until).await?;
        if reply.status != Status::Ok {
            let words = live.vault.redact(&reply.words);
            *turn = Standing::Refused(Refusal::Imap(words));
            return Err(MailboxError::LoginRejected(reply.words));
        }
        // A server may offer more to those it knows.
        offered.extend(capabilities(texts(&reply)));
        offered.extend(extensions(&mut dialogue, until).await?);
    }
    let folder = mailbox.folder.as_deref().unwrap_or("INBOX");
    let mut inbox = Inbox {
        dialogue,
        folder: wire_name(folder),
        junk: Vec::new(),
        extensions: offered,
        opened: None,
        seen: BTreeSet::new(),
    };
    let folder = inbox.folder.clone();
    inbox.examine(&folder, until).await?;
    inbox.find_junk(until).await?;
    Ok(inbox)
}

fn server(mailbox: &Mailbox) -> Result<Endpoint, MailboxError> {
    match mailbox.server() {
        Some(Ok(server)) => Ok(server),
        Some(Err(why)) => Err(MailboxError::Setting(format!("probes.mailbox.imap: {why}"))),
        None => Err(missing("imap")),
    }
}

fn missing(setting: &str) -> MailboxError {
    MailboxError::Setting(format!("probes.mailbox.{setting} is not in the config"))
}

async fn connect(live: &Live, server: &Endpoint, until: Instant) -> Result<Wire, MailboxError> {
    let reached = tcp::reach(live, server, until).await;
    if let Some(stream) = reached.stream {
        return Ok(stream);
    }
    let why = failure::of_reach(server, &reached.resolution, &reached.attempts);
    Err(MailboxError::NotReached(why))
}

/// The conversation with its greeting, over TLS as the settings say.
async fn protect(
    live: &Live,
    mode: MailboxTls,
    stream: Wire,
    server: &Endpoint,
    until: Instant,
) -> Result<(Dialogue<Wire>, String), MailboxError> {
    if mode == MailboxTls::Implicit {
        let stream = shake_hands(live, stream, server, until).await?;
        let mut dialogue = Dialogue::new(&live.vault, stream);
        let greeting = greeting_text(&dialogue.greeting(until).await?);
        return Ok((dialogue, greeting));
    }
    let mut dialogue = Dialogue::new(&live.vault, stream);
    let greeting = greeting_text(&dialogue.greeting(until).await?);
    if mode == MailboxTls::None {
        return Ok((dialogue, greeting));
    }
    if !extensions(&mut dialogue, until).await?.contains("STARTTLS") {
        return Err(MailboxError::Tls("the server offers no STARTTLS".into()));
    }
    let reply = dialogue.say("STARTTLS", until).await?;
    if reply.status != Status::Ok {
        return Err(MailboxError::Tls(format!(
            "the server refuses STARTTLS: {}",
            reply.words
        )));
    }
    // From here on the server may only speak TLS, and only when spoken to.
    if !dialogue.arrived().await.is_empty() {
        let why = "more text came in clear after the server's leave to start TLS: someone on the network injected text into the connection";
        return Err(MailboxError::Tls(why.into()));
    }
    let stream = shake_hands(live, dialogue.into_inner(), server, until).await?;
    // A greeting in clear proves nothing, not even that somebody is logged in.
    Ok((Dialogue::new(&live.vault, stream), String::new()))
}

async fn shake_hands(
    live: &Live,
    stream: Wire,
    server: &Endpoint,
    until: Instant,
) -> Result<Wire, MailboxError> {
    let shaken = tls::handshake(live, stream, &server.host, None, until).await;
    let shaken = shaken.map_err(|why| MailboxError::Tls(why.to_string()))?;
    match (shaken.stream, shaken.verified) {
        (Some(stream), true) => Ok(stream),
        _ => Err(MailboxError::Tls(failure::of_tls(&shaken.facts))),
    }
}

async fn extensions(
    dialogue: &mut Dialogue<Wire>,
    until: Instant,
) -> Result<BTreeSet<String>, MailboxError> {
    let reply = dialogue.say("CAPABILITY", until).await?;
    refused_unless_ok(&reply)?;
    Ok(capabilities(texts(&reply)).into_iter().collect())
}
