//! Circles among files that use each other.

use std::collections::{BTreeMap, BTreeSet};

/// For each file the files that it uses, and by which path.
pub type Imports = BTreeMap<String, BTreeMap<String, String>>;

/// The files of one circle, in the order in which each uses the next, if there is any.
pub fn circle(imports: &Imports) -> Option<Vec<String>> {
    let mut done = BTreeSet::new();
    imports
        .keys()
        .find_map(|file| walk(imports, file, &mut Vec::new(), &mut done))
}

/// Whether a way leads from one file to the other.
pub fn leads(imports: &Imports, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        let uses = imports.get(file).into_iter().flat_map(BTreeMap::keys);
        for next in uses {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}

fn walk(
    imports: &Imports,
    file: &str,
    way: &mut Vec<String>,
    done: &mut BTreeSet<String>,
) -> Option<Vec<String>> {
    if let Some(place) = way.iter().position(|one| one == file) {
        return Some(way[place..].to_vec());
    }
    if done.contains(file) {
        return None;
    }
    way.push(file.to_owned());
    let uses = imports.get(file).into_iter().flat_map(BTreeMap::keys);
    let found = uses
        .into_iter()
        .find_map(|next| walk(imports, next, way, done));
    way.pop();
    done.insert(file.to_owned());
    found
}
