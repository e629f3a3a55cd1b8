//! What a proxy did instead of opening a tunnel, in words.

use super::about::{
    AUTHENTICATION_REQUIRED, BAD_GATEWAY, CREDENTIALS_REJECTED, FORBIDDEN, NO_100_CONTINUE,
    NOT_A_PROXY, TIMEOUT,
};
use crate::kit::peer_text::Shown;
use crate::kit::probe::https::Response;
use crate::kit::probe::proxy::{Socks, Tunnel};
use crate::kit::probe::tcp::Ended;
use crate::kit::probe::tls::{Handshake, Tls};
use crate::kit::realm::{Endpoint, Proxy, ProxyScheme};
use crate::kit::{Finding, Shell, text};

/// A proxy, and where a tunnel through it was to lead.
pub(super) struct Asked<'a> {
    pub(super) proxy: &'a Proxy,
    pub(super) server: &'a Endpoint,
    pub(super) target: &'a Endpoint,
}

impl Asked<'_> {
    /// Why there is no tunnel; `None` when it stands. What is said of the proxy, whatever the target, has it as its
    /// subject; what is said of the target has that.
    pub(super) fn refusal(&self, tunnel: &Tunnel) -> Option<Finding> {
        if tunnel.open() {
            return None;
        }
        let finding = match (&tunnel.reply, &tunnel.socks, &tunnel.tls, &tunnel.ended) {
            (Some(reply), ..) => self.of_reply(reply, tunnel),
            (_, Some(socks), ..) => self.of_socks(socks),
            (_, _, Some(tls), _) if !tls.completed() => self.of_handshake(tls),
            (.., Some(ended)) => self.of_ended(ended),
            _ => self.not_a_proxy("ended the conversation"),
        };
        Some(finding.run(Shell::Any, self.by_hand()))
    }

    fn of_reply(&self, reply: &Response, tunnel: &Tunnel) -> Finding {
        let said = reply.status_line().to_string();
        match reply.status {
            407 if tunnel.credentials_sent => self.credentials_rejected(&said),
            407 => self.wants_login(&schemes(reply), &said),
            403 | 451 => self.forbidden(&said),
            417 => Finding::new(NO_100_CONTINUE, self.server.to_string())
                .summary("the proxy cannot handle the `Expect: 100-continue` that the appliance sends")
                .quoted("reply", said)
                .step("Add `<servicePointManager expect100Continue=\"false\"/>` to `<system.net><settings>` in the web.config of SecureAuth0 and of the realm."),
            500 | 502..=504 => self.bad_gateway(&said),
            _ => self.not_a_proxy(&format!("answered {said}")),
        }
    }

    fn of_socks(&self, socks: &Socks) -> Finding {
        match socks {
            Socks::NoAcceptableMethod => self.wants_login(&[], "no acceptable method"),
            Socks::CredentialsRejected => self.credentials_rejected("user or password refused"),
            Socks::NotAllowed => self.forbidden("not allowed by the ruleset"),
            Socks::GeneralFailure => self.bad_gateway("general failure"),
            Socks::NetworkUnreachable => self.bad_gateway("network unreachable"),
            Socks::HostUnreachable => self.bad_gateway("host unreachable"),
            Socks::ConnectionRefused => self.bad_gateway("connection refused"),
            Socks::TtlExpired => self.bad_gateway("TTL expired"),
            Socks::Other(what) => self.not_a_proxy(&format!("answered {:?}", what)),
            Socks::Succeeded => unreachable!("a tunnel that stands is no refusal"),
        }
    }

    fn of_handshake(&self, tls: &Tls) -> Finding {
        self.not_a_proxy(&match &tls.outcome {
            Handshake::Ended(ended) => return self.of_ended(ended),
            Handshake::NotTls(text) => format!("does not speak TLS: {:?}", text),
            Handshake::Alert(alert) => format!("broke the TLS handshake off with {}", Shown(alert)),
            Handshake::OldVersion(version) => format!("speaks only {}", Shown(version)),
            Handshake::Incompatible(why) | Handshake::OurSide(why) => {
                format!("shares no TLS parameters with us: {why}")
            }
            Handshake::Completed { .. } => unreachable!("a completed handshake is no refusal"),
        })
    }

    fn of_ended(&self, ended: &Ended) -> Finding {
        match ended {
            Ended::TimedOut => Finding::new(TIMEOUT, self.server.to_string())
                .summary("the proxy accepts the connection and then says nothing")
                .step("Look into the proxy's log: it may be overloaded, or wait for a server that never answers."),
            other => self.not_a_proxy(&other.words()),
        }
    }

    fn not_a_proxy(&self, what: &str) -> Finding {
        let kind = self.proxy.url.scheme();
        Finding::new(NOT_A_PROXY, self.server.to_string())
            .summary(format!("what listens there is no {kind} proxy: it {what}"))
            .step("Check scheme, host and port in `proxy.url`: a web server or another kind of proxy listens there.")
    }

    fn wants_login(&self, schemes: &[String], said: &str) -> Finding {
        let speaks_basic = |scheme: &String| scheme.eq_ignore_ascii_case("basic");
        let offered = text::list(schemes);
        let summary = match (schemes, &self.proxy.username) {
            ([], None) => "the proxy wants a login, and none is configured".to_owned(),
            ([], Some(_)) => {
                "the proxy wants another kind of login than user and password".to_owned()
            }
            (schemes, Some(_)) if !schemes.iter().any(speaks_basic) => format!(
                "the proxy wants a login by {offered}, which cannot be tried with user and password"
            ),
            _ => format!("the proxy wants a login by {offered}"),
        };
        let offered = Some(schemes.join(", ")).filter(|offered| !offered.is_empty());
        Finding::new(AUTHENTICATION_REQUIRED, self.server.to_string())
            .summary(summary)
            .quoted("reply", said)
            .with(offered, |finding, offered| finding.quoted("offered", offered))
            .step("Let the proxy pass the appliance's address to the cloud services without a login: the platform sends no credentials of its own accord.")
            .step("Or set `proxy.username` and `proxy.password` here, and user and password in the System Info tab, under Proxy.")
    }

    fn credentials_rejected(&self, said: &str) -> Finding {
        Finding::new(CREDENTIALS_REJECTED, self.server.to_string())
            .summary("the proxy does not accept user and password")
            .quoted("reply", said)
            .step("Check user and password here and in the System Info tab, under Proxy; an expired password is the usual cause.")
    }

    fn forbidden(&self, said: &str) -> Finding {
        let Self { server, target, .. } = self;
        Finding::new(FORBIDDEN, target.to_string())
            .summary(format!(
                "the rules of the proxy {server} forbid this service"
            ))
            .quoted("reply", said)
            .step(format!(
                "Have {target} allowed on the proxy, by name: the vendor's addresses change."
            ))
    }

    fn bad_gateway(&self, said: &str) -> Finding {
        let Endpoint { host, port } = self.target;
        Finding::new(BAD_GATEWAY, self.target.to_string())
            .summary(format!("the proxy {} cannot reach this service itself", self.server))
            .quoted("reply", said)
            .step(format!("From the proxy, resolve {host} and open TCP port {port}: its DNS or the firewall behind it is at fault."))
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
