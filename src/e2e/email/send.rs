//! Handing the message to the realm's mail server, and what its answers mean.

use std::time::Instant;

use checks::kit::probe::smtp::{Auth, Query, Reply, Stage, TlsMode};
use checks::kit::probe::tcp::{self, Ended};
use checks::kit::probe::tls::Handshake;

use super::compose::Letter;
use super::veil::Veil;
use super::words;
use crate::e2e::said::{Done, Said};
use crate::probe::Live;
use crate::probe::smtp::{Delivery, OutgoingMail, deliver};

/// The longest words of a server that are shown.
const SHOWN: usize = 300;

/// Sends the letter before `until`.
///
/// # Errors
/// What went wrong: at which stage, in the server's words.
pub async fn send(
    live: &Live,
    query: &Query,
    letter: &Letter,
    veil: &Veil<'_>,
    until: Instant,
) -> Result<Done<()>, Said> {
    if query.login.is_some() && query.tls == TlsMode::Never {
        return Err(Said::unknown(
            "login-in-clear",
            "the realm logs in to its mail server, and SSL is off: the password would go in clear, so nothing was sent",
        )
        .fact("server", &query.server)
        .cure("Set SSL to True in the realm's Email Settings (Overview tab), or clear Username and Password if the server relays without a login."));
    }
    let mail = OutgoingMail {
        envelope: letter.envelope.clone(),
        message: &letter.bytes,
    };
    let delivery = deliver(live, query, &mail, until).await;
    let hear = Hear {
        query,
        delivery: &delivery,
        veil,
    };
    match hear.trouble() {
        Some(said) => Err(hear.facts(said)),
        None => Ok(hear.facts(hear.taken(letter)).with(())),
    }
}

/// What was heard in the conversation.
struct Hear<'a> {
    query: &'a Query,
    delivery: &'a Delivery,
    veil: &'a Veil<'a>,
}

impl Hear<'_> {
    /// The first thing that went wrong.
    fn trouble(&self) -> Option<Said> {
        self.before_tls()
            .or_else(|| self.tls())
            .or_else(|| self.login())
            .or_else(|| self.envelope())
            .or_else(|| self.message())
            .or_else(|| self.broken_off())
    }

    fn before_tls(&self) -> Option<Said> {
        let answer = &self.delivery.answer;
        if !tcp::accepted(&answer.attempts) {
            let why = words::of_reach(&self.query.server, &answer.resolution, &answer.attempts);
            return Some(
                Said::fail("not-reached", self.clean(&why)).cure(
                    "Run `otpdoctor check --only email`: name-resolution, smtp-reach and smtp-firewall tell where the way ends.",
                ),
            );
        }
        let refused = |reply: &&Reply| !reply.positive();
        let said = answer.banner.as_ref().filter(refused)?;
        Some(self.refused(
            "turned-away",
            "the mail server turns us away before anything is said",
            said,
        ))
    }

    fn tls(&self) -> Option<Said> {
        let answer = &self.delivery.answer;
        if self.query.tls == TlsMode::Never {
            return None;
        }
        let failed = |why: &str| {
            let why = self.clean(why);
            Some(Said::fail("tls-failed", format!("nothing was sent: {why}")).cure(
                "Run `otpdoctor check --only smtp-tls`: it tells what to change at the server, or in the trust of this host.",
            ))
        };
        if answer.injected.is_some() {
            return failed(
                "more text came in clear after the server's leave to start TLS: somebody on the way puts words into the conversation",
            );
        }
        match &answer.tls {
            Some(tls) if !tls.completed() => failed(&words::of_tls(tls)),
            Some(tls) if self.delivery.withheld.is_some() => failed(&words::of_tls(tls)),
            Some(_) => None,
            None => match (&answer.starttls, &answer.ended) {
                (Some(reply), _) if reply.code != 220 => {
                    failed(&format!("the server refuses STARTTLS: {}", reply.text()))
                }
                (None, None) if self.delivery.withheld.is_some() => {
                    failed("SSL is on in the realm, and the server offers no STARTTLS")
                }
                _ => None,
            },
        }
    }

    fn login(&self) -> Option<Said> {
        let unknown = |reason, why: &str| Some(Said::unknown(reason, self.clean(why)));
        match self.delivery.answer.auth.as_ref()? {
            Auth::Tried { reply, .. } if reply.positive() => None,
            Auth::Tried { reply, .. } if reply.transient() => Some(
                self.refused("deferred", "the mail server cannot check the login just now", reply)
                    .cure("Try again in a few minutes."),
            ),
            Auth::Tried { reply, .. } => Some(
                self.refused("login-rejected", "the mail server does not take the realm's user and password", reply)
                    .cure("Enter Username and Password anew in the realm's Email Settings (Overview tab); `otpdoctor explain smtp-auth` tells what else a server may mind. It was tried once and is not tried again."),
            ),
            // The realm's own client then sends without a login.
            Auth::NotOffered => None,
            Auth::Unsupported(offered) => unknown(
                "login-unsupported",
                &format!("the mail server offers only logins that are not spoken here: {}", offered.join(", ")),
            ),
            Auth::Withheld(why) => unknown("login-withheld", &format!("nobody logged in: {why}")),
            Auth::RefusedBefore { reply, .. } => Some(
                self.refused("login-rejected", "the mail server refused this login before, and it is not tried again", reply)
                    .cure("Enter Username and Password anew in the realm's Email Settings (Overview tab)."),
            ),
            Auth::TriedBefore => unknown("login-not-repeated", "the mail server refused this login before, and it is not tried again"),
            Auth::SecretUnavailable(why) => unknown("secret-unavailable", why),
        }
    }

    fn envelope(&self) -> Option<Said> {
        let tried = self.delivery.answer.envelopes.last()?;
        let sender = &tried.envelope.sender;
        if !tried.mail.positive() {
            let said = match tried.mail.code {
                530 => self.refused("login-required", "the mail server wants a login first", &tried.mail)
                    .cure("Enter Username and Password in the realm's Email Settings (Overview tab), with SSL set to True."),
                _ => self.sender_refused(sender, &tried.mail),
            };
            return Some(said);
        }
        let reply = tried.rcpt.as_ref().filter(|reply| !reply.positive())?;
        let recipient = &tried.envelope.recipient;
        let text = reply.text().to_ascii_lowercase();
        // Most servers say only here what they think of the sender.
        if text.contains("sender address rejected") || text.contains("sender verify failed") {
            return Some(self.sender_refused(sender, reply));
        }
        let relaying = text.contains("relay") && !text.contains("unknown");
        Some(match relaying {
            true => self
                .refused("relay-denied", &format!("the mail server does not relay the realm's mail to {recipient}"), reply)
                .cure("Have the appliance's address allowed to relay at the mail server, or enter a user that may send, with SSL set to True."),
            false => self
                .refused_or_deferred("recipient-refused", &format!("the mail server does not take mail for {recipient}"), reply)
                .cure("Check the address: the server's words tell whether it is unknown, full or not wanted."),
        })
    }

    fn sender_refused(&self, sender: &str, reply: &Reply) -> Said {
        let what = format!("the mail server does not take {sender} as the sender");
        self.refused_or_deferred("sender-refused", &what, reply)
            .cure("Set the Sender Address in the realm's Email Settings (Overview tab) to one that the server lets this appliance, or its login, send from.")
    }

    fn message(&self) -> Option<Said> {
        let replies = [self.delivery.data.as_ref(), self.delivery.taken.as_ref()];
        let refused = |reply: &&Reply| reply.code >= 400;
        let reply = replies.into_iter().flatten().find(refused)?;
        Some(
            self.refused_or_deferred("message-refused", "the mail server takes sender and recipient, and refuses the message itself", reply)
                .cure("Its words tell why: a content filter, a size limit, or a policy on the sender's domain (SPF, DKIM, DMARC)."),
        )
    }

    fn broken_off(&self) -> Option<Said> {
        if self.delivery.taken.as_ref().is_some_and(Reply::positive) {
            return None;
        }
        let (stage, ended) = match (&self.delivery.ended, &self.delivery.answer.ended) {
            (Some(ended), _) => ("the message", ended),
            (None, Some((stage, ended))) => (name(*stage), ended),
            (None, None) => {
                let why = self.delivery.withheld.as_deref();
                let why = why.unwrap_or("the mail server said what no mail server says");
                return Some(Said::fail(
                    "broken-off",
                    format!("nothing was sent: {}", self.clean(why)),
                ));
            }
        };
        let did = match ended {
            Ended::TimedOut => "stays silent".to_owned(),
            other => self.clean(&other.words()),
        };
        Some(
            Said::fail("broken-off", format!("the mail server {did} when it comes to {stage}"))
                .fact("stage", stage)
                .cure("Run `otpdoctor check --only email`, and look into the mail server's log at this moment."),
        )
    }

    fn refused_or_deferred(&self, reason: &'static str, what: &str, reply: &Reply) -> Said {
        match reply.transient() {
            true => self
                .refused("deferred", &format!("{what}, for now"), reply)
                .cure("Try again in some minutes: the server says that this is temporary (greylisting, a full queue, or a directory that does not answer)."),
            false => self.refused(reason, what, reply),
        }
    }

    fn refused(&self, reason: &'static str, what: &str, reply: &Reply) -> Said {
        let said = Said::fail(reason, what).fact("the server said", self.clean(&reply.text()));
        match enhanced(reply) {
            Some(status) => said.fact("status", status),
            None => said,
        }
    }

    fn taken(&self, letter: &Letter) -> Said {
        let reply = self.delivery.taken.as_ref();
        let text = reply.map(Reply::text).unwrap_or_default();
        let server = &self.query.server;
        let said = match self.query.tls {
            TlsMode::Implicit => Said::warn("implicit-tls", format!("{server} took the message, over TLS from the first byte"))
                .cure("The appliance's own mail client knows STARTTLS alone: set the Port in the realm's Email Settings (Overview tab) to the server's submission port, usually 587."),
            TlsMode::StartTls | TlsMode::Never => Said::pass(format!("{server} took the message")),
        };
        let said = said.fact("the server said", self.clean(&text));
        match queue_id(&text) {
            Some(id) => said.fact("queue id", self.clean(&id)),
            None => said,
        }
        .fact("message id", &letter.message_id)
    }

    /// With the server and how far it was talked to, before what was told already.
    fn facts(&self, mut said: Said) -> Said {
        let answer = &self.delivery.answer;
        let told = std::mem::take(&mut said.facts);
        let mut said = said.fact("server", &self.query.server);
        if let Some(Handshake::Completed { version }) = answer.tls.as_ref().map(|tls| &tls.outcome)
        {
            said = said.fact("tls", version);
        }
        match &answer.auth {
            Some(Auth::Tried { mechanism, .. }) => said = said.fact("login", mechanism),
            Some(Auth::NotOffered) => said = said.fact("login", "not offered by the server"),
            _ => {}
        }
        said.facts.extend(told);
        match self.times() {
            times if times.is_empty() => said,
            times => said.fact("of its time", times),
        }
    }

    /// How long each stage took; what took less than a millisecond is not worth a word.
    fn times(&self) -> String {
        let stages = self.delivery.answer.took.iter();
        let stages = stages
            .filter(|(stage, _)| *stage != Stage::Quit)
            .map(|(stage, took)| (name(*stage), *took));
        let message = self.delivery.took.map(|took| ("the message", took));
        let times: Vec<String> = stages
            .chain(message)
            .filter(|(_, took)| took.as_millis() > 0)
            .map(|(name, took)| format!("{name} {} ms", took.as_millis()))
            .collect();
        times.join(", ")
    }

    fn clean(&self, text: &str) -> String {
        self.veil.quote(text, SHOWN)
    }
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Resolve => "the look-up of its name",
        Stage::Connect => "the connection",
        Stage::Banner => "the greeting",
        Stage::Ehlo => "EHLO",
        Stage::EhloInside => "EHLO in TLS",
        Stage::StartTls => "STARTTLS",
        Stage::Tls => "the TLS handshake",
        Stage::Auth => "the login",
        Stage::Envelope => "sender and recipient",
        Stage::Quit => "the farewell",
    }
}

/// The enhanced status code (RFC 3463) that a reply begins with, such as `5.7.1`.
fn enhanced(reply: &Reply) -> Option<&str> {
    let word = reply.lines.first()?.split_ascii_whitespace().next()?;
    let parts: Vec<&str> = word.split('.').collect();
    let digits =
        |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (parts.len() == 3 && parts.iter().all(digits)).then_some(word)
}

/// The server's own name for the message, by which its administrator finds it in the log.
fn queue_id(text: &str) -> Option<String> {
    let word = |rest: &str| {
        let word = rest.split_ascii_whitespace().next()?;
        // What was cut out of it is no part of a name that anybody finds in a log.
        let cut = word.contains(['[', ']', '…']);
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        (!cut && !word.is_empty()).then(|| word.to_owned())
    };
    if let Some((_, rest)) = text.split_once("queued as ") {
        return word(rest);
    }
    if let Some((_, rest)) = text.split_once(" id=") {
        return word(rest);
    }
    // Sendmail: `2.0.0 4AMC0Abc012345 Message accepted for delivery`.
    let (before, _) = text.split_once(" Message accepted")?;
    word(before.rsplit(' ').next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_message_as_servers_tell_it() {
        let id = |text: &str| queue_id(text);
        assert_eq!(
            id("250 2.0.0 Ok: queued as 4F2A6C0123").as_deref(),
            Some("4F2A6C0123")
        );
        assert_eq!(
            id("250 OK id=1tEabc-000000012-AbCd").as_deref(),
            Some("1tEabc-000000012-AbCd")
        );
        assert_eq!(
            id("250 2.0.0 4AMC0Abc012345 Message accepted for delivery").as_deref(),
            Some("4AMC0Abc012345")
        );
        for none in [
            "250 OK",
            "250 2.0.0 Ok: queued as [passcode]",
            "250 2.0.0 Ok: queued as 4F[plain text 0]2A",
            "250 OK id=[passcode]-000000012",
            "250 2.0.0 [passcode] Message accepted for delivery",
        ] {
            assert_eq!(id(none), None, "{none}");
        }
    }

    #[test]
    fn enhanced_codes_stand_first() {
        let reply = |text: &str| Reply {
            code: 550,
            lines: vec![text.into()],
        };
        assert_eq!(enhanced(&reply("5.7.1 no")), Some("5.7.1"));
        assert_eq!(enhanced(&reply("192.0.2.1 no")), None);
        assert_eq!(enhanced(&reply("no 5.7.1")), None);
        assert_eq!(enhanced(&reply("")), None);
    }
}
