//! Mistakes that no schema sees: names that lead nowhere, certificates of two kinds, limits the wrong way round.

use std::collections::HashSet;

use super::expect::{nearest, one_of};
use super::mistake::Mistake;
use super::node::{Entry, Node, Position};
use super::store_location::is_connection_string;
use super::text::{dotted, is_unprintable, name, short};

/// Adds the mistakes of a tree that may have others too.
pub(super) fn check(tree: &Node, mistakes: &mut Vec<Mistake>) {
    for section in ["realms", "certificates"] {
        for entry in entries(tree, section) {
            shown_name(section, entry, mistakes);
        }
    }
    for entry in entries(tree, "certificates") {
        certificate(entry, mistakes);
    }
    if let Some(time) = at(tree, &["appliance", "time"]) {
        limits(time, mistakes);
    }
    if let Some(store) = at(tree, &["otp", "store"]) {
        password_in_store(store, mistakes);
    }
    for (path, sender) in senders(tree) {
        authorization_in_headers(path, sender, mistakes);
    }
}

/// A name that every report shows.
fn shown_name(section: &str, entry: &Entry, mistakes: &mut Vec<Mistake>) {
    if let Some(c) = entry.key.chars().find(|c| is_unprintable(*c)) {
        let title = format!(
            "a name under `{section}` has a character that cannot be displayed: U+{:04X}",
            u32::from(c)
        );
        let label = "expected letters, digits, marks and spaces";
        mistakes.push(Mistake::new(entry.at, title, label));
    }
}

/// The gateways and webhooks, which send HTTP headers of the user's choice, with their places.
fn senders(tree: &Node) -> impl Iterator<Item = (&'static str, &Node)> {
    let gateway = at(tree, &["probes", "sms_gateway"]);
    let webhooks = at(tree, &["watch", "notify", "webhooks"]);
    let webhooks = webhooks.map_or(&[][..], Node::items).iter();
    let gateway = gateway.map(|node| ("probes.sms_gateway", node));
    let webhooks = webhooks.map(|node| ("watch.notify.webhooks", node));
    gateway.into_iter().chain(webhooks)
}

/// `Authorization` has a setting of its own, which takes a reference to a secret; headers stand in plain text.
fn authorization_in_headers(path: &str, sender: &Node, mistakes: &mut Vec<Mistake>) {
    let headers = entries(sender, "headers");
    let named = |entry: &&Entry| entry.key.eq_ignore_ascii_case("authorization");
    if let Some(header) = headers.iter().find(named) {
        let title = format!("`{path}.headers` contains a key in plain text");
        let mistake = Mistake::new(
            header.at,
            title,
            "everybody who can read this file can read it",
        );
        mistakes.push(mistake.help("write `authorization: {env: NAME}` beside `headers`"));
    }
}

/// The URL of a database is shown in messages, so that no password may stand in it. Of a connection string nothing is
/// shown: it may hold one anywhere.
fn password_in_store(store: &Node, mistakes: &mut Vec<Mistake>) {
    let text = store.text().unwrap_or_default();
    let holds_password = text.parse::<url::Url>().is_ok_and(|url| {
        let mut named = url.query_pairs();
        url.password().is_some() || named.any(|(key, _)| key == "password")
    });
    if is_connection_string(text) {
        let mistake = Mistake::unparsed(store.at, "`otp.store` is a connection string");
        mistakes.push(mistake.help("write `postgres://USER@HOST:PORT/DATABASE`, and `password: {env: NAME}` beside `store`"));
    } else if holds_password {
        let label = "expected the user alone, and no password";
        let mistake = Mistake::new(store.at, "`otp.store` contains a password", label);
        mistakes.push(mistake.help("write `password: {env: NAME}` beside `store`"));
    }
}

/// Adds the names of certificates and realms that stand nowhere.
pub(super) fn check_references(tree: &Node, mistakes: &mut Vec<Mistake>) {
    let certificates = entries(tree, "certificates").iter();
    let known: Vec<&str> = certificates.map(|entry| entry.key.as_str()).collect();
    let names: HashSet<&str> = known.iter().copied().collect();
    let sections = ["appliance", "defaults"].into_iter();
    let sections = sections.filter_map(|key| Some((vec![key], tree.get(key)?)));
    let realms = entries(tree, "realms").iter();
    let realms = realms.map(|realm| (vec!["realms", &realm.key], &realm.value));
    for (path, holder) in sections.chain(realms) {
        for key in [
            "client_certificate",
            "license_certificate",
            "license.certificate",
        ] {
            let keys: Vec<&str> = key.split('.').collect();
            let named = at(holder, &keys).and_then(|node| Some((node, node.text()?)));
            let Some((node, text)) = named else {
                continue;
            };
            // An empty text says that the realm selects none, which is for a check to judge.
            let none_selected = key == "license_certificate" && text.is_empty();
            if !none_selected && !names.contains(text) {
                let path = [&path[..], &[key]].concat();
                mistakes.push(dangling(&path, text, node.at, &known));
            }
        }
    }
}

fn dangling(path: &[&str], text: &str, at: Position, known: &[&str]) -> Mistake {
    let title = format!(
        "{} cannot be {}: no such certificate",
        dotted(path),
        name(text)
    );
    let label = match (nearest(text, known.iter().copied()), known) {
        (Some(near), _) => format!("did you mean {}?", name(near)),
        (None, []) => "there is none under `certificates`".into(),
        (None, known) => {
            let listed = one_of(&known[..known.len().min(8)]);
            format!("expected {}", short(&listed, 60))
        }
    };
    Mistake::new(at, title, label)
}

/// Where a certificate may be, and what goes beside it.
const CERTIFICATES: [(&str, &[&str]); 3] = [
    ("certificate", &["key", "password"]),
    ("pfx", &["password"]),
    ("store", &STORED),
];
/// By what a certificate of a store is known.
const STORED: [&str; 3] = ["thumbprint", "subject", "friendly_name"];

fn certificate(entry: &Entry, mistakes: &mut Vec<Mistake>) {
    let node = &entry.value;
    if !node.is_null() && !node.is_container() {
        // Not a mapping: the schema has said so.
        return;
    }
    let path = dotted(&["certificates", &entry.key]);
    let kinds: Vec<(&Entry, &[&str])> = CERTIFICATES
        .iter()
        .filter_map(|(kind, beside)| Some((node.entry(kind)?, *beside)))
        .collect();
    let say =
        |at: Position, what: &str, label: &str| Mistake::new(at, format!("{path} {what}"), label);
    match kinds.as_slice() {
        [] => mistakes.push(say(
            entry.at,
            "does not say where it is",
            "expected `certificate`, `pfx` or `store`",
        )),
        [_, (second, _), ..] => mistakes.push(say(
            second.at,
            "occurs in two places",
            "expected only one of `certificate`, `pfx` and `store`",
        )),
        [(one, rest)] => {
            for other in ["key", "password"].into_iter().chain(STORED) {
                if let Some(other) = node.entry(other)
                    && !rest.contains(&other.key.as_str())
                {
                    let what = format!("has `{}`, which does not go with `{}`", other.key, one.key);
                    let label = format!("beside `{}` goes {}", one.key, one_of(rest));
                    mistakes.push(say(other.at, &what, &label));
                }
            }
            let known_by = STORED.iter().filter_map(|by| node.entry(by));
            let known_by: Vec<_> = known_by.collect();
            let label = "expected one of `thumbprint`, `subject` and `friendly_name` beside it";
            match known_by.as_slice() {
                [] if one.key == "store" => {
                    mistakes.push(say(
                        one.at,
                        "does not name a certificate of the store",
                        label,
                    ));
                }
                [_, second, ..] if one.key == "store" => {
                    mistakes.push(say(
                        second.at,
                        "names its certificate of the store twice",
                        label,
                    ));
                }
                _ => {}
            }
        }
    }
}

fn at<'a>(tree: &'a Node, path: &[&str]) -> Option<&'a Node> {
    path.iter().try_fold(tree, |node, key| node.get(key))
}

fn entries<'a>(node: &'a Node, key: &str) -> &'a [Entry] {
    node.get(key).map_or(&[], Node::entries)
}

fn limits(time: &Node, mistakes: &mut Vec<Mistake>) {
    let built_in = checks::kit::realm::Time::default();
    let read = |key: &str| {
        let text = time.get(key)?.text()?;
        text.parse::<jiff::SignedDuration>().ok()
    };
    let warn = read("warn").unwrap_or(built_in.warn);
    let fail = read("fail").unwrap_or(built_in.fail);
    let (at, label) = match (time.get("warn"), time.get("fail")) {
        (Some(node), _) => (node.at, format!("expected at most {fail:#}")),
        (None, Some(node)) => {
            let label = format!("expected at least {warn:#}, from where it warns");
            (node.at, label)
        }
        (None, None) => return,
    };
    if warn > fail {
        let title = "`appliance.time.warn` is longer than `appliance.time.fail`";
        mistakes.push(Mistake::new(at, title, label));
    }
}
