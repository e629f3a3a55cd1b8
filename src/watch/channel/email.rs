//! E-mail: lettre composes it, the same dialogue that the checks and probes use sends it.

use std::time::{Duration, Instant, SystemTime};

use checks::kit::mail::{account, is_address};
use checks::kit::probe::smtp::{Auth, Envelope, Query, Reply, TlsMode};
use checks::kit::probe::tcp;
use checks::kit::realm::{Config, NoticeMail, Overview, Realm};
use checks::kit::text::{harmless, list, quote};
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::{Address, Message};

use super::reach;
use crate::e2e::email::words;
use crate::probe::Live;
use crate::probe::smtp::{Delivery, Parcel, deliver};
use crate::watch::notice::{Change, Notice};

/// How long one message may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The most recipients.
const MOST: usize = 20;
/// The longest subject.
const SUBJECT: usize = 150;
/// What the subject begins with where nothing is said.
const PREFIX: &str = "[otpdoctor]";

/// Settings that make sense.
pub(super) struct Mail {
    query: Query,
    from: Address,
    to: Address,
    prefix: String,
}

impl Mail {
    /// The mail of these settings, one for each recipient.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn all(config: &Config, settings: &NoticeMail) -> Result<Vec<Self>, String> {
        let realm = realm(config, settings)?;
        let query = account(&realm).ok_or("no mail server is named: set smtp.server_address")?;
        if query.login.is_some() && query.tls == TlsMode::Never {
            return Err("its mail server wants a login, and the password would go in clear: set use_ssl to true".into());
        }
        let sender = realm.overview.email.and_then(|email| email.sender_address);
        let from = settings
            .from
            .clone()
            .or(sender)
            .ok_or("no sender is named: set `from`")?;
        if settings.to.len() > MOST {
            return Err(format!("more than {MOST} recipients: write to a list"));
        }
        let (from, prefix) = (address(&from)?, settings.subject_prefix.as_deref());
        let mail = |to: &String| {
            Ok(Self {
                query: query.clone(),
                from: from.clone(),
                to: address(to)?,
                prefix: harmless(prefix.unwrap_or(PREFIX)),
            })
        };
        settings.to.iter().map(mail).collect()
    }

    /// Who gets it.
    pub(super) fn recipient(&self) -> String {
        self.to.to_string()
    }

    /// Its server, for messages.
    pub(super) fn server(&self) -> String {
        quote(&self.query.server.to_string(), 100)
    }

    /// Sends the notice.
    ///
    /// # Errors
    /// Why it was not taken.
    pub(super) async fn send(&self, notice: &Notice, live: &Live) -> Result<(), String> {
        let until = Instant::now() + PATIENCE;
        let message = self
            .message(notice)
            .map_err(|why| format!("the message cannot be composed: {why}"))?;
        let parcel = Parcel {
            envelope: Envelope {
                sender: self.from.to_string(),
                recipient: self.to.to_string(),
            },
            message: &message.formatted(),
        };
        let delivery = deliver(live, &self.query, &parcel, until).await;
        judge(&self.query, &delivery)
    }

    fn message(&self, notice: &Notice) -> Result<Message, lettre::error::Error> {
        let appliance = harmless(&notice.appliance);
        let subject = format!("{} {appliance}: {}", self.prefix, notice.summary);
        Message::builder()
            .from(Mailbox::new(Some("otpdoctor".into()), self.from.clone()))
            .subject(quote(&subject, SUBJECT))
            .date(SystemTime::from(notice.at))
            // The same for what is sent twice, so that it is shown once.
            .message_id(Some(format!("<{}@{}>", notice.id, self.from.domain())))
            .header(AutoSubmitted)
            // Without it the type and the encoding of the text count for nothing (RFC 2045 section 4).
            .header(MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            .to(Mailbox::new(None, self.to.clone()))
            .body(text(notice))
    }
}

/// The realm whose settings are used: of its own server, or of the one named.
fn realm(config: &Config, settings: &NoticeMail) -> Result<Realm, String> {
    match (&settings.smtp, &settings.realm) {
        (Some(smtp), _) => Ok(Realm {
            overview: Overview {
                smtp: Some(smtp.clone()),
                ..Overview::default()
            },
            ..Realm::default()
        }),
        (None, Some(name)) => {
            let realm = config.realms.get(name);
            realm
                .cloned()
                .ok_or_else(|| format!("there is no realm {} in the config", quote(name, 60)))
        }
        (None, None) => {
            Err("no mail server is named: set `smtp`, or `realm` to use that of a realm".into())
        }
    }
}

fn address(text: &str) -> Result<Address, String> {
    let wrong = || format!("{} is not a mail address", quote(text, 100));
    match is_address(text) {
        true => text.parse().map_err(|_| wrong()),
        false => Err(wrong()),
    }
}

/// What went wrong first; 2xx to the message means that the server is responsible from now on.
fn judge(query: &Query, delivery: &Delivery) -> Result<(), String> {
    let answer = &delivery.answer;
    if delivery.taken.as_ref().is_some_and(Reply::positive) {
        return Ok(());
    }
    if let Some(why) = &answer.resolution.failure {
        return Err(reach::unresolved(
            &query.server.host,
            "the server_address of that mail server",
            why,
        ));
    }
    if !tcp::accepted(&answer.attempts) {
        return Err(words::of_reach(
            &query.server,
            &answer.resolution,
            &answer.attempts,
        ));
    }
    if let Some(tls) = answer
        .tls
        .as_ref()
        .filter(|tls| !tls.completed() || delivery.withheld.is_some())
    {
        return Err(words::of_tls(tls));
    }
    let refused = |what: &str, reply: &Reply| Err(format!("{what}: {}", reply.text()));
    match &answer.auth {
        Some(Auth::Tried { reply, .. }) if !reply.positive() => {
            return refused("it does not take user and password", reply);
        }
        Some(Auth::RefusedBefore { reply, .. }) => {
            return refused(
                "it did not take user and password, which are not tried again",
                reply,
            );
        }
        Some(Auth::SecretUnavailable(why) | Auth::Withheld(why)) => return Err(why.clone()),
        _ => {}
    }
    if let Some(why) = &delivery.withheld {
        return Err(why.clone());
    }
    let envelope = answer.envelopes.last();
    let replies = [
        answer.banner.as_ref(),
        envelope.map(|one| &one.mail),
        envelope.and_then(|one| one.rcpt.as_ref()),
        delivery.data.as_ref().filter(|reply| reply.code != 354),
        delivery.taken.as_ref(),
    ];
    let mut said = replies
        .into_iter()
        .flatten()
        .filter(|reply| !reply.positive());
    match (said.next(), &answer.ended, &delivery.ended) {
        (Some(reply), ..) => refused("it refuses the message", reply),
        (None, Some((_, ended)), _) | (None, None, Some(ended)) => {
            Err(format!("it {}", ended.words()))
        }
        (None, None, None) => Err("it did not take the message".into()),
    }
}

/// What the recipient reads.
fn text(notice: &Notice) -> String {
    let mut lines = vec![
        format!("{}: {}", notice.appliance, notice.summary),
        format!(
            "settled by the run of {}",
            notice.at.strftime("%Y-%m-%d %H:%M:%S UTC")
        ),
    ];
    for cause in &notice.causes {
        lines.push(String::new());
        lines.push(format!("cause: {}", cause.summary));
        lines.push(format!(
            "  {}/{}, {}, in {}",
            cause.check,
            cause.reason,
            cause.outcome.name(),
            realms(&cause.realms)
        ));
        if !cause.subjects.is_empty() {
            lines.push(format!("  about {}", cause.subjects.join(", ")));
        }
        lines.extend(cause.remedy.iter().map(|step| format!("  - {step}")));
    }
    lines.push(String::new());
    lines.push("what changed:".into());
    lines.extend(
        notice
            .changes
            .iter()
            .map(|change| format!("  {}", told(change))),
    );
    lines.push(String::new());
    lines.push(format!("notice {}", notice.id));
    // Each is harmless by itself, so that only these line breaks are there.
    let lines = lines.iter().map(|line| harmless(line) + "\r\n");
    lines.collect()
}

fn told(change: &Change) -> String {
    let tag = format!("{}/{}", change.check, change.now.reason);
    let kind = change.kind.word();
    let because = match &change.because {
        Some(cause) => format!(" (because of {cause})"),
        None => String::new(),
    };
    format!(
        "{kind}: {tag} in {}: {}{because}",
        realms(&change.realms),
        change.summary
    )
}

fn realms(names: &[String]) -> String {
    match names.len() {
        0..=10 => list(names),
        many => format!("{} and {} more", names[..9].join(", "), many - 9),
    }
}

#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}
