//! DATA and what follows (RFC 5321 section 4.1.1.4): whether the mail server took the message, and if not, why.

use super::refusal::{Command, Meaning, Refusal, understand};
use crate::kit::peer_text::Shown;
use crate::kit::probe::smtp::{Query, Reply};
use crate::kit::probe::tcp::Ended;
use crate::kit::{Finding, about};

about! {
    step: "email-send",
    area: Email,
    title: "the mail server takes the message over";

    /// the mail server takes sender and recipient, and refuses the message itself
    fail MESSAGE_REJECTED = "message-rejected";
    /// the mail server says to send the message again later
    fail DEFERRED = "deferred";
    /// the mail server breaks off before it has taken the message
    fail BROKEN_OFF = "broken-off";
    /// nothing was sent over TLS that did not verify
    fail WITHHELD = "withheld";
    /// the realm names no mail server
    fail NO_SERVER = "no-server";
    /// otpdoctor sends no password in clear, as the realm would
    unknown LOGIN_IN_CLEAR = "login-in-clear";
}

/// What came of DATA.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handover {
    /// The reply to DATA.
    pub data: Option<Reply>,
    /// The reply to the message: 2xx means that the server is responsible for it from now on.
    pub taken: Option<Reply>,
    /// How the conversation ended while the message was handed over.
    pub ended: Option<Ended>,
    /// Why nothing was handed over to a server that was ready.
    pub withheld: Option<String>,
}

impl Handover {
    /// Whether the server is responsible for the message from now on.
    pub fn is_taken(&self) -> bool {
        self.taken.as_ref().is_some_and(Reply::positive)
    }

    /// What came of the message, where everything before it went well.
    pub fn judge(&self, query: &Query) -> Finding {
        let server = query.server.to_string();
        let refused = [&self.data, &self.taken].into_iter().flatten();
        let mut refused = refused
            .into_iter()
            .filter_map(|reply| Some((understand(reply, Command::Data)?, reply)));
        if let Some((refusal, reply)) = refused.next() {
            return refuse(server, &refusal, reply);
        }
        if self.is_taken() {
            let summary = format!("{server} took the message");
            return Finding::pass(&ABOUT, server).summary(summary);
        }
        if let Some(why) = &self.withheld {
            return Finding::new(WITHHELD, server)
                .summary(format!(
                    "nothing was sent to the mail server: {:.200}",
                    Shown(why)
                ))
                .step("See smtp-tls: `otpdoctor check --only smtp-tls`.");
        }
        let did = match &self.ended {
            Some(ended) => ended.words(),
            None => "broke off".to_owned(),
        };
        Finding::new(BROKEN_OFF, server)
            .summary(format!("the mail server {did} while it was given the message"))
            .step("Look into the mail server's log at this moment; a mail filter before it may cut conversations that it does not like.")
    }
}

fn refuse(server: String, refusal: &Refusal, reply: &Reply) -> Finding {
    let (reason, summary) = match reply.transient() {
        true => (
            DEFERRED,
            "the mail server takes sender and recipient, and puts the message off",
        ),
        false => (
            MESSAGE_REJECTED,
            "the mail server takes sender and recipient, and refuses the message itself",
        ),
    };
    let finding = Finding::new(reason, server).summary(match refusal.meaning {
        Meaning::Deferred | Meaning::MessageRejected => summary.to_owned(),
        Meaning::Unknown => refusal.sentence("the message", reply),
        _ => format!("{summary}: it {}", refusal.says),
    });
    finding
        .each(refusal.cures, Finding::step)
        .quoted("the-server-said", &reply.text())
}
