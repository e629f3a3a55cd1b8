//! YAML that reads back as the same values, with comments beside them.

use serde_json::{Map, Value};

use super::mask::{is_named, is_secret_key};
use super::text::is_unprintable;

/// A document without comments.
pub fn document(value: &Value) -> String {
    let settings = value.as_object();
    settings.map_or_else(String::new, |settings| BARE.section(settings, "", 0))
}

/// What stands beside settings.
pub struct Comments<'a> {
    /// The column that they start at where the settings leave room.
    pub column: usize,
    /// Whether the line that begins a section or a list has one too.
    pub heads: bool,
    /// The comment of the setting at a dotted path; empty where it has none.
    pub of: &'a dyn Fn(&str) -> String,
}

/// No comments.
pub(super) const BARE: Comments<'_> = Comments {
    column: 0,
    heads: false,
    of: &|_| String::new(),
};

impl Comments<'_> {
    /// The settings of a section in lines of their own; secrets and lists within lists take one line.
    pub fn section(&self, settings: &Map<String, Value>, path: &str, depth: usize) -> String {
        let mut text = String::new();
        for (key, value) in settings {
            let below = below(path, key);
            let start = format!("{}{}:", "  ".repeat(depth), word(key));
            let secret = is_secret_key(key) && !is_named(path);
            match value {
                Value::Object(inner) if !inner.is_empty() && !secret => {
                    text += &self.head(&start, &below);
                    text += &self.section(inner, &below, depth + 1);
                }
                Value::Array(items) if !items.is_empty() => {
                    text += &self.head(&start, &below);
                    for (index, item) in items.iter().enumerate() {
                        text += &self.item(item, &format!("{below}.{index}"), depth + 1);
                    }
                }
                _ => text += &self.line(&format!("{start} {}", flow(value)), &below),
            }
        }
        text
    }

    fn item(&self, item: &Value, path: &str, depth: usize) -> String {
        let indent = "  ".repeat(depth);
        match item {
            Value::Object(entries) if !entries.is_empty() => {
                let mut text = self.section(entries, path, depth + 1);
                text.replace_range(indent.len()..=indent.len(), "-");
                text
            }
            _ => self.line(&format!("{indent}- {}", flow(item)), path),
        }
    }

    fn head(&self, start: &str, path: &str) -> String {
        if self.heads {
            self.line(start, path)
        } else {
            self.beside(start, "")
        }
    }

    fn line(&self, setting: &str, path: &str) -> String {
        self.beside(setting, &(self.of)(path))
    }

    /// A line with this comment.
    pub fn beside(&self, setting: &str, comment: &str) -> String {
        if comment.is_empty() {
            return format!("{setting}\n");
        }
        let gap = self.column.saturating_sub(setting.chars().count()).max(1);
        format!("{setting}{}# {comment}\n", " ".repeat(gap))
    }
}

/// The dotted path of a key in a section.
pub(super) fn below(section: &str, key: &str) -> String {
    match section {
        "" => key.to_owned(),
        _ => format!("{section}.{key}"),
    }
}

/// A value in one line.
pub fn flow(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", word(key), flow(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => word(text),
        _ => value.to_string(),
    }
}

/// A text, in quotes unless it can be nothing else.
pub(super) fn word(text: &str) -> String {
    let usual =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '@' | '+' | '•');
    let reserved = ["true", "false", "null", "yes", "no", "on", "off"];
    let plain = text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '•'))
        && text.chars().all(|c| usual(c) || matches!(c, ' ' | ':'))
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !reserved.contains(&text.to_lowercase().as_str());
    if plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            _ if is_unprintable(c) => quoted += &format!("\\U{:08x}", u32::from(c)),
            _ => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn the_yaml_says_what_the_value_says() {
        let value = json!({
            "a": {"b": {"c": "yes", "d": [{"e": 1, "e2": {"e3": []}}, "f: g", [1, ["h"]]]}, "empty": {}},
            "null": null, "i": "10m", "password": {"env": "A\nB"}, "k: l": "- #", "m": "~", "n": "1e3",
        });
        let text = document(&value);
        let read: Value =
            serde_saphyr::from_str(&text).unwrap_or_else(|why| panic!("{why}\n{text}"));
        assert_eq!(read, value, "{text}");
    }
}
