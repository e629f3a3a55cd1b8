//! The tree held against the schema of the config: all mistakes, each at its place.
//!
//! The schema is walked here instead of by a validator crate: such a crate reports a wrong alternative
//! of an optional setting as "none of the alternatives", ignores the width of numbers, and knows no places.

use serde_json::Value;

use super::expect::{
    branches, choices, describe, format_mismatch, nearest, one_of, range, resolve, types,
};
use super::labels::{self, Labels};
use super::mask::{MASK, behind_host, is_address_key, is_named, is_secret_key, stuck, userinfo};
use super::mistake::Mistake;
use super::node::{Entry, Kind, Node, Position};
use super::source::Source;
use super::store_location::{has_lines, is_path};
use super::text::{dotted, name, short};

/// Adds every mistake of the tree, and hides what stands under keys that nobody knows; gives what labels stand for.
pub(super) fn validate(
    tree: &Node,
    schema: &Value,
    sources: &mut [Source],
    mistakes: &mut Vec<Mistake>,
) -> Labels {
    let mut walk = Validator {
        root: schema,
        sources,
        mistakes,
        labels: Labels::new(),
        path: Vec::new(),
    };
    walk.value(tree, schema, tree.at);
    walk.labels
}

struct Validator<'a> {
    root: &'a Value,
    sources: &'a mut [Source],
    mistakes: &'a mut Vec<Mistake>,
    labels: Labels,
    path: Vec<String>,
}

impl<'a> Validator<'a> {
    /// A value that is there, to be marked at `mark`.
    fn value(&mut self, node: &Node, schema: &'a Value, mark: Position) {
        let schema = resolve(schema, self.root);
        if !branches(schema).is_empty() && choices(schema).len() < branches(schema).len() {
            match self.branch(node, schema) {
                Some(branch) => self.value(node, branch, mark),
                None => self.wrong(node, schema, mark),
            }
            return;
        }
        let choices = choices(schema);
        if !choices.is_empty() {
            self.choice(node, &choices, schema, mark);
            return;
        }
        if !types(schema).contains(&type_of(node)) {
            let switch = types(schema)
                .contains(&"boolean")
                .then(|| labels::switch(node.text()?));
            if let Some(on) = switch.flatten() {
                self.labels.insert(node.at, Kind::Bool(on));
                return;
            }
            return self.wrong(node, schema, mark);
        }
        match &node.kind {
            Kind::Int(number) => self.number(node, *number, schema, mark),
            Kind::Text(text) => self.text(text, node, schema, mark),
            Kind::List(items) => self.list(items, schema, mark),
            Kind::Map(entries) => self.mapping(entries, schema, mark),
            Kind::Null | Kind::Bool(_) | Kind::Float(_) => {}
        }
    }

    /// The alternative that the value is meant to be, by its shape.
    fn branch(&self, node: &Node, schema: &'a Value) -> Option<&'a Value> {
        let all = branches(schema);
        let candidates: Vec<&Value> = all
            .iter()
            .map(|branch| resolve(branch, self.root))
            .filter(|branch| {
                let nested = !branches(branch).is_empty() && types(branch).is_empty();
                (nested && !node.is_null()) || has_shape(node, branch)
            })
            .collect();
        let meant = candidates.iter().find(|branch| {
            let properties = branch["properties"].as_object();
            node.entries()
                .iter()
                .any(|entry| properties.is_some_and(|known| known.contains_key(&entry.key)))
        });
        match (meant, candidates.as_slice()) {
            (Some(branch), _) => Some(branch),
            (None, [only]) => Some(only),
            // A mapping with none of the keys: the alternatives together say what was expected.
            _ => None,
        }
    }

    fn choice(&mut self, node: &Node, choices: &[&str], schema: &Value, mark: Position) {
        match &node.kind {
            Kind::Null if types(schema).contains(&"null") => {}
            Kind::Text(text) if choices.contains(&text.as_str()) => {}
            Kind::Text(text) if let Some(ours) = labels::choice(text, choices) => {
                self.labels.insert(node.at, Kind::Text(ours.to_owned()));
            }
            Kind::Text(text) => {
                let mut label = format!("expected {}", one_of(choices));
                let mut help = None;
                if let Some(near) = nearest(text, choices.iter().copied()) {
                    let meant = format!("did you mean `{near}`?");
                    help = Some(std::mem::replace(&mut label, meant));
                }
                self.unfit(node, mark, label, help);
            }
            _ => self.wrong(node, schema, mark),
        }
    }

    fn number(&mut self, node: &Node, number: i128, schema: &Value, mark: Position) {
        let (least, most) = range(schema);
        if (least..=most).contains(&number) {
            return;
        }
        if self.path == ["schema"] {
            let title = format!("the schema version {number} is not known");
            let label = format!("this otpdoctor reads version {most}");
            self.mistakes.push(Mistake::new(mark, title, label));
            return;
        }
        self.wrong(node, schema, mark);
    }

    fn text(&mut self, text: &str, node: &Node, schema: &Value, mark: Position) {
        if let Some(words) = schema["format"]
            .as_str()
            .and_then(|format| format_mismatch(format, text))
        {
            self.unfit(node, mark, format!("expected {words}"), None);
        }
        if let Some(ours) = labels::text(&self.path, text).filter(|ours| ours != text) {
            self.labels.insert(node.at, Kind::Text(ours));
        }
        let is_path = is_path(&self.path, text);
        let is_escaped =
            || !has_lines(&self.path) && self.sources[node.at.file].has_escape(node.at);
        if text.contains(char::is_control) && (is_path || is_escaped()) {
            let (what, example) = if is_path {
                ("the path", "C:\\new\\token.pem")
            } else {
                ("it", "CORP\\new")
            };
            let help = format!("write {what} in single quotes, as in '{example}'");
            let label = "a backslash in double quotes begins an escape sequence".to_owned();
            self.unfit(node, mark, label, Some(help));
        }
        let least = schema["minLength"].as_u64().unwrap_or_default();
        if (text.chars().count() as u64) < least {
            self.report(mark, "is empty", "expected text".into());
        }
    }

    fn list(&mut self, items: &[Node], schema: &'a Value, mark: Position) {
        if (items.len() as u64) < schema["minItems"].as_u64().unwrap_or_default() {
            let label = format!("expected {}", describe(schema, self.root));
            self.report(mark, "is empty", label);
        }
        for (index, item) in items.iter().enumerate() {
            self.path.push(index.to_string());
            self.value(item, &schema["items"], item.at);
            self.path.pop();
        }
    }

    fn mapping(&mut self, entries: &[Entry], schema: &'a Value, mark: Position) {
        if (entries.len() as u64) < schema["minProperties"].as_u64().unwrap_or_default() {
            self.report(
                mark,
                "is empty",
                "expected at least one, by its name".into(),
            );
        }
        let known = schema["properties"].as_object();
        for entry in entries {
            let property = known.and_then(|known| known.get(&entry.key));
            let any = schema
                .get("additionalProperties")
                .filter(|any| any.is_object());
            self.path.push(entry.key.clone());
            match (property, any) {
                // Nothing stands there: the same as leaving the key out.
                (Some(_), _) | (None, Some(_)) if entry.value.is_null() => {}
                (Some(property), _) => self.value(&entry.value, property, entry.mark()),
                (None, Some(any)) => self.value(&entry.value, any, entry.mark()),
                (None, None) => self.unknown(entry, schema),
            }
            self.path.pop();
        }
        for required in schema["required"].as_array().into_iter().flatten() {
            let required = required.as_str().unwrap_or_default();
            let stands = |entry: &Entry| entry.key == required && !entry.value.is_null();
            if !entries.iter().any(stands) {
                let label = format!("expected `{required}` in it");
                self.report(mark, &format!("lacks `{required}`"), label);
            }
        }
    }

    fn unknown(&mut self, entry: &Entry, schema: &Value) {
        let known = schema["properties"].as_object();
        let keys = || known.into_iter().flat_map(|known| known.keys());
        let near = nearest(&entry.key, keys().map(String::as_str));
        // `certificate` is the end of `client_certificate`.
        let near = near.or_else(|| {
            let mut keys = keys().map(String::as_str);
            keys.find(|key| key.split('_').any(|word| word == entry.key))
        });
        // An address without its key is read as one, and its path may be a secret.
        let inside = self.under_secret(&self.path[..self.path.len() - 1])
            || entry.key.contains("://")
            || stuck(&entry.key).is_some();
        let title = match self.path.split_last() {
            Some((_, [])) => format!("{} is not known here", name(&entry.key)),
            Some((_, _)) if inside => format!("{} holds a key that is not known", self.above()),
            _ => format!("{} is not known in {}", name(&entry.key), self.above()),
        };
        let home = keys().find_map(|key| {
            // `time_zone` is `zone` under `time`.
            let rest = entry.key.strip_prefix(key.as_str());
            let rest = rest.and_then(|rest| rest.strip_prefix('_'));
            let own = rest.unwrap_or(&entry.key);
            let holds = self.holds(known?.get(key)?, own);
            holds.then_some((key.as_str(), own))
        });
        // A misspelled secret is not shown, nor what nobody knows.
        if near
            .or(home.map(|(home, _)| home))
            .is_none_or(is_secret_key)
        {
            self.sources[entry.at.file].hide(&entry.value);
        }
        let label = match (near, home) {
            (_, Some((home, own))) if !inside && own != entry.key => {
                format!("it is `{own}` under `{home}`")
            }
            (Some(near), _) if !inside => format!("did you mean `{near}`?"),
            (_, Some((home, _))) if !inside => format!("it is under `{home}`"),
            _ => {
                let keys: Vec<&str> = keys().map(String::as_str).collect();
                format!("expected {}", one_of(&keys))
            }
        };
        self.mistakes.push(Mistake::new(entry.at, title, label));
    }

    /// Whether a setting is a mapping that has this key.
    fn holds(&self, schema: &Value, key: &str) -> bool {
        let schema = resolve(schema, self.root);
        let inner = branches(schema)
            .iter()
            .map(|branch| resolve(branch, self.root));
        std::iter::once(schema)
            .chain(inner)
            .any(|schema| schema["properties"].get(key).is_some())
    }

    /// A value that is not what the schema expects.
    fn wrong(&mut self, node: &Node, schema: &Value, mark: Position) {
        let unquoted = types(schema).contains(&"string")
            && matches!(node.kind, Kind::Int(_) | Kind::Float(_) | Kind::Bool(_));
        let help = unquoted.then_some("put it in quotes to make it text");
        let expected = types(schema).first().copied().unwrap_or_default();
        let help = help.or_else(|| match &node.kind {
            Kind::List(_) if expected == "object" => {
                Some("write each entry as `NAME: VALUE`, without `-` or `[…]`")
            }
            _ => slip(node.text()?, expected),
        });
        let help = help.map(str::to_owned);
        let expected = format!("expected {}", describe(schema, self.root));
        self.unfit(node, mark, expected, help);
    }

    /// The value under judgement cannot be what was found.
    fn unfit(&mut self, node: &Node, mark: Position, label: String, help: Option<String>) {
        let what = format!("cannot be {}", self.found(node));
        self.report(mark, &what, label);
        if let Some(mistake) = self.mistakes.last_mut() {
            mistake.help = help;
        }
    }

    /// Something is wrong with the value under judgement.
    fn report(&mut self, mark: Position, what: &str, label: String) {
        let title = format!("{} {what}", dotted(&self.path));
        self.mistakes.push(Mistake::new(mark, title, label));
    }

    /// What was found, as far as it may be said.
    fn found(&self, node: &Node) -> String {
        let secret = self.under_secret(&self.path)
            || self.sources[node.at.file].is_secret(node.at)
            || node.text().is_some_and(|text| userinfo(text).is_some());
        match &node.kind {
            Kind::Null => "left empty".into(),
            Kind::List(_) => "a list".into(),
            Kind::Map(_) => "a mapping".into(),
            Kind::Bool(value) if !secret => value.to_string(),
            Kind::Int(value) if !secret => value.to_string(),
            Kind::Float(value) if !secret => value.to_string(),
            Kind::Text(text) if text.is_empty() => "an empty text".into(),
            Kind::Text(text) if !secret && self.path.iter().any(|key| is_address_key(key)) => {
                let shown = behind_host(text).map_or(text.clone(), |path| {
                    format!("{}{MASK}", &text[..path.start])
                });
                format!("\"{}\"", short(&shown, 48))
            }
            Kind::Text(text) if !secret => format!("\"{}\"", short(text, 48)),
            Kind::Text(_) => format!("the text {MASK}"),
            _ => format!("the value {MASK}"),
        }
    }

    /// Whether a path leads into a secret; names of the user's choice do not count.
    fn under_secret(&self, path: &[String]) -> bool {
        let names = match path.first() {
            Some(section) if is_named(section) => 2,
            _ => 0,
        };
        path.iter().skip(names).any(|key| is_secret_key(key))
    }

    /// The path of what holds it.
    fn above(&self) -> String {
        dotted(self.path.split_last().map_or(&[], |(_, above)| above))
    }
}

/// What makes a text of a mapping or a list: YAML takes each of these for the text itself.
fn slip(text: &str, expected: &str) -> Option<&'static str> {
    match expected {
        "object" if text.contains('\u{a0}') => {
            Some("the text contains a no-break space: replace it with an ordinary space")
        }
        "object" if text.contains('=') => Some("write `key: value` instead of `key=value`"),
        "object" if text.contains(':') && !text.contains("://") => {
            Some("put a space after the colon: `key: value`")
        }
        "array" if text.starts_with('-') => Some("put a space after each dash: `- VALUE`"),
        "array" => Some("write a list of one as [VALUE]"),
        _ if text.ends_with(',') => Some("remove the comma at the end of the line"),
        _ => None,
    }
}

/// The type of JSON Schema that a value has.
fn type_of(node: &Node) -> &'static str {
    match node.kind {
        Kind::Null => "null",
        Kind::Bool(_) => "boolean",
        Kind::Int(_) => "integer",
        Kind::Float(_) => "number",
        Kind::Text(_) => "string",
        Kind::List(_) => "array",
        Kind::Map(_) => "object",
    }
}

/// Whether a value is meant to be what this schema takes: any number may be meant to be a whole one.
fn has_shape(node: &Node, schema: &Value) -> bool {
    let meant = match type_of(node) {
        "number" => "integer",
        other => other,
    };
    let only = schema["const"].as_str();
    types(schema).contains(&meant)
        && only.is_none_or(|only| node.text().is_none_or(|it| it == only))
}
