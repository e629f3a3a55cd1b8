//! A realm while it is imported: what was taken and from where, what could not be read, which secrets were found.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;
use url::Url;

use super::target::{Shape, Target, is_below, quoted};
use super::vendor::{self, VENDOR};
use crate::config::mask::is_secret_key;
use crate::config::secrets::without_user;
use crate::config::text::is_unprintable;

/// A value of the config, and what it was taken from.
pub(super) struct Setting {
    pub(super) value: Value,
    pub(super) from: String,
}

/// A realm while it is imported.
pub(super) struct Realm {
    pub(super) name: String,
    /// The file or address that it was read from.
    pub(super) source: String,
    /// By dotted path below the realm.
    pub(super) settings: BTreeMap<String, Setting>,
    /// Settings that stand in the source and could not be read, and why.
    pub(super) unread: BTreeMap<String, String>,
    /// What else a person should know.
    pub(super) remarks: Vec<String>,
    /// Lines that may be completed by hand.
    pub(super) hints: Vec<String>,
}

impl Realm {
    /// A realm of this name, without what no config takes in a name.
    pub(super) fn new(name: &str, source: String) -> Self {
        Self {
            name: name.replace(is_unprintable, "").trim().to_owned(),
            source,
            settings: BTreeMap::new(),
            unread: BTreeMap::new(),
            remarks: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Takes a value of the source as this setting, or notes why not.
    pub(super) fn take(
        &mut self,
        path: &str,
        from: &str,
        found: &Value,
        variables: &mut Variables,
    ) {
        let target = Target::find(path).expect("every table of an import names settings");
        let empty_counts = || {
            let mut sections = VENDOR.empty_counts.iter();
            sections.any(|section| path.starts_with(section))
        };
        if found.is_null() || is_empty(found) && !empty_counts() {
            return;
        }
        // A client of .NET that is given no port takes 25, which is ours too.
        if path == "overview.smtp.port" && [Value::from(0), Value::from("0")].contains(found) {
            let what = format!("{from} is 0, so the default port 25 counts");
            self.remarks.push(what);
            return;
        }
        match target.shape() {
            Shape::Secret => self.secret(path, from, found, variables),
            _ if is_secret_key(last(from)) => {
                let why = "it is named like a secret, and can be set only by reference";
                self.refuse(path, format!("{from}: {why}"));
            }
            _ if path == "proxy.url" => self.proxy(from, found, variables),
            _ => self.plain(path, from, target, found),
        }
    }

    /// Sets a value that needs no reading.
    pub(super) fn set(&mut self, path: &str, from: &str, value: Value) {
        let from = from.to_owned();
        self.settings
            .insert(path.to_owned(), Setting { value, from });
    }

    /// Notes why a setting is not known although it stands in the source.
    pub(super) fn refuse(&mut self, path: &str, why: String) {
        self.unread.entry(path.to_owned()).or_insert(why);
    }

    /// Whether anything was taken at or below this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.settings.contains_key(path) || self.below(path).next().is_some()
    }

    /// Leaves out sections of which too little is known: half of one would say what the source does not.
    pub(super) fn settle(&mut self) {
        for kind in ["phone", "email"] {
            self.settle_fields(&format!("multi_factor.{kind}"));
        }
        // What is left out of these has a default, which would be taken for what the source says.
        for section in ["overview.smtp", "multi_factor.oath"] {
            let enabled = self.settings.get(&format!("{section}.enabled"));
            let off = enabled.is_some_and(|setting| setting.value == false);
            // Without these a client of .NET takes what is our default too.
            let plain = ["overview.smtp.port", "overview.smtp.use_ssl"];
            let mut unread = self.unread.keys().filter(|path| is_below(path, section));
            let unread = unread.any(|path| !plain.contains(&path.as_str()));
            if self.has(section) && unread && !off {
                self.leave_out(section, "one of its settings could not be read");
            }
        }
        for path in &VENDOR.needed {
            let (section, key) = path.rsplit_once('.').unwrap_or(("", path));
            if self.has(section) && !self.settings.contains_key(path) {
                if section == "api" {
                    self.hint_api();
                }
                self.leave_out(section, &format!("`{key}` is not known"));
            }
        }
    }

    fn below<'a>(&'a self, section: &'a str) -> impl Iterator<Item = &'a str> {
        self.settings
            .keys()
            .map(String::as_str)
            .filter(move |path| is_below(path, section))
    }

    /// Whether passcodes go out is said by four fields together, and a field that is left out counts as off.
    fn settle_fields(&mut self, section: &str) {
        let fields: Vec<&Value> = (1..=4)
            .filter_map(|n| self.settings.get(&format!("{section}.field_{n}")))
            .map(|setting| &setting.value)
            .collect();
        let on = fields.iter().any(|field| *field != "disabled");
        let unread = self.unread.keys().any(|path| is_below(path, section));
        if self.has(section) && (unread || !on && fields.len() < 4) {
            self.leave_out(section, "not all of its fields are known");
        }
    }

    fn leave_out(&mut self, section: &str, why: &str) {
        self.settings.retain(|path, _| !is_below(path, section));
        self.refuse(section, format!("omitted as a whole: {why}"));
    }

    fn hint_api(&mut self) {
        self.hints.push("api:".into());
        self.hints
            .push(format!("  url: https://HOST/{}", self.name));
        for key in ["application_id", "application_key"] {
            if let Some(setting) = self.settings.get(&format!("api.{key}")) {
                let value = crate::config::yaml::flow(&setting.value);
                self.hints.push(format!("  {key}: {value}"));
            }
        }
    }

    fn plain(&mut self, path: &str, from: &str, target: &Target, found: &Value) {
        match target.read(found) {
            Ok(value) => {
                if let Some(text) = found.as_str()
                    && !vendor::is_known_name(path, text)
                {
                    let name = quoted(text);
                    self.remarks
                        .push(format!("{from}: {name} is not a name that otpdoctor knows"));
                }
                self.set(path, from, value);
            }
            Err(why) => self.refuse(path, format!("{from}: {why}")),
        }
    }

    fn secret(&mut self, path: &str, from: &str, found: &Value, variables: &mut Variables) {
        let Some(secret) = found.as_str().filter(|secret| !secret.is_empty()) else {
            return;
        };
        let name = variables.name(path, &self.name, secret);
        self.set(path, from, serde_json::json!({ "env": name }));
    }

    /// A proxy's address may hold a user and a password, which are taken out of it.
    fn proxy(&mut self, from: &str, found: &Value, variables: &mut Variables) {
        let target = Target::find("proxy.url").expect("the contract has it");
        let text = found.as_str().unwrap_or_default().trim();
        let Some((url, user, password)) = without_user(text) else {
            let text = match Url::parse(text) {
                Ok(url) => url.as_str().trim_end_matches('/').into(),
                Err(_) => found.clone(),
            };
            return self.plain("proxy.url", from, target, &text);
        };
        if !user.is_empty() {
            self.set("proxy.username", from, user.into());
        }
        if let Some(password) = password {
            self.secret("proxy.password", from, &password.into(), variables);
        }
        let bare = url.as_str().trim_end_matches('/').into();
        self.plain("proxy.url", from, target, &bare);
    }
}

/// The environment variables that secrets are to be put in: one for each secret, whichever realms share it,
/// since one login serves them all.
#[derive(Default)]
pub(super) struct Variables {
    names: HashMap<(String, Vec<u8>), String>,
    /// The realms by variable.
    pub(super) uses: BTreeMap<String, BTreeSet<String>>,
}

impl Variables {
    fn name(&mut self, path: &str, realm: &str, secret: &str) -> String {
        let words: Vec<&str> = path.split('.').collect();
        let base = match path {
            "api.application_key" => "API_KEY".to_owned(),
            _ => words[words.len().saturating_sub(2)..]
                .join("_")
                .to_uppercase(),
        };
        let sum = digest(&SHA256, secret.as_bytes()).as_ref().to_vec();
        let uses = &mut self.uses;
        let name = self.names.entry((base.clone(), sum)).or_insert_with(|| {
            let own = format!("{base}_{}", variable(realm));
            let mut name = if uses.contains_key(&base) { own } else { base };
            while uses.contains_key(&name) {
                name.push_str("_2");
            }
            name
        });
        uses.entry(name.clone())
            .or_default()
            .insert(realm.to_owned());
        name.clone()
    }
}

fn variable(name: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase()
        } else {
            '_'
        }
    };
    name.chars().map(letter).collect()
}

fn is_empty(found: &Value) -> bool {
    found.as_str().is_some_and(|text| text.trim().is_empty())
}

fn last(from: &str) -> &str {
    from.rsplit(['.', '@', '/']).next().unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_one_variable_whoever_shares_it() {
        let mut variables = Variables::default();
        let mut name =
            |realm: &str, secret: &str| variables.name("overview.smtp.password", realm, secret);
        assert_eq!(name("SecureAuth1", "one"), "SMTP_PASSWORD");
        assert_eq!(name("SecureAuth2", "one"), "SMTP_PASSWORD");
        assert_eq!(name("SecureAuth3", "two"), "SMTP_PASSWORD_SECUREAUTH3");
        assert_eq!(name("SecureAuth3", "three"), "SMTP_PASSWORD_SECUREAUTH3_2");
    }

    #[test]
    fn user_and_password_leave_the_proxys_address() {
        let mut realm = Realm::new("SecureAuth1", "web.config".into());
        let mut variables = Variables::default();
        let found = "http://svc:c4n%20ary@proxy.example.net:3128/".into();
        realm.take("proxy.url", "proxy@proxyaddress", &found, &mut variables);
        assert_eq!(
            realm.settings["proxy.url"].value,
            "http://proxy.example.net:3128"
        );
        assert_eq!(realm.settings["proxy.username"].value, "svc");
        assert_eq!(
            realm.settings["proxy.password"].value["env"],
            "PROXY_PASSWORD"
        );
    }

    #[test]
    fn half_a_section_is_none() {
        let mut realm = Realm::new("SecureAuth1", "a.json".into());
        let mut variables = Variables::default();
        for (path, value) in [
            ("multi_factor.email.field_1", "False"),
            ("multi_factor.phone.field_1", "VoiceOnly"),
            ("multi_factor.phone.field_2", "Pigeon"),
            ("multi_factor.oath.passcode_length", "6"),
        ] {
            realm.take(path, "there", &value.into(), &mut variables);
        }
        realm.settle();
        assert!(realm.settings.is_empty(), "{:?}", realm.settings.keys());
        assert!(realm.unread["multi_factor.phone.field_2"].contains("\"Pigeon\" is not known"));
        assert!(realm.unread["multi_factor.email"].contains("not all of its fields"));
    }
}
