//! A realm's mail: the one conversation with its server that all e-mail checks judge, and how far it got.

mod conversation;

use std::collections::BTreeSet;

use email_address::{EmailAddress, Options};

use super::ctx::Network;
use super::probe::smtp::{self, Envelope, Login, TlsMode};
use super::realm::{Endpoint, SecretRef, Smtp, is_host};
use super::{About, Ctx, Finding, Realm};

pub use conversation::{Conversation, converse, demands_login, knows_no_ehlo, replies};

/// The subject of a finding where no server is named.
pub const SUBJECT: &str = "mail server";

/// The conversation that this realm's e-mail checks ask for; `None` when no usable server is named.
///
/// There is one login for a server, user and secret in a run, so the question carries the envelopes
/// of all realms that share them: realms that share a server ask the same question.
pub fn session(cx: &Ctx<'_>) -> Option<smtp::Query> {
    let ours = Account::of(cx.realm)?;
    // Offline the question is not asked, and to hold every realm against every other takes its time.
    let sharing = match cx.scope.network {
        Network::Offline => Vec::new(),
        Network::Online => sharing(cx, &ours),
    };
    let envelopes: BTreeSet<(&str, &str)> =
        sharing.into_iter().filter_map(correspondents).collect();
    Some(smtp::Query {
        server: endpoint(ours.host, ours.port),
        tls: ours.tls,
        login: ours.login(),
        envelopes: envelopes.into_iter().filter_map(checked).collect(),
    })
}

/// How the realm hands its mail over, with no envelope yet; `None` when no usable server is named.
pub fn account(realm: &Realm) -> Option<smtp::Query> {
    let ours = Account::of(realm)?;
    Some(smtp::Query {
        server: endpoint(ours.host, ours.port),
        tls: ours.tls,
        login: ours.login(),
        envelopes: Vec::new(),
    })
}

/// The realms that send mail by this account.
fn sharing<'a>(cx: &Ctx<'a>, ours: &Account<'_>) -> Vec<&'a Realm> {
    let same = |realm: &&Realm| Account::written(realm).is_some_and(|theirs| ours.same(&theirs));
    let sends = |realm: &&Realm| realm.multi_factor.sends_email() != Some(false);
    cx.config
        .realms
        .values()
        .filter(same)
        .filter(sends)
        .collect()
}

/// The sender and the recipient that this realm tries, where both are addresses.
pub fn envelope(realm: &Realm) -> Option<Envelope> {
    correspondents(realm).and_then(checked)
}

/// The address that the realm's passcodes come from, where it is known.
pub fn sender(realm: &Realm) -> Option<&str> {
    let email = realm.overview.email.as_ref()?;
    email.sender_address.as_deref().map(str::trim)
}

/// The recipient named for the test, where there is one.
pub fn test_recipient(realm: &Realm) -> Option<&str> {
    let email = realm.overview.email.as_ref()?;
    email.test_recipient.as_deref().map(str::trim)
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

fn correspondents(realm: &Realm) -> Option<(&str, &str)> {
    let sender = sender(realm)?;
    Some((sender, test_recipient(realm).unwrap_or(sender)))
}

fn checked((sender, recipient): (&str, &str)) -> Option<Envelope> {
    (is_address(sender) && is_address(recipient)).then(|| Envelope {
        sender: sender.to_owned(),
        recipient: recipient.to_owned(),
    })
}

/// What realms must share to share a conversation; borrowed, since every realm is held against every other.
struct Account<'a> {
    host: &'a str,
    port: u16,
    tls: TlsMode,
    login: Option<(&'a str, Option<&'a str>, &'a SecretRef)>,
}

impl<'a> Account<'a> {
    fn of(realm: &'a Realm) -> Option<Self> {
        Self::written(realm).filter(|account| is_host(account.host))
    }

    /// As it is written, usable or not: one that is the same as a usable one is usable.
    fn written(realm: &'a Realm) -> Option<Self> {
        let smtp = realm.overview.smtp.as_ref()?;
        let domain = smtp.domain.as_deref().map(str::trim);
        Some(Self {
            host: smtp.server()?,
            port: smtp.port(),
            tls: tls_mode(smtp),
            login: smtp
                .user()
                .zip(smtp.password.as_ref())
                .map(|(user, password)| {
                    (user, domain.filter(|domain| !domain.is_empty()), password)
                }),
        })
    }

    fn same(&self, other: &Self) -> bool {
        let bare = |host: &'a str| host.trim_end_matches('.');
        (self.port, self.tls) == (other.port, other.tls)
            && self.login == other.login
            && bare(self.host).eq_ignore_ascii_case(other.host.trim_end_matches('.'))
    }

    fn login(&self) -> Option<Login> {
        let (user, domain, password) = self.login?;
        Some(Login {
            user: match domain {
                Some(domain) => format!("{domain}\\{user}"),
                None => user.to_owned(),
            },
            password: password.clone(),
        })
    }
}

/// On port 465 TLS begins at once: the appliance cannot do that, but the server is to be seen.
fn tls_mode(smtp: &Smtp) -> TlsMode {
    match (smtp.use_ssl, smtp.port()) {
        (Some(true), 465) => TlsMode::Implicit,
        (Some(true), _) => TlsMode::StartTls,
        _ => TlsMode::Never,
    }
}

/// Why there is nothing to ask a mail server about in this realm, or that there is.
///
/// # Errors
/// The finding that says why: e-mail is off, or no usable server is known.
pub fn server(cx: &Ctx<'_>, about: &About) -> Result<Endpoint, Box<Finding>> {
    if let Some(off) = off(cx, about, SUBJECT) {
        return Err(Box::new(off));
    }
    let smtp = cx.realm.overview.smtp.as_ref();
    let Some(address) = smtp.and_then(|smtp| smtp.server_address.as_deref()) else {
        return Err(Box::new(Finding::not_known(
            about,
            SUBJECT,
            "the realm's SMTP server is not in the config",
        )));
    };
    match Account::of(cx.realm) {
        Some(account) => Ok(endpoint(account.host, account.port)),
        None => Err(Box::new(not_reached(
            about,
            SUBJECT,
            match address.trim() {
                "" => "no SMTP server is set: smtp-settings tells",
                _ => "the SMTP server is not a host name or address: smtp-settings tells",
            },
        ))),
    }
}

/// The skip of a realm that sends no passcodes by e-mail.
pub fn off(cx: &Ctx<'_>, about: &About, subject: &str) -> Option<Finding> {
    let off = cx.realm.multi_factor.sends_email() == Some(false);
    off.then(|| Finding::off(about, subject, "the realm sends no passcodes by e-mail"))
}

/// The skip of a check whose part of the conversation was not reached; the check must declare `not-reached`.
pub fn not_reached(about: &About, subject: impl Into<String>, why: &str) -> Finding {
    Finding::new(about, "not-reached", subject).summary(why)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::kit::Config;
    use crate::kit::ctx::{Here, Host, Scope};
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
    fn what_is_no_host_is_not_asked() {
        let config = config(serde_json::json!({
            "A": {"overview": {"smtp": {"server_address": "smtp://mail.example.net"}}},
        }));
        assert_eq!(ask(&config, "A"), None);
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
