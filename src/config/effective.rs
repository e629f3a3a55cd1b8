//! From files to the config in effect: trees united and judged, secrets out, defaults in, places noted.

use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA256};
use checks::kit::{Config, Site, Sites};
use data_encoding::HEXLOWER;
use serde_json::Value;

use super::load::{parse, read, room};
use super::loaded::{ConfigError, Loaded};
use super::mask::Masks;
use super::mistake::Mistake;
use super::node::{Kind, Node};
use super::schema::schema;
use super::secrets::Secrets;
use super::snippet::{Mistakes, warnings};
use super::source::Source;
use super::text::clean;
use super::{merge, refer, validate};

/// The most realms that a config may hold.
pub(super) const REALMS: usize = 10_000;

/// A config while it is read.
#[derive(Default)]
pub(super) struct Reading {
    sources: Vec<Source>,
    masks: Vec<Masks>,
    mistakes: Vec<Mistake>,
}

impl Reading {
    /// Reads and judges the files, which are one config.
    ///
    /// # Errors
    /// A file that cannot be read, or all mistakes of all files.
    pub(super) fn read(&mut self, files: &[PathBuf]) -> Result<Node, ConfigError> {
        let mut room = room();
        let mut trees = Vec::new();
        for (number, path) in files.iter().enumerate() {
            let before = self.mistakes.len();
            let source = read(path, number, &mut room, &mut self.mistakes)?;
            let mut masks = Masks::default();
            if before == self.mistakes.len()
                && let Some(tree) = parse(&source, number, &mut masks, &mut self.mistakes)
            {
                trees.push(tree);
            }
            self.sources.push(source);
            self.masks.push(masks);
        }
        let complete = trees.len() == files.len();
        let Some(tree) = merge::unite(trees, &mut self.mistakes) else {
            return Err(self.invalid());
        };
        self.judge(&tree, complete);
        match self.mistakes.is_empty() {
            true => Ok(tree),
            false => Err(self.invalid()),
        }
    }

    fn judge(&mut self, tree: &Node, complete: bool) {
        let mut schema = schema().clone();
        if complete {
            refer::check_references(tree, &mut self.mistakes);
        } else if let Value::Object(schema) = &mut schema {
            // What is missing may stand in the file that does not parse.
            schema.remove("required");
        }
        validate::validate(tree, &schema, &mut self.masks, &mut self.mistakes);
        let realms = tree
            .get("realms")
            .map_or(0, |realms| realms.entries().len());
        if realms > REALMS {
            let title = format!("the config holds {realms} realms");
            let mistake = Mistake::unparsed(tree.at, title);
            let help =
                format!("more than {REALMS} are not taken: write a config for each appliance");
            self.mistakes.push(mistake.help(help));
        }
        refer::check(tree, &mut self.mistakes);
    }

    /// Makes the config in effect of a valid tree.
    ///
    /// # Errors
    /// When `defaults` under every realm are too much.
    pub(super) fn finish(mut self, mut tree: Node, path: PathBuf) -> Result<Loaded, ConfigError> {
        merge::lay_defaults(&mut tree, &mut self.mistakes);
        let mut secrets = Secrets::default();
        secrets.take(&mut tree);
        let sources = &self.sources;
        tree.visit_mut(&mut |path, _, node| {
            if let Kind::Text(text) = &mut node.kind
                && is_path(path, text)
                && !text.is_empty()
                && let Some(source) = sources.get(node.at.file)
            {
                *text = start(&source.folder, text);
            }
        });
        let mut value = tree.to_json();
        empty_realms(&mut value, &tree);
        let read = serde_json::from_value(value).map_err(|why| {
            let title = format!("the config cannot be used: {}", clean(&why.to_string()));
            Mistake::unparsed(tree.at, title)
        });
        let mut config: Config = match read {
            Ok(config) if self.mistakes.is_empty() => config,
            read => {
                self.mistakes.extend(read.err());
                return Err(self.invalid());
            }
        };
        note_sites(&mut tree, &self.sources, &mut config.sites);
        self.masks.iter_mut().for_each(Masks::settle);
        let mut sum = Context::new(&SHA256);
        self.sources
            .iter()
            .for_each(|source| sum.update(&source.bytes));
        Ok(Loaded {
            config,
            literals: secrets.literals,
            commands: secrets.commands,
            warnings: warnings(&secrets.warnings, &self.sources, &self.masks),
            sha256: HEXLOWER.encode(sum.finish().as_ref()),
            path,
        })
    }

    fn invalid(&mut self) -> ConfigError {
        let mistakes = std::mem::take(&mut self.mistakes);
        self.masks.iter_mut().for_each(Masks::settle);
        ConfigError::Invalid(Box::new(Mistakes::new(
            mistakes,
            &self.sources,
            &self.masks,
        )))
    }
}

/// Notes the place of every key and list item by its dotted path.
fn note_sites(tree: &mut Node, sources: &[Source], sites: &mut Sites) {
    tree.visit_mut(&mut |path, mark, node| {
        let empty_section = path.len() == 1 && node.is_null();
        if let Some(source) = sources.get(mark.file).filter(|_| !empty_section) {
            let site = Site {
                file: source.name.clone(),
                line: mark.line,
                column: mark.column,
            };
            sites.insert(path.join("."), site);
        }
    });
}

/// A realm under which nothing stands is a realm of which nothing is known.
fn empty_realms(value: &mut Value, tree: &Node) {
    let realms = tree.get("realms").map_or(&[][..], Node::entries);
    for realm in realms.iter().filter(|realm| realm.value.is_null()) {
        value["realms"][&realm.key] = Value::Object(serde_json::Map::new());
    }
}

/// Whether the text at this path names a file. That of a store may be a URL.
fn is_path(path: &[String], text: &str) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["otp", "store"] => !is_url(text),
        ["certificates", _, "certificate" | "key" | "pfx"]
        | ["otp", "key"]
        | ["watch", "reports"]
        | [.., "firewall", "export"]
        | [.., "oath", "sample_seed"] => true,
        [.., holder, "file"] => FILE_HOLDERS.contains(holder),
        _ => false,
    }
}

/// Whether the place of a store is a URL, and no path of a file.
pub fn is_url(place: &str) -> bool {
    let scheme = place.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| !scheme.contains(['/', '\\']))
}

/// What may be written as `{file: PATH}`.
const FILE_HOLDERS: [&str; 6] = [
    "password",
    "application_key",
    "authorization",
    "signing_secret",
    "secret",
    "trust",
];

/// The path as it is found from here. One that is absolute on either platform stays:
/// a Windows appliance's config is also read on other machines.
fn start(folder: &Path, text: &str) -> String {
    let drive =
        matches!(text.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    if drive || text.starts_with("\\\\") {
        return text.to_owned();
    }
    folder.join(text).to_string_lossy().into_owned()
}
