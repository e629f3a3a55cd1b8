//! A conversation with a mail server up to RCPT (RFC 5321); DATA is never sent.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::tcp::{Attempt, Ended, Resolution};
use super::tls::{Handshake, Tls};
use crate::kit::peer_text::PeerText;
use crate::kit::realm::{Endpoint, SecretRef};

/// Resolves, connects, greets, upgrades to TLS, logs in, tries the envelopes, leaves.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The server.
    pub server: Endpoint,
    /// When TLS begins.
    #[serde(default)]
    pub tls: TlsMode,
    /// Whom to log in as; only over TLS that verified, or when `tls` is `never`.
    #[serde(default)]
    pub login: Option<Login>,
    /// The envelopes to try after the login, in order, each ended by RSET.
    #[serde(default)]
    pub envelopes: Envelopes,
}

/// Envelopes that many realms ask for together: a copy is the same list, and no copy is read to be compared.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Envelope>", into = "Vec<Envelope>")]
pub struct Envelopes {
    list: Arc<[Envelope]>,
    /// Of the list, taken once.
    hash: u64,
}

impl From<Vec<Envelope>> for Envelopes {
    fn from(list: Vec<Envelope>) -> Self {
        let mut hasher = DefaultHasher::new();
        list.hash(&mut hasher);
        Self {
            hash: hasher.finish(),
            list: list.into(),
        }
    }
}

impl From<Envelopes> for Vec<Envelope> {
    fn from(envelopes: Envelopes) -> Self {
        envelopes.list.to_vec()
    }
}

impl FromIterator<Envelope> for Envelopes {
    fn from_iter<I: IntoIterator<Item = Envelope>>(envelopes: I) -> Self {
        envelopes.into_iter().collect::<Vec<_>>().into()
    }
}

impl Deref for Envelopes {
    type Target = [Envelope];

    fn deref(&self) -> &[Envelope] {
        &self.list
    }
}

impl PartialEq for Envelopes {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.list, &other.list) || self.list == other.list
    }
}

impl Eq for Envelopes {}

impl Hash for Envelopes {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// When TLS begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsMode {
    /// Not at all; whether the server offers or demands it is seen all the same.
    #[default]
    Never,
    /// By STARTTLS (RFC 3207).
    StartTls,
    /// At once (RFC 8314 section 3.3).
    Implicit,
}

/// Whom to log in as.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The user, with its Windows domain as `DOMAIN\user` where one is set.
    pub user: String,
    /// The password.
    pub password: SecretRef,
}

/// A sender and a recipient.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// MAIL FROM.
    pub sender: String,
    /// RCPT TO.
    pub recipient: String,
}

/// How far the conversation got, and what the server said.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// What the name resolved to.
    pub resolution: Resolution,
    /// The attempts to connect; the last one is in use.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// The greeting.
    pub banner: Option<Reply>,
    /// The reply to EHLO; in clear, where TLS begins later.
    pub ehlo: Option<Reply>,
    /// The reply to HELO, which a server is given that does not know EHLO.
    pub helo: Option<Reply>,
    /// The reply to STARTTLS.
    pub starttls: Option<Reply>,
    /// What the server sent in clear after its 220 to STARTTLS: injected (CVE-2011-0411).
    pub injected: Option<PeerText>,
    /// The handshake.
    pub tls: Option<Tls>,
    /// The reply to the EHLO inside TLS.
    pub ehlo_inside: Option<Reply>,
    /// The login.
    pub auth: Option<Auth>,
    /// What became of the envelopes, in order; cut where the conversation ended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub envelopes: Vec<EnvelopeReply>,
    /// Where and how the conversation ended before its end.
    pub ended: Option<(Stage, Ended)>,
    /// The reply that was waited for longest, where that was a second or more.
    pub slowest: Option<(Stage, SignedDuration)>,
    /// The try before this one, which the server turned away or dropped.
    pub first_try: Option<Box<Answer>>,
    /// How long each stage took, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub took: Vec<(Stage, SignedDuration)>,
}

/// The stages of a conversation, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[derive(strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[allow(missing_docs, reason = "the stages of RFC 5321, RFC 3207 and RFC 4954")]
pub enum Stage {
    Resolve,
    Connect,
    Banner,
    Ehlo,
    StartTls,
    Tls,
    EhloInside,
    Auth,
    Envelope,
    Quit,
}

/// A reply of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The three digits.
    pub code: u16,
    /// The text of each line, without the code.
    #[serde(default)]
    pub lines: Vec<PeerText>,
}

/// A login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// The server answered.
    Tried {
        /// The final reply.
        reply: Reply,
    },
    /// The server offers no AUTH.
    NotOffered,
    /// The server offers only mechanisms that are not spoken here.
    Unsupported(Vec<PeerText>),
    /// Not tried, to keep the password safe: TLS was asked for and is missing or did not verify.
    Withheld(String),
    /// Not tried: another conversation of this run has tried the same login, with other settings.
    TriedBefore,
    /// Not tried again: the server refused the same user and password in an earlier run of a watch.
    RefusedBefore {
        /// What it said then.
        reply: Reply,
        /// When that was.
        at: Timestamp,
    },
    /// Not tried: the password cannot be had; the text names its reference, never a value.
    SecretUnavailable(String),
}

/// What became of an envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeReply {
    /// The envelope.
    pub envelope: Envelope,
    /// The reply to MAIL.
    pub mail: Reply,
    /// The reply to RCPT; absent when MAIL was refused.
    #[serde(default)]
    pub rcpt: Option<Reply>,
}

impl Answer {
    /// How the server dropped the connection, other than during the login.
    pub fn dropped(&self) -> Option<&Ended> {
        let handshake = match self.tls.as_ref().map(|tls| &tls.outcome) {
            Some(Handshake::Ended(ended)) => Some(ended),
            _ => None,
        };
        let ended = match &self.ended {
            Some((Stage::Auth, _)) => None,
            Some((_, ended)) => Some(ended),
            None => handshake,
        };
        ended.filter(|ended| matches!(ended, Ended::Reset | Ended::Closed))
    }
}

impl Reply {
    /// Whether the code is 2xx.
    pub fn positive(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// Whether the code is 4xx: try again later.
    pub fn transient(&self) -> bool {
        (400..500).contains(&self.code)
    }

    /// The code and the text in one line.
    pub fn text(&self) -> PeerText {
        let lines: Vec<&str> = self.lines.iter().map(PeerText::raw).collect();
        PeerText::without_secrets(format!("{} {}", self.code, lines.join(" / ")))
    }

    /// The parameters of an extension in a reply to EHLO, in upper case, those of all its lines together:
    /// `AUTH` → `["NTLM", "LOGIN"]`. Reads the old `AUTH=LOGIN` too, as the appliance's client does.
    pub fn extension(&self, keyword: &str) -> Option<Vec<String>> {
        let lines = self.lines.iter().filter_map(|line| {
            let line = line.raw().to_ascii_uppercase().replace("AUTH=", "AUTH ");
            let mut words = line.split_ascii_whitespace().map(str::to_owned);
            (words.next()? == keyword).then(|| words.collect::<Vec<_>>())
        });
        lines.reduce(|all, more| [all, more].concat())
    }
}
