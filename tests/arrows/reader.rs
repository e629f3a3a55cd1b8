//! Reads Rust files and finds, for each, the files whose items it names.
//!
//! Every path counts, in a `use`, in an expression or a type, and inside a macro: `crate::…`, `super::…`, `self::…`,
//! `checks::…`, and paths that begin with an imported name or a child module. A re-export is followed to the file that
//! defines the item. Two things are no import: `mod child;`, and a parent's `pub use` of what its own child defines, as
//! long as the parent's code does not use the name itself. What is under `#[cfg(test)]` is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree, Visibility};

/// The path of a module or item, its crate first: `["checks", "kit", "mail"]`.
pub type Name = Vec<String>;

/// The paths that the code of one module names, and the names that it knows.
#[derive(Default)]
struct Module {
    file: String,
    children: BTreeSet<String>,
    /// What `use` brings into it: the name here, and the path that it stands for.
    imported: BTreeMap<String, Imported>,
    globs: Vec<Name>,
    /// Paths as they stand in the code, at least one segment long.
    paths: BTreeSet<Name>,
}

struct Imported {
    path: Name,
    is_exported: bool,
}

/// All modules that were read.
#[derive(Default)]
pub struct Modules(BTreeMap<Name, Module>);

impl Modules {
    /// Reads the crate of this name below a folder: its root `lib.rs`, and the files of every module that is declared.
    pub fn read_crate(&mut self, name: &str, folder: &Path) {
        let root = folder.join("lib.rs");
        self.read_file(&vec![name.to_owned()], &root, folder);
    }

    fn read_file(&mut self, name: &Name, file: &Path, folder: &Path) {
        let text = std::fs::read_to_string(file).unwrap();
        for child in self.read(name, file.to_str().unwrap(), &text) {
            let below = child[1..].iter().collect::<PathBuf>();
            let beside = folder.join(&below).with_extension("rs");
            let file = match beside.exists() {
                true => beside,
                false => folder.join(&below).join("mod.rs"),
            };
            self.read_file(&child, &file, folder);
        }
    }

    /// Reads one file, which is this module; returns the modules that it declares and that have files of their own.
    pub fn read(&mut self, name: &Name, file: &str, text: &str) -> Vec<Name> {
        let parsed = syn::parse_file(text).unwrap_or_else(|why| panic!("{file}: {why}"));
        let mut apart = Vec::new();
        self.items(name, file, &parsed.items, &mut apart);
        apart
    }

    fn items(&mut self, name: &Name, file: &str, items: &[Item], apart: &mut Vec<Name>) {
        let mut module = Module {
            file: file.to_owned(),
            ..Module::default()
        };
        let mut inline: Vec<(Name, &[Item])> = Vec::new();
        for item in items.iter().filter(|item| !is_test(attributes(item))) {
            match item {
                Item::Mod(child) => {
                    module.children.insert(child.ident.to_string());
                    let name = joined(name, &[child.ident.to_string()]);
                    match &child.content {
                        Some((_, items)) => inline.push((name, items)),
                        None => apart.push(name),
                    }
                }
                Item::Use(used) => {
                    let is_exported = !matches!(used.vis, Visibility::Inherited);
                    module.import(&used.tree, &Name::new(), is_exported);
                }
                other => module.visit_item(other),
            }
        }
        self.0.insert(name.clone(), module);
        for (name, items) in inline {
            self.items(&name, file, items, apart);
        }
    }

    /// For each file the files whose items it names, and one path of each by which it does.
    pub fn imports(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut imports: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (name, module) in &self.0 {
            let uses = imports.entry(module.file.clone()).or_default();
            for path in self.named(name, module) {
                let Some(file) = self.file(&path, 0).filter(|file| *file != module.file) else {
                    continue;
                };
                uses.entry(file.to_owned())
                    .or_insert_with(|| path.join("::"));
            }
        }
        imports
    }

    /// The files whose code names a path like this, as it stands there.
    pub fn that_name(&self, is_meant: impl Fn(&[String]) -> bool) -> BTreeSet<String> {
        let named = self.0.values().filter(|module| {
            let imported = module.imported.values().map(|one| &one.path);
            module
                .paths
                .iter()
                .chain(imported)
                .any(|path| is_meant(path))
        });
        named.map(|module| module.file.clone()).collect()
    }

    /// The whole paths that a module's code names outside of itself.
    fn named(&self, name: &Name, module: &Module) -> Vec<Name> {
        let of_own_child =
            |path: &Name| path.len() > name.len() + 1 && path.starts_with(name.as_slice());
        let imported = module.imported.values().map(|one| {
            let whole = self.whole(name, module, &one.path);
            whole.filter(|path| !(one.is_exported && of_own_child(path)))
        });
        let globs = module.globs.iter();
        let globs = globs.map(|path| self.whole(name, module, path));
        let code = module.paths.iter().map(|path| {
            let first = module.imported.get(&path[0]);
            let is_known = path.len() > 1 || first.is_some();
            self.whole(name, module, path).filter(|_| is_known)
        });
        imported.chain(globs).chain(code).flatten().collect()
    }

    /// A path from the crate's root on: nothing where it leads to another crate or a local name.
    fn whole(&self, name: &Name, module: &Module, path: &[String]) -> Option<Name> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(joined(&name[..1], rest)),
            "self" => Some(joined(name, rest)),
            "super" => {
                let (_, parent) = name.split_last()?;
                match rest.first().map(String::as_str) {
                    Some("super") => {
                        let parent = parent.to_vec();
                        self.whole(&parent, self.0.get(&parent)?, rest)
                    }
                    _ => Some(joined(parent, rest)),
                }
            }
            child if module.children.contains(child) => Some(joined(name, path)),
            known if module.imported.contains_key(known) => {
                let imported = &module.imported[known].path;
                match imported.first() == Some(first) {
                    // `use checks::kit;` and `use child::{self}` stand for themselves.
                    true if self.0.contains_key(&imported[..1]) => Some(joined(imported, rest)),
                    true => None,
                    false => Some(joined(&self.whole(name, module, imported)?, rest)),
                }
            }
            root if self.0.contains_key(&vec![root.to_owned()]) => Some(path.to_vec()),
            _ => None,
        }
    }

    /// The file that defines what a whole path names.
    fn file(&self, path: &[String], depth: usize) -> Option<&str> {
        // Two modules may re-export each other.
        if depth > 16 {
            return None;
        }
        let longest = (1..=path.len()).rev();
        let known = longest
            .map(|len| &path[..len])
            .find(|name| self.0.contains_key(*name))?;
        let (module, rest) = (&self.0[known], &path[known.len()..]);
        let Some(item) = rest.first() else {
            return Some(&module.file);
        };
        let name = known.to_vec();
        if let Some(imported) = module.imported.get(item) {
            let whole = self.whole(&name, module, &imported.path);
            return match whole {
                Some(whole) if whole != path => self.file(&joined(&whole, &rest[1..]), depth + 1),
                _ => Some(&module.file),
            };
        }
        let mut globs = module.globs.iter();
        let through = globs.find_map(|glob| {
            let whole = self.whole(&name, module, glob)?;
            let target = self.0.get(&whole)?;
            let is_there = target.imported.contains_key(item) || target.children.contains(item);
            is_there.then(|| joined(&whole, rest))
        });
        match through {
            Some(path) => self.file(&path, depth + 1),
            None => Some(&module.file),
        }
    }
}

impl Module {
    fn import(&mut self, tree: &UseTree, before: &Name, is_exported: bool) {
        match tree {
            UseTree::Path(path) => {
                let before = joined(before, &[path.ident.to_string()]);
                self.import(&path.tree, &before, is_exported);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, before, is_exported);
                }
            }
            UseTree::Name(name) if name.ident == "self" => {
                if let Some(known_as) = before.last().cloned() {
                    self.keep(known_as, before.clone(), is_exported);
                }
            }
            UseTree::Name(name) => {
                let known_as = name.ident.to_string();
                let path = joined(before, std::slice::from_ref(&known_as));
                self.keep(known_as, path, is_exported);
            }
            UseTree::Rename(renamed) => {
                let path = match renamed.ident == "self" {
                    true => before.clone(),
                    false => joined(before, &[renamed.ident.to_string()]),
                };
                let known_as = match renamed.rename == "_" {
                    // As good as a name, and no one's: the trait of an `as _`.
                    true => format!("_ {}", path.join("::")),
                    false => renamed.rename.to_string(),
                };
                self.keep(known_as, path, is_exported);
            }
            UseTree::Glob(_) => self.globs.push(before.clone()),
        }
    }

    fn keep(&mut self, known_as: String, path: Name, is_exported: bool) {
        self.imported
            .insert(known_as, Imported { path, is_exported });
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter();
        let name: Name = segments.map(|one| one.ident.to_string()).collect();
        self.paths.insert(name);
        visit::visit_path(self, path);
    }

    // `pub(in crate::config)` says who may see it, not what it uses.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.paths.extend(paths_in(&call.tokens.to_string()));
        visit::visit_macro(self, call);
    }

    fn visit_item_use(&mut self, used: &'ast syn::ItemUse) {
        // Inside of a function: its name is no other there than in the module, where it is known at all.
        self.import(&used.tree, &Name::new(), false);
    }

    fn visit_impl_item_fn(&mut self, one: &'ast syn::ImplItemFn) {
        if !is_test(&one.attrs) {
            visit::visit_impl_item_fn(self, one);
        }
    }
}

/// The paths in the tokens of a macro, whose grammar is its own. What stands in quotes is no path.
fn paths_in(tokens: &str) -> Vec<Name> {
    let mut paths = Vec::new();
    for (place, piece) in tokens.split('"').enumerate() {
        if place % 2 == 1 {
            continue;
        }
        let spaced = piece.replace("::", " :: ");
        let words: Vec<&str> = spaced
            .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
            .filter(|word| !word.is_empty())
            .collect();
        let mut path = Name::new();
        let mut joins = false;
        for word in words {
            match word {
                "::" => joins = true,
                _ if word.contains(':') => joins = false,
                _ if joins && !path.is_empty() => path.push(word.to_owned()),
                _ => {
                    paths.extend((!path.is_empty()).then(|| std::mem::take(&mut path)));
                    path.push(word.to_owned());
                }
            }
            joins &= word == "::";
        }
        paths.extend((!path.is_empty()).then_some(path));
    }
    paths
}

fn joined(one: &[String], other: &[String]) -> Name {
    [one, other].concat()
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|one| {
        let is_cfg = one.path().is_ident("cfg");
        is_cfg
            && one
                .parse_args::<syn::Path>()
                .is_ok_and(|what| what.is_ident("test"))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(one) => &one.attrs,
        Item::Enum(one) => &one.attrs,
        Item::Fn(one) => &one.attrs,
        Item::Impl(one) => &one.attrs,
        Item::Mod(one) => &one.attrs,
        Item::Static(one) => &one.attrs,
        Item::Struct(one) => &one.attrs,
        Item::Trait(one) => &one.attrs,
        Item::Type(one) => &one.attrs,
        Item::Use(one) => &one.attrs,
        _ => &[],
    }
}
