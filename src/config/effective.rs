//! From files to the config in effect: the trees of all files are merged and validated, secrets are taken out, defaults
//! put in, and the place of each setting noted.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry::{Occupied, Vacant};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::digest::{Context, SHA256};
use checks::kit::{Config, Realm, Site, Sites};
use data_encoding::HEXLOWER;
use serde_json::Value;

use super::diagnostic::{Kind as Shown, diagnostics};
use super::expect::schema;
use super::labels::{self, Labels};
use super::load::{BYTES, parse, read};
use super::loaded::{ConfigError, Loaded, Mistakes};
use super::mask::is_secret_key;
use super::mistake::Mistake;
use super::node::{Entry, Kind, Node, Position};
use super::secrets::Secrets;
use super::source::Source;
use super::store_location::is_path;
use super::text::clean;
use super::{merge, refer, secrets, validate};

/// The most realms that a config may hold.
pub(super) const REALMS: usize = 10_000;

/// A config while it is read.
#[derive(Default)]
pub(super) struct Reading {
    sources: Vec<Source>,
    mistakes: Vec<Mistake>,
    labels: Labels,
    /// Where relative paths start from; `None`: from the folder of their file.
    folder: Option<String>,
}

impl Reading {
    /// One whose relative paths start from this folder.
    pub(super) fn from(folder: Option<&str>) -> Self {
        Self {
            folder: folder.map(str::to_owned),
            ..Self::default()
        }
    }

    /// Reads and judges the files, which are one config.
    ///
    /// # Errors
    /// A file that cannot be read, or all mistakes of all files.
    pub(super) fn read(&mut self, files: &[PathBuf]) -> Result<Node, ConfigError> {
        let mut room = BYTES;
        let mut trees = Vec::new();
        for (number, path) in files.iter().enumerate() {
            let before = self.mistakes.len();
            let mut source = read(path, number, &mut room, &mut self.mistakes)?;
            if before == self.mistakes.len() {
                trees.extend(parse(&mut source, number, &mut self.mistakes));
            }
            self.sources.push(source);
        }
        self.unite(trees)
    }

    /// Reads and judges a text that stands in no file.
    ///
    /// # Errors
    /// All its mistakes.
    pub(super) fn read_text(&mut self, text: String) -> Result<Node, ConfigError> {
        let bytes = text.clone().into_bytes();
        let mut source = Source::new(Path::new(""), text, bytes);
        let tree = parse(&mut source, 0, &mut self.mistakes);
        self.sources.push(source);
        self.unite(tree.into_iter().collect())
    }

    fn unite(&mut self, trees: Vec<Node>) -> Result<Node, ConfigError> {
        let complete = trees.len() == self.sources.len();
        let Some(tree) = merge::unite(trees, &mut self.mistakes) else {
            return Err(self.invalid());
        };
        self.judge(&tree, complete);
        if self.mistakes.is_empty() {
            Ok(tree)
        } else {
            Err(self.invalid())
        }
    }

    fn judge(&mut self, tree: &Node, complete: bool) {
        let mut schema = Cow::Borrowed(schema());
        if complete {
            refer::check_references(tree, &mut self.mistakes);
        } else if let Value::Object(schema) = schema.to_mut() {
            // What is missing may stand in the file that does not parse.
            schema.remove("required");
        }
        self.labels = validate::validate(tree, &schema, &mut self.sources, &mut self.mistakes);
        let realms = tree
            .get("realms")
            .map_or(0, |realms| realms.entries().len());
        if realms > REALMS {
            let title = format!("the config has {realms} realms");
            let mistake = Mistake::unparsed(tree.at, title);
            let help = format!("at most {REALMS} are allowed: write one config for each appliance");
            self.mistakes.push(mistake.help(help));
        }
        refer::check(tree, &mut self.mistakes);
    }

    /// Makes the config in effect of a valid tree.
    ///
    /// # Errors
    /// When `defaults` under every realm are too much.
    pub(super) fn finish(mut self, mut tree: Node, path: PathBuf) -> Result<Loaded, ConfigError> {
        labels::settle(&mut tree, &self.labels);
        let folder = self.folder.take().unwrap_or_else(|| {
            let mut sources = self.sources.iter();
            let folder = sources.next().map(|source| source.folder.to_string_lossy());
            folder.unwrap_or_default().into_owned()
        });
        secrets::stay_where_they_are(&mut tree, &mut self.mistakes);
        if !self.mistakes.is_empty() {
            return Err(self.invalid());
        }
        let mut typing = Typer {
            secrets: Secrets::default(),
            sites: Sites::default(),
            sources: &self.sources,
            folder: &folder,
        };
        let apart = merge::apart(&mut tree, &mut self.mistakes);
        let read = apart.map(|(defaults, realms)| {
            let config: Config = serde_json::from_value(typing.settled(tree, &[]))?;
            let realms = typing.realms(&defaults, realms)?;
            serde_json::Result::Ok(Config { realms, ..config })
        });
        let Typer {
            mut secrets, sites, ..
        } = typing;
        let config = match read {
            Some(Ok(config)) => Config { sites, ..config },
            Some(Err(why)) => {
                let title = format!("the config cannot be used: {}", clean(&why.to_string()));
                let mistake = Mistake::unparsed(Position::default(), title);
                self.mistakes.push(mistake);
                return Err(self.invalid());
            }
            None => return Err(self.invalid()),
        };
        let mut sum = Context::new(&SHA256);
        let sources = self.sources.iter();
        sources.for_each(|source| sum.update(&source.bytes));
        let warnings = diagnostics(secrets.warnings(), Shown::Warning, &mut self.sources);
        Ok(Loaded {
            config,
            literals: secrets.literals,
            commands: secrets.commands,
            warnings,
            sha256: HEXLOWER.encode(sum.finish().as_ref()),
            path,
            folder,
        })
    }

    fn invalid(&mut self) -> ConfigError {
        let mistakes = std::mem::take(&mut self.mistakes);
        ConfigError::Invalid(Box::new(Mistakes::new(mistakes, &mut self.sources)))
    }
}

/// The parts of a tree while they become settings: secrets are taken out, paths start from the folder, places are noted.
struct Typer<'a> {
    secrets: Secrets,
    sites: Sites,
    sources: &'a [Source],
    folder: &'a str,
}

impl Typer<'_> {
    /// Each realm with `defaults` under it, one at a time. Those that say nothing themselves are one, and so are those to
    /// which an alias brings the same: all of theirs stands in the same places.
    fn realms(
        &mut self,
        defaults: &Node,
        realms: Vec<Entry>,
    ) -> serde_json::Result<BTreeMap<String, Arc<Realm>>> {
        let common = self.settled(defaults.clone(), &["defaults"]);
        let common: Arc<Realm> = serde_json::from_value(common)?;
        let mut known: BTreeMap<Position, Arc<Realm>> = BTreeMap::new();
        let mut all = BTreeMap::new();
        for Entry { key, at, mut value } in realms {
            let path = ["realms", &key];
            self.note(&path.map(str::to_owned), at, false);
            let realm = if value.is_empty() {
                common.clone()
            } else {
                let place = value.at;
                merge::lay_under(&mut value, defaults);
                let value = self.settled(value, &path);
                match known.entry(place) {
                    Occupied(known) => Arc::clone(known.get()),
                    Vacant(new) => new.insert(serde_json::from_value(value)?).clone(),
                }
            };
            all.insert(key, realm);
        }
        Ok(all)
    }

    /// What stands at this path, as it is typed.
    fn settled(&mut self, mut part: Node, path: &[&str]) -> Value {
        self.secrets.take(&mut part, path);
        part.visit_mut(path, &mut |path, mark, node| {
            match &mut node.kind {
                Kind::Text(text) if is_path(path, text) && !text.is_empty() => {
                    *text = beside(self.folder, text);
                }
                _ => {}
            }
            let empty_section = path.len() == 1 && node.is_null();
            if !empty_section {
                let key = path.last().map_or("", String::as_str);
                let is_whole = !matches!(node.kind, Kind::Map(_)) || is_secret_key(key);
                self.note(path, mark, is_whole);
            }
        });
        part.to_json()
    }

    fn note(&mut self, path: &[String], mark: Position, is_whole: bool) {
        if let Some(source) = self.sources.get(mark.file) {
            let site = Site {
                file: source.name.clone(),
                line: mark.line,
                column: mark.column,
            };
            self.sites.insert_own(path.join("."), site, is_whole);
        }
    }
}

/// A relative path as it is found from the current folder: it counts from the folder of its config file. One that is
/// absolute on either platform stays, since a Windows appliance's config is also read on other machines.
fn beside(folder: &str, text: &str) -> String {
    let drive =
        matches!(text.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    if drive || text.starts_with(['/', '\\']) || folder.is_empty() {
        return text.to_owned();
    }
    let between = match (folder.ends_with(['/', '\\']), folder.contains('\\')) {
        (true, _) => "",
        (false, true) => "\\",
        (false, false) => "/",
    };
    format!("{folder}{between}{text}")
}
