//! The reply of an HTTP server, as far as it is kept.

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::kit::peer_text::PeerText;

/// A response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The reason phrase.
    #[serde(skip_serializing_if = "PeerText::is_empty")]
    pub reason: PeerText,
    /// Headers that help, names in lowercase: date, server, via, location, retry-after, www-authenticate,
    /// proxy-authenticate, content-type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, PeerText)>,
    /// The beginning of the body as text, 2,000 characters at the most.
    #[serde(skip_serializing_if = "PeerText::is_empty")]
    pub body: PeerText,
}

/// Where a conversation waits for its peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The server is to accept the connection.
    Connection,
    /// The proxy is to open the tunnel.
    Tunnel,
    /// TLS is to begin.
    Handshake,
    /// The mail server is to greet.
    Greeting,
    /// The request is to be answered.
    Response,
}

impl Stage {
    /// What the peer is to do, after "it takes 7 s".
    pub fn awaited(self) -> &'static str {
        match self {
            Self::Connection => "to accept the connection",
            Self::Tunnel => "to open the tunnel",
            Self::Handshake => "to begin TLS",
            Self::Greeting => "to greet",
            Self::Response => "to answer the request",
        }
    }

    /// The same, after "waiting for".
    pub fn waited_for(self) -> &'static str {
        match self {
            Self::Connection => "the connection",
            Self::Tunnel => "the proxy's tunnel",
            Self::Handshake => "the TLS handshake",
            Self::Greeting => "the mail server's greeting",
            Self::Response => "the server's reply",
        }
    }
}

/// A reply that takes longer is slow; the appliance waits for 100 s.
pub const SLOWEST: SignedDuration = SignedDuration::from_secs(5);

/// The reply that was slow.
pub fn slow(slowest: Option<(Stage, SignedDuration)>) -> Option<(Stage, SignedDuration)> {
    slowest.filter(|(_, waited)| *waited > SLOWEST)
}

impl Response {
    /// All values of a header, by its name in lowercase.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a PeerText> {
        self.headers
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// The server's clock, to a second (RFC 9110 section 6.6.1).
    pub fn date(&self) -> Option<Timestamp> {
        let parser = rfc2822::DateTimeParser::new();
        let mut dates = self.header("date");
        dates.find_map(|date| parser.parse_timestamp(date.raw().trim()).ok())
    }

    /// The schemes that the challenges of a header offer, however many stand in one line (RFC 9110 section 11.6.1).
    pub fn schemes<'a>(&'a self, header: &'a str) -> impl Iterator<Item = &'a str> {
        let challenges = self.header(header).flat_map(|value| {
            let (mut quoted, mut before) = (false, ' ');
            value.raw().split(move |c| {
                quoted ^= c == '"' && before != '\\';
                before = c;
                c == ',' && !quoted
            })
        });
        challenges.filter_map(|part| {
            let part = part.trim();
            let (word, rest) = part.split_at(part.find([' ', '=']).unwrap_or(part.len()));
            // What is followed by a value is a parameter of the scheme before it.
            let is_scheme = !word.is_empty() && !rest.trim_start().starts_with('=');
            is_scheme.then_some(word)
        })
    }

    /// Status and reason phrase, as on the status line.
    pub fn status_line(&self) -> PeerText {
        PeerText::without_secrets(format!("{} {}", self.status, self.reason.raw()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_told_from_their_parameters() {
        let schemes = |values: &[&'static str]| {
            let header = |value: &&'static str| ("proxy-authenticate".into(), (*value).into());
            let response = Response {
                headers: values.iter().map(header).collect(),
                ..Response::default()
            };
            let schemes = response.schemes("proxy-authenticate").map(str::to_owned);
            schemes.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            schemes(&["Negotiate, NTLM, Basic realm=\"corp\""]),
            "Negotiate NTLM Basic"
        );
        assert_eq!(
            schemes(&["Negotiate", "NTLM", "Basic realm=\"corp\""]),
            "Negotiate NTLM Basic"
        );
        assert_eq!(
            schemes(&["Negotiate,Basic realm=\"a, b\""]),
            "Negotiate Basic"
        );
        assert_eq!(
            schemes(&[
                "Digest realm=\"corp, inc\", nonce=\"0a\", qop=\"auth,auth-int\", Basic realm=\"x\""
            ]),
            "Digest Basic"
        );
        assert_eq!(
            schemes(&["Digest realm=\"a \\\" b, NTLM\", stale = true, NTLM TlRM=="]),
            "Digest NTLM"
        );
        assert_eq!(schemes(&[" , ,Basic realm=x, "]), "Basic");
        assert_eq!(schemes(&[""]), "");
    }
}
