//! What a proxy's reply to the request for a tunnel means.

use super::about::{
    AUTHENTICATION_REQUIRED, BAD_GATEWAY, CREDENTIALS_REJECTED, FORBIDDEN, NO_100_CONTINUE,
    NOT_A_PROXY, TIMEOUT,
};
use crate::kit::peer_text::Shown;
use crate::kit::probe::https::Response;
use crate::kit::probe::proxy::{Socks, Tunnel};
use crate::kit::probe::tcp::Ended;
use crate::kit::probe::tls::{Handshake, Tls};
use crate::kit::realm::{Endpoint, Proxy};
use crate::kit::{Reason, text};

/// What the proxy said instead of opening the tunnel; texts are safe to show.
pub(super) enum Refusal {
    Silent,
    NotAProxy(String),
    AuthenticationRequired { schemes: Vec<String>, said: String },
    CredentialsRejected { said: String },
    Forbidden { said: String },
    No100Continue { said: String },
    BadGateway { said: String },
}

/// Why there is no tunnel; `None` when it stands.
pub(super) fn refusal(tunnel: &Tunnel) -> Option<Refusal> {
    if tunnel.open() {
        return None;
    }
    if let Some(reply) = &tunnel.reply {
        return Some(of_reply(reply, tunnel));
    }
    if let Some(socks) = &tunnel.socks {
        return Some(of_socks(socks));
    }
    if let Some(tls) = tunnel.tls.as_ref().filter(|tls| !tls.completed()) {
        return Some(of_handshake(tls));
    }
    Some(tunnel.ended.as_ref().map_or_else(
        || Refusal::NotAProxy("ended the conversation".to_owned()),
        of_ended,
    ))
}

fn of_reply(reply: &Response, tunnel: &Tunnel) -> Refusal {
    let said = reply.status_line().to_string();
    match reply.status {
        407 if tunnel.credentials_sent => Refusal::CredentialsRejected { said },
        407 => Refusal::AuthenticationRequired {
            schemes: schemes(reply),
            said,
        },
        403 | 451 => Refusal::Forbidden { said },
        417 => Refusal::No100Continue { said },
        500 | 502..=504 => Refusal::BadGateway { said },
        _ => Refusal::NotAProxy(format!("answered {said}")),
    }
}

/// The schemes that `Proxy-Authenticate` offers (RFC 9110 section 11.7.1), one a header as proxies send them.
fn schemes(reply: &Response) -> Vec<String> {
    let words = reply
        .header("proxy-authenticate")
        .filter_map(|value| value.raw().split([' ', ',']).find(|word| !word.is_empty()));
    let mut schemes: Vec<String> = Vec::new();
    for word in words.map(|word| format!("{:.20}", Shown(word))) {
        if !schemes.contains(&word) && schemes.len() < 8 {
            schemes.push(word);
        }
    }
    schemes
}

fn of_socks(socks: &Socks) -> Refusal {
    let bad = |said: &str| Refusal::BadGateway {
        said: said.to_owned(),
    };
    match socks {
        Socks::NoAcceptableMethod => Refusal::AuthenticationRequired {
            schemes: Vec::new(),
            said: "no acceptable method".to_owned(),
        },
        Socks::CredentialsRejected => Refusal::CredentialsRejected {
            said: "user or password refused".to_owned(),
        },
        Socks::NotAllowed => Refusal::Forbidden {
            said: "not allowed by the ruleset".to_owned(),
        },
        Socks::GeneralFailure => bad("general failure"),
        Socks::NetworkUnreachable => bad("network unreachable"),
        Socks::HostUnreachable => bad("host unreachable"),
        Socks::ConnectionRefused => bad("connection refused"),
        Socks::TtlExpired => bad("TTL expired"),
        Socks::Other(what) => Refusal::NotAProxy(format!("answered {what:?}")),
        Socks::Succeeded => unreachable!("a tunnel that stands is no refusal"),
    }
}

fn of_handshake(tls: &Tls) -> Refusal {
    let what = match &tls.outcome {
        Handshake::Ended(ended) => return of_ended(ended),
        Handshake::NotTls(text) => format!("does not speak TLS: {text:?}"),
        Handshake::Alert(alert) => format!("broke the TLS handshake off with {}", Shown(alert)),
        Handshake::OldVersion(version) => format!("speaks only {}", Shown(version)),
        Handshake::Incompatible(why) | Handshake::OurSide(why) => {
            format!("shares no TLS parameters with us: {why}")
        }
        Handshake::Completed { .. } => unreachable!("a completed handshake is no refusal"),
    };
    Refusal::NotAProxy(what)
}

fn of_ended(ended: &Ended) -> Refusal {
    match ended {
        Ended::TimedOut => Refusal::Silent,
        other => Refusal::NotAProxy(other.words()),
    }
}

impl Refusal {
    /// The reason that the check gives for it.
    pub(super) fn reason(&self) -> Reason {
        match self {
            Self::Silent => TIMEOUT,
            Self::NotAProxy(_) => NOT_A_PROXY,
            Self::AuthenticationRequired { .. } => AUTHENTICATION_REQUIRED,
            Self::CredentialsRejected { .. } => CREDENTIALS_REJECTED,
            Self::Forbidden { .. } => FORBIDDEN,
            Self::No100Continue { .. } => NO_100_CONTINUE,
            Self::BadGateway { .. } => BAD_GATEWAY,
        }
    }

    /// Whether it speaks of the target; otherwise it speaks of the proxy, whatever the target.
    pub(super) fn of_target(&self) -> bool {
        matches!(self, Self::Forbidden { .. } | Self::BadGateway { .. })
    }

    /// One sentence.
    pub(super) fn summary(&self, proxy: &Proxy, server: &Endpoint) -> String {
        let kind = proxy.url.scheme();
        match self {
            Self::Silent => "the proxy accepts the connection and then says nothing".to_owned(),
            Self::NotAProxy(what) => format!("what listens there is no {kind} proxy: it {what}"),
            Self::AuthenticationRequired { schemes, .. } => {
                wants_login(schemes, proxy.username.as_deref())
            }
            Self::CredentialsRejected { .. } => {
                "the proxy does not accept user and password".to_owned()
            }
            Self::Forbidden { .. } => {
                format!("the rules of the proxy {server} forbid this service")
            }
            Self::No100Continue { .. } => {
                "the proxy cannot handle the `Expect: 100-continue` that the appliance sends"
                    .to_owned()
            }
            Self::BadGateway { .. } => {
                format!("the proxy {server} cannot reach this service itself")
            }
        }
    }

    /// What was seen, by name.
    pub(super) fn evidence(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Silent | Self::NotAProxy(_) => Vec::new(),
            Self::AuthenticationRequired { schemes, said } if !schemes.is_empty() => {
                vec![("reply", said.clone()), ("offered", schemes.join(", "))]
            }
            Self::AuthenticationRequired { said, .. }
            | Self::CredentialsRejected { said }
            | Self::Forbidden { said }
            | Self::No100Continue { said }
            | Self::BadGateway { said } => vec![("reply", said.clone())],
        }
    }

    /// What to do, as whole sentences.
    pub(super) fn steps(&self, target: &Endpoint) -> Vec<String> {
        let one = |step: &str| vec![step.to_owned()];
        match self {
            Self::Silent => one("Look into the proxy's log: it may be overloaded, or wait for a server that never answers."),
            Self::NotAProxy(_) => one("Check scheme, host and port in `proxy.url`: a web server or another kind of proxy listens there."),
            Self::AuthenticationRequired { .. } => vec![
                "Let the proxy pass the appliance's address to the cloud services without a login: the platform sends no credentials of its own accord.".to_owned(),
                "Or set `proxy.username` and `proxy.password` here, and user and password in the System Info tab, under Proxy.".to_owned(),
            ],
            Self::CredentialsRejected { .. } => one("Check user and password here and in the System Info tab, under Proxy; an expired password is the usual cause."),
            Self::Forbidden { .. } => vec![format!("Have {target} allowed on the proxy, by name: the vendor's addresses change.")],
            Self::No100Continue { .. } => one("Add `<servicePointManager expect100Continue=\"false\"/>` to `<system.net><settings>` in the web.config of SecureAuth0 and of the realm."),
            Self::BadGateway { .. } => vec![format!("From the proxy, resolve {} and open TCP port {}: its DNS or the firewall behind it is at fault.", target.host, target.port)],
        }
    }
}

fn wants_login(schemes: &[String], user: Option<&str>) -> String {
    let speaks_basic = schemes
        .iter()
        .any(|scheme| scheme.eq_ignore_ascii_case("basic"));
    match (schemes, user) {
        ([], None) => "the proxy wants a login, and none is configured".to_owned(),
        ([], Some(_)) => "the proxy wants another kind of login than user and password".to_owned(),
        (schemes, Some(_)) if !speaks_basic => format!(
            "the proxy wants a login by {}, which cannot be tried with user and password",
            text::list(schemes)
        ),
        (schemes, _) => format!("the proxy wants a login by {}", text::list(schemes)),
    }
}
