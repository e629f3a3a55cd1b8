//! The factors of a user that does not exist, asked of a realm's Authentication API: whether it knows us, and its clock.
//!
//! Nothing that this asks sends a passcode or returns a seed, and of the reply only `status` and `message` are kept.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use url::Url;

use super::https;
use crate::kit::peer_text::PeerText;
use crate::kit::realm::{Proxy, SecretRef};

/// The user that is asked for, and that nobody has.
pub const USER: &str = "otpdoctor-probe";

/// Sends a signed GET for the factors of [`USER`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The realm's address, `https://HOST/SecureAuthN`.
    pub url: Url,
    /// The application id.
    pub application_id: String,
    /// The application key, 64 hexadecimal digits.
    pub key: SecretRef,
    /// The proxy.
    #[serde(default)]
    pub via: Option<Proxy>,
}

/// How far it got, and what came back.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// The way there and the response, without its body. Over TLS that does not verify nothing is sent.
    pub exchange: https::Answer,
    /// What the body says, where it is the API's.
    pub said: Option<Said>,
    /// Whether the reply is signed with our key.
    pub signature: Signature,
    /// The appliance's clock beside this host's, by the reply.
    pub clock: Option<Clock>,
}

/// What the API says; never factors or passcodes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Said {
    /// `found`, `not_found`, `invalid`, …
    pub status: PeerText,
    /// The sentence beside it.
    #[serde(skip_serializing_if = "PeerText::is_empty")]
    pub message: PeerText,
}

/// The reply's signature: an HMAC over its date, the application id and its body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// There is none.
    #[default]
    Absent,
    /// It holds.
    Valid,
    /// It does not hold with our key.
    Invalid,
    /// The body did not come whole, so it cannot be computed.
    Incomplete,
}

/// A clock, by what a reply says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The appliance's clock minus this host's, within a second: negative is behind.
    pub offset: SignedDuration,
}
