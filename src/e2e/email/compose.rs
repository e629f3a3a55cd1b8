//! The message that carries the passcode, with the realm's sender and subject.

use std::time::SystemTime;

use checks::kit::probe::smtp::Envelope;
use checks::kit::realm::Email;
use checks::kit::text::harmless;
use jiff::Timestamp;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::{Address, Message};
use zeroize::Zeroizing;

use crate::otp::core::Code;

/// The header that the message is found by, where a gateway gives it another Message-ID.
pub const MARK: &str = "X-Otpdoctor-Probe";

/// A message that is ready to be sent.
pub struct ProbeMessage {
    /// What no other message has: it stands in the Message-ID and behind [`MARK`].
    pub token: String,
    /// The Message-ID, by which servers' logs tell of it.
    pub message_id: String,
    /// From whom and to whom.
    pub envelope: Envelope,
    /// The subject.
    pub subject: String,
    /// The text, with the code.
    pub text: Zeroizing<String>,
    /// The message as it is sent.
    pub bytes: Zeroizing<Vec<u8>>,
    /// The moment in its `Date` header.
    pub dated: Timestamp,
}

/// Why no message can be composed: a setting of the realm, or the recipient.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// The realm names no sender.
    #[error("the realm's Sender Address is not in the config")]
    NoSender,
    /// The sender or the recipient is no address.
    #[error("{what} {text:?} is not a mail address")]
    NoAddress {
        /// Which of them.
        what: &'static str,
        /// What stands there.
        text: String,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    NoRandomness,
    /// The message cannot be written.
    #[error("the message cannot be composed: {0}")]
    Other(String),
}

/// Composes the message for this recipient, as of now.
///
/// # Errors
/// When sender or recipient is no mail address.
pub fn compose(
    realm: &Email,
    recipient: &str,
    code: &Code,
    now: Timestamp,
) -> Result<ProbeMessage, Unwritable> {
    let sender = realm.sender_address.as_deref().map(str::trim);
    let sender = sender.filter(|sender| !sender.is_empty());
    let sender = address("the Sender Address", sender.ok_or(Unwritable::NoSender)?)?;
    let recipient = address("the recipient", recipient.trim())?;
    // In one line: a header ends with its line, and control characters stand in none.
    let name = realm.sender_name.as_deref().map(harmless);
    let name = name.filter(|name| !name.trim().is_empty());
    let subject = realm.subject.as_deref().unwrap_or("Your passcode");
    let subject = harmless(subject);
    let token = token()?;
    let text = Zeroizing::new(text(code));
    let envelope = Envelope {
        sender: sender.to_string(),
        recipient: recipient.to_string(),
    };
    // Mail knows whole seconds, and hops are held against this one.
    let dated = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let message_id = format!("<{token}@{}>", sender.domain());
    let message = Message::builder()
        .from(Mailbox::new(name, sender.clone()))
        .to(Mailbox::new(None, recipient))
        .subject(subject.clone())
        .date(SystemTime::from(dated))
        .message_id(Some(message_id.clone()))
        .header(Mark(token.clone()))
        // So that nobody's absence note answers it (RFC 3834 section 5).
        .header(AutoSubmitted)
        // A text with an encoding is MIME, and says so (RFC 2045 section 4).
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .body(text.to_string())
        .map_err(|why| Unwritable::Other(why.to_string()))?;
    Ok(ProbeMessage {
        token,
        message_id,
        envelope,
        subject,
        text,
        bytes: Zeroizing::new(message.formatted()),
        dated,
    })
}

/// What the recipient reads. No other number as long as a code stands in it.
fn text(code: &Code) -> String {
    format!(
        "Your passcode is {}\r\n\r\nThis message was sent by an otpdoctor probe of the e-mail delivery of passcodes.\r\nIf you did not expect it, there is nothing to do.\r\n",
        code.expose()
    )
}

fn address(what: &'static str, text: &str) -> Result<Address, Unwritable> {
    let wrong = || Unwritable::NoAddress {
        what,
        text: text.to_owned(),
    };
    if !checks::kit::mail::is_address(text) {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}

/// 128 random bits in letters alone: no passcode can stand in it by chance.
fn token() -> Result<String, Unwritable> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Unwritable::NoRandomness)?;
    let letter = |half: u8| char::from(b'a' + half);
    Ok(bytes
        .iter()
        .flat_map(|byte| [letter(byte >> 4), letter(byte & 15)])
        .collect())
}

#[derive(Clone)]
struct Mark(String);

impl Header for Mark {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str(MARK)
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.into()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use mail_parser::MessageParser;

    use super::*;
    use crate::e2e::email::fixture::code;

    fn realm() -> Email {
        Email {
            sender_address: Some("otp@example.net".into()),
            sender_name: Some("Zürich Support, Ltd.".into()),
            subject: Some("Ihr Zugangscode für heute – 一次性密码".into()),
            ..Email::default()
        }
    }

    #[test]
    fn names_and_subjects_in_any_script_arrive_as_they_were() {
        let now = "2026-11-22T12:00:00.7Z".parse().unwrap();
        let mail = compose(&realm(), "probe@example.org", &code("472913"), now).unwrap();
        assert!(mail.bytes.is_ascii());
        let text = std::str::from_utf8(&mail.bytes).unwrap();
        assert!(text.contains("\r\nMIME-Version: 1.0\r\n"), "{text}");
        let read = MessageParser::default()
            .parse(mail.bytes.as_slice())
            .unwrap();
        assert_eq!(read.subject(), realm().subject.as_deref());
        let from = read.from().unwrap().first().unwrap();
        assert_eq!(from.name(), realm().sender_name.as_deref());
        assert_eq!(from.address(), Some("otp@example.net"));
        let id = format!("{}@example.net", mail.token);
        assert_eq!(read.message_id(), Some(id.as_str()));
        assert_eq!(read.date().unwrap().to_timestamp(), mail.dated.as_second());
        assert_eq!(*read.body_text(0).unwrap(), **mail.text);
        assert!(mail.text.contains("472913"));
        assert_eq!(mail.token.len(), 32);
    }

    #[test]
    fn nothing_breaks_out_of_its_header() {
        let hostile = Email {
            sender_name: Some("A\r\nBcc: x@example.com".into()),
            subject: Some("B\r\n\r\nbody".into()),
            ..realm()
        };
        let now = Timestamp::UNIX_EPOCH;
        let mail = compose(&hostile, "probe@example.org", &code("472913"), now).unwrap();
        let read = MessageParser::default()
            .parse(mail.bytes.as_slice())
            .unwrap();
        assert!(read.bcc().is_none());
        assert_eq!(*read.body_text(0).unwrap(), **mail.text);
    }

    #[test]
    fn what_is_no_address_is_told() {
        let now = Timestamp::UNIX_EPOCH;
        let none = Email::default();
        let tell = |realm: &Email, to: &str| {
            let mail = compose(realm, to, &code("472913"), now);
            mail.err().unwrap().to_string()
        };
        assert_eq!(
            tell(&none, "a@b.test"),
            "the realm's Sender Address is not in the config"
        );
        assert_eq!(
            tell(&realm(), "a>b@c"),
            "the recipient \"a>b@c\" is not a mail address"
        );
    }
}
