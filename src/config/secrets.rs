//! Secrets taken out of the tree: plain texts and commands become numbers before anything is typed.

use std::collections::HashMap;
use std::collections::hash_map::Entry::{Occupied, Vacant};

use aws_lc_rs::digest::{self, digest};
use percent_encoding::percent_decode_str;
use secrecy::SecretString;

use super::mask::{MASK, is_named};
use super::mistake::Mistake;
use super::node::{Entry, Kind, Node};
use super::text::dotted;

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
    /// Takes the secrets out of a valid tree.
    pub(super) fn take(&mut self, tree: &mut Node) {
        self.walk(tree, &mut Vec::new());
        self.warnings.sort();
        // A default is laid under every realm, and one warning is enough for its place.
        self.warnings.dedup_by_key(|warning| warning.at);
    }

    fn walk(&mut self, node: &mut Node, path: &mut Vec<String>) {
        match &mut node.kind {
            Kind::List(items) => items.iter_mut().for_each(|item| self.walk(item, path)),
            Kind::Map(entries) => {
                for entry in entries.iter_mut() {
                    // Below these stand names of the user's choice, whatever they are called.
                    let named = path.len() == 1 && is_named(&path[0]);
                    path.push(entry.key.clone());
                    match entry.key.as_str() {
                        _ if named => self.walk(&mut entry.value, path),
                        "password" | "application_key" | "authorization" | "signing_secret"
                        | "secret" => self.reference(entry, path),
                        "proxy" => self.proxy(entry, path),
                        _ => self.walk(&mut entry.value, path),
                    }
                    path.pop();
                }
            }
            _ => {}
        }
    }

    fn reference(&mut self, entry: &mut Entry, path: &[String]) {
        let mark = entry.mark();
        let node = &mut entry.value;
        match &mut node.kind {
            // Nothing is configured, which is what an empty text means in the vendor's pages.
            Kind::Text(text) if text.is_empty() => node.kind = Kind::Null,
            Kind::Text(text) => {
                let number = self.literal(std::mem::take(text));
                self.warnings.push(
                    Mistake::new(
                        mark,
                        format!("{} stands in plain text", dotted(path)),
                        "whoever reads this file has it",
                    )
                    .help("write {env: NAME}, {file: PATH} or {command: [PROGRAM, …]}"),
                );
                node.kind = numbered("redacted", number, node);
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
                    node.kind = numbered("command", number, node);
                }
            }
            _ => {}
        }
    }

    /// The proxy's own secret, and user and password in its URL.
    fn proxy(&mut self, entry: &mut Entry, path: &mut Vec<String>) {
        self.walk(&mut entry.value, path);
        let Kind::Map(entries) = &mut entry.value.kind else {
            return;
        };
        let Some(url) = entries.iter_mut().find(|entry| entry.key == "url") else {
            return;
        };
        let Some(mut parsed) = url
            .value
            .text()
            .and_then(|text| text.parse::<url::Url>().ok())
        else {
            return;
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let user = decoded(parsed.username());
        let password = parsed.password().map(decoded);
        if user.is_empty() && password.is_none() {
            return;
        }
        let bare = parsed
            .set_username("")
            .and_then(|()| parsed.set_password(None));
        bare.expect("a URL with a user has a host, so both can be taken out");
        let (at, mark) = (url.at, url.mark());
        let value = Node {
            at: url.value.at,
            kind: Kind::Text(parsed.into()),
        };
        url.value = value;
        path.push("url".into());
        self.warnings.push(
            Mistake::new(
                mark,
                format!("{} holds user and password", dotted(path)),
                "whoever reads this file has them",
            )
            .help("write `username`, and `password: {env: NAME}`, beside the URL"),
        );
        path.pop();
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
            let place = Node {
                at: mark,
                kind: Kind::Null,
            };
            fill("password", numbered("redacted", number, &place));
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

/// `{key: number}` at the place of a node.
fn numbered(key: &str, number: usize, node: &Node) -> Kind {
    Kind::Map(vec![Entry {
        key: key.into(),
        at: node.at,
        value: Node {
            at: node.at,
            kind: Kind::Int(number as i128),
        },
    }])
}

/// How the config shows a secret: a reference as it is, a plain text as a mask.
pub(super) fn shown(reference: &serde_json::Value, commands: &[Vec<String>]) -> serde_json::Value {
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
