//! The commands of RFC 5321 in the order in which the realm's own mail client sends them, with every reply kept.

use std::time::{Duration, Instant};

use checks::kit::Answered;
use checks::kit::mail::handover::Handover;
use checks::kit::probe::smtp::{
    Answer, Auth, Envelope, EnvelopeReply, Login, Query, Reply, Stage, TlsMode,
};
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tls::{Handshake, Tls};
use jiff::SignedDuration;

use super::dialogue::{Dialogue, offers};
use super::hello;
use super::login::{self, Password};
use crate::probe::facts::since;
use crate::probe::live::Live;
use crate::probe::wire::Wire;
use crate::probe::{tcp, tls};

/// How long the reply to QUIT is waited for: by then everything is known.
const FAREWELL: Duration = Duration::from_secs(1);
/// A shorter wait for a reply is not worth a word.
const NOTICED: SignedDuration = SignedDuration::from_secs(1);

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
    /// What came of DATA.
    pub handover: Handover,
}

/// The conversation, with a message to hand over where there is one.
///
/// # Errors
/// When this machine itself cannot connect.
pub(super) async fn converse(
    live: &Live,
    query: &Query,
    mail: Option<&OutgoingMail<'_>>,
    until: Instant,
) -> Answered<Delivery> {
    // Before the server is waiting: a command that prints the password may take its time.
    let password = match &query.login {
        Some(login) => Some(login::password(live, login).await),
        None => None,
    };
    let reached = tcp::reach(live, &query.server, until).await?;
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
        return Ok(delivery);
    };
    let mut conversation = Conversation {
        live,
        query,
        mail,
        password,
        own_name: hello::own_name(reached.local),
        dialogue: Dialogue::new(live, stream, until),
        // In clear, as the realm itself does it, where no TLS is asked for.
        permission: Ok(()),
        delivery,
    };
    // Nothing stands for a conversation that ended early: the answer says where.
    let _ = conversation.hold().await;
    Ok(conversation.delivery)
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
    dialogue: Dialogue,
    permission: AuthPermission,
    delivery: Delivery,
}

/// Whether a password may be sent over this connection, and why not.
type AuthPermission = Result<(), &'static str>;

/// `None` where the conversation is over; the answer says why.
type Continued<T = ()> = Option<T>;

impl Conversation<'_> {
    async fn hold(&mut self) -> Continued {
        let query = self.query;
        if query.tls == TlsMode::Implicit {
            self.shake_hands().await?;
        }
        self.greet().await?;
        let mut ehlo = self.hello(Stage::Ehlo).await?;
        if query.tls == TlsMode::StartTls {
            self.permission = self.start_tls(&ehlo).await?;
            if self.permission.is_ok() {
                self.shake_hands().await?;
                ehlo = self.hello(Stage::EhloInside).await?;
            }
        }
        if let Some(login) = &query.login {
            self.log_in(&ehlo, login).await?;
        }
        if let Some(mail) = self.mail {
            self.hand_over(mail).await?;
        } else if !query.envelopes.is_empty() {
            let start = Instant::now();
            let tried = self.try_envelopes(&query.envelopes).await;
            self.done(Stage::Envelope, start, tried)?;
        }
        self.leave().await
    }

    async fn greet(&mut self) -> Continued {
        let start = Instant::now();
        let banner = self.dialogue.reply().await;
        let banner = self.done(Stage::Banner, start, banner)?;
        let welcome = banner.positive();
        self.delivery.answer.banner = Some(banner);
        if welcome {
            Some(())
        } else {
            self.leave().await
        }
    }

    /// EHLO, or HELO for a server that does not know it.
    async fn hello(&mut self, stage: Stage) -> Continued<Reply> {
        let start = Instant::now();
        let ehlo = self.hello_command("EHLO").await;
        let helo = match &ehlo {
            Ok(ehlo) if matches!(ehlo.code, 500 | 502) => Some(self.hello_command("HELO").await),
            _ => None,
        };
        let ehlo = self.done(stage, start, ehlo)?;
        let answer = &mut self.delivery.answer;
        let kept = match stage {
            Stage::EhloInside => &mut answer.ehlo_inside,
            _ => &mut answer.ehlo,
        };
        *kept = Some(ehlo.clone());
        let known = match helo {
            Some(Ok(helo)) => answer.helo.insert(helo).positive(),
            Some(Err(ended)) => return self.end(stage, ended),
            None => ehlo.positive(),
        };
        if known {
            Some(ehlo)
        } else {
            self.leave().await
        }
    }

    async fn hello_command(&mut self, verb: &str) -> Result<Reply, Ended> {
        let line = format!("{verb} {}", self.own_name);
        self.dialogue.command(&line).await
    }

    /// Whether TLS may start; where it may not, the conversation goes on in clear, and without a login.
    async fn start_tls(&mut self, ehlo: &Reply) -> Continued<AuthPermission> {
        if !offers(ehlo, "STARTTLS") {
            let why = "TLS was asked for, and the server does not offer it";
            return Some(Err(why));
        }
        let start = Instant::now();
        let reply = self.dialogue.command("STARTTLS").await;
        let reply = self.done(Stage::StartTls, start, reply)?;
        let code = reply.code;
        self.delivery.answer.starttls = Some(reply);
        match code {
            220 => {}
            421 => return self.leave().await,
            _ => {
                let why = "TLS was asked for, and the server refused STARTTLS";
                return Some(Err(why));
            }
        }
        // From here on the server may only speak TLS, and only when spoken to.
        let injected = self.dialogue.arrived().await;
        if !injected.is_empty() {
            let injected = self.live.vault.peer(String::from_utf8_lossy(injected));
            self.delivery.answer.injected = Some(injected);
            return None;
        }
        Some(Ok(()))
    }

    async fn shake_hands(&mut self) -> Continued {
        let start = Instant::now();
        let (name, until) = (&self.query.server.host, self.dialogue.until);
        let stream = self.dialogue.take_stream();
        let shaken = tls::Client::of(self.live)
            .handshake(self.live, stream, name, until)
            .await;
        let answer = &mut self.delivery.answer;
        answer.took.push((Stage::Tls, since(start)));
        let (stream, mut facts, verified) = match shaken {
            Ok(shaken) => (shaken.stream, shaken.facts, shaken.verified),
            // What the server said so far stays worth knowing.
            Err(why) => {
                let why = self.live.vault.peer(why.to_string());
                (None, Tls::of(Handshake::OurSide(why), name), false)
            }
        };
        if tls::needs_second_look(self.live, &facts)
            && let Some((again, until)) = self.again().await
        {
            tls::second_look(self.live, again, &mut facts, until).await;
        }
        let answer = &mut self.delivery.answer;
        answer.tls = Some(facts);
        if !verified {
            self.permission = Err("the server's certificate did not verify");
        }
        self.dialogue = Dialogue::new(self.live, stream?, until);
        Some(())
    }

    /// Comes to the same point of another conversation, and says until when that may last.
    async fn again(&mut self) -> Option<(Wire, Instant)> {
        let until = Instant::now() + self.live.patience.total;
        let (server, until) = (&self.query.server, self.dialogue.until.min(until));
        let mut stream = tcp::reach(self.live, server, until).await.ok()?.stream?;
        if self.query.tls == TlsMode::StartTls {
            let mut dialogue = Dialogue::new(self.live, stream, until);
            dialogue.reply().await.ok()?;
            dialogue
                .command(&format!("EHLO {}", self.own_name))
                .await
                .ok()?;
            let ready = dialogue.command("STARTTLS").await.ok()?;
            stream = ready.positive().then(|| dialogue.take_stream())?;
        }
        Some((stream, until))
    }

    async fn log_in(&mut self, ehlo: &Reply, login: &Login) -> Continued {
        let password = self.password.take()?;
        let auth = match self.permission {
            Err(why) => Auth::Withheld(why.into()),
            Ok(()) => {
                let start = Instant::now();
                // A login that the server takes locks nobody out, so that it may be repeated for another message.
                let attempt = login::Attempt {
                    server: &self.query.server,
                    login,
                    password,
                    repeatable: self.mail.is_some(),
                };
                let auth = attempt.log_in(self.live, ehlo, &mut self.dialogue).await;
                self.done(Stage::Auth, start, auth)?
            }
        };
        let closes = matches!(&auth, Auth::Tried { reply, .. } if reply.code == 421);
        self.delivery.answer.auth = Some(auth);
        if closes { self.leave().await } else { Some(()) }
    }

    /// Every envelope, none of them kept, until the server closes.
    async fn try_envelopes(&mut self, envelopes: &[Envelope]) -> Result<(), Ended> {
        for envelope in envelopes.iter().filter(|envelope| writable(envelope)) {
            let EnvelopeReply { mail, rcpt, .. } = self.open_envelope(envelope).await?;
            if mail.code == 421 || rcpt.as_ref().is_some_and(|rcpt| rcpt.code == 421) {
                break;
            }
            if self.dialogue.command("RSET").await?.code == 421 {
                return Err(Ended::Closed);
            }
        }
        Ok(())
    }

    /// MAIL, and RCPT where that is accepted.
    async fn open_envelope(&mut self, envelope: &Envelope) -> Result<&EnvelopeReply, Ended> {
        let mail = format!("MAIL FROM:<{}>", envelope.sender);
        let mail = self.dialogue.command(&mail).await?;
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
            reply.rcpt = Some(self.dialogue.command(&rcpt).await?);
        }
        Ok(reply)
    }

    /// MAIL, RCPT, DATA (RFC 5321 section 4.1.1.4).
    async fn hand_over(&mut self, mail: &OutgoingMail<'_>) -> Continued {
        if let Err(why) = self.permission {
            self.delivery.handover.withheld = Some(why.into());
            return Some(());
        }
        // Without the login that was to come first the realm's own client would not go on, unless none is offered.
        match &self.delivery.answer.auth {
            Some(Auth::Tried { reply, .. }) if reply.positive() => {}
            Some(Auth::NotOffered) | None => {}
            Some(_) => return Some(()),
        }
        let start = Instant::now();
        let opened = self.open_envelope(&mail.envelope).await;
        let opened = opened.map(|reply| reply.rcpt.as_ref().is_some_and(Reply::positive));
        if self.done(Stage::Envelope, start, opened)? {
            let sent = self.send_message(mail.message).await;
            sent.map_err(|ended| self.delivery.handover.ended = Some(ended))
                .ok()?;
        }
        Some(())
    }

    async fn send_message(&mut self, message: &[u8]) -> Result<(), Ended> {
        let data = self.dialogue.command("DATA").await?;
        let goes_on = data.code == 354;
        self.delivery.handover.data = Some(data);
        if goes_on {
            self.delivery.handover.taken = Some(self.dialogue.send_message(message).await?);
        }
        Ok(())
    }

    /// QUIT; always the end of the conversation.
    async fn leave<T>(&mut self) -> Continued<T> {
        let start = Instant::now();
        self.dialogue.until = self.dialogue.until.min(start + FAREWELL);
        // How a server takes leave is its own affair.
        let _ = self.dialogue.command("QUIT").await;
        let took = &mut self.delivery.answer.took;
        took.push((Stage::Quit, since(start)));
        None
    }

    /// Notes how long a stage took, and whether the conversation ended in it.
    fn done<T>(&mut self, stage: Stage, start: Instant, outcome: Result<T, Ended>) -> Continued<T> {
        let answer = &mut self.delivery.answer;
        answer.took.push((stage, since(start)));
        let waited = std::mem::take(&mut self.dialogue.waited);
        if waited >= NOTICED && answer.slowest.is_none_or(|slowest| slowest.1 < waited) {
            answer.slowest = Some((stage, waited));
        }
        match outcome {
            Ok(value) => Some(value),
            Err(ended) => self.end(stage, ended),
        }
    }

    fn end<T>(&mut self, stage: Stage, ended: Ended) -> Continued<T> {
        self.delivery.answer.ended = Some((stage, ended));
        None
    }
}
