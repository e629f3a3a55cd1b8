//! DATA and what follows (RFC 5321 section 4.1.1.4): whether the mail server took the message, and if not, why.

use super::refusal::{Command, Meaning, Refusal, understand};
use crate::kit::peer_text::Shown;
use crate::kit::probe::smtp::{Query, Reply, TlsMode};
use crate::kit::probe::tcp::Ended;
use crate::kit::{Finding, about};

about! {
    step: "email-send",
    area: Email,
    title: "the mail server accepts the message";

    /// the mail server accepts sender and recipient but refuses the message itself
    fail MESSAGE_REJECTED = "message-rejected";
    /// the mail server defers the message
    fail DEFERRED = "deferred";
    /// the mail server ends the session before it has accepted the message
    fail BROKEN_OFF = "broken-off";
    /// the mail server's certificate did not verify, so nothing was sent
    fail WITHHELD = "withheld";
    /// the realm names no mail server
    fail NO_SERVER = "no-server";
    /// the realm would send the password unencrypted, which otpdoctor does not
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
        let inside_tls = query.tls != TlsMode::Never;
        let refused = [&self.data, &self.taken].into_iter().flatten();
        let mut refused = refused
            .into_iter()
            .filter_map(|reply| Some((understand(reply, Command::Data, inside_tls)?, reply)));
        if let Some((refusal, reply)) = refused.next() {
            return refuse(server, &refusal, reply);
        }
        if self.is_taken() {
            let summary = format!("{server} accepted the message");
            return Finding::pass(&ABOUT, server).summary(summary);
        }
        if let Some(why) = &self.withheld {
            return Finding::new(WITHHELD, server).summary(format!(
                "the mail server got no message: {:.200}",
                Shown(why)
            ));
        }
        let did = match &self.ended {
            Some(ended) => ended.describe(),
            None => "ended the session".to_owned(),
        };
        Finding::new(BROKEN_OFF, server)
            .summary(format!("the mail server {did} while it got the message"))
    }
}

fn refuse(server: String, refusal: &Refusal, reply: &Reply) -> Finding {
    let (reason, summary) = match refusal.meaning {
        Meaning::Deferred | Meaning::Busy => (
            DEFERRED,
            "the mail server accepts sender and recipient but defers the message",
        ),
        _ => (
            MESSAGE_REJECTED,
            "the mail server accepts sender and recipient but refuses the message itself",
        ),
    };
    let finding = Finding::new(reason, server).summary(match refusal.meaning {
        Meaning::Deferred | Meaning::MessageRejected => summary.to_owned(),
        Meaning::Unknown => refusal.sentence("the message", reply),
        _ => format!("{summary}: it {}", refusal.says),
    });
    finding
        .each(refusal.cures, Finding::step)
        .quoted("the-server-said", reply.text())
}
