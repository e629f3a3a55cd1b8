//! Where settings stand in a web.config: what is standard, and what the user's alias file adds.

use std::path::Path;
use std::sync::LazyLock;

use serde_json::json;

use super::target::{self, Target};
use crate::config::expect::nearest;
use crate::config::load;
use crate::config::loaded::{ConfigError, Mistakes};
use crate::config::mistake::Mistake;
use crate::config::node::{Kind, Node};
use crate::config::small_file::checked;
use crate::config::source::Source;
use crate::config::text::name;

/// What is standard, with the words that explain the file.
const STANDARD: &str = include_str!("aliases.yaml");

/// The settings of a realm and the places where each is looked for.
#[derive(Clone, Debug, Default)]
pub struct Aliases(Vec<(String, Vec<Location>)>);

/// A place in a web.config.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Location {
    /// A key of `appSettings`.
    Key(String),
    /// An attribute of the element at this path below `configuration`.
    Attribute(Vec<String>, String),
}

impl Aliases {
    /// The standard places alone.
    pub fn standard() -> Self {
        static ALIASES: LazyLock<Aliases> = LazyLock::new(|| {
            let source = Source::new(Path::new("aliases"), STANDARD.into(), Vec::new());
            read(source).expect("the standard aliases are valid, as a test says")
        });
        ALIASES.clone()
    }

    /// Those of the user's file, then the standard ones.
    ///
    /// # Errors
    /// When the file cannot be read, or all its mistakes.
    pub fn with(file: &Path) -> Result<Self, ConfigError> {
        let mut mistakes = Vec::new();
        let source = load::read(file, 0, &mut { load::BYTES }, &mut mistakes)?;
        if !mistakes.is_empty() {
            let mistakes = Mistakes::new(mistakes, &mut [source]);
            return Err(ConfigError::Invalid(Box::new(mistakes)));
        }
        let mut aliases = read(source)?;
        for (path, places) in Self::standard().0 {
            match aliases.0.iter_mut().find(|(known, _)| *known == path) {
                Some((_, first)) => first.extend(places),
                None => aliases.0.push((path, places)),
            }
        }
        Ok(aliases)
    }

    /// The alias file to start from: what is standard, and every other setting commented out.
    pub fn template() -> String {
        let standard = Self::standard();
        let others = target::all()
            .into_iter()
            .filter(|path| !standard.0.iter().any(|(known, _)| known == path))
            .map(|path| format!("# {path}: YOUR_KEY\n"));
        std::iter::once(STANDARD.to_owned()).chain(others).collect()
    }

    /// The settings and their places.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[Location])> {
        self.0
            .iter()
            .map(|(path, places)| (path.as_str(), places.as_slice()))
    }
}

impl Location {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(key) = text.strip_prefix("key:") {
            return (!key.is_empty()).then(|| Self::Key(key.to_owned()));
        }
        if !text.contains(['/', '@']) {
            return (!text.is_empty()).then(|| Self::Key(text.to_owned()));
        }
        let (path, attribute) = text.rsplit_once('@')?;
        let path: Vec<String> = path.split('/').map(str::to_owned).collect();
        let whole = !attribute.is_empty() && path.iter().all(|name| !name.is_empty());
        whole.then(|| Self::Attribute(path, attribute.to_owned()))
    }
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(key) => write!(f, "appSettings/{key}"),
            Self::Attribute(path, attribute) => write!(f, "{}@{attribute}", path.join("/")),
        }
    }
}

fn read(source: Source) -> Result<Aliases, ConfigError> {
    let places_of_one = json!({"type": ["string", "array"], "items": {"type": "string"}});
    let schema = json!({"type": "object", "additionalProperties": places_of_one});
    checked(source, &schema, |tree, _, mistakes| {
        let known = target::all();
        let mut aliases = Vec::new();
        for entry in tree.entries() {
            if Target::find(&entry.key).is_none() {
                let near = nearest(&entry.key, known.iter().copied());
                let label = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`otpdoctor config import --print-aliases` lists them all".into(),
                };
                let title = format!("{} is no setting of a realm to import", name(&entry.key));
                mistakes.push(Mistake::new(entry.at, title, label));
                continue;
            }
            aliases.push((entry.key.clone(), places(&entry.value, mistakes)));
        }
        Aliases(aliases)
    })
}

fn places(node: &Node, mistakes: &mut Vec<Mistake>) -> Vec<Location> {
    let items = match &node.kind {
        Kind::List(items) => items.as_slice(),
        Kind::Null => &[],
        _ => std::slice::from_ref(node),
    };
    let mut places = Vec::new();
    for item in items {
        match item.text().map(Location::parse) {
            Some(Some(place)) => places.push(place),
            // The schema says what is no text.
            None => {}
            Some(None) => {
                let label = "expected KEY or a/b/c@attribute";
                let title = "this is no place in a web.config";
                mistakes.push(Mistake::new(item.at, title, label));
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_template_is_valid_and_knows_every_setting() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("aliases.yaml");
        let text: String = Aliases::template()
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.ends_with(": YOUR_KEY") => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        std::fs::write(&path, text).unwrap();
        let aliases = Aliases::with(&path).unwrap_or_else(|why| panic!("{why}"));
        let mut named: Vec<&str> = aliases.iter().map(|(path, _)| path).collect();
        let mut all = target::all();
        named.sort_unstable();
        all.sort_unstable();
        assert_eq!(named, all);
    }

    #[test]
    fn places_are_keys_or_attributes() {
        assert_eq!(
            Location::parse("SmtpHost"),
            Some(Location::Key("SmtpHost".into()))
        );
        assert_eq!(
            Location::parse("key:a/b@c"),
            Some(Location::Key("a/b@c".into()))
        );
        let attribute = Location::Attribute(vec!["a".into(), "b".into()], "c".into());
        assert_eq!(Location::parse("a/b@c"), Some(attribute));
        for wrong in ["", "a/b", "@c", "a//b@c", "a@", "key:"] {
            assert_eq!(Location::parse(wrong), None, "{wrong}");
        }
    }
}
