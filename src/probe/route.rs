//! A route to a server, opened step by step: TCP, a proxy's tunnel, TLS, HTTP. What each step showed is in one answer.

use std::time::Instant;

use checks::kit::Answered;
use checks::kit::probe::https::{Answer, Response, Stage};
use checks::kit::probe::tcp::{Connect, Ended};
use checks::kit::probe::tls::Handshake;
use checks::kit::realm::Endpoint;
use jiff::SignedDuration;

use super::facts::{since, timed};
use super::http::{Broken, Conversation, Raw, Wanted};
use super::live::Live;
use super::peer_filter::PeerFilter;
use super::tls::renegotiation::Renegotiation;
use super::wire::Wire;
use super::{tcp, tls};
use crate::secret::Outgoing;

/// A route to a server, as far as it got.
pub struct Route {
    /// What was seen so far.
    pub answer: Answer,
    /// The connection, where it stands.
    pub stream: Option<Wire>,
    /// Whether TLS verified the server at the end of it.
    pub verified: bool,
    /// Whether credentials went to the proxy.
    pub credentials_sent: bool,
    /// Listens to whoever is at the end of it.
    pub filter: PeerFilter,
    /// What the peer is waited for, and since when.
    waiting: (Stage, Instant),
    renegotiation: Option<Renegotiation>,
}

/// A shorter wait for a reply is not worth a word.
const NOTICED: SignedDuration = SignedDuration::from_secs(1);

impl Route {
    /// Connects.
    ///
    /// # Errors
    /// When this machine itself cannot.
    pub async fn to(live: &Live, server: &Endpoint, until: Instant) -> Answered<Self> {
        let waiting = (Stage::Connection, Instant::now());
        let reached = tcp::reach(live, server, until).await?;
        Ok(Self {
            answer: Answer {
                resolution: reached.resolution,
                attempts: reached.attempts,
                ..Answer::default()
            },
            stream: reached.stream,
            verified: false,
            credentials_sent: false,
            filter: PeerFilter::new(&live.vault),
            waiting,
            renegotiation: None,
        })
    }

    /// Shakes hands with a server of this name over the connection, where it stands.
    ///
    /// # Errors
    /// When the trusted roots cannot be loaded.
    pub async fn secured(self, live: &Live, host: &str, until: Instant) -> Answered<Self> {
        self.secured_by(tls::Client::Library(None), live, host, until)
            .await
    }

    /// The same, by this client.
    ///
    /// # Errors
    /// As [`Route::secured`].
    pub async fn secured_by(
        mut self,
        client: tls::Client,
        live: &Live,
        host: &str,
        until: Instant,
    ) -> Answered<Self> {
        if let Some(stream) = self.stream.take() {
            self.waiting = (Stage::Handshake, Instant::now());
            let shaking = client.handshake(live, stream, host, until);
            let (shaken, waited) = timed(shaking).await;
            let mut shaken = shaken?;
            self.note_wait(Stage::Handshake, waited);
            if let Handshake::NotTls(said) = &mut shaken.facts.outcome {
                *said = self.filter.redact(std::mem::take(said));
            }
            self.answer.tls = Some(shaken.facts);
            self.verified = shaken.verified;
            if self.verified {
                // It is the server itself, and no proxy on the way there, which was sent nothing yet.
                self.filter = PeerFilter::new(&live.vault);
            }
            self.renegotiation = shaken.renegotiation;
            self.stream = shaken.stream;
        }
        Ok(self)
    }

    /// Sends a request over the connection, where it stands, and reads the response.
    pub async fn ask(
        &mut self,
        live: &Live,
        wanted: Wanted,
        request: &Outgoing,
        until: Instant,
    ) -> Option<Raw> {
        let mut conversation = Conversation::new(self.stream.take()?, &mut self.filter);
        self.waiting = (Stage::Response, Instant::now());
        let reply = conversation.ask(live, wanted, request, until);
        let renegotiation = self.renegotiation.clone();
        let reply = async {
            match renegotiation {
                Some(renegotiation) => tokio::select! {
                    reply = reply => reply,
                    () = renegotiation.in_vain() => Err(Broken::Ended(Ended::TimedOut)),
                },
                None => reply.await,
            }
        };
        let (reply, waited) = timed(reply).await;
        self.stream = Some(conversation.into_stream());
        self.note_wait(Stage::Response, waited);
        let renegotiation = self.renegotiation.as_ref();
        self.answer.renegotiation = renegotiation.is_some_and(Renegotiation::asked);
        match reply {
            Ok(raw) => {
                self.note(Ok(raw.response.clone()));
                Some(raw)
            }
            Err(broken) => {
                self.note(Err(broken));
                None
            }
        }
    }

    /// Notes what became of a request, in place of what became of one before it.
    pub fn note(&mut self, reply: Result<Response, Broken>) {
        let answer = &mut self.answer;
        (answer.response, answer.ended, answer.late_alert) = match reply {
            Ok(response) => (Some(response), None, None),
            Err(Broken::Ended(ended)) => (None, Some(ended), None),
            Err(Broken::Alert(alert)) => (None, None, Some(alert)),
        };
    }

    fn note_wait(&mut self, stage: Stage, waited: SignedDuration) {
        let longest = self.answer.slowest.map_or(NOTICED, |(_, longest)| longest);
        if waited >= longest {
            self.answer.slowest = Some((stage, waited));
        }
    }

    /// Says that whatever was waited for until now was a tunnel.
    pub fn was_for_a_tunnel(&mut self) {
        let (stage, _) = &mut self.waiting;
        *stage = Stage::Tunnel;
        let slowest = &mut self.answer.slowest;
        *slowest = slowest.map(|(_, waited)| (Stage::Tunnel, waited));
    }

    /// Refuses an answer that says "silent" where the peer was not waited for as long as it takes to know.
    ///
    /// # Errors
    /// When the time limit of the run came first.
    pub fn unless_cut_short(&self, live: &Live, until: Instant) -> Answered<()> {
        let (stage, waiting_since) = self.waiting;
        let cut = live.cut_short(stage, since(waiting_since), until);
        match cut.filter(|_| self.answer.silent()) {
            Some(cut) => Err(cut),
            None => Ok(()),
        }
    }

    /// Whether a server accepted the connection, whatever became of it.
    pub fn connected(&self) -> bool {
        let last = self.answer.attempts.last();
        last.is_some_and(|attempt| attempt.outcome == Connect::Accepted)
    }
}
