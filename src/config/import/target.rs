//! The settings of a realm that an import may fill, as the schema of the config knows them.

use std::sync::LazyLock;

use checks::kit::text::quote;
use serde_json::Value;

use super::vendor::{self, VENDOR};
use crate::config::expect::{
    branches, choices, format_mismatch, one_of, range, resolve, schema, types,
};
use crate::config::mask::is_secret_key;

/// A setting of a realm that holds one value, or a list.
#[derive(Debug)]
pub(super) struct Target {
    /// Its dotted path below the realm.
    path: String,
    /// Its schema, without the alternative of being absent.
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
    /// What no single value of a source fills.
    Other,
}

/// Every setting, in the order of the contract.
static ALL: LazyLock<Vec<Target>> = LazyLock::new(|| {
    let root = schema();
    let mut all = Vec::new();
    walk(
        &root["properties"]["realms"]["additionalProperties"],
        "",
        &mut all,
    );
    all
});

impl Target {
    /// The setting at this dotted path below a realm, if an import may fill it.
    pub(super) fn find(path: &str) -> Option<&'static Self> {
        let mut all = ALL.iter().filter(|target| target.may_be_filled());
        all.find(|target| target.path == path)
    }

    /// What it holds.
    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    fn may_be_filled(&self) -> bool {
        self.shape != Shape::Other && !VENDOR.never_imported.contains(&self.path)
    }

    /// The value as the config writes it.
    ///
    /// # Errors
    /// What was found and what was expected, in a fragment.
    pub(super) fn read(&self, found: &Value) -> Result<Value, String> {
        let text = match found {
            Value::String(text) => text.trim().to_owned(),
            Value::Bool(_) | Value::Number(_) => found.to_string(),
            _ => return Err("it has no plain value".into()),
        };
        let (schema, path) = (self.schema, self.path.as_str());
        let choices = choices(schema);
        if !choices.is_empty() {
            return vendor::ours(path, &text, &choices).ok_or_else(|| {
                let expected = one_of(&choices);
                format!("{} is not known; expected {expected}", quoted(&text))
            });
        }
        match types(schema).first() {
            Some(&"boolean") => vendor::switch(&text)
                .map(Value::Bool)
                .ok_or_else(|| format!("{} is neither true nor false", quoted(&text))),
            Some(&"integer") => number(schema, &text),
            _ => self.text(text),
        }
    }

    fn text(&self, text: String) -> Result<Value, String> {
        let text = vendor::name(&self.path, &text).map_or(text, str::to_owned);
        let format = self.schema["format"].as_str();
        // Not quoted: what is no address may be anything, a user and a password among it.
        match format.and_then(|format| format_mismatch(format, &text)) {
            Some(expected) => Err(format!("it is not {expected}")),
            None => Ok(Value::String(text)),
        }
    }
}

/// Every path that [`Target::find`] finds, in the order of the contract.
pub(super) fn all() -> Vec<&'static str> {
    let all = ALL.iter().filter(|target| target.may_be_filled());
    all.map(|target| target.path.as_str()).collect()
}

/// The keys of a section, or of the realm itself, in the order of the contract.
pub(super) fn keys(section: &str) -> Vec<&'static str> {
    let below = ALL.iter().filter_map(|target| match section {
        "" => Some(target.path.as_str()),
        _ => target.path.strip_prefix(section)?.strip_prefix('.'),
    });
    let mut keys: Vec<&str> = below.filter_map(|path| path.split('.').next()).collect();
    keys.dedup();
    keys
}

/// The settings that an import did not fill, where nothing below a section is known the section itself.
pub(super) fn missing(known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let all = all();
    let mut missing: Vec<String> = Vec::new();
    for path in all.iter().filter(|path| !known(path)) {
        let sections = path.match_indices('.').map(|(at, _)| &path[..at]);
        let whole = sections.into_iter().find(|section| {
            let mut inside = all.iter().filter(|other| is_below(other, section));
            !inside.any(|other| known(other))
        });
        let name = whole.unwrap_or(path);
        if missing.last().is_none_or(|last| last != name) {
            missing.push(name.to_owned());
        }
    }
    missing
}

/// Whether the setting stands in the section, by their dotted paths.
pub(super) fn is_below(path: &str, section: &str) -> bool {
    let rest = path.strip_prefix(section);
    rest.is_some_and(|rest| rest.starts_with('.'))
}

/// A text of a source, fit for a message.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", quote(text, 60))
}

fn number(schema: &Value, text: &str) -> Result<Value, String> {
    let (least, most) = range(schema);
    let number = text.parse::<i64>().ok();
    number
        .filter(|number| (least..=most).contains(&i128::from(*number)))
        .map(Value::from)
        .ok_or_else(|| format!("{} is no whole number from {least} to {most}", quoted(text)))
}

/// The schema without the alternative of being absent.
fn plain(schema: &'static Value) -> &'static Value {
    let schema = resolve(schema, self::schema());
    let optional = |branch: &&Value| branch["type"] != "null";
    match branches(schema) {
        all if choices(schema).len() < all.len() => all
            .iter()
            .find(optional)
            .map_or(schema, |branch| plain(branch)),
        _ => schema,
    }
}

/// Adds the settings of a section.
fn walk(section: &'static Value, above: &str, all: &mut Vec<Target>) {
    let section = objects(section).unwrap_or(section);
    for (key, value) in section["properties"].as_object().into_iter().flatten() {
        let path = match above {
            "" => key.clone(),
            _ => format!("{above}.{key}"),
        };
        let secret = is_secret_key(key);
        if let Some(inner) = objects(value).filter(|_| !secret) {
            walk(inner, &path, all);
            continue;
        }
        let schema = plain(value);
        let shape = match types(schema).first().copied() {
            _ if secret => Shape::Secret,
            None | Some("object") => Shape::Other,
            Some("array") if types(plain(&schema["items"])).contains(&"string") => Shape::List,
            Some("array") => Shape::Other,
            Some(_) => Shape::Plain,
        };
        all.push(Target {
            path,
            schema,
            shape,
        });
    }
}

/// The alternative that holds settings of its own.
fn objects(schema: &'static Value) -> Option<&'static Value> {
    let schema = resolve(schema, self::schema());
    if schema["properties"].is_object() {
        Some(schema)
    } else {
        branches(schema).iter().find_map(objects)
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
            assert!(all.contains(&path), "{path}: {all:?}");
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
        let read = |path: &str, found: Value| Target::find(path).unwrap().read(&found);
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
