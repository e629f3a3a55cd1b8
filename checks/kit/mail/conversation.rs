//! A conversation with a mail server that was had: how far it got, and which check tells why it got no further.

use std::net::IpAddr;

use super::account::account;
use crate::kit::ctx::Network;
use crate::kit::probe::dns::{self, Kind};
use crate::kit::probe::smtp::{
    self, Auth, Envelope, EnvelopeReply, Envelopes, Reply, Stage, TlsMode,
};
use crate::kit::probe::tcp;
use crate::kit::realm::Endpoint;
use crate::kit::reason::NOT_REACHED;
use crate::kit::{About, Answered, Ctx, Entity, Finding, Judgement, Reason};

/// The subject of a finding where no server is named.
pub const SUBJECT: &str = "mail server";

/// A conversation that was had.
pub struct Conversation {
    /// What was asked.
    pub query: smtp::Query,
    /// How far it got.
    pub answer: smtp::Answer,
}

/// Has the conversation, or says why not.
///
/// # Errors
/// The finding that says why there was nothing to ask, or why it could not be asked.
async fn converse(cx: &Ctx<'_>, about: &About) -> Result<Conversation, Box<Finding>> {
    let unreached = about.reason(NOT_REACHED);
    let unreached = *unreached.expect("a check of the conversation may not get to its part");
    let subject = server(cx, about, unreached)?.to_string();
    let query = session(cx).expect("a server that is usable can be asked");
    let answer = cx.ask(about, subject, query.clone()).await?;
    Ok(Conversation { query, answer })
}

/// Has the conversation and judges it, or says why not.
pub(crate) async fn judge_conversation<J: Judgement>(
    cx: &Ctx<'_>,
    about: &About,
    judge: impl FnOnce(&Ctx<'_>, &Conversation) -> J,
) -> Vec<Finding> {
    match converse(cx, about).await {
        Ok(talk) => judge(cx, &talk).each_finding(|finding| finding.touching(talk.entity())),
        Err(finding) => vec![*finding],
    }
}

/// The conversation that this realm's e-mail checks ask for; `None` when no usable server is named.
///
/// There is one login for a server, user and secret in a run, so the question carries the envelopes
/// of all realms that share them: realms that share a server ask the same question.
pub(super) fn session(cx: &Ctx<'_>) -> Option<smtp::Query> {
    let account = account(cx.realm)?;
    // Offline the question is not asked.
    let envelopes = match cx.scope.network {
        Network::Offline => Envelopes::default(),
        Network::Online => cx.mail.envelopes(cx.config, &account),
    };
    Some(smtp::Query {
        envelopes,
        ..account
    })
}

/// Why there is nothing to ask a mail server about in this realm, or that there is.
///
/// # Errors
/// The finding that says why: e-mail is off, or no usable server is known. `unreached` is the check's reason for that.
pub fn server(cx: &Ctx<'_>, about: &About, unreached: Reason) -> Result<Endpoint, Box<Finding>> {
    off(cx, about, SUBJECT)?;
    let smtp = cx.realm.overview.smtp.as_ref();
    let Some(address) = smtp.and_then(|smtp| smtp.server_address.as_deref()) else {
        return Finding::not_known(about, SUBJECT)
            .summary("the realm's SMTP server is not in the config")
            .alone();
    };
    let why = match address.trim() {
        "" => "no SMTP server is set: smtp-settings tells",
        _ => "the SMTP server is not a host name or address: smtp-settings tells",
    };
    let server = account(cx.realm).map(|account| account.server);
    server.ok_or_else(|| Box::new(not_reached(unreached, SUBJECT, why)))
}

/// The addresses of a server: its own, or those that its name resolves to.
///
/// # Errors
/// When the name could not be asked for.
pub async fn addresses(cx: &Ctx<'_>, server: &Endpoint) -> Answered<Vec<IpAddr>> {
    if let Some(address) = server.address() {
        return Ok(vec![address]);
    }
    let query = dns::Query {
        name: server.host.clone(),
        kind: Kind::Address,
    };
    Ok(cx.probe(query).await?.addresses)
}

/// Whether the realm may send passcodes by e-mail.
///
/// # Errors
/// The skip of a realm that sends none.
pub fn off(cx: &Ctx<'_>, about: &About, subject: &str) -> Result<(), Box<Finding>> {
    match cx.realm.multi_factor.sends_email() {
        Some(false) => Finding::off(about, subject)
            .summary("the realm sends no passcodes by e-mail")
            .alone(),
        _ => Ok(()),
    }
}

/// The skip of a check whose part of the conversation was not reached.
pub fn not_reached(reason: Reason, subject: impl Into<String>, why: &str) -> Finding {
    Finding::new(reason, subject).summary(why)
}

impl Conversation {
    /// What findings about it are about: the server with its port.
    pub fn subject(&self) -> String {
        self.query.server.to_string()
    }

    /// The reply to EHLO that counts: the one inside TLS where there is one.
    pub fn ehlo(&self) -> Option<&Reply> {
        let inside = self.answer.ehlo_inside.as_ref();
        inside.or(self.answer.ehlo.as_ref())
    }

    /// The replies to this envelope, where it was tried.
    pub fn reply_to(&self, envelope: &Envelope) -> Option<&EnvelopeReply> {
        let mut tried = self.answer.envelopes.iter();
        tried.find(|one| one.envelope == *envelope)
    }

    /// Why the conversation did not get to a reply to EHLO, and which check tells.
    pub fn before_ehlo(&self) -> Option<&'static str> {
        let answer = &self.answer;
        if answer.resolution.failure.is_some() {
            return Some("the server's name does not resolve: name-resolution tells");
        }
        if !tcp::accepted(&answer.attempts) {
            return Some("no connection to the server: smtp-reach tells");
        }
        if self.query.tls == TlsMode::Implicit && !self.secured() {
            return Some("TLS with the server failed: smtp-tls tells");
        }
        let banner = answer.banner.as_ref();
        let greeted = banner.is_some_and(|banner| banner.code == 220);
        let understood = |ehlo: &Reply| ehlo.positive() || knows_no_ehlo(ehlo);
        let heard = self.ehlo().is_some_and(understood);
        (!(greeted && heard))
            .then_some("the server did not begin the conversation: smtp-reach tells")
    }

    /// Why the conversation did not get to the login, and which check tells.
    pub fn before_login(&self) -> Option<&'static str> {
        self.before_ehlo().or_else(|| {
            if self.query.tls != TlsMode::Never && !self.secured() {
                return Some("TLS with the server failed: smtp-tls tells");
            }
            self.tls_demand()
                .map(|_| "the server demands TLS first: smtp-tls tells")
        })
    }

    /// Why the conversation did not get to the envelopes, and which check tells.
    pub fn before_envelopes(&self) -> Option<&'static str> {
        self.before_login().or_else(|| match &self.answer.auth {
            _ if self.query.login.is_none() => None,
            Some(Auth::Tried { reply, .. }) if reply.positive() => None,
            Some(Auth::TriedBefore) => {
                Some("nobody logs in twice with the same user and password: smtp-auth tells")
            }
            Some(Auth::Withheld(_)) => {
                Some("TLS did not verify, so nobody logged in: smtp-tls tells")
            }
            _ => Some("the login did not succeed: smtp-auth tells"),
        })
    }

    /// Whether TLS completed and the server spoke on inside it.
    fn secured(&self) -> bool {
        let completed = self.answer.tls.as_ref().is_some_and(|tls| tls.completed());
        let inside = self.answer.ehlo_inside.as_ref();
        completed && (self.query.tls == TlsMode::Implicit || inside.is_some_and(Reply::positive))
    }

    /// What the server did at this stage instead of answering.
    pub fn broke_off(&self, at: Stage) -> String {
        match &self.answer.ended {
            Some((stage, ended)) if *stage == at => ended.words(),
            _ => "broke off".to_owned(),
        }
    }

    /// The server, for the diagnosis.
    pub fn entity(&self) -> Entity {
        Entity::host(&self.query.server.host)
    }

    /// The reply by which the server demands TLS of a conversation in clear.
    pub fn tls_demand(&self) -> Option<&Reply> {
        if self.query.tls != TlsMode::Never {
            return None;
        }
        let login = match &self.answer.auth {
            Some(Auth::Tried { reply, .. }) => Some(reply),
            _ => None,
        };
        let envelopes = self.answer.envelopes.iter().flat_map(replies);
        let mut said = login.into_iter().chain(envelopes);
        said.find(|reply| demands_tls(reply))
    }
}

/// The replies to one envelope.
pub fn replies(one: &EnvelopeReply) -> impl Iterator<Item = &Reply> {
    std::iter::once(&one.mail).chain(&one.rcpt)
}

/// Whether the server does not know EHLO (RFC 5321 section 4.2.4): it is old, or a firewall changed the command.
pub fn knows_no_ehlo(ehlo: &Reply) -> bool {
    matches!(ehlo.code, 500 | 502)
}

/// Whether a refusal says that TLS must come first (RFC 3207 section 4; 538 is of RFC 4954 section 6).
fn demands_tls(reply: &Reply) -> bool {
    let text = reply.text().raw().to_ascii_uppercase();
    let demands = ["MUST", "REQUIRE", "FIRST", "NEED"];
    let names_tls = text.contains("TLS") || text.contains("ENCRYPT");
    reply.code >= 400
        && (reply.code == 538 || (names_tls && demands.iter().any(|word| text.contains(word))))
}

/// Whether a refusal says that one must log in first (530 of RFC 4954 section 6, or words to that effect).
pub fn demands_login(reply: &Reply) -> bool {
    let text = reply.text().raw().to_ascii_lowercase();
    // These verify the sender's domain, not a login.
    let of_domains = ["spf", "dkim", "dmarc"]
        .iter()
        .any(|word| text.contains(word));
    let demands = [
        "authentication required",
        "authentication is required",
        "authenticate first",
        "requires authentication",
        "must authenticate",
        "need to authenticate",
        "not authenticated",
        // Postfix of a sender that belongs to a login.
        "not logged in",
    ];
    let says_so = demands.iter().any(|phrase| text.contains(phrase));
    reply.code >= 500 && !demands_tls(reply) && !of_domains && (reply.code == 530 || says_so)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demands_are_told_apart_by_what_they_say() {
        let reply = |code, text: &'static str| Reply {
            code,
            lines: vec![text.into()],
        };
        let starttls = reply(530, "5.7.0 Must issue a STARTTLS command first");
        assert!(demands_tls(&starttls) && !demands_login(&starttls));
        assert!(demands_tls(&reply(
            451,
            "5.7.3 STARTTLS is required to send mail"
        )));
        assert!(demands_tls(&reply(538, "5.7.11 wait")));
        let login = reply(530, "5.7.57 Client not authenticated to send mail");
        assert!(demands_login(&login) && !demands_tls(&login));
        assert!(demands_login(&reply(550, "5.7.1 Authentication required")));
        assert!(demands_login(&reply(530, "5.7.0 who are you")));
        assert!(!demands_login(&reply(
            550,
            "5.7.26 not authenticated by SPF or DKIM"
        )));
        assert!(!demands_login(&reply(550, "5.1.1 no such user")));
    }
}
