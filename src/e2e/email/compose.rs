//! The message that carries the passcode, with the realm's sender and subject.

use checks::kit::Finding;
use checks::kit::mail::{is_address, on_the_wire};
use checks::kit::probe::smtp::Envelope;
use checks::kit::realm::Email;
use checks::steps::email_message::{ADDRESS_INVALID, NOT_COMPOSED};
use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::raw::Raw;
use zeroize::Zeroizing;

use crate::otp::core::Code;
use crate::report::model::text::clean;

/// The header that the message is found by, where a gateway gives it another Message-ID.
pub const MARK: &str = "X-Otpdoctor-Probe";

/// A message that is ready to be sent.
pub struct ProbeMessage {
    /// What no other message has: it stands in the Message-ID and behind [`MARK`].
    pub token: String,
    /// The Message-ID, by which servers' logs name it.
    pub message_id: String,
    /// From whom and to whom.
    pub envelope: Envelope,
    /// The message as it is sent.
    pub bytes: Zeroizing<Vec<u8>>,
    /// The moment in its `Date` header.
    pub dated: Timestamp,
}

/// Composes the message for this recipient, as of now.
///
/// # Errors
/// When sender or recipient is no mail address, or the system gives no random bytes.
pub fn compose(
    realm: &Email,
    recipient: &str,
    code: &Code,
    now: Timestamp,
) -> Result<ProbeMessage, Box<Finding>> {
    let envelope = envelope(realm, recipient.trim())?;
    // In one line: a header ends with its line, and control characters stand in none.
    let name = realm
        .sender_name
        .as_deref()
        .map(|name| clean(name).into_owned());
    let name = name.filter(|name| !name.trim().is_empty());
    let subject = clean(realm.subject.as_deref().unwrap_or("Your passcode")).into_owned();
    let failed = |why| Box::new(Finding::new(NOT_COMPOSED, recipient).summary(why));
    let token = token().ok_or_else(|| failed("the system gives no random bytes".to_owned()))?;
    let text = Zeroizing::new(text(code));
    // Mail knows whole seconds, and hops are held against this one.
    let dated = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let (_, domain) = envelope.sender.rsplit_once('@').unwrap_or_default();
    let id = format!("{token}@{domain}");
    let message = MessageBuilder::new()
        .from(Address::new_address(name, envelope.sender.as_str()))
        .to(envelope.recipient.as_str())
        .subject(subject.as_str())
        .date(dated.as_second())
        .message_id(id.as_str())
        .header(MARK, Raw::new(token.as_str()))
        // So that nobody's absence note answers it (RFC 3834 section 5).
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .text_body(text.as_str())
        .write_to_vec();
    let bytes = message.map_err(|why| failed(format!("the message cannot be written: {why}")))?;
    Ok(ProbeMessage {
        message_id: format!("<{id}>"),
        token,
        envelope,
        bytes: Zeroizing::new(bytes),
        dated,
    })
}

fn envelope(realm: &Email, recipient: &str) -> Result<Envelope, Box<Finding>> {
    let invalid = |what: String| Finding::new(ADDRESS_INVALID, recipient).summary(what);
    let sender = on_the_wire(realm.sender_address.as_deref().unwrap_or_default());
    if sender.is_empty() {
        let why = "the realm's Sender Address is not in the config".to_owned();
        return Err(invalid(why).cured(ADDRESS_INVALID.cure("no-sender")).into());
    }
    for (what, address) in [
        ("Sender Address", sender.as_str()),
        ("recipient", recipient),
    ] {
        if !is_address(address) {
            return Err(invalid(format!("the {what} {address:?} is not a mail address")).into());
        }
    }
    Ok(Envelope {
        sender,
        recipient: recipient.to_owned(),
    })
}

/// What the recipient reads. No other number as long as a code stands in it.
fn text(code: &Code) -> String {
    format!(
        "Your passcode is {}\r\n\r\nThis message was sent by an otpdoctor probe of the e-mail delivery of passcodes.\r\nIf you did not expect it, there is nothing to do.\r\n",
        code.expose()
    )
}

/// 128 random bits in letters alone: no passcode can stand in it by chance.
fn token() -> Option<String> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).ok()?;
    let letters = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Some(letters.map(|half| char::from(b'a' + half)).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use mail_parser::MessageParser;

    use super::*;

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
        let mail = compose(
            &realm(),
            "probe@example.org",
            &Code::parse("472913").unwrap(),
            now,
        )
        .unwrap();
        assert!(mail.bytes.is_ascii());
        // No line of a header is longer than RFC 5322 section 2.1.1 recommends.
        assert!(
            mail.bytes
                .split(|byte| *byte == b'\n')
                .all(|line| line.len() <= 79)
        );
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
        assert!(read.body_text(0).unwrap().contains("472913"));
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
        let mail = compose(
            &hostile,
            "probe@example.org",
            &Code::parse("472913").unwrap(),
            now,
        )
        .unwrap();
        let read = MessageParser::default()
            .parse(mail.bytes.as_slice())
            .unwrap();
        assert!(read.bcc().is_none());
        assert!(read.body_text(0).unwrap().starts_with("Your passcode is"));
    }

    #[test]
    fn what_is_no_address_is_told() {
        let now = Timestamp::UNIX_EPOCH;
        let none = Email::default();
        let tell = |realm: &Email, to: &str| {
            let mail = compose(realm, to, &Code::parse("472913").unwrap(), now);
            mail.err().unwrap().summary
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
