//! Several trees into one: the files of a folder, and `defaults` under every realm.

use std::collections::HashMap;

use super::load::REPEATED;
use super::mask::is_secret_key;
use super::mistake::Mistake;
use super::node::{Entry, Kind, Node, Position};
use super::text::dotted;
use super::text::name;

/// Unites the files: `appliance` and `defaults` stand once, certificates and realms are put together.
///
/// `None`, with a mistake, when no file says anything.
pub(super) fn unite(trees: Vec<Node>, mistakes: &mut Vec<Mistake>) -> Option<Node> {
    let mut united: Vec<Entry> = Vec::new();
    // Keys that nobody knows may be thousands.
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut at = None;
    for tree in trees {
        let place = tree.at;
        let Kind::Map(entries) = tree.kind else {
            if !tree.is_null() {
                let label = "expected the sections `schema`, `realms` and others";
                mistakes.push(Mistake::new(
                    place,
                    "the file has no `key: value` settings",
                    label,
                ));
            }
            continue;
        };
        at.get_or_insert(place);
        for entry in entries {
            match places.get(&entry.key) {
                Some(known) => add(&mut united[*known], entry, mistakes),
                None => {
                    places.insert(entry.key.clone(), united.len());
                    united.push(entry);
                }
            }
        }
    }
    if at.is_none() && mistakes.is_empty() {
        let empty = Mistake::unparsed(Position::default(), "the config is empty");
        mistakes.push(empty.help("`otpdoctor config init` writes one to start from"));
    }
    Some(Node {
        at: at?,
        kind: Kind::Map(united),
    })
}

fn add(known: &mut Entry, further: Entry, mistakes: &mut Vec<Mistake>) {
    match (
        further.key.as_str(),
        &mut known.value.kind,
        further.value.kind,
    ) {
        ("schema", Kind::Int(one), Kind::Int(other)) if *one == other => {}
        (_, _, Kind::Null) => {}
        (_, Kind::Null, kind) => {
            known.value = Node {
                at: further.value.at,
                kind,
            };
        }
        ("realms" | "certificates", Kind::Map(all), Kind::Map(entries)) => {
            let known: HashMap<String, Position> =
                all.iter().map(|one| (one.key.clone(), one.at)).collect();
            for entry in entries {
                match known.get(&entry.key) {
                    None => all.push(entry),
                    Some(first) => {
                        let path = dotted(&[&further.key, &entry.key]);
                        mistakes.push(twice(&path, entry.at, *first));
                    }
                }
            }
        }
        _ => mistakes.push(twice(&name(&further.key), further.at, known.at)),
    }
}

fn twice(what: &str, at: Position, first: Position) -> Mistake {
    let label = "a config may have it only once: remove or rename one";
    Mistake::new(at, format!("{what} stands twice"), label).other(first)
}

/// Takes `defaults` and the realms out of the tree.
///
/// `None`, with a mistake, when `defaults` under every realm are too much.
pub(super) fn apart(tree: &mut Node, mistakes: &mut Vec<Mistake>) -> Option<(Node, Vec<Entry>)> {
    let Kind::Map(sections) = &mut tree.kind else {
        return None;
    };
    let index = sections.iter().position(|entry| entry.key == "defaults");
    let defaults = index.map(|index| sections.remove(index).value);
    let realms = sections.iter_mut().find(|entry| entry.key == "realms");
    let realms = match realms.map(|entry| &mut entry.value.kind) {
        Some(Kind::Map(realms)) => std::mem::take(realms),
        _ => Vec::new(),
    };
    let defaults = defaults.filter(|defaults| !defaults.is_null());
    let defaults = defaults.unwrap_or(Node {
        at: tree.at,
        kind: Kind::Map(Vec::new()),
    });
    let settings = defaults.count() * realms.len();
    if settings > REPEATED {
        let title = format!("`defaults` in every realm makes {settings} settings");
        let label = format!("at most {REPEATED} are allowed");
        mistakes.push(Mistake::new(defaults.at, title, label));
        return None;
    }
    Some((defaults, realms))
}

/// Mappings are merged, all else is replaced whole; a key that is left empty counts as left out.
pub(super) fn lay_under(upper: &mut Node, lower: &Node) {
    match (&mut upper.kind, &lower.kind) {
        (Kind::Null, _) => *upper = lower.clone(),
        (Kind::Map(upper), Kind::Map(lower)) => {
            for entry in lower {
                match upper.iter_mut().find(|known| known.key == entry.key) {
                    None => upper.push(entry.clone()),
                    // A reference to a secret is one value, although it is written as a mapping.
                    Some(known) if is_secret_key(&entry.key) && !known.value.is_null() => {}
                    Some(known) if known.value.is_null() => *known = entry.clone(),
                    Some(known) => lay_under(&mut known.value, &entry.value),
                }
            }
        }
        _ => {}
    }
}
