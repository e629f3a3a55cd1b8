//! Where a setting stands: file, line and column.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

/// The place of a setting in the config files.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Site {
    /// The file, as the user named it.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl std::fmt::Display for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The places of all settings, by dotted path from the root of the config
/// (`realms.SecureAuth1.overview.smtp.port`; a list element is its index).
/// A key that contains a dot is no trouble: paths are only ever built from the tree.
/// What a thousand realms have of `defaults` is noted there alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sites(#[serde(serialize_with = "in_order")] HashMap<String, Site>);

/// Two bundles of the same config should not differ by the order of a map.
fn in_order<S: Serializer>(sites: &HashMap<String, Site>, out: S) -> Result<S::Ok, S::Error> {
    out.collect_map(sites.iter().collect::<BTreeMap<_, _>>())
}

/// Stands behind the path of a realm's setting that `defaults` have too, and below which nothing comes from there.
const REPLACED: &str = ".";

impl Sites {
    /// Notes where the setting at `path` stands.
    pub fn insert(&mut self, path: String, site: Site) {
        self.0.insert(path, site);
    }

    /// The same, where `defaults` laid under the realm do not lead there anyhow; of what replaces theirs whole, nothing
    /// below comes from them.
    pub fn insert_own(&mut self, path: String, site: Site, is_whole: bool) {
        let default = self.default_of(&path);
        if default.is_some_and(|default| self.0.contains_key(&default)) {
            if self.exact(&path) == Some(&site) {
                return;
            }
            if is_whole {
                self.0.insert(format!("{path}{REPLACED}"), site.clone());
            }
        }
        self.0.insert(path, site);
    }

    /// Where exactly this setting stands.
    pub fn exact(&self, path: &str) -> Option<&Site> {
        let default = || {
            let around = std::iter::successors(Some(path), |path| Some(path.rsplit_once('.')?.0));
            let own = around.skip(1).find(|path| self.0.contains_key(*path))?;
            let replaced = self.0.contains_key(&format!("{own}{REPLACED}"));
            self.0.get(&self.default_of(path).filter(|_| !replaced)?)
        };
        self.0.get(path).or_else(default)
    }

    /// The same setting of `defaults`, for one below a realm.
    fn default_of(&self, path: &str) -> Option<String> {
        let realms = "realms.";
        let below = path.strip_prefix(realms)?;
        let mut dots = below.match_indices('.').map(|(dot, _)| dot);
        let name = dots.find(|dot| self.0.contains_key(&path[..realms.len() + dot]))?;
        Some(format!("defaults{}", &below[name..]))
    }

    /// Where this setting stands, or the nearest setting that contains it.
    pub fn nearest(&self, path: &str) -> Option<&Site> {
        let mut around = std::iter::successors(Some(path), |path| Some(path.rsplit_once('.')?.0));
        around.find_map(|path| self.exact(path))
    }
}
