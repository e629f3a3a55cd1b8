//! What a YAML file says, with the place of every key and value.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

/// Where something stands: in which file, and there from which byte to which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    /// The file, by its number in the order of names.
    pub(super) file: usize,
    /// Line, from 1; 0 where only the file is known.
    pub(super) line: u32,
    /// Column in characters, from 1.
    pub(super) column: u32,
    /// The first byte in the file.
    pub(super) start: usize,
    /// The byte after the last; the same as `start` where nothing can be marked.
    pub(super) end: usize,
}

/// A value with its place.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) at: Position,
    pub(super) kind: Kind,
}

/// What a value is. There is no `Debug`: it may be a secret.
#[derive(Clone)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) at: Position,
    pub(super) value: Node,
}

impl Node {
    /// The value of a key, where this is a mapping that has it and something stands there.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// As [`Node::get`], with the key.
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        let found = self.entries().iter().find(|entry| entry.key == key)?;
        (!found.value.is_null()).then_some(found)
    }

    /// The keys and values of a mapping; none for anything else.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub(super) fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether nothing stands here, which means the same as leaving the key out.
    pub(super) fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// Whether it holds other values.
    pub(super) fn is_container(&self) -> bool {
        matches!(self.kind, Kind::List(_) | Kind::Map(_))
    }

    /// Whether nothing stands in it.
    pub(super) fn is_empty(&self) -> bool {
        self.is_null() || matches!(&self.kind, Kind::Map(entries) if entries.is_empty())
    }

    /// Calls `each` with every value that this one, which stands at `path`, holds, what holds it first: with the keys and
    /// numbers that lead to it, and the place to mark when it is at fault.
    pub(super) fn visit_mut(
        &mut self,
        path: &[&str],
        each: &mut dyn FnMut(&[String], Position, &mut Node),
    ) {
        let mut path = path.iter().map(|key| (*key).to_owned()).collect();
        self.visit_below(&mut path, each);
    }

    fn visit_below(
        &mut self,
        path: &mut Vec<String>,
        each: &mut dyn FnMut(&[String], Position, &mut Node),
    ) {
        let mut visit = |key: String, mark: Position, value: &mut Node| {
            path.push(key);
            each(path, mark, value);
            value.visit_below(path, each);
            path.pop();
        };
        match &mut self.kind {
            Kind::List(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    visit(index.to_string(), item.at, item);
                }
            }
            Kind::Map(entries) => {
                for entry in entries {
                    visit(entry.key.clone(), entry.mark(), &mut entry.value);
                }
            }
            _ => {}
        }
    }

    /// This value and all that it holds, counted.
    pub(super) fn count(&self) -> usize {
        1 + match &self.kind {
            Kind::List(items) => items.iter().map(Node::count).sum(),
            Kind::Map(entries) => entries.iter().map(|entry| entry.value.count()).sum(),
            _ => 0,
        }
    }

    /// The value as JSON; what is null in a mapping is left out.
    pub(super) fn to_json(&self) -> serde_json::Value {
        match &self.kind {
            Kind::Null => serde_json::Value::Null,
            Kind::Bool(value) => (*value).into(),
            Kind::Int(value) => match i64::try_from(*value) {
                Ok(value) => value.into(),
                Err(_) => u64::try_from(*value).map_or(serde_json::Value::Null, Into::into),
            },
            Kind::Float(value) => (*value).into(),
            Kind::Text(text) => text.as_str().into(),
            Kind::List(items) => items.iter().map(Node::to_json).collect(),
            Kind::Map(entries) => entries
                .iter()
                .filter(|entry| !entry.value.is_null())
                .map(|entry| (entry.key.clone(), entry.value.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

impl Entry {
    /// The place to mark when the value is at fault: its own, or the key's where a value has no line of its own.
    pub(super) fn mark(&self) -> Position {
        if self.value.is_container() || self.value.at.start == self.value.at.end {
            self.at
        } else {
            self.value.at
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Kind>::deserialize(from)?;
        Ok(Self {
            at: position(spanned.defined),
            kind: spanned.value,
        })
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyKind)
    }
}

/// The file is not known here; who reads it fills it in.
fn position(location: Location) -> Position {
    let number = |value: u64| usize::try_from(value).unwrap_or_default();
    let span = location.span();
    let start = number(span.byte_offset().unwrap_or_default());
    Position {
        file: 0,
        line: u32::try_from(location.line()).unwrap_or_default(),
        column: u32::try_from(location.column()).unwrap_or_default(),
        start,
        end: start + number(span.byte_len().unwrap_or_default()),
    }
}

struct AnyKind;

impl<'de> Visitor<'de> for AnyKind {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Kind, E> {
        Ok(Kind::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Kind, E> {
        Ok(Kind::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Kind, E> {
        Ok(Kind::Int(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Kind, E> {
        Ok(Kind::Int(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Kind, E> {
        Ok(Kind::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Kind, E> {
        Ok(Kind::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Kind, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Kind::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<Spanned<String>>()? {
            entries.push(Entry {
                at: position(key.defined),
                key: key.value,
                value: map.next_value()?,
            });
        }
        Ok(Kind::Map(entries))
    }
}
