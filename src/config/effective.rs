//! From files to the config in effect: the trees of all files are merged and validated, secrets are taken out, defaults
//! put in, and the place of each setting noted.

use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA256};
use checks::kit::{Config, Site, Sites};
use data_encoding::HEXLOWER;
use serde_json::Value;

use super::diagnostic::{Kind as Shown, diagnostics};
use super::expect::schema;
use super::labels::{self, Labels};
use super::load::{BYTES, parse, read};
use super::loaded::{ConfigError, Loaded, Mistakes};
use super::mistake::Mistake;
use super::node::{Kind, Node};
use super::place::is_path;
use super::secrets::Secrets;
use super::source::Source;
use super::text::clean;
use super::{merge, refer, validate};

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
        self.labels = validate::validate(tree, &schema, &mut self.sources, &mut self.mistakes);
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
        labels::settle(&mut tree, &self.labels);
        merge::lay_defaults(&mut tree, &mut self.mistakes);
        let mut secrets = Secrets::default();
        secrets.take(&mut tree);
        let sources = &self.sources;
        let folder = self.folder.take().unwrap_or_else(|| {
            let folder = sources
                .first()
                .map(|source| source.folder.to_string_lossy());
            folder.unwrap_or_default().into_owned()
        });
        tree.visit_mut(&mut |path, _, node| match &mut node.kind {
            // A realm under which nothing stands is a realm of which nothing is known.
            Kind::Null if path.len() == 2 && path[0] == "realms" => {
                node.kind = Kind::Map(Vec::new());
            }
            Kind::Text(text) if is_path(path, text) && !text.is_empty() => {
                *text = beside(&folder, text);
            }
            _ => {}
        });
        let value = tree.to_json();
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
        let mut sum = Context::new(&SHA256);
        let sources = self.sources.iter();
        sources.for_each(|source| sum.update(&source.bytes));
        Ok(Loaded {
            config,
            literals: secrets.literals,
            aliased: secrets.aliased,
            commands: secrets.commands,
            warnings: diagnostics(&secrets.warnings, Shown::Warning, &mut self.sources),
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
