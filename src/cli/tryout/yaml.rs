//! The config that says what the command line of `otpdoctor try` names.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::named::{Named, shown};
use crate::config::show::flow;
use crate::run::context::this_host;

/// The realm of a run, which is none of an appliance.
const TRIED: &str = "try";
/// What the certificate is called.
const LICENSE: &str = "license";
/// The environment variable that a config names where the password was typed.
const PASSWORD: &str = "SMTP_PASSWORD";

impl Named {
    /// The config of the run: of the cloud nothing, where it is not named.
    pub fn config(&self) -> String {
        let cloud = (!self.cloud && self.proxy.is_none()).then(|| json!({}));
        self.yaml(TRIED, cloud, |path| path.to_owned())
    }

    /// The config to keep, in which every file is found from anywhere.
    pub fn config_to_keep(&self) -> String {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        format!(
            "# Made by: otpdoctor try {}\n\
             # A realm's name and its other settings are not known here: rename it, and complete it as\n\
             # `otpdoctor config init` shows, or begin with `otpdoctor config import`.\n{}",
            self.arguments(),
            self.yaml("SecureAuth1", None, absolute)
        )
    }

    fn yaml(&self, realm: &str, cloud: Option<Value>, path: impl Fn(&Path) -> PathBuf) -> String {
        let file =
            |one: &Option<PathBuf>| one.as_deref().map(|one| json!(path(one).to_string_lossy()));
        let env = |name: &Option<String>| name.as_ref().map(|name| json!({"env": name}));
        let servers: Vec<String> = self.ntp.iter().map(|one| shown(one, 123)).collect();
        let timed = (!servers.is_empty()).then_some(());
        let mut text = "schema: 1\n".to_owned();
        let appliance = [
            ("name", timed.map(|()| json!(this_host().name))),
            ("time", timed.map(|()| json!({"servers": servers}))),
            (
                "proxy",
                object([
                    ("url", self.proxy.as_ref().map(|url| json!(url))),
                    ("username", self.proxy_user.as_ref().map(|user| json!(user))),
                    ("password", env(&self.proxy_password_env)),
                ]),
            ),
            ("trust", file(&self.trust).map(|file| json!({"file": file}))),
            ("cloud", cloud),
        ];
        section(&mut text, "appliance:", 1, appliance);
        let place = if self.is_pfx() { "pfx" } else { "certificate" };
        let license = object([
            (place, file(&self.certificate)),
            ("key", file(&self.key)),
            ("password", env(&self.certificate_password_env)),
        ]);
        section(&mut text, "certificates:", 1, [(LICENSE, license)]);
        let password = self
            .password_env
            .clone()
            .unwrap_or_else(|| PASSWORD.to_owned());
        let smtp = self.smtp.as_ref().and_then(|server| {
            object([
                ("server_address", Some(json!(server.host))),
                ("port", Some(json!(server.port))),
                ("use_ssl", Some(json!(self.starttls))),
                ("username", self.user.as_ref().map(|user| json!(user))),
                (
                    "password",
                    self.user.as_ref().map(|_| json!({"env": password})),
                ),
            ])
        });
        let email = object([
            ("sender_address", self.from.as_ref().map(|from| json!(from))),
            ("test_recipient", self.to.as_ref().map(|to| json!(to))),
        ]);
        let certificate = self.certificate.as_ref().map(|_| LICENSE);
        if smtp.is_none() && certificate.is_none() {
            return text + &format!("realms:\n  {realm}: {{}}\n");
        }
        text += &format!("realms:\n  {realm}:\n");
        section(
            &mut text,
            "    overview:",
            3,
            [("smtp", smtp), ("email", email)],
        );
        let certificate = certificate.map(|name| format!("    client_certificate: {name}\n"));
        text + &certificate.unwrap_or_default()
    }
}

/// A mapping of what is set; `None` where nothing is.
fn object<const N: usize>(entries: [(&str, Option<Value>); N]) -> Option<Value> {
    let set = entries
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value?)));
    let set: serde_json::Map<_, _> = set.collect();
    (!set.is_empty()).then_some(Value::Object(set))
}

/// A section of YAML, a line for each of its entries that is set; nothing where none is.
fn section<const N: usize>(
    text: &mut String,
    head: &str,
    depth: usize,
    entries: [(&str, Option<Value>); N],
) {
    let indent = "  ".repeat(depth);
    let set = entries
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)));
    let lines: String = set
        .map(|(key, value)| format!("{indent}{key}: {}\n", flow(&value)))
        .collect();
    if !lines.is_empty() {
        *text += &format!("{head}\n{lines}");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use clap::{Args as _, FromArgMatches as _};

    use super::Named;

    fn named(line: &str) -> Named {
        let command = Named::augment_args(clap::Command::new("try"));
        let words = std::iter::once("try").chain(line.split(' ').filter(|word| !word.is_empty()));
        Named::from_arg_matches(&command.get_matches_from(words)).unwrap()
    }

    const ALL: &str = "--smtp [2001:db8::1]:587 --starttls --user DOM\\otp --password-env PW --from otp@example.net --to me@example.net \
        --ntp ntp1.example.net [::1]:1123 --cloud --proxy http://proxy.example.net:3128 --proxy-user svc --proxy-password-env PPW \
        --certificate certs/license.pem --key certs/license.key --trust roots.pem";

    #[test]
    fn both_configs_load_and_say_what_was_named() {
        let named = named(ALL);
        for text in [named.config(), named.config_to_keep()] {
            let loaded =
                crate::config::of_text(text.clone()).unwrap_or_else(|why| panic!("{why}\n{text}"));
            assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
            let config = loaded.config;
            let realm = config.realms.values().next().unwrap();
            let smtp = realm.overview.smtp.as_ref().unwrap();
            assert_eq!(
                (smtp.server(), smtp.port(), smtp.use_ssl),
                (Some("2001:db8::1"), 587, Some(true))
            );
            assert_eq!(smtp.user(), Some("DOM\\otp"));
            assert_eq!(
                smtp.password,
                Some(checks::kit::realm::SecretRef::Env("PW".into()))
            );
            let servers = config
                .appliance
                .time
                .servers
                .iter()
                .map(ToString::to_string);
            assert_eq!(
                servers.collect::<Vec<_>>(),
                ["ntp1.example.net:123", "[::1]:1123"]
            );
            assert_eq!(config.certificates_of(realm), ["license"]);
            assert!(
                config
                    .appliance
                    .proxy
                    .is_some_and(|proxy| proxy.password.is_some())
            );
            assert_eq!(
                realm
                    .overview
                    .email
                    .as_ref()
                    .unwrap()
                    .test_recipient
                    .as_deref(),
                Some("me@example.net")
            );
        }
        assert!(
            named
                .config_to_keep()
                .contains(&format!("# Made by: otpdoctor try {}", named.arguments()))
        );
    }

    #[test]
    fn a_config_of_little_is_one_too() {
        for line in [
            "--ntp 192.0.2.1",
            "--cloud",
            "--certificate a.PFX",
            "--smtp mail.example.net",
        ] {
            let named = named(line);
            for text in [named.config(), named.config_to_keep()] {
                crate::config::of_text(text.clone()).unwrap_or_else(|why| panic!("{why}\n{text}"));
            }
        }
    }
}
