//! Handing a message over (RFC 5321 section 4.1.1.4): what the realm's own mail client does, with every reply kept.

use std::time::Instant;

use checks::kit::probe::smtp::{Answer, Auth, Envelope, EnvelopeReply, Query, Reply, Stage};
use checks::kit::probe::tcp::Ended;
use jiff::SignedDuration;
use tokio::io::{AsyncRead, AsyncWrite};
use zeroize::Zeroizing;

use super::dialogue::Dialogue;
use super::{Conversation, MaySay, Onwards, converse, redact, writable};
use crate::probe::Live;
use crate::probe::tcp::since;

/// A message, ready to be handed over.
pub struct Parcel<'a> {
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
    /// The message was about to be said, or was being said, when the conversation ended in this way.
    pub ended: Option<Ended>,
    /// Why nothing was handed over to a server that was ready.
    pub withheld: Option<String>,
}

/// What came of DATA.
#[derive(Default)]
pub(super) struct Replies {
    data: Option<Reply>,
    taken: Option<Reply>,
    took: Option<SignedDuration>,
    ended: Option<Ended>,
    withheld: Option<String>,
}

/// Hands the message over before `until`: after the login where one is asked for, and, where TLS is asked for, over TLS
/// that verified. A login that the server took may be repeated; one that it refused is not tried again.
pub async fn deliver(live: &Live, query: &Query, parcel: &Parcel<'_>, until: Instant) -> Delivery {
    if !writable(&parcel.envelope) {
        return Delivery {
            withheld: Some(
                "the sender or the recipient is no address that fits MAIL and RCPT".into(),
            ),
            ..Delivery::default()
        };
    }
    let (mut answer, handed) = converse(live, query, Some(parcel), until).await;
    if let (Some(login), Some(Auth::Tried { reply, .. })) = (&query.login, &answer.auth)
        && reply.positive()
    {
        live.logins.allow_again(&query.server, login);
    }
    redact(&mut answer, live);
    let cut = |reply: Option<Reply>| {
        reply.map(|mut reply| {
            for line in &mut reply.lines {
                *line = live.vault.redact(line);
            }
            reply
        })
    };
    Delivery {
        answer,
        data: cut(handed.data),
        taken: cut(handed.taken),
        took: handed.took,
        ended: handed.ended,
        withheld: handed.withheld,
    }
}

impl Conversation<'_> {
    /// MAIL, RCPT, DATA. `None` where the conversation is over.
    pub(super) async fn hand_over<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        dialogue: &mut Dialogue<S>,
        parcel: &Parcel<'_>,
        may_say: MaySay,
    ) -> Onwards {
        if let Err(why) = may_say {
            self.handed.withheld = Some(why.into());
            return Some(());
        }
        if self.lacks_login() {
            return Some(());
        }
        let envelope = &parcel.envelope;
        let start = Instant::now();
        let opened = self.open_envelope(dialogue, envelope).await;
        self.answer.took.push((Stage::Envelope, since(start)));
        if let Err(ended) = opened {
            self.answer.ended = Some((Stage::Envelope, ended));
            return None;
        }
        if !accepted(self.answer.envelopes.last()) {
            return Some(());
        }
        let start = Instant::now();
        let handed = self.say_message(dialogue, parcel.message).await;
        self.handed.took = Some(since(start));
        if let Err(ended) = handed {
            self.handed.ended = Some(ended);
            return None;
        }
        Some(())
    }

    /// Whether a login was to come first, and failed in a way that the realm's own client would not go on from.
    fn lacks_login(&self) -> bool {
        let done = match &self.answer.auth {
            Some(Auth::Tried { reply, .. }) => reply.positive(),
            // That client then sends without one.
            Some(Auth::NotOffered) => true,
            Some(_) => false,
            None => true,
        };
        !done
    }

    /// MAIL, and RCPT where that is accepted.
    pub(super) async fn open_envelope<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        dialogue: &mut Dialogue<S>,
        envelope: &Envelope,
    ) -> Result<(), Ended> {
        let mail = dialogue
            .say(&format!("MAIL FROM:<{}>", envelope.sender))
            .await?;
        let goes_on = mail.positive();
        self.answer.envelopes.push(EnvelopeReply {
            envelope: envelope.clone(),
            mail,
            rcpt: None,
        });
        if goes_on {
            let rcpt = dialogue
                .say(&format!("RCPT TO:<{}>", envelope.recipient))
                .await?;
            if let Some(reply) = self.answer.envelopes.last_mut() {
                reply.rcpt = Some(rcpt);
            }
        }
        Ok(())
    }

    async fn say_message<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        dialogue: &mut Dialogue<S>,
        message: &[u8],
    ) -> Result<(), Ended> {
        let data = dialogue.say("DATA").await?;
        let goes_on = data.code == 354;
        self.handed.data = Some(data);
        if goes_on {
            let taken = dialogue.say_all(&stuffed(message)).await?;
            self.handed.taken = Some(taken);
        }
        Ok(())
    }
}

fn accepted(reply: Option<&EnvelopeReply>) -> bool {
    let rcpt = reply.and_then(|reply| reply.rcpt.as_ref());
    rcpt.is_some_and(Reply::positive)
}

/// The message with its dots doubled where they begin a line, and the dot that ends it (RFC 5321 section 4.5.2).
fn stuffed(message: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut stuffed = Zeroizing::new(Vec::with_capacity(message.len() + 64));
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        if line.first() == Some(&b'.') {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line);
    }
    if !stuffed.ends_with(b"\r\n") {
        stuffed.extend_from_slice(b"\r\n");
    }
    stuffed.extend_from_slice(b".\r\n");
    stuffed
}

#[cfg(test)]
mod tests {
    use super::stuffed;

    #[test]
    fn a_dot_that_begins_a_line_ends_nothing() {
        assert_eq!(*stuffed(b"a\r\n.\r\n..b\r\n"), b"a\r\n..\r\n...b\r\n.\r\n");
        assert_eq!(*stuffed(b"no end"), b"no end\r\n.\r\n");
    }
}
