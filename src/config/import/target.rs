//! The settings of a realm that an import may fill, as the schema of the config knows them.

use checks::kit::text::quote;
use serde_json::Value;

use super::words;
use crate::config::expect::{branches, choices, format_mismatch, one_of, range, resolve, types};
use crate::config::mask::is_secret_key;

/// Settings that are otpdoctor's own, or the name of something else in the config: no export holds them.
const OURS: [&str; 6] = [
    "role",
    "client_certificate",
    "license_certificate",
    "license.certificate",
    "overview.email.test_recipient",
    "multi_factor.oath.sample_seed",
];

/// A setting of a realm that holds one value, or a list of plain texts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    schema: &'static Value,
    shape: Shape,
}

/// What a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A text, a number, a switch, or one of several words.
    Plain,
    /// A secret, which is written by reference alone.
    Secret,
    /// Texts.
    List,
}

impl Target {
    /// The setting at this dotted path below a realm, if an import may fill it.
    pub(super) fn find(path: &str) -> Option<Self> {
        if OURS.contains(&path) {
            return None;
        }
        let schema = path.split('.').try_fold(realm(), below)?;
        let shape = shape(schema, path.rsplit('.').next().unwrap_or(path))?;
        Some(Self { schema, shape })
    }

    /// What it holds.
    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    /// The value as the config writes it.
    ///
    /// # Errors
    /// What was found and what was expected, in a fragment.
    pub(super) fn read(&self, path: &str, found: &Value) -> Result<Value, String> {
        let text = match found {
            Value::String(text) => text.trim().to_owned(),
            Value::Bool(_) | Value::Number(_) => found.to_string(),
            _ => return Err("it holds no plain value".into()),
        };
        let schema = plain(self.schema);
        let choices = choices(schema);
        if !choices.is_empty() {
            return words::ours(path, &text, &choices).ok_or_else(|| {
                let expected = one_of(&choices);
                format!("{} is not known; expected {expected}", shown(&text))
            });
        }
        match types(schema).first() {
            Some(&"boolean") => words::switch(&text)
                .map(Value::Bool)
                .ok_or_else(|| format!("{} is neither true nor false", shown(&text))),
            Some(&"integer") => number(schema, &text),
            _ => self.text(schema, path, text),
        }
    }

    fn text(&self, schema: &Value, path: &str, text: String) -> Result<Value, String> {
        let text = words::name(path, &text).unwrap_or(text);
        let format = schema["format"].as_str();
        // Not quoted: what is no address may be anything, a user and a password among it.
        match format.and_then(|format| format_mismatch(format, &text)) {
            Some(expected) => Err(format!("it is not {expected}")),
            None => Ok(Value::String(text)),
        }
    }
}

/// Every path that [`Target::find`] finds, in the order of the contract.
pub(super) fn all() -> Vec<String> {
    let mut paths = Vec::new();
    walk(realm(), "", &mut |path, _| paths.push(path.to_owned()));
    paths
}

/// The keys of a section, or of the realm itself, in the order of the contract.
pub(super) fn keys(section: &str) -> Vec<String> {
    let schema = match section {
        "" => Some(realm()),
        _ => section.split('.').try_fold(realm(), below),
    };
    let keys = schema
        .and_then(objects)
        .and_then(|schema| schema["properties"].as_object());
    keys.into_iter()
        .flat_map(|keys| keys.keys().cloned())
        .collect()
}

/// The settings that an import did not fill, where nothing below a section is known the section itself.
pub(super) fn missing(known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let all = all();
    let mut missing: Vec<String> = Vec::new();
    for path in all.iter().filter(|path| !known(path)) {
        let sections = path.match_indices('.').map(|(at, _)| &path[..at]);
        let whole = sections.into_iter().find(|section| {
            let inside = |other: &&String| {
                other
                    .strip_prefix(section)
                    .is_some_and(|rest| rest.starts_with('.'))
            };
            !all.iter().filter(inside).any(|other| known(other))
        });
        let name = whole.unwrap_or(path);
        if missing.last().is_none_or(|last| last != name) {
            missing.push(name.to_owned());
        }
    }
    missing
}

/// A text of a source, fit for a message.
pub(super) fn shown(text: &str) -> String {
    format!("\"{}\"", quote(text, 60))
}

fn number(schema: &Value, text: &str) -> Result<Value, String> {
    let (least, most) = range(schema);
    let number = text.parse::<i64>().ok();
    number
        .filter(|number| (least..=most).contains(&i128::from(*number)))
        .map(Value::from)
        .ok_or_else(|| format!("{} is no whole number from {least} to {most}", shown(text)))
}

fn realm() -> &'static Value {
    let root = crate::config::schema();
    resolve(&root["properties"]["realms"]["additionalProperties"], root)
}

fn below(schema: &'static Value, key: &str) -> Option<&'static Value> {
    let schema = resolve(schema, crate::config::schema());
    let own = schema["properties"].get(key);
    own.or_else(|| {
        branches(schema)
            .iter()
            .find_map(|branch| below(branch, key))
    })
}

/// The schema without the alternative of being absent.
fn plain(schema: &'static Value) -> &'static Value {
    let schema = resolve(schema, crate::config::schema());
    let optional = |branch: &&Value| branch["type"] != "null";
    match branches(schema) {
        all if choices(schema).len() < all.len() => all
            .iter()
            .find(optional)
            .map_or(schema, |branch| plain(branch)),
        _ => schema,
    }
}

fn shape(schema: &'static Value, key: &str) -> Option<Shape> {
    if is_secret_key(key) {
        return Some(Shape::Secret);
    }
    let schema = plain(schema);
    match types(schema).first().copied()? {
        "object" => None,
        "array" => {
            let items = plain(&schema["items"]);
            types(items).contains(&"string").then_some(Shape::List)
        }
        _ => Some(Shape::Plain),
    }
}

fn walk(schema: &'static Value, above: &str, each: &mut dyn FnMut(&str, Shape)) {
    let schema = resolve(schema, crate::config::schema());
    for (key, value) in schema["properties"].as_object().into_iter().flatten() {
        let path = match above {
            "" => key.clone(),
            _ => format!("{above}.{key}"),
        };
        let object = objects(value);
        match object {
            Some(object) if !is_secret_key(key) => walk(object, &path, each),
            _ => {
                if let Some(target) = Target::find(&path) {
                    each(&path, target.shape);
                }
            }
        }
    }
}

/// The alternative that holds settings of its own.
fn objects(schema: &'static Value) -> Option<&'static Value> {
    let schema = resolve(schema, crate::config::schema());
    match schema["properties"].is_object() {
        true => Some(schema),
        false => branches(schema).iter().find_map(objects),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn paths_are_those_of_the_contract() {
        let all = all();
        for path in [
            "overview.smtp.password",
            "data.search_attribute",
            "workflow.default_workflow",
            "cloud.sms.use_wse",
            "proxy.bypass",
            "license.support_expires",
        ] {
            assert!(all.iter().any(|known| known == path), "{path}: {all:?}");
        }
        for path in [
            "role",
            "data.profile_fields",
            "license.certificate",
            "nonsense",
        ] {
            assert!(Target::find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn values_are_read_as_the_contract_has_them() {
        let read = |path: &str, found: Value| Target::find(path).unwrap().read(path, &found);
        assert_eq!(read("overview.smtp.port", "587".into()), Ok(587.into()));
        assert_eq!(
            read("overview.smtp.use_ssl", "TRUE".into()),
            Ok(true.into())
        );
        assert!(read("overview.smtp.port", 0.into()).is_err());
        assert!(read("cloud.sms.url", "sms.example.net".into()).is_err());
        assert_eq!(
            read("workflow.default_workflow", 999.into()),
            Ok("username_only".into())
        );
    }

    #[test]
    fn a_section_of_which_nothing_is_known_is_told_as_one() {
        let missing =
            missing(&|path| path.starts_with("overview.smtp") && path != "overview.smtp.port");
        assert!(
            missing.contains(&"overview.smtp.port".to_owned()),
            "{missing:?}"
        );
        assert!(missing.contains(&"cloud".to_owned()), "{missing:?}");
        assert!(
            !missing.iter().any(|path| path.starts_with("cloud.")),
            "{missing:?}"
        );
    }
}
