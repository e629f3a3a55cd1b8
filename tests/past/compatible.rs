//! Whether whoever reads by an older schema still reads what is written by a newer one.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Where the newer schema breaks what the older one promised; empty when it only adds.
pub fn breaks(older: &Value, newer: &Value) -> Vec<String> {
    let mut comparison = Comparison {
        older,
        newer,
        broken: Vec::new(),
        seen: BTreeSet::new(),
    };
    comparison.node("", older, newer);
    comparison.broken
}

struct Comparison<'a> {
    older: &'a Value,
    newer: &'a Value,
    broken: Vec<String>,
    /// Pairs of references, which may lead back to themselves.
    seen: BTreeSet<(String, String)>,
}

/// What has no meaning for a reader.
const WORDS: &[&str] = &["description", "title", "$schema", "$id", "$defs", "default"];
/// What is looked into by itself.
const PARTS: &[&str] = &[
    "properties",
    "required",
    "items",
    "additionalProperties",
    "$ref",
];
/// Alternatives, one by one.
const ALTERNATIVES: &[&str] = &["oneOf", "anyOf", "allOf", "prefixItems"];

impl<'a> Comparison<'a> {
    fn node(&mut self, place: &str, older: &'a Value, newer: &'a Value) {
        let (before, after) = (reference(older), reference(newer));
        if before.is_some() || after.is_some() {
            let key = (
                before.unwrap_or(place).into(),
                after.unwrap_or(place).into(),
            );
            if !self.seen.insert(key) {
                return;
            }
        }
        let (older, newer) = (resolved(self.older, older), resolved(self.newer, newer));
        let (Value::Object(before), Value::Object(after)) = (older, newer) else {
            if older != newer {
                self.broken.push(format!("{place}: {older} became {newer}"));
            }
            return;
        };
        self.fields(place, before, after);
        for part in ["items", "additionalProperties"] {
            match (before.get(part), after.get(part)) {
                (Some(before), Some(after)) => self.node(&format!("{place}/{part}"), before, after),
                (None, None) => {}
                _ => self.broken.push(format!("{place}: {part} came or went")),
            }
        }
        for part in ALTERNATIVES {
            self.alternatives(
                &format!("{place}/{part}"),
                before.get(*part),
                after.get(*part),
            );
        }
        // Types, constants, closed lists, formats, ranges: as they were.
        let said = |node: &Map<String, Value>| -> Vec<(String, Value)> {
            let mut said: Vec<(String, Value)> = node
                .iter()
                .filter(|(key, _)| {
                    ![WORDS, PARTS, ALTERNATIVES]
                        .concat()
                        .contains(&key.as_str())
                })
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            said.sort_by(|one, other| one.0.cmp(&other.0));
            said
        };
        let (before, after) = (said(before), said(after));
        if before != after {
            self.broken
                .push(format!("{place}: {before:?} became {after:?}"));
        }
    }

    /// A field may be added where it is optional; none goes away, none becomes optional.
    fn fields(
        &mut self,
        place: &str,
        before: &'a Map<String, Value>,
        after: &'a Map<String, Value>,
    ) {
        let empty = || Value::Object(Map::new());
        let of = |node: &'a Map<String, Value>| node.get("properties").and_then(Value::as_object);
        for (name, field) in of(before).into_iter().flatten() {
            match of(after).and_then(|fields| fields.get(name)) {
                Some(now) => self.node(&format!("{place}/{name}"), field, now),
                None => self
                    .broken
                    .push(format!("{place}: the field {name} is gone")),
            }
        }
        let required = |node: &Map<String, Value>| -> BTreeSet<String> {
            let names = node.get("required").cloned().unwrap_or_else(empty);
            let names = names.as_array().cloned().unwrap_or_default();
            names
                .iter()
                .filter_map(|name| Some(name.as_str()?.to_owned()))
                .collect()
        };
        let (before, after) = (required(before), required(after));
        for name in after.difference(&before) {
            self.broken.push(format!(
                "{place}: {name} is required, which older files lack"
            ));
        }
        for name in before.difference(&after) {
            self.broken.push(format!("{place}: {name} may be missing"));
        }
    }

    /// As many as there were, each as it was: a list of alternatives is closed.
    fn alternatives(&mut self, place: &str, before: Option<&'a Value>, after: Option<&'a Value>) {
        let list = |node: Option<&'a Value>| {
            node.and_then(Value::as_array)
                .map_or(&[][..], Vec::as_slice)
        };
        let (before, after) = (list(before), list(after));
        if before.len() != after.len() {
            let (was, is) = (before.len(), after.len());
            self.broken
                .push(format!("{place}: {was} alternatives became {is}"));
        }
        for (index, (before, after)) in before.iter().zip(after).enumerate() {
            self.node(&format!("{place}/{index}"), before, after);
        }
    }
}

fn reference(node: &Value) -> Option<&str> {
    node.get("$ref")?.as_str()
}

fn resolved<'a>(root: &'a Value, node: &'a Value) -> &'a Value {
    let pointer = reference(node).and_then(|name| name.strip_prefix('#'));
    match pointer {
        Some(pointer) => root.pointer(pointer).expect("a reference leads somewhere"),
        None => node,
    }
}
