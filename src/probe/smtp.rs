//! A conversation with a mail server up to RCPT: how far it gets and what the server says. [`deliver`] alone sends DATA.

mod deliver;
mod dialogue;
mod hello;
mod login;

use std::time::{Duration, Instant};

use checks::kit::chain::Chain;
use checks::kit::probe::smtp::{
    Answer, Auth, Envelope, EnvelopeReply, Login, Query, Reply, Stage, TlsMode,
};
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tls::{Handshake, Tls};
use checks::kit::{Answered, ProbeError};
use jiff::SignedDuration;
use tokio::io::{AsyncRead, AsyncWrite};

use self::deliver::Replies;
pub use self::deliver::{Delivery, Parcel, deliver};
use self::dialogue::Dialogue;
pub use self::login::Logins;
use self::login::Password;
use super::tcp::{self, since};
use super::{Live, tls};

/// How long the reply to QUIT is waited for: by then everything is known.
const FAREWELL: Duration = Duration::from_secs(1);

/// The longest address: 64 before the @, 255 after it (RFC 5321 section 4.5.3.1).
const LONGEST_ADDRESS: usize = 320;

/// How many characters of what is no SMTP are kept.
const GARBAGE: usize = 200;

/// Holds the conversation, as far as it gets within `patience.total`.
///
/// # Errors
/// None: whatever the server does, down to silence, is part of the answer.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let until = Instant::now() + live.patience.total;
    let mut answer = converse(live, query, None, until).await.0;
    redact(&mut answer, live);
    Ok(answer)
}

/// The conversation, with a message to hand over where there is one; nothing is cut out of it yet.
async fn converse(
    live: &Live,
    query: &Query,
    parcel: Option<&Parcel<'_>>,
    until: Instant,
) -> (Answer, Replies) {
    // Before the server is waiting: a command that prints the password may take its time.
    let password = match &query.login {
        Some(login) => Some(login::password(live, login).await),
        None => None,
    };
    let reached = tcp::reach(live, &query.server, until).await;
    let mut answer = Answer {
        resolution: reached.resolution,
        attempts: reached.attempts,
        ..Answer::default()
    };
    answer.took.push((Stage::Resolve, reached.resolved_in));
    if let Some(connecting) = answer
        .attempts
        .iter()
        .map(|attempt| attempt.took)
        .reduce(|a, b| a + b)
    {
        answer.took.push((Stage::Connect, connecting));
    } else if answer.resolution.failure.is_none() {
        answer.ended = Some((Stage::Connect, Ended::TimedOut));
    }
    let mut handed = Replies::default();
    if let Some(stream) = reached.stream {
        let own_name = hello::own_name(stream.local_addr());
        let mut conversation = Conversation {
            live,
            query,
            parcel,
            password,
            own_name,
            until,
            answer,
            handed,
        };
        // Nothing stands for a conversation that ended early: the answer says where.
        let _ = conversation.hold(stream).await;
        (answer, handed) = (conversation.answer, conversation.handed);
    }
    (answer, handed)
}

struct Conversation<'a> {
    live: &'a Live,
    query: &'a Query,
    parcel: Option<&'a Parcel<'a>>,
    password: Option<Password>,
    own_name: String,
    until: Instant,
    answer: Answer,
    handed: Replies,
}

/// Whether a password may be said, and why not.
type MaySay = Result<(), &'static str>;

/// `None` where the conversation is over; the answer says why.
type Onwards<T = ()> = Option<T>;

impl Conversation<'_> {
    async fn hold<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: S) -> Onwards {
        if self.query.tls == TlsMode::Implicit {
            let (stream, may_say) = self.shake_hands(stream).await?;
            let mut dialogue = Dialogue::new(stream, self.until);
            self.greet(&mut dialogue).await?;
            let ehlo = self.hello(&mut dialogue, Stage::Ehlo).await?;
            return self.mail(dialogue, &ehlo, may_say).await;
        }
        let mut dialogue = Dialogue::new(stream, self.until);
        self.greet(&mut dialogue).await?;
        let ehlo = self.hello(&mut dialogue, Stage::Ehlo).await?;
        match self.query.tls {
            TlsMode::StartTls => self.start_tls(dialogue, &ehlo).await,
            // In clear, as the realm itself does it.
            TlsMode::Never | TlsMode::Implicit => self.mail(dialogue, &ehlo, Ok(())).await,
        }
    }

    async fn greet<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        dialogue: &mut Dialogue<S>,
    ) -> Onwards {
        let banner = self.timed(Stage::Banner, dialogue.reply()).await?;
        let welcome = banner.positive();
        self.answer.banner = Some(banner);
        match welcome {
            true => Some(()),
            false => self.leave(dialogue).await,
        }
    }

    /// EHLO, or HELO for a server that does not know it.
    async fn hello<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        dialogue: &mut Dialogue<S>,
        stage: Stage,
    ) -> Onwards<Reply> {
        let name = self.own_name.clone();
        let talk = async {
            let ehlo = dialogue.say(&format!("EHLO {name}")).await?;
            let known = match ehlo.code {
                500 | 502 => dialogue
                    .say(&format!("HELO {name}"))
                    .await
                    .map(|helo| helo.positive()),
                _ => Ok(ehlo.positive()),
            };
            Ok((ehlo, known))
        };
        let (ehlo, known) = self.timed(stage, talk).await?;
        match stage {
            Stage::EhloInside => self.answer.ehlo_inside = Some(ehlo.clone()),
            _ => self.answer.ehlo = Some(ehlo.clone()),
        }
        match known {
            Ok(true) => Some(ehlo),
            Ok(false) => self.leave(dialogue).await,
            Err(ended) => {
                self.answer.ended = Some((stage, ended));
                None
            }
        }
    }

    async fn start_tls<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        mut dialogue: Dialogue<S>,
        ehlo: &Reply,
    ) -> Onwards {
        if !offers(ehlo, "STARTTLS") {
            let why = "TLS was asked for, and the server does not offer it";
            return self.mail(dialogue, ehlo, Err(why)).await;
        }
        let reply = self
            .timed(Stage::StartTls, dialogue.say("STARTTLS"))
            .await?;
        let code = reply.code;
        self.answer.starttls = Some(reply);
        match code {
            220 => {}
            421 => return self.leave(&mut dialogue).await,
            _ => {
                let why = "TLS was asked for, and the server refused STARTTLS";
                return self.mail(dialogue, ehlo, Err(why)).await;
            }
        }
        // From here on the server may only speak TLS, and only when spoken to.
        let injected = dialogue.arrived().await;
        if !injected.is_empty() {
            self.answer.injected = Some(String::from_utf8_lossy(injected).into_owned());
            return None;
        }
        let (stream, may_say) = self.shake_hands(dialogue.into_inner()).await?;
        let mut dialogue = Dialogue::new(stream, self.until);
        let ehlo = self.hello(&mut dialogue, Stage::EhloInside).await?;
        self.mail(dialogue, &ehlo, may_say).await
    }

    async fn shake_hands<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: S,
    ) -> Onwards<(tls::Secured<S>, MaySay)> {
        let start = Instant::now();
        let name = &self.query.server.host;
        let shaken = tls::handshake(self.live, stream, name, None, self.until).await;
        self.answer.took.push((Stage::Tls, since(start)));
        let (stream, facts, verified) = match shaken {
            Ok(shaken) => (shaken.stream, shaken.facts, shaken.verified),
            // What the server said so far stays worth knowing.
            Err(why) => (None, our_side(&why, name), false),
        };
        self.answer.tls = Some(facts);
        let may_say = match verified {
            true => Ok(()),
            false => Err("the server's certificate did not verify"),
        };
        Some((stream?, may_say))
    }

    /// What a mail takes: the login, the envelopes, the farewell.
    async fn mail<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        mut dialogue: Dialogue<S>,
        ehlo: &Reply,
        may_say: MaySay,
    ) -> Onwards {
        let query = self.query;
        if let Some(login) = &query.login {
            self.log_in(&mut dialogue, ehlo, login, may_say).await?;
        }
        if let Some(parcel) = self.parcel {
            self.hand_over(&mut dialogue, parcel, may_say).await?;
            return self.leave(&mut dialogue).await;
        }
        let start = Instant::now();
        for envelope in query.envelopes.iter().filter(|envelope| writable(envelope)) {
            let tried = self.try_envelope(&mut dialogue, envelope).await;
            if let Err(ended) = tried {
                self.answer.took.push((Stage::Envelope, since(start)));
                self.answer.ended = Some((Stage::Envelope, ended));
                return None;
            }
            if self.answer.envelopes.last().is_some_and(closes) {
                break;
            }
        }
        if !query.envelopes.is_empty() {
            self.answer.took.push((Stage::Envelope, since(start)));
        }
        self.leave(&mut dialogue).await
    }

    async fn log_in<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        dialogue: &mut Dialogue<S>,
        ehlo: &Reply,
        login: &Login,
        may_say: MaySay,
    ) -> Onwards {
        let password = self.password.take()?;
        let auth = match may_say {
            Err(why) => Auth::Withheld(why.into()),
            Ok(()) => {
                let (live, server) = (self.live, &self.query.server);
                let trying = login::log_in(live, server, login, password, ehlo, dialogue);
                self.timed(Stage::Auth, trying).await?
            }
        };
        let closes = matches!(&auth, Auth::Tried { reply, .. } if reply.code == 421);
        self.answer.auth = Some(auth);
        match closes {
            true => self.leave(dialogue).await,
            false => Some(()),
        }
    }

    async fn try_envelope<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        dialogue: &mut Dialogue<S>,
        envelope: &Envelope,
    ) -> Result<(), Ended> {
        self.open_envelope(dialogue, envelope).await?;
        if self.answer.envelopes.last().is_some_and(closes) {
            return Ok(());
        }
        match dialogue.say("RSET").await?.code {
            421 => Err(Ended::Closed),
            _ => Ok(()),
        }
    }

    /// QUIT; always the end of the conversation.
    async fn leave<S, T>(&mut self, dialogue: &mut Dialogue<S>) -> Onwards<T>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let start = Instant::now();
        dialogue.until = self.until.min(start + FAREWELL);
        // How a server takes leave is its own affair.
        let _ = dialogue.say("QUIT").await;
        self.answer.took.push((Stage::Quit, since(start)));
        None
    }

    async fn timed<T>(
        &mut self,
        stage: Stage,
        work: impl Future<Output = Result<T, Ended>>,
    ) -> Onwards<T> {
        let start = Instant::now();
        let done = work.await;
        self.answer.took.push((stage, since(start)));
        done.map_err(|ended| self.answer.ended = Some((stage, ended)))
            .ok()
    }
}

fn our_side(why: &ProbeError, server_name: &str) -> Tls {
    Tls {
        outcome: Handshake::OurSide(why.to_string()),
        chain: Chain::default(),
        asked_for_certificate: false,
        server_name: server_name.to_owned(),
        took: SignedDuration::ZERO,
    }
}

fn offers(ehlo: &Reply, extension: &str) -> bool {
    ehlo.positive() && ehlo.extension(extension).is_some()
}

fn closes(reply: &EnvelopeReply) -> bool {
    reply.mail.code == 421 || reply.rcpt.as_ref().is_some_and(|rcpt| rcpt.code == 421)
}

/// Whether both addresses can be written between angle brackets without becoming another command.
/// An envelope that cannot is left out: no server would ever see it.
fn writable(envelope: &Envelope) -> bool {
    [&envelope.sender, &envelope.recipient]
        .into_iter()
        .all(|address| {
            (1..=LONGEST_ADDRESS).contains(&address.len())
                && address
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>'))
        })
}

/// Cuts secrets out of everything that the server said: it may echo what it was sent, even in an earlier run.
fn redact(answer: &mut Answer, live: &Live) {
    let cut = |text: &mut String| *text = live.vault.redact(text);
    let opening = [
        &mut answer.banner,
        &mut answer.ehlo,
        &mut answer.starttls,
        &mut answer.ehlo_inside,
    ];
    let mut replies: Vec<&mut Reply> = opening.into_iter().flatten().collect();
    for envelope in &mut answer.envelopes {
        replies.push(&mut envelope.mail);
        replies.extend(&mut envelope.rcpt);
    }
    match &mut answer.auth {
        Some(Auth::Tried { reply, .. } | Auth::RefusedBefore { reply, .. }) => replies.push(reply),
        Some(Auth::Unsupported(mechanisms)) => mechanisms.iter_mut().for_each(cut),
        _ => {}
    }
    replies
        .into_iter()
        .for_each(|reply| reply.lines.iter_mut().for_each(cut));
    answer.injected.iter_mut().for_each(cut);
    if let Some((_, Ended::Garbage(text))) = &mut answer.ended {
        cut(text);
        // Shortened last: half a secret would not be recognized.
        *text = text.chars().take(GARBAGE).collect();
    }
    if let Some(tls) = &mut answer.tls
        && let Handshake::NotTls(text) | Handshake::Ended(Ended::Garbage(text)) = &mut tls.outcome
    {
        cut(text);
    }
}
