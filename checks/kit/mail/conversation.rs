//! A conversation with a mail server: how far it got, and which check finds why it got no further.

use super::account::account;
use super::refusal::{Command, Meaning, Refusal, understand};
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
        Ok(talk) => judge(cx, &talk).each_finding(|finding| talk.of_server(finding)),
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
        Network::Online => cx.gathered.envelopes(cx.config, &account),
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
        "" => "no SMTP server is set: see smtp-settings",
        _ => "the SMTP server is not a host name or an address: see smtp-settings",
    };
    let server = account(cx.realm).map(|account| account.server);
    server.ok_or_else(|| Box::new(not_reached(unreached, SUBJECT, why)))
}

/// What is known of a server by its name; an address stands for itself.
///
/// # Errors
/// When the name could not be asked for.
pub async fn looked_up(cx: &Ctx<'_>, server: &Endpoint) -> Answered<dns::Answer> {
    if let Some(address) = server.address() {
        return Ok(dns::Answer {
            addresses: vec![address],
            ..dns::Answer::default()
        });
    }
    let query = dns::Query {
        name: server.host.clone(),
        kind: Kind::Address,
    };
    cx.probe(query).await
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

    /// The reply to the greeting that the server knows: who does not know EHLO refuses nothing by that.
    pub fn hello(&self) -> Option<&Reply> {
        let known = || self.ehlo().filter(|ehlo| !knows_no_ehlo(ehlo));
        self.answer.helo.as_ref().or_else(known)
    }

    /// The replies to this envelope, where it was tried.
    pub fn reply_to(&self, envelope: &Envelope) -> Option<&EnvelopeReply> {
        let mut tried = self.answer.envelopes.iter();
        tried.find(|one| one.envelope == *envelope)
    }

    /// Why the conversation did not get to a reply to EHLO, and which check finds it.
    pub fn before_ehlo(&self) -> Option<&'static str> {
        let answer = &self.answer;
        if answer.resolution.failure.is_some() {
            return Some("the mail server's name does not resolve: see name-resolution");
        }
        if !tcp::accepted(&answer.attempts) {
            return Some("the mail server cannot be reached: see smtp-reach");
        }
        if self.query.tls == TlsMode::Implicit && !self.secured() {
            return Some("the mail server and otpdoctor agreed on no TLS: see smtp-tls");
        }
        if self.early_refusal().is_some() {
            return Some("the mail server refuses the appliance: see smtp-relay");
        }
        let banner = answer.banner.as_ref();
        let greeted = banner.is_some_and(|banner| banner.code == 220);
        let heard = self.ehlo().is_some() && self.hello().is_none_or(Reply::positive);
        (!(greeted && heard))
            .then_some("the mail server did not begin the SMTP session: see smtp-reach")
    }

    /// Why the conversation did not get to the login, and which check finds it.
    pub fn before_login(&self) -> Option<&'static str> {
        self.before_ehlo().or_else(|| {
            if self.query.tls != TlsMode::Never && !self.secured() {
                return Some("the mail server and otpdoctor agreed on no TLS: see smtp-tls");
            }
            self.tls_demand()
                .map(|_| "the mail server demands TLS first: see smtp-tls")
        })
    }

    /// Why the conversation did not get to the envelopes, and which check finds it.
    pub fn before_envelopes(&self) -> Option<&'static str> {
        self.before_login().or_else(|| match &self.answer.auth {
            _ if self.query.login.is_none() => None,
            Some(Auth::Tried { reply, .. }) if reply.positive() => None,
            Some(Auth::TriedBefore) => Some(
                "the mail server was not tried, since each login is tried only once: see smtp-auth",
            ),
            Some(Auth::Withheld(_)) => Some(
                "the mail server got no login, since its certificate did not verify: see smtp-tls",
            ),
            _ => Some("the mail server was not tried, since the login failed: see smtp-auth"),
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
            Some((stage, ended)) if *stage == at => ended.describe(),
            _ => "ended the session".to_owned(),
        }
    }

    /// A finding of this conversation: it names the server, and the diagnosis can link it.
    pub fn of_server(&self, finding: Finding) -> Finding {
        let host = &self.query.server.host;
        finding
            .naming("the mail server", host)
            .touching(Entity::host(host))
    }

    /// What the server refused from EHLO on, in order: of the envelopes this one, or the first where this was not tried.
    pub fn refusals(&self, ours: Option<&Envelope>) -> impl Iterator<Item = (Refusal, &Reply)> {
        let ours = ours.and_then(|ours| self.reply_to(ours));
        let tried = ours.or(self.answer.envelopes.first());
        let of_envelope = [
            (Command::Mail, tried.map(|one| &one.mail)),
            (Command::Rcpt, tried.and_then(|one| one.rcpt.as_ref())),
        ];
        self.before().chain(self.understood(of_envelope))
    }

    /// What the server refused before sender and recipient.
    fn before(&self) -> impl Iterator<Item = (Refusal, &Reply)> {
        let login = match &self.answer.auth {
            Some(Auth::Tried { reply, .. } | Auth::RefusedBefore { reply, .. }) => Some(reply),
            _ => None,
        };
        self.understood([(Command::Ehlo, self.hello()), (Command::Auth, login)])
    }

    fn understood<'a>(
        &'a self,
        said: [(Command, Option<&'a Reply>); 2],
    ) -> impl Iterator<Item = (Refusal, &'a Reply)> {
        said.into_iter()
            .filter_map(|(at, reply)| Some((self.understand(reply?, at)?, reply?)))
    }

    /// What a reply means that came in this conversation; `None` where it refuses nothing.
    pub fn understand(&self, reply: &Reply, at: Command) -> Option<Refusal> {
        understand(reply, at, self.secured())
    }

    /// The refusal that smtp-relay speaks of although it came before sender and recipient, whatever the server says of
    /// these after it: of the appliance's name, address or quota.
    pub fn early_refusal(&self) -> Option<(Refusal, &Reply)> {
        self.before()
            .find(|(refusal, _)| refusal.meaning.is_of_relaying())
    }

    /// The reply by which the server demands TLS of a conversation in clear.
    pub fn tls_demand(&self) -> Option<&Reply> {
        let in_clear = self.query.tls == TlsMode::Never;
        let mut refusals = self.refusals(None).filter(|_| in_clear);
        let demand = refusals.find(|(refusal, _)| refusal.meaning == Meaning::TlsRequired);
        demand.map(|(_, reply)| reply)
    }
}

/// Whether the server does not know EHLO (RFC 5321 section 4.2.4): it is old, or a firewall changed the command.
pub fn knows_no_ehlo(ehlo: &Reply) -> bool {
    matches!(ehlo.code, 500 | 502)
}
