//! What a proxy's reply to the request for a tunnel means.

use super::about::*;
use crate::kit::peer_text::{PeerText, Shown};
use crate::kit::probe::https::Response;
use crate::kit::probe::tcp::Ended;
use crate::kit::probe::tls::{Handshake, Tls};
use crate::kit::probe::tunnel::{Socks, Tunnel};
use crate::kit::realm::{Endpoint, Proxy, ProxyScheme};
use crate::kit::server_certificate::no_common_cipher;
use crate::kit::{Finding, ProbeError, Reason, Shell, text};

/// The most schemes that are named.
const SCHEMES: usize = 8;
/// The schemes besides Basic by which .NET logs in with a user and a password (`System.Net.AuthenticationManager`).
const WINDOWS: [&str; 4] = ["negotiate", "kerberos", "ntlm", "digest"];
/// How web servers (nginx, Apache, Go's) answer a request in clear on a port for TLS.
const SENT_IN_CLEAR: &[&str] = &[
    "plain http request was sent to https port",
    "speaking plain http to an ssl-enabled server port",
    "sent an http request to an https server",
];
/// How proxies deny with the status of a gateway that failed: ISA Server and Forefront TMG in the phrase, filters on a page.
const DENIED: &[&str] = &[
    "access denied",
    "request has been denied",
    "denied the specified",
    "port is not allowed",
    "err_access_denied",
];
/// What stands in the `Server` of a proxy.
const PROXIES: &[&str] = &["squid", "proxy", "privoxy", "ats/", "zscaler", "bluecoat"];
/// How the replies begin of a server that expects TLS (RFC 8446 section 5.1) or SOCKS 5 (RFC 1928).
const TLS_ALERT: &str = "\u{15}\u{3}";
const SOCKS_5: char = '\u{5}';

/// Who was asked for what.
pub(super) struct Asked<'a> {
    pub(super) proxy: &'a Proxy,
    pub(super) server: &'a Endpoint,
    pub(super) target: &'a Endpoint,
}

impl Asked<'_> {
    /// Why there is no tunnel; `None` when it stands.
    pub(super) fn refusal(&self, tunnel: &Tunnel, tls: Option<&Tls>) -> Option<Finding> {
        if tunnel.leads_on(tls) {
            return None;
        }
        let finding = if let Some(page) = tunnel.page(tls) {
            self.finding(REDIRECTS)
                .cured(REDIRECTS.cure("page"))
                .quoted("page", page)
        } else if let Some(reply) = &tunnel.reply {
            self.of_reply(reply, tunnel.credentials_sent)
        } else if let Some(socks) = &tunnel.socks {
            self.of_socks(socks)
        } else if let Some(tls) = tunnel.tls.as_ref().filter(|tls| !tls.completed()) {
            self.of_handshake(tls)
        } else {
            self.of_ended(tunnel.ended.as_ref().unwrap_or(&Ended::Closed))
        };
        Some(finding.run(Shell::Linux, self.by_hand()))
    }

    /// The same request, for a person to make.
    fn by_hand(&self) -> String {
        let scheme = match self.proxy.scheme() {
            Some(ProxyScheme::Socks5) => "socks5h",
            Some(ProxyScheme::Https) => "https",
            Some(ProxyScheme::Http) | None => "http",
        };
        let login = match self.proxy.username {
            Some(_) => " --proxy-anyauth --proxy-user USER",
            None => "",
        };
        let Self { server, target, .. } = self;
        format!("curl -v -x {scheme}://{server}{login} https://{target}/")
    }

    /// The target has seen nothing of the request yet: whatever the reply is, it comes from the proxy.
    fn of_reply(&self, reply: &Response, credentials_sent: bool) -> Finding {
        let said = reply.status_line();
        let finding = |reason| self.finding(reason).quoted("reply", &said);
        match reply.status {
            401 | 407 if credentials_sent => finding(CREDENTIALS_REJECTED),
            401 | 407 => {
                let headers = ["proxy-authenticate", "www-authenticate"];
                let offered = headers.iter().flat_map(|header| reply.schemes(header));
                self.wants_login(offered, &said)
            }
            403 | 451 => finding(FORBIDDEN),
            500 | 502..=504 if denies(reply) => finding(FORBIDDEN),
            417 => finding(NO_100_CONTINUE),
            429 => finding(RATE_LIMITED).quoted_all("retry-after", reply.header("retry-after")),
            300..=399 | 511 => finding(REDIRECTS).quoted_all("location", reply.header("location")),
            // Whether it could not reach the service, or failed at its own work, it does not say.
            500 => finding(BAD_GATEWAY)
                .cured(BAD_GATEWAY.cure("own-fault"))
                .fill("host", &self.target.host)
                .fill("said", said),
            502..=504 => finding(BAD_GATEWAY),
            _ => self.of_stranger(reply).quoted("reply", &said),
        }
    }

    /// No proxy answers so by its rules: what the whole reply shows of who answers.
    fn of_stranger(&self, reply: &Response) -> Finding {
        let said = reply.status_line();
        if has(&reply.body, SENT_IN_CLEAR) {
            return self.no_proxy("tls");
        }
        let name = reply.header("server").next();
        if reply.header("via").next().is_some() || name.is_some_and(|name| has(name, PROXIES)) {
            return self
                .finding(FORBIDDEN)
                .quoted_all("server", name)
                .cured(FORBIDDEN.cure("every-tunnel"))
                .fill("host", &self.target.host)
                .fill("said", said);
        }
        let calls_itself = name.map(|name| format!(" and calls itself {name:?}"));
        let who = calls_itself.as_deref().unwrap_or(", and names no proxy");
        self.no_proxy("stranger")
            .fill("said", said)
            .fill("who", who)
    }

    fn no_proxy(&self, case: &str) -> Finding {
        let finding = self.finding(NOT_A_PROXY).cured(NOT_A_PROXY.cure(case));
        finding.fill("server", self.server)
    }

    fn of_socks(&self, socks: &Socks) -> Finding {
        let (reason, said) = match socks {
            Socks::NoAcceptableMethod => {
                return self.wants_login([].into_iter(), &"no acceptable method".into());
            }
            Socks::CredentialsRejected => (CREDENTIALS_REJECTED, "user or password refused"),
            Socks::NotAllowed => (FORBIDDEN, "not allowed by the ruleset"),
            Socks::GeneralFailure => (BAD_GATEWAY, "general failure"),
            Socks::NetworkUnreachable => (BAD_GATEWAY, "network unreachable"),
            Socks::HostUnreachable => (BAD_GATEWAY, "host unreachable"),
            Socks::ConnectionRefused => (BAD_GATEWAY, "connection refused"),
            Socks::TtlExpired => (BAD_GATEWAY, "TTL expired"),
            Socks::Other(what) => return self.not_a_proxy(&format!("answered {what:?}")),
            Socks::Succeeded => unreachable!("a tunnel that stands is no refusal"),
        };
        self.finding(reason).quoted("reply", said)
    }

    fn of_handshake(&self, tls: &Tls) -> Finding {
        if let Some(words) = no_common_cipher(tls) {
            let limit = ProbeError::Unsupported(format!("the proxy {words}"));
            return Finding::unasked(&ABOUT, self.server.to_string(), &limit);
        }
        self.not_a_proxy(&match &tls.outcome {
            Handshake::Ended(ended) => return self.of_ended(ended),
            failed => failed.failure().unwrap_or_default(),
        })
    }

    fn of_ended(&self, ended: &Ended) -> Finding {
        match ended {
            Ended::TimedOut => self.finding(TIMEOUT),
            Ended::Garbage(text) if text.raw().starts_with(TLS_ALERT) => self.no_proxy("tls"),
            Ended::Garbage(text) if text.raw().starts_with(SOCKS_5) => {
                self.not_a_proxy("answered as a SOCKS proxy")
            }
            Ended::Garbage(_) | Ended::TooLong(_) => self.not_a_proxy(&ended.describe()),
            Ended::Closed | Ended::Reset => self.finding(REFUSED).fill("did", ended.describe()),
        }
    }

    fn not_a_proxy(&self, what: &str) -> Finding {
        self.no_proxy("other-kind")
            .fill("kind", self.proxy.url.scheme())
            .fill("what", what)
    }

    fn wants_login<'a>(&self, offered: impl Iterator<Item = &'a str>, said: &PeerText) -> Finding {
        let mut schemes: Vec<String> = Vec::new();
        for scheme in offered.map(|word| format!("{:.20}", Shown(word))) {
            if !schemes.contains(&scheme) && schemes.len() < SCHEMES {
                schemes.push(scheme);
            }
        }
        let speaks_basic = schemes
            .iter()
            .any(|scheme| scheme.eq_ignore_ascii_case("basic"));
        let named = text::list(&schemes);
        let windows = |scheme: &String| WINDOWS.iter().any(|own| own.eq_ignore_ascii_case(scheme));
        let ours = self.proxy.username.is_some() && !speaks_basic && schemes.iter().any(windows);
        let finding = if ours {
            let why = format!(
                "the proxy accepts logins only by {named}: the appliance supports that, otpdoctor does not"
            );
            Finding::unasked(
                &ABOUT,
                self.server.to_string(),
                &ProbeError::Unsupported(why),
            )
            .step("Check in the proxy's log whether the appliance logs in.")
        } else {
            self.finding(AUTHENTICATION_REQUIRED)
        };
        let finding = finding.quoted("reply", said);
        let finding = match (schemes.is_empty(), &self.proxy.username) {
            _ if ours => finding,
            (true, None) => finding.summary("the proxy demands a login, but none is configured"),
            (true, Some(_)) => {
                finding.summary("the proxy demands another login than user name and password")
            }
            (false, Some(_)) if !speaks_basic => finding.summary(format!(
                "the proxy demands a login by {named}, which the appliance does not support"
            )),
            (false, _) => finding.summary(format!("the proxy demands a login by {named}")),
        };
        if schemes.is_empty() {
            finding
        } else {
            finding.quoted("offered", schemes.join(", "))
        }
    }

    /// The finding with its cure. Where the proxy refuses one service it is about that, else about the proxy.
    fn finding(&self, reason: Reason) -> Finding {
        let Self { server, target, .. } = self;
        let Endpoint { host, port } = target;
        let about = match reason {
            FORBIDDEN | BAD_GATEWAY => target,
            _ => server,
        };
        let finding = Finding::new(reason, about.to_string());
        let finding = match reason {
            REFUSED => finding.cured(REFUSED.cure("closed")),
            TIMEOUT => finding.cured(TIMEOUT.cure("silent")),
            FORBIDDEN => finding.cured(FORBIDDEN.cure(match port {
                443 => "usual-port",
                _ => "other-port",
            })),
            _ => finding,
        };
        finding
            .fill("target", target)
            .fill("host", host)
            .fill("port", port)
    }
}

fn has(text: &PeerText, words: &[&str]) -> bool {
    let text = text.raw().to_ascii_lowercase();
    words.iter().any(|word| text.contains(word))
}

/// Whether it says by itself that it is no failure but a rule.
fn denies(reply: &Response) -> bool {
    let status = reply.status_line();
    let mut said = [&status, &reply.body].into_iter();
    said.any(|text| has(text, DENIED))
        || reply.header("x-squid-error").any(|text| has(text, DENIED))
}
