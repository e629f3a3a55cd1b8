//! Which mail account a realm sends by, and the envelopes of all realms that send by the same one.

use std::collections::{BTreeSet, HashMap};

use email_address::{EmailAddress, Options};

use crate::kit::ctx::Gathered;
use crate::kit::probe::smtp::{self, Envelope, Envelopes, Login, TlsMode};
use crate::kit::realm::{Config, Endpoint, Realm, Smtp, is_host};

/// How the realm hands its mail over, with no envelope yet: what realms must share to share a conversation. `None` when
/// no usable server is named.
pub fn account(realm: &Realm) -> Option<smtp::Query> {
    let smtp = realm.overview.smtp.as_ref()?;
    let host = smtp.server().filter(|host| is_host(host))?;
    Some(smtp::Query {
        server: endpoint(host, smtp.port()),
        tls: tls_mode(smtp),
        login: login(smtp),
        envelopes: Envelopes::default(),
    })
}

impl Gathered {
    /// The envelopes of the realms that send mail by this account.
    pub(super) fn envelopes(&self, config: &Config, account: &smtp::Query) -> Envelopes {
        let gathered = self.envelopes.get_or_init(|| gather(config));
        gathered.get(account).cloned().unwrap_or_default()
    }
}

fn gather(config: &Config) -> HashMap<smtp::Query, Envelopes> {
    let mut gathered: HashMap<smtp::Query, BTreeSet<(String, String)>> = HashMap::new();
    for realm in config.realms.values() {
        let sends = realm.multi_factor.sends_email() != Some(false);
        if let Some(account) = account(realm).filter(|_| sends) {
            let theirs = gathered.entry(account).or_default();
            theirs.extend(correspondents(realm));
        }
    }
    let usable = |theirs: BTreeSet<_>| theirs.into_iter().filter_map(checked).collect();
    let accounts = gathered.into_iter();
    accounts
        .map(|(account, theirs)| (account, usable(theirs)))
        .collect()
}

/// The sender and the recipient that this realm tries, where both are addresses.
pub fn envelope(realm: &Realm) -> Option<Envelope> {
    correspondents(realm).and_then(checked)
}

/// The address that the realm's passcodes come from, where it is known.
pub fn sender(realm: &Realm) -> Option<String> {
    let email = realm.overview.email.as_ref()?;
    email.sender_address.as_deref().map(on_the_wire)
}

/// The recipient named for the test, where there is one.
pub fn test_recipient(realm: &Realm) -> Option<String> {
    let email = realm.overview.email.as_ref()?;
    email.test_recipient.as_deref().map(on_the_wire)
}

/// An address as .NET's client writes it to a server: the domain in ASCII (IDNA), and all else as it is.
/// https://github.com/dotnet/runtime/blob/main/src/libraries/System.Net.Mail/src/System/Net/Mail/MailAddress.cs
pub fn on_the_wire(address: &str) -> String {
    let address = address.trim();
    let parts = address.rsplit_once('@');
    let translated = parts
        .filter(|(_, domain)| !domain.is_ascii())
        .and_then(|(local, domain)| {
            let domain = url::Host::parse(domain).ok()?;
            Some(format!("{local}@{domain}"))
        });
    translated.unwrap_or_else(|| address.to_owned())
}

/// Whether the text is a plain ASCII mail address, fit for MAIL and RCPT as it stands.
pub fn is_address(text: &str) -> bool {
    let options = Options::default()
        .without_display_text()
        .without_domain_literal();
    text.bytes().all(|b| b.is_ascii_graphic())
        && !text.contains(['<', '>'])
        && EmailAddress::parse_with_options(text, options).is_ok()
        && text
            .rsplit_once('@')
            .is_some_and(|(_, domain)| is_host(domain))
}

/// A host as questions write it, so that spellings of one server are one server.
fn endpoint(host: &str, port: u16) -> Endpoint {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    Endpoint::parse(&host, port).unwrap_or_else(|_| Endpoint::new(host, port))
}

fn correspondents(realm: &Realm) -> Option<(String, String)> {
    let sender = sender(realm)?;
    let recipient = test_recipient(realm).unwrap_or_else(|| sender.clone());
    Some((sender, recipient))
}

fn checked((sender, recipient): (String, String)) -> Option<Envelope> {
    (is_address(&sender) && is_address(&recipient)).then_some(Envelope { sender, recipient })
}

fn login(smtp: &Smtp) -> Option<Login> {
    let (user, password) = smtp.user().zip(smtp.password.as_ref())?;
    let domain = smtp.domain.as_deref().map(str::trim);
    Some(Login {
        user: match domain.filter(|domain| !domain.is_empty()) {
            Some(domain) => format!("{domain}\\{user}"),
            None => user.to_owned(),
        },
        password: password.clone(),
    })
}

/// On port 465 TLS begins at once: the appliance cannot do that, but the server is to be seen.
fn tls_mode(smtp: &Smtp) -> TlsMode {
    match (smtp.use_ssl, smtp.port()) {
        (Some(true), 465) => TlsMode::Implicit,
        (Some(true), _) => TlsMode::StartTls,
        _ => TlsMode::Never,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::kit::Ctx;
    use crate::kit::ctx::Network;
    use crate::kit::ctx::{Here, Host, Scope};
    use crate::kit::mail::conversation::session;
    use crate::kit::realm::Platform;
    use crate::kit::replay::Replayed;

    fn ask(config: &Config, name: &str) -> Option<smtp::Query> {
        let host = Host {
            name: "idp-01".into(),
            platform: Platform::Windows,
        };
        session(&Ctx {
            config,
            name,
            realm: &config.realms[name],
            now: jiff::Timestamp::UNIX_EPOCH,
            host: &host,
            scope: Scope {
                network: Network::Online,
                here: Here::ByName,
            },
            prober: &Replayed::default(),
            gathered: &Gathered::default(),
        })
    }

    fn config(realms: serde_json::Value) -> Config {
        serde_json::from_value(serde_json::json!({"schema": 1, "realms": realms})).unwrap()
    }

    #[test]
    fn realms_that_share_a_login_ask_one_question() {
        let realm = |host: &str, sender: &str| {
            serde_json::json!({"overview": {
                "smtp": {"server_address": host, "use_ssl": true, "username": "otp", "domain": "CORP", "password": {"env": "P"}},
                "email": {"sender_address": sender},
            }})
        };
        let config = config(serde_json::json!({
            "A": realm("mail.example.net", "b@example.net"),
            "B": realm("MAIL.example.net.", "a@example.net"),
            "C": realm("mail.example.net", "not an address"),
            "D": realm("other.example.net", "d@example.net"),
        }));
        let asked = ask(&config, "A").unwrap();
        assert_eq!(Some(&asked), ask(&config, "B").as_ref());
        assert_eq!(Some(&asked), ask(&config, "C").as_ref());
        assert_ne!(Some(&asked), ask(&config, "D").as_ref());
        let senders: Vec<&str> = asked
            .envelopes
            .iter()
            .map(|one| one.sender.as_str())
            .collect();
        assert_eq!(senders, ["a@example.net", "b@example.net"]);
        assert_eq!(asked.login.unwrap().user, "CORP\\otp");
        assert_eq!(asked.tls, TlsMode::StartTls);
    }

    #[test]
    fn a_realm_more_costs_no_more_than_the_one_before() {
        let realm = |number: usize| {
            serde_json::json!({"overview": {
                "smtp": {"server_address": "mail.example.net"},
                "email": {"sender_address": format!("otp{number}@example.net")},
            }})
        };
        let realms: serde_json::Map<_, _> = (0..1000)
            .map(|number| (format!("R{number}"), realm(number)))
            .collect();
        let config = config(realms.into());
        let accounts = Gathered::default();
        let account = account(&config.realms["R1"]).unwrap();
        let first = accounts.envelopes(&config, &account);
        assert_eq!(first.len(), 1000);
        // Neither gathered anew nor copied: what the next realm is given is the same list in the same place.
        let second = accounts.envelopes(&config, &account);
        assert!(std::ptr::eq(&first[0], &second[0]));
    }

    #[test]
    fn what_is_no_host_is_not_asked() {
        let config = config(serde_json::json!({
            "A": {"overview": {"smtp": {"server_address": "smtp://mail.example.net"}}},
        }));
        assert_eq!(ask(&config, "A"), None);
    }

    #[test]
    fn a_domain_is_written_in_ascii() {
        for (address, wire) in [
            ("otp@m\u{fc}ller.example", "otp@xn--mller-kva.example"),
            (" otp@M\u{dc}LLER.Example", "otp@xn--mller-kva.example"),
            // Latin with one Cyrillic letter, and a full stop that is none: other names, which the DNS knows or not.
            ("otp@ex\u{430}mple.net", "otp@xn--exmple-4nf.net"),
            (
                "otp@b\u{fc}cher\u{3002}example",
                "otp@xn--bcher-kva.example",
            ),
            ("otp@xn--mller-kva.example", "otp@xn--mller-kva.example"),
            ("OTP@Example.NET", "OTP@Example.NET"),
            // No domain at all: what is wrong stays as it is.
            ("otp@a\u{fffd}b.example", "otp@a\u{fffd}b.example"),
            ("m\u{fc}ller@example.net", "m\u{fc}ller@example.net"),
        ] {
            assert_eq!(on_the_wire(address), wire);
        }
    }

    #[test]
    fn an_address_cannot_smuggle_a_command() {
        assert!(is_address("otp@example.net"));
        assert!(is_address("o'brien+otp@mail.example.net"));
        for wrong in [
            "",
            "otp",
            "otp@",
            "@example.net",
            "a b@example.net",
            "a@example.net\r\nDATA",
            "a@exa mple.net",
            "Otp <otp@example.net>",
            "otp@[192.0.2.1]",
            "ötp@example.net",
            "\"a b\"@example.net",
            "a@-x.example",
        ] {
            assert!(!is_address(wrong), "{wrong:?}");
        }
    }
}
