//! The config that says what the command line of `otpdoctor try` names.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::named::{Named, shown};
use crate::config::yaml::document;
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
        let file = |one: &Option<PathBuf>| one.as_deref().map(&path);
        let env = |name: Option<&String>| name.map(|name| json!({"env": name}));
        let servers: Vec<String> = self.ntp.iter().map(|one| shown(one, 123)).collect();
        let certificate = if self.is_pfx() { "pfx" } else { "certificate" };
        let typed = PASSWORD.to_owned();
        let password = self.password_env.as_ref().unwrap_or(&typed);
        let smtp = self.smtp.as_ref();
        let mut config = json!({
            "schema": 1,
            "appliance": {
                "name": (!servers.is_empty()).then(|| this_host().name),
                "time": (!servers.is_empty()).then(|| json!({"servers": servers})),
                "proxy": {
                    "url": self.proxy,
                    "username": self.proxy_user,
                    "password": env(self.proxy_password_env.as_ref()),
                },
                "trust": {"file": file(&self.trust)},
                "cloud": cloud,
            },
            "certificates": {
                LICENSE: {
                    certificate: file(&self.certificate),
                    "key": file(&self.key),
                    "password": env(self.certificate_password_env.as_ref()),
                },
            },
            "realms": {
                realm: {
                    "overview": {
                        "smtp": {
                            "server_address": smtp.map(|server| &server.host),
                            "port": smtp.map(|server| server.port),
                            "use_ssl": smtp.map(|_| self.starttls),
                            "username": self.user,
                            "password": env(self.user.as_ref().map(|_| password)),
                        },
                        "email": {"sender_address": self.from, "test_recipient": self.to},
                    },
                    "client_certificate": self.certificate.as_ref().map(|_| LICENSE),
                },
            },
        });
        leave_out(&mut config);
        if config.get("realms").is_none() {
            config["realms"] = json!({realm: {}});
        }
        document(&config)
    }
}

/// Leaves out what is not set, and every section of which nothing is.
fn leave_out(value: &mut Value) {
    let Value::Object(entries) = value else {
        return;
    };
    entries.retain(|_, value| {
        let was = value != &json!({});
        leave_out(value);
        !value.is_null() && (value != &json!({}) || !was)
    });
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
