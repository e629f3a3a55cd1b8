//! Secrets taken out of the tree: plain texts and commands become numbers before anything is typed.

use std::collections::hash_map::Entry::{Occupied, Vacant};
use std::collections::{BTreeSet, HashMap};

use aws_lc_rs::digest::{self, digest};
use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::Url;

use super::mask::{MASK, is_named, login, userinfo};
use super::mistake::Mistake;
use super::node::{Entry, Kind, Node, Position};
use super::text::{bare, dotted};

/// What was taken out, by number; equal ones share theirs, so that a server is asked once.
#[derive(Default)]
pub(super) struct Secrets {
    pub(super) literals: Vec<SecretString>,
    pub(super) commands: Vec<Vec<String>>,
    pub(super) warnings: Vec<Mistake>,
    /// The number of a plain text by its digest.
    numbers: HashMap<Vec<u8>, usize>,
}

impl Secrets {
    /// Takes the secrets out of a part of the tree, which stands at `path`.
    pub(super) fn take(&mut self, part: &mut Node, path: &[&str]) {
        part.visit_mut(path, &mut |path, mark, node| {
            match path.last().map_or("", String::as_str) {
                // Below these stand names of the user's choice, whatever they are called.
                _ if is_name(path) => {}
                _ if is_secret(path) => self.reference(node, mark, path),
                "proxy" => self.proxy(node, path),
                // No address of mail holds a password; where one was written into it, it must not be shown.
                "server_address" | "sender_address" | "test_recipient" => {
                    if let Kind::Text(text) = &mut node.kind
                        && let Some(user) = userinfo(text)
                    {
                        text.replace_range(user, MASK);
                    }
                }
                // What is used gets what was written. Of what is judged, only the URL of a proxy may have a user.
                _ if ["otp", "probes", "watch"].contains(&path[0].as_str()) => {}
                _ => {
                    if let Kind::Text(text) = &mut node.kind {
                        while let Some(login) = login(text) {
                            text.replace_range(login, MASK);
                        }
                    }
                }
            }
        });
    }

    /// What should be different. A default is laid under every realm, and one warning is enough for its place.
    pub(super) fn warnings(&mut self) -> &[Mistake] {
        self.warnings.sort();
        self.warnings.dedup_by_key(|warning| warning.at);
        &self.warnings
    }

    fn reference(&mut self, node: &mut Node, mark: Position, path: &[String]) {
        match &mut node.kind {
            // Nothing is configured, which is what an empty text means in the vendor's pages.
            Kind::Text(text) if text.is_empty() => node.kind = Kind::Null,
            Kind::Text(text) if is_placeholder(text) => {
                let title = format!("{} is a placeholder, not a secret", dotted(path));
                let warning = Mistake::new(mark, title, "counts as left out");
                let help = "write {env: NAME}, {file: PATH} or {command: [PROGRAM, …]}";
                self.warnings.push(warning.help(help));
                node.kind = Kind::Null;
            }
            Kind::Text(text) => {
                let number = self.literal(std::mem::take(text));
                let title = format!("{} is in plain text", dotted(path));
                let warning =
                    Mistake::new(mark, title, "everybody who can read this file can read it");
                let help = "write {env: NAME}, {file: PATH} or {command: [PROGRAM, …]}";
                self.warnings.push(warning.help(help));
                node.kind = numbered("redacted", number, node.at);
            }
            Kind::Map(entries) => {
                if let [Entry { key, value, .. }] = entries.as_slice()
                    && key == "command"
                    && let Kind::List(words) = &value.kind
                {
                    let words = words
                        .iter()
                        .filter_map(|word| Some(word.text()?.to_owned()));
                    let number = self.command(words.collect());
                    node.kind = numbered("command", number, node.at);
                }
            }
            _ => {}
        }
    }

    /// User and password in the URL of a proxy.
    fn proxy(&mut self, proxy: &mut Node, path: &[String]) {
        let Kind::Map(entries) = &mut proxy.kind else {
            return;
        };
        let Some(url) = entries.iter_mut().find(|entry| entry.key == "url") else {
            return;
        };
        let Some((bare, user, password)) = url.value.text().and_then(without_user) else {
            return;
        };
        let (at, mark) = (url.at, url.mark());
        url.value.kind = Kind::Text(bare.into());
        let title = format!(
            "{} holds user and password",
            dotted(&[path, &["url".into()]].concat())
        );
        let warning = Mistake::new(
            mark,
            title,
            "everybody who can read this file can read them",
        );
        let help = "write `username`, and `password: {env: NAME}`, beside the URL";
        self.warnings.push(warning.help(help));
        let mut fill = |key: &str, kind: Kind| {
            let value = Node { at: mark, kind };
            match entries.iter_mut().find(|entry| entry.key == key) {
                None => entries.push(Entry {
                    key: key.into(),
                    at,
                    value,
                }),
                Some(entry) if entry.value.is_null() => entry.value = value,
                Some(_) => {}
            }
        };
        fill("credentials_in_url", Kind::Bool(true));
        fill("username", Kind::Text(user));
        if let Some(password) = password.filter(|password| !password.is_empty()) {
            let number = self.literal(password);
            fill("password", numbered("redacted", number, mark));
        }
    }

    fn literal(&mut self, text: String) -> usize {
        let digest = digest(&digest::SHA256, text.as_bytes());
        let next = self.literals.len();
        match self.numbers.entry(digest.as_ref().to_vec()) {
            Occupied(known) => *known.get(),
            Vacant(new) => {
                self.literals.push(text.into());
                *new.insert(next)
            }
        }
    }

    fn command(&mut self, words: Vec<String>) -> usize {
        let known = self.commands.iter().position(|known| *known == words);
        known.unwrap_or_else(|| {
            self.commands.push(words);
            self.commands.len() - 1
        })
    }
}

/// Refuses an alias that brings a plain-text secret to a setting that is none, where everybody would see it.
pub(super) fn stay_where_they_are(tree: &mut Node, mistakes: &mut Vec<Mistake>) {
    let mut places = BTreeSet::new();
    let is_text = |node: &Node| node.text().is_some_and(|text| !text.is_empty());
    tree.visit_mut(&[], &mut |path, _, node| {
        if is_secret(path) && is_text(node) {
            places.insert(node.at);
        }
    });
    tree.visit_mut(&[], &mut |path, mark, node| {
        if !is_secret(path) && is_text(node) && places.contains(&node.at) {
            let title = format!("an alias brings a password to {}", dotted(path));
            let mistake = Mistake::unparsed(mark, title);
            mistakes.push(mistake.help("write its value out, without an anchor or an alias"));
        }
    });
}

/// Whether a secret stands at this path.
fn is_secret(path: &[String]) -> bool {
    const KEYS: [&str; 5] = [
        "password",
        "application_key",
        "authorization",
        "signing_secret",
        "secret",
    ];
    !is_name(path) && path.last().is_some_and(|key| KEYS.contains(&key.as_str()))
}

fn is_name(path: &[String]) -> bool {
    path.len() == 2 && is_named(&path[0])
}

/// The URL without the user and the password that it holds, and these.
pub(super) fn without_user(url: &str) -> Option<(Url, String, Option<String>)> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut url: Url = url.parse().ok()?;
    let (user, password) = (decoded(url.username()), url.password().map(decoded));
    if user.is_empty() && password.is_none() {
        return None;
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some((url, user, password))
}

/// Whether a text stands where a secret is to come: what a template fills in, and what a display shows in its place. A
/// login with it would only be refused, and counted.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let between = |start, end| text.starts_with(start) && text.ends_with(end);
    let hidden = |c| matches!(c, '*' | '•' | '…' | '.' | 'x' | 'X');
    between("<", ">")
        || between("${", "}")
        || between("$(", ")")
        || between("{{", "}}")
        || text == "…"
        || (text.chars().count() > 2 && text.chars().all(hidden))
        || ["changeme", "replaceme", "placeholder", "yourpassword"].contains(&bare(text).as_str())
}

/// `{key: number}` at a place.
fn numbered(key: &str, number: usize, at: Position) -> Kind {
    let kind = Kind::Int(number as i128);
    Kind::Map(vec![Entry {
        key: key.into(),
        at,
        value: Node { at, kind },
    }])
}

/// How the config shows a secret: a reference as it is, a plain text as a mask.
pub(super) fn masked(reference: &serde_json::Value, commands: &[Vec<String>]) -> serde_json::Value {
    if reference.get("redacted").is_some() {
        return MASK.into();
    }
    let number = reference.get("command").and_then(|number| number.as_u64());
    let command = number.and_then(|number| commands.get(usize::try_from(number).ok()?));
    match command.and_then(|words| words.first()) {
        // The program alone: its arguments may hold what opens the store.
        Some(program) => serde_json::json!({"command": [program, MASK]}),
        None => reference.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn placeholders_are_told_from_secrets() {
        for text in [
            "<password>",
            "${SMTP_PASSWORD}",
            "${{ secrets.SMTP }}",
            "$(smtpPassword)",
            "{{ smtp_password }}",
            "********",
            "••••",
            "…",
            "xxxx",
            "change-me",
            "YOUR_PASSWORD",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "hunter2",
            "x",
            "$ecret",
            "<3cats",
            "{x}",
            "a*b*c",
            "Changeit!",
            "password1",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
