//! The config in effect as YAML: each setting with its value, and beside it where that came from.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use checks::kit::realm::SecretRef;
use checks::kit::{Config, Realm, Sites};
use serde_json::{Map, Value};

use super::loaded::Loaded;
use super::mask::{is_named, is_secret_key};
use super::text::name;
use super::yaml::Comments;
use super::{expect, secrets};

/// The section that realms stand under.
const REALMS: &str = "realms";

/// The config as YAML, of these realms.
pub fn yaml(loaded: &Loaded, realms: &[Named<'_>]) -> String {
    let comments = Comments {
        column: 44,
        heads: false,
        of: &|path| place(&loaded.config.sites, path),
    };
    let mut text = String::new();
    for (section, value) in sections(loaded) {
        if section != REALMS {
            text += &comments.section(&Map::from_iter([(section, value)]), "", 0);
            continue;
        }
        text += "realms:\n";
        // One at a time: a thousand may come of a few lines.
        for (name, realm) in realms {
            let one = Map::from_iter([((*name).clone(), masked_realm(loaded, realm))]);
            text += &comments.section(&one, REALMS, 1);
        }
    }
    text
}

/// Where a setting comes from.
fn place(sites: &Sites, path: &str) -> String {
    // A cloud service may be written as its URL alone.
    let service = path
        .strip_suffix(".url")
        .filter(|path| path.contains("cloud."));
    let service = service.and_then(|path| sites.exact(path));
    let site = sites.exact(path).or(service);
    site.map_or_else(|| "default".into(), ToString::to_string)
}

/// The same as JSON, without the places.
pub fn json(loaded: &Loaded, realms: &[Named<'_>]) -> Value {
    let mut sections = sections(loaded);
    let realms = realms.iter();
    let realms = realms.map(|(name, realm)| ((*name).clone(), masked_realm(loaded, realm)));
    sections.insert(REALMS.into(), Value::Object(realms.collect()));
    sections.into()
}

/// The secrets that it names, and every other text in it, once and in lowercase, a line each: what everybody may see.
pub fn told(loaded: &Loaded) -> (Vec<SecretRef>, String) {
    fn collect(
        value: Value,
        above: &str,
        commands: &[Vec<String>],
        secrets: &mut BTreeSet<SecretRef>,
        words: &mut BTreeSet<String>,
    ) {
        match value {
            Value::String(text) => _ = words.insert(text.to_lowercase()),
            Value::Array(items) => {
                for item in items {
                    collect(item, "", commands, secrets, words);
                }
            }
            Value::Object(entries) => {
                for (key, mut value) in entries {
                    words.insert(key.to_lowercase());
                    if value.is_object() && is_secret_key(&key) && !is_named(above) {
                        let shown = secrets::masked(&value, commands);
                        secrets.extend(serde_json::from_value::<SecretRef>(value).ok());
                        value = shown;
                    }
                    collect(value, &key, commands, secrets, words);
                }
            }
            _ => {}
        }
    }
    let (mut secrets, mut words) = (BTreeSet::new(), BTreeSet::new());
    let mut look = |value, above| collect(value, above, &loaded.commands, &mut secrets, &mut words);
    look(unmasked(loaded).into(), "");
    let mut known = HashSet::new();
    for (name, realm) in &loaded.config.realms {
        look(name.as_str().into(), REALMS);
        if known.insert(Arc::as_ptr(realm)) {
            look(serde_json::to_value(&**realm).unwrap_or_default(), name);
        }
    }
    let words = words.into_iter().collect::<Vec<_>>().join("\n");
    (secrets.into_iter().collect(), words)
}

fn mask(value: &mut Value, above: &str, commands: &[Vec<String>]) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                if value.is_object() && is_secret_key(key) && !is_named(above) {
                    *value = secrets::masked(value, commands)
                } else {
                    mask(value, key, commands)
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mask(item, "", commands)),
        _ => {}
    }
}

/// A realm under its name.
pub type Named<'a> = (&'a String, &'a Realm);

/// All realms.
pub fn all(loaded: &Loaded) -> Vec<Named<'_>> {
    let realms = loaded.config.realms.iter();
    realms.map(|(name, realm)| (name, &**realm)).collect()
}

/// The realm of this name.
///
/// # Errors
/// When there is none; the text says which is near.
pub fn one<'a>(loaded: &'a Loaded, wanted: &str) -> Result<Named<'a>, String> {
    let realms = &loaded.config.realms;
    let found = realms.get_key_value(wanted);
    found.map(|(name, realm)| (name, &**realm)).ok_or_else(|| {
        let near = expect::nearest(wanted, realms.keys().map(String::as_str));
        let near = near.map_or_else(
            || "; `otpdoctor config show` names all".to_owned(),
            |near| format!("; did you mean {}?", name(near)),
        );
        format!("there is no realm {} in the config{near}", name(wanted))
    })
}

/// All of the config but what stands under `realms`.
fn sections(loaded: &Loaded) -> Map<String, Value> {
    let mut sections = unmasked(loaded);
    for (section, value) in &mut sections {
        mask(value, section, &loaded.commands);
    }
    sections
}

fn unmasked(loaded: &Loaded) -> Map<String, Value> {
    let config = Config {
        realms: BTreeMap::new(),
        ..loaded.config.shareable()
    };
    match serde_json::to_value(config).unwrap_or_default() {
        Value::Object(sections) => sections,
        _ => Map::new(),
    }
}

fn masked_realm(loaded: &Loaded, realm: &Realm) -> Value {
    let mut value = serde_json::to_value(realm).unwrap_or_default();
    mask(&mut value, "", &loaded.commands);
    value
}
