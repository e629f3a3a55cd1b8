//! The commands of RFC 5321 in the order in which the realm's own mail client sends them, with every reply kept.

use std::time::{Duration, Instant};

use checks::kit::ProbeError;
use checks::kit::chain::Chain;
use checks::kit::probe::smtp::{
    Answer, Auth, Envelope, EnvelopeReply, Login, Query, Reply, Stage, TlsMode,
};
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tls::{Handshake, Tls};
use jiff::SignedDuration;
use tokio::io::{AsyncRead, AsyncWrite};

use super::dialogue::{Dialogue, offers};
use super::hello;
use super::login::{self, Password};
use crate::probe::facts::since;
use crate::probe::live::Live;
use crate::probe::{tcp, tls};

/// How long the reply to QUIT is waited for: by then everything is known.
const FAREWELL: Duration = Duration::from_secs(1);

/// The longest address: 64 before the @, 255 after it (RFC 5321 section 4.5.3.1).
const LONGEST_ADDRESS: usize = 320;

/// A message, ready to be handed over.
pub struct OutgoingMail<'a> {
    /// From whom and to whom.
    pub envelope: Envelope,
    /// The message with its headers, in lines that end with CR LF.
    pub message: &'a [u8],
}

/// How far a message got.
#[derive(Debug, Default)]
pub struct Delivery {
    /// The conversation up to RCPT.
    pub answer: Answer,
    /// The reply to DATA.
    pub data: Option<Reply>,
    /// The reply to the message: 2xx means that the server is responsible for it from now on.
    pub taken: Option<Reply>,
    /// How long it took from DATA on.
    pub took: Option<SignedDuration>,
    /// The message was about to be sent, or was being sent, when the conversation ended in this way.
    pub ended: Option<Ended>,
    /// Why nothing was handed over to a server that was ready.
    pub withheld: Option<String>,
}

/// The conversation, with a message to hand over where there is one; no secret is cut out of it yet.
pub(super) async fn converse(
    live: &Live,
    query: &Query,
    mail: Option<&OutgoingMail<'_>>,
    until: Instant,
) -> Delivery {
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
    let attempts = answer.attempts.iter().map(|attempt| attempt.took);
    if let Some(connecting) = attempts.reduce(|a, b| a + b) {
        answer.took.push((Stage::Connect, connecting));
    } else if answer.resolution.failure.is_none() {
        answer.ended = Some((Stage::Connect, Ended::TimedOut));
    }
    let delivery = Delivery {
        answer,
        ..Delivery::default()
    };
    let Some(stream) = reached.stream else {
        return delivery;
    };
    let mut conversation = Conversation {
        live,
        query,
        mail,
        password,
        own_name: hello::own_name(stream.local_addr()),
        until,
        delivery,
    };
    // Nothing stands for a conversation that ended early: the answer says where.
    let _ = conversation.hold(stream).await;
    conversation.delivery
}

/// Whether both addresses can be written between angle brackets without becoming another command.
/// An envelope that cannot is left out: no server would ever see it.
pub(super) fn writable(envelope: &Envelope) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>');
    [&envelope.sender, &envelope.recipient]
        .into_iter()
        .all(|address| (1..=LONGEST_ADDRESS).contains(&address.len()) && address.bytes().all(plain))
}

struct Conversation<'a> {
    live: &'a Live,
    query: &'a Query,
    mail: Option<&'a OutgoingMail<'a>>,
    password: Option<Password>,
    own_name: String,
    until: Instant,
    delivery: Delivery,
}

/// Whether a password may be sent over this connection, and why not.
type AuthPermission = Result<(), &'static str>;

/// `None` where the conversation is over; the answer says why.
type Onwards<T = ()> = Option<T>;

/// A connection with a mail server.
trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}

impl Conversation<'_> {
    async fn hold<S: Stream>(&mut self, stream: S) -> Onwards {
        if self.query.tls == TlsMode::Implicit {
            let (stream, permission) = self.shake_hands(stream).await?;
            let mut dialogue = Dialogue::new(stream, self.until);
            self.greet(&mut dialogue).await?;
            let ehlo = self.hello(&mut dialogue, Stage::Ehlo).await?;
            return self.submit(dialogue, &ehlo, permission).await;
        }
        let mut dialogue = Dialogue::new(stream, self.until);
        self.greet(&mut dialogue).await?;
        let ehlo = self.hello(&mut dialogue, Stage::Ehlo).await?;
        match self.query.tls {
            TlsMode::StartTls => self.start_tls(dialogue, &ehlo).await,
            // In clear, as the realm itself does it.
            TlsMode::Never | TlsMode::Implicit => self.submit(dialogue, &ehlo, Ok(())).await,
        }
    }

    async fn greet<S: Stream>(&mut self, dialogue: &mut Dialogue<S>) -> Onwards {
        let banner = self.timed(Stage::Banner, dialogue.reply()).await?;
        let welcome = banner.positive();
        self.delivery.answer.banner = Some(banner);
        match welcome {
            true => Some(()),
            false => self.leave(dialogue).await,
        }
    }

    /// EHLO, or HELO for a server that does not know it.
    async fn hello<S: Stream>(
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
        let answer = &mut self.delivery.answer;
        let kept = match stage {
            Stage::EhloInside => &mut answer.ehlo_inside,
            _ => &mut answer.ehlo,
        };
        *kept = Some(ehlo.clone());
        match known {
            Ok(true) => Some(ehlo),
            Ok(false) => self.leave(dialogue).await,
            Err(ended) => self.end(stage, ended),
        }
    }

    async fn start_tls<S: Stream>(&mut self, mut dialogue: Dialogue<S>, ehlo: &Reply) -> Onwards {
        if !offers(ehlo, "STARTTLS") {
            let why = "TLS was asked for, and the server does not offer it";
            return self.submit(dialogue, ehlo, Err(why)).await;
        }
        let starting = dialogue.say("STARTTLS");
        let reply = self.timed(Stage::StartTls, starting).await?;
        let code = reply.code;
        self.delivery.answer.starttls = Some(reply);
        match code {
            220 => {}
            421 => return self.leave(&mut dialogue).await,
            _ => {
                let why = "TLS was asked for, and the server refused STARTTLS";
                return self.submit(dialogue, ehlo, Err(why)).await;
            }
        }
        // From here on the server may only speak TLS, and only when spoken to.
        let injected = dialogue.arrived().await;
        if !injected.is_empty() {
            let injected = String::from_utf8_lossy(injected).into_owned();
            self.delivery.answer.injected = Some(injected);
            return None;
        }
        let (stream, permission) = self.shake_hands(dialogue.into_inner()).await?;
        let mut dialogue = Dialogue::new(stream, self.until);
        let ehlo = self.hello(&mut dialogue, Stage::EhloInside).await?;
        self.submit(dialogue, &ehlo, permission).await
    }

    async fn shake_hands<S: Stream>(
        &mut self,
        stream: S,
    ) -> Onwards<(tls::Secured<S>, AuthPermission)> {
        let start = Instant::now();
        let name = &self.query.server.host;
        let shaken = tls::handshake(self.live, stream, name, None, self.until).await;
        let answer = &mut self.delivery.answer;
        answer.took.push((Stage::Tls, since(start)));
        let (stream, facts, verified) = match shaken {
            Ok(shaken) => (shaken.stream, shaken.facts, shaken.verified),
            // What the server said so far stays worth knowing.
            Err(why) => (None, our_side(&why, name), false),
        };
        answer.tls = Some(facts);
        let permission = match verified {
            true => Ok(()),
            false => Err("the server's certificate did not verify"),
        };
        Some((stream?, permission))
    }

    /// What a mail takes: the login, the envelopes, the farewell.
    async fn submit<S: Stream>(
        &mut self,
        mut dialogue: Dialogue<S>,
        ehlo: &Reply,
        permission: AuthPermission,
    ) -> Onwards {
        let query = self.query;
        if let Some(login) = &query.login {
            self.log_in(&mut dialogue, ehlo, login, permission).await?;
        }
        if let Some(mail) = self.mail {
            self.hand_over(&mut dialogue, mail, permission).await?;
        } else if !query.envelopes.is_empty() {
            let trying = self.try_envelopes(&mut dialogue, &query.envelopes);
            let start = Instant::now();
            let tried = trying.await;
            self.done(Stage::Envelope, start, tried)?;
        }
        self.leave(&mut dialogue).await
    }

    async fn log_in<S: Stream>(
        &mut self,
        dialogue: &mut Dialogue<S>,
        ehlo: &Reply,
        login: &Login,
        permission: AuthPermission,
    ) -> Onwards {
        let password = self.password.take()?;
        let auth = match permission {
            Err(why) => Auth::Withheld(why.into()),
            Ok(()) => {
                let (live, server) = (self.live, &self.query.server);
                // A login that the server takes locks nobody out, so that it may be repeated for another message.
                let repeatable = self.mail.is_some();
                let trying =
                    login::log_in(live, server, login, password, repeatable, ehlo, dialogue);
                self.timed(Stage::Auth, trying).await?
            }
        };
        let closes = matches!(&auth, Auth::Tried { reply, .. } if reply.code == 421);
        self.delivery.answer.auth = Some(auth);
        match closes {
            true => self.leave(dialogue).await,
            false => Some(()),
        }
    }

    /// Every envelope, none of them kept, until the server closes.
    async fn try_envelopes<S: Stream>(
        &mut self,
        dialogue: &mut Dialogue<S>,
        envelopes: &[Envelope],
    ) -> Result<(), Ended> {
        for envelope in envelopes.iter().filter(|envelope| writable(envelope)) {
            let replies = self.open_envelope(dialogue, envelope).await?;
            if replies.mail.code == 421 || replies.rcpt.as_ref().is_some_and(|it| it.code == 421) {
                break;
            }
            if dialogue.say("RSET").await?.code == 421 {
                return Err(Ended::Closed);
            }
        }
        Ok(())
    }

    /// MAIL, and RCPT where that is accepted.
    async fn open_envelope<S: Stream>(
        &mut self,
        dialogue: &mut Dialogue<S>,
        envelope: &Envelope,
    ) -> Result<&EnvelopeReply, Ended> {
        let mail = format!("MAIL FROM:<{}>", envelope.sender);
        let mail = dialogue.say(&mail).await?;
        let goes_on = mail.positive();
        let replies = &mut self.delivery.answer.envelopes;
        replies.push(EnvelopeReply {
            envelope: envelope.clone(),
            mail,
            rcpt: None,
        });
        let reply = replies.last_mut().expect("one was put there");
        if goes_on {
            let rcpt = format!("RCPT TO:<{}>", envelope.recipient);
            reply.rcpt = Some(dialogue.say(&rcpt).await?);
        }
        Ok(reply)
    }

    /// MAIL, RCPT, DATA (RFC 5321 section 4.1.1.4).
    async fn hand_over<S: Stream>(
        &mut self,
        dialogue: &mut Dialogue<S>,
        mail: &OutgoingMail<'_>,
        permission: AuthPermission,
    ) -> Onwards {
        if let Err(why) = permission {
            self.delivery.withheld = Some(why.into());
            return Some(());
        }
        // Without the login that was to come first the realm's own client would not go on, unless none is offered.
        match &self.delivery.answer.auth {
            Some(Auth::Tried { reply, .. }) if reply.positive() => {}
            Some(Auth::NotOffered) | None => {}
            Some(_) => return Some(()),
        }
        let start = Instant::now();
        let opened = self.open_envelope(dialogue, &mail.envelope).await;
        let opened = opened.map(|reply| reply.rcpt.as_ref().is_some_and(Reply::positive));
        if !self.done(Stage::Envelope, start, opened)? {
            return Some(());
        }
        let start = Instant::now();
        let handed = self.send_message(dialogue, mail.message).await;
        self.delivery.took = Some(since(start));
        handed
            .map_err(|ended| self.delivery.ended = Some(ended))
            .ok()
    }

    async fn send_message<S: Stream>(
        &mut self,
        dialogue: &mut Dialogue<S>,
        message: &[u8],
    ) -> Result<(), Ended> {
        let data = dialogue.say("DATA").await?;
        let goes_on = data.code == 354;
        self.delivery.data = Some(data);
        if goes_on {
            self.delivery.taken = Some(dialogue.say_message(message).await?);
        }
        Ok(())
    }

    /// QUIT; always the end of the conversation.
    async fn leave<S: Stream, T>(&mut self, dialogue: &mut Dialogue<S>) -> Onwards<T> {
        let start = Instant::now();
        dialogue.until = self.until.min(start + FAREWELL);
        // How a server takes leave is its own affair.
        let _ = dialogue.say("QUIT").await;
        let took = &mut self.delivery.answer.took;
        took.push((Stage::Quit, since(start)));
        None
    }

    async fn timed<T>(
        &mut self,
        stage: Stage,
        work: impl Future<Output = Result<T, Ended>>,
    ) -> Onwards<T> {
        let start = Instant::now();
        let outcome = work.await;
        self.done(stage, start, outcome)
    }

    /// Notes how long a stage took, and whether the conversation ended in it.
    fn done<T>(&mut self, stage: Stage, start: Instant, outcome: Result<T, Ended>) -> Onwards<T> {
        let took = &mut self.delivery.answer.took;
        took.push((stage, since(start)));
        match outcome {
            Ok(value) => Some(value),
            Err(ended) => self.end(stage, ended),
        }
    }

    fn end<T>(&mut self, stage: Stage, ended: Ended) -> Onwards<T> {
        self.delivery.answer.ended = Some((stage, ended));
        None
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
