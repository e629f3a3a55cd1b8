//! A GET over TLS, directly or through a proxy, with a client certificate where one is selected.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use url::Url;

use super::error::ProbeError;
pub use super::response::{Response, SLOWEST, Stage, slow};
use super::tcp::{Attempt, Connect, Ended, Resolution};
use super::tls::{Handshake, Tls};
use super::tunnel::Tunnel;
use crate::kit::realm::{CertificateSource, Proxy};

/// Connects, tunnels, shakes hands, sends a GET, reads the beginning of the response.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The address; `http:` is asked in clear.
    pub url: Url,
    /// The proxy.
    #[serde(default)]
    pub via: Option<Proxy>,
    /// The client certificate.
    #[serde(default)]
    pub client_certificate: Option<CertificateSource>,
}

/// How far it got, and what came back.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// What the first host (the proxy's, where there is one) resolved to.
    pub resolution: Resolution,
    /// The attempts to connect to it; the last one is in use.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// The tunnel through the proxy.
    pub tunnel: Option<Tunnel>,
    /// The handshake with the service.
    pub tls: Option<Tls>,
    /// Why the client certificate could not be presented, where that was so.
    pub client_certificate_unusable: Option<String>,
    /// Why this run could not present it, where it is at fault and not the certificate: a secret or a permission is missing.
    pub client_certificate_withheld: Option<ProbeError>,
    /// Whether the service asked to renegotiate, which servers do for a client certificate after the request.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub renegotiation: bool,
    /// The response.
    pub response: Option<Response>,
    /// How the connection ended instead of a response, after the handshake.
    pub ended: Option<Ended>,
    /// The alert that came instead of a response: TLS 1.3 refuses a client certificate only here.
    pub late_alert: Option<String>,
    /// The reply that was waited for longest, where that was a second or more.
    pub slowest: Option<(Stage, SignedDuration)>,
    /// The try before this one, which the service turned away or dropped.
    pub first_try: Option<Box<Answer>>,
    /// How long it all took.
    pub took: SignedDuration,
}

impl Answer {
    /// The reply of the server that was slow; a proxy's own slowness is for proxy-reach.
    pub fn slow(&self) -> Option<(Stage, SignedDuration)> {
        slow(self.slowest).filter(|(stage, _)| *stage != Stage::Tunnel)
    }

    /// Whether the tunnel through the proxy stands, and leads to the service.
    pub fn is_tunneled(&self) -> bool {
        let tunnel = self.tunnel.as_ref();
        tunnel.is_some_and(|tunnel| tunnel.leads_on(self.tls.as_ref()))
    }

    /// Whether the last thing seen of the peer is that it said nothing.
    pub fn silent(&self) -> bool {
        let connecting = self.attempts.last().map(|last| &last.outcome);
        let tunnel = self
            .tunnel
            .as_ref()
            .and_then(|tunnel| tunnel.ended.as_ref());
        let handshake = self.tls.as_ref().map(|tls| &tls.outcome);
        let untried = self.attempts.is_empty() && self.resolution.failure.is_none();
        untried
            || connecting == Some(&Connect::TimedOut)
            || handshake == Some(&Handshake::Ended(Ended::TimedOut))
            || [tunnel, self.ended.as_ref()].contains(&Some(&Ended::TimedOut))
    }

    /// How the service dropped the connection.
    pub fn dropped(&self) -> Option<&Ended> {
        let handshake = match self.tls.as_ref().map(|tls| &tls.outcome) {
            Some(Handshake::Ended(ended)) => Some(ended),
            _ => None,
        };
        let ended = self.ended.as_ref().or(handshake);
        ended.filter(|ended| matches!(ended, Ended::Reset | Ended::Closed))
    }
}
