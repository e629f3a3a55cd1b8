//! A tunnel through a proxy.

use serde::{Deserialize, Serialize};

use super::response::Response;
use super::tcp::Ended;
use super::tls::{Handshake, Tls};
use crate::kit::peer_text::PeerText;

/// What the proxy did with the request for a tunnel.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tunnel {
    /// The handshake with an `https:` proxy.
    pub tls: Option<Tls>,
    /// The reply of an HTTP proxy; to the last request, where credentials were sent after a 407.
    pub reply: Option<Response>,
    /// The reply of a SOCKS proxy.
    pub socks: Option<Socks>,
    /// Whether credentials were sent.
    pub credentials_sent: bool,
    /// How the connection ended instead.
    pub ended: Option<Ended>,
}

/// The reply of a SOCKS 5 proxy (RFC 1928 section 6, RFC 1929).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the reply codes of RFC 1928 section 6")]
pub enum Socks {
    Succeeded,
    GeneralFailure,
    NotAllowed,
    NetworkUnreachable,
    HostUnreachable,
    ConnectionRefused,
    TtlExpired,
    /// None of the offered authentication methods is accepted: it wants another, or credentials.
    NoAcceptableMethod,
    /// User or password are wrong.
    CredentialsRejected,
    /// Another reply code, or not SOCKS at all.
    Other(PeerText),
}

impl Tunnel {
    /// Whether the tunnel stands.
    pub fn open(&self) -> bool {
        self.reply
            .as_ref()
            .is_some_and(|reply| (200..300).contains(&reply.status))
            || self.socks == Some(Socks::Succeeded)
    }

    /// The page with which the proxy answers through the tunnel that it said to be open, in place of the target: a handshake
    /// of TLS is no request, so that no server answers it with a page, nor with a status that speaks of one (RFC 9110
    /// section 15.5.1: 400 is what it may say).
    pub fn page<'a>(&self, tls: Option<&'a Tls>) -> Option<&'a PeerText> {
        let Handshake::NotTls(said) = &tls?.outcome else {
            return None;
        };
        let text = said.raw().to_ascii_lowercase();
        let is_page = match text.strip_prefix("http/1.") {
            Some(rest) => {
                let status = rest.split(' ').nth(1).unwrap_or_default();
                status.starts_with(['2', '3']) || ["403", "407", "511"].contains(&status)
            }
            None => text.contains("<html") || text.contains("<!doctype html"),
        };
        (self.reply.is_some() && self.open() && is_page).then_some(said)
    }

    /// Whether the tunnel stands, and the target is at its end.
    pub fn leads_on(&self, tls: Option<&Tls>) -> bool {
        self.open() && self.page(tls).is_none()
    }
}
