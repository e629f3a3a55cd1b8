//! Why a channel's server was not reached, and what to do: whoever reads it has no report beside it.

use checks::kit::probe::https::Answer;
use checks::kit::probe::proxy::{Socks, Tunnel};
use checks::kit::probe::tcp::{Connect, Unresolved, accepted, telling};
use checks::kit::realm::Proxy;
use checks::kit::text::quote;

/// The longest name that is shown.
const NAME: usize = 100;

/// Why this name, which stands in a setting, has no address.
pub(super) fn unresolved(host: &str, setting: &str, why: &Unresolved) -> String {
    let name = format!("the name {}", quote(host, NAME));
    match why {
        Unresolved::NoSuchName => format!(
            "{name} does not resolve, since the DNS has no such name: correct {setting}, or add the name to the DNS"
        ),
        Unresolved::NoAddress => format!(
            "{name} does not resolve, since the DNS has no address for it: correct {setting}, or add an address to the DNS"
        ),
        Unresolved::NoAnswer(why) => format!(
            "{name} does not resolve: {why}; check whether this host reaches its DNS servers (appliance.dns, if the config has some)"
        ),
    }
}

/// What the proxy did, where that kept the request from the server behind it.
pub(super) fn by_proxy(proxy: &Proxy, answer: &Answer) -> String {
    let Some(server) = proxy.endpoint() else {
        return "appliance.proxy.url is no address of a proxy".into();
    };
    if let Some(why) = &answer.resolution.failure {
        return unresolved(&server.host, "appliance.proxy.url", why);
    }
    let name = format!("the proxy {}", quote(&server.to_string(), NAME));
    if !accepted(&answer.attempts) {
        let did = match telling(&answer.attempts) {
            Some(Connect::TimedOut) | None => "does not answer".into(),
            Some(Connect::Refused) => "refuses the connection".into(),
            Some(outcome) => format!("is {}", outcome.words()),
        };
        return format!(
            "{name} {did}: correct appliance.proxy.url, or put a server that needs no proxy on appliance.proxy.bypass"
        );
    }
    let Some(tunnel) = &answer.tunnel else {
        return format!("{name} opens no way to it");
    };
    let asked = tunnel
        .reply
        .as_ref()
        .is_some_and(|reply| reply.status == 407)
        || tunnel.socks == Some(Socks::NoAcceptableMethod);
    let refused = tunnel.socks == Some(Socks::CredentialsRejected);
    let settings = "appliance.proxy.username and appliance.proxy.password";
    match (asked, refused || tunnel.credentials_sent) {
        (false, _) if !refused => format!("{name} opens no way to it{}", instead(tunnel)),
        (_, true) => format!("{name} does not accept user name and password: correct {settings}"),
        (_, false) => format!("{name} wants user and password: set {settings}"),
    }
}

/// What the proxy did instead of opening the tunnel.
fn instead(tunnel: &Tunnel) -> String {
    let said = match (&tunnel.reply, &tunnel.socks, &tunnel.ended) {
        (Some(reply), ..) => format!("it answers {}", reply.status_line()),
        (None, Some(Socks::NetworkUnreachable), _) => "no route leads there".into(),
        (None, Some(Socks::TtlExpired), _) => "the route there is too long".into(),
        (None, Some(Socks::Other(said)), _) => format!("it says {said:?}"),
        (None, _, Some(ended)) => format!("it {}", ended.words()),
        (None, ..) if tunnel.tls.as_ref().is_some_and(|tls| !tls.completed()) => {
            "TLS to the proxy itself failed".into()
        }
        (None, ..) => return String::new(),
    };
    format!(": {said}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn told(answer: serde_json::Value) -> String {
        let proxy = json!({"url": "http://proxy.example.net:3128"});
        let proxy: Proxy = serde_json::from_value(proxy).unwrap();
        by_proxy(&proxy, &serde_json::from_value(answer).unwrap())
    }

    fn attempt(outcome: &str) -> serde_json::Value {
        json!([{"address": "192.0.2.1:3128", "outcome": outcome}])
    }

    #[test]
    fn of_a_proxy_it_is_told_what_it_did_and_which_setting_is_meant() {
        let name = told(json!({"resolution": {"failure": "no-such-name"}}));
        assert!(
            name.starts_with("the name proxy.example.net does not resolve"),
            "{name}"
        );
        assert!(name.contains("appliance.proxy.url"), "{name}");
        let refused = told(json!({"attempts": attempt("refused")}));
        assert!(
            refused.starts_with("the proxy proxy.example.net:3128 refuses the connection: "),
            "{refused}"
        );
        let open = |tunnel| told(json!({"attempts": attempt("accepted"), "tunnel": tunnel}));
        let wants = json!({"reply": {"status": 407, "reason": "Who are you"}});
        assert!(open(wants).contains("wants user and password: set "));
        let wrong = json!({"socks": "credentials-rejected", "credentials_sent": true});
        assert!(open(wrong).contains("does not accept user name and password"));
        assert_eq!(
            open(json!({"reply": {"status": 500, "reason": "Oh no"}})),
            "the proxy proxy.example.net:3128 opens no way to it: it answers 500 Oh no"
        );
        assert_eq!(
            open(json!({"ended": "closed"})),
            "the proxy proxy.example.net:3128 opens no way to it: it closed the connection"
        );
        assert_eq!(
            open(json!({})),
            "the proxy proxy.example.net:3128 opens no way to it"
        );
    }

    #[test]
    fn of_a_name_it_is_told_why_it_does_not_resolve() {
        let told = |why| unresolved("hooks.example.net\u{1b}[31m", "its url", &why);
        let all = [
            Unresolved::NoSuchName,
            Unresolved::NoAddress,
            Unresolved::NoAnswer("no answer in time".into()),
        ];
        for text in all.map(told) {
            assert!(
                text.contains("hooks.example.net") && text.contains("does not resolve"),
                "{text}"
            );
            assert!(!text.contains('\u{1b}'), "{text:?}");
        }
    }
}
