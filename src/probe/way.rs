//! A way to a server, opened step by step: TCP, a proxy's tunnel, TLS, HTTP. What each step showed is in one answer.

use std::sync::Arc;
use std::time::Instant;

use checks::kit::Answered;
use checks::kit::probe::https::{Answer, Response};
use checks::kit::probe::tcp::{Connect, Ended};
use checks::kit::realm::Endpoint;
use rustls::sign::CertifiedKey;

use super::http::{Broken, Conversation, Method};
use super::live::Live;
use super::tls::renegotiation::Renegotiation;
use super::wire::Wire;
use super::{tcp, tls};

/// A way to a server, as far as it got.
pub struct Way {
    /// What was seen so far.
    pub answer: Answer,
    /// The connection, where it stands.
    pub stream: Option<Wire>,
    /// Whether TLS verified the server at the end of it.
    pub verified: bool,
    /// Whether credentials went to the proxy.
    pub credentials_sent: bool,
    renegotiation: Option<Renegotiation>,
}

impl Way {
    /// Connects.
    ///
    /// # Errors
    /// When this machine itself cannot.
    pub async fn to(live: &Live, server: &Endpoint, until: Instant) -> Answered<Self> {
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
            renegotiation: None,
        })
    }

    /// Shakes hands with a server of this name over the connection, where it stands.
    ///
    /// # Errors
    /// When the trusted roots cannot be loaded.
    pub async fn secured(
        mut self,
        live: &Live,
        host: &str,
        identity: Option<Arc<CertifiedKey>>,
        until: Instant,
    ) -> Answered<Self> {
        if let Some(stream) = self.stream.take() {
            let shaken = tls::handshake(live, stream, host, identity, until).await?;
            self.answer.tls = Some(shaken.facts);
            self.verified = shaken.verified;
            self.renegotiation = shaken.renegotiation;
            self.stream = shaken.stream;
        }
        Ok(self)
    }

    /// Sends a request over the connection, where it stands, and reads the response.
    pub async fn ask(&mut self, live: &Live, method: Method, request: &str, until: Instant) {
        if let Some(stream) = self.stream.take() {
            let mut conversation = Conversation::new(stream);
            let reply = conversation.ask(live, method, request, until);
            let reply = match &self.renegotiation {
                Some(renegotiation) => tokio::select! {
                    reply = reply => reply,
                    () = renegotiation.clone().in_vain() => Err(Broken::Ended(Ended::TimedOut)),
                },
                None => reply.await,
            };
            self.note(reply);
            let asked = self
                .renegotiation
                .as_ref()
                .is_some_and(Renegotiation::asked);
            self.answer.renegotiation = asked;
            self.stream = Some(conversation.into_stream());
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

    /// Whether a server accepted the connection, whatever became of it.
    pub fn connected(&self) -> bool {
        let last = self.answer.attempts.last();
        last.is_some_and(|attempt| attempt.outcome == Connect::Accepted)
    }
}
