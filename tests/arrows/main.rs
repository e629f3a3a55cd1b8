//! The layers of the code: every import of `src` and `checks` points where the table allows, and no files use each other
//! in a circle.

#![allow(clippy::unwrap_used)]

mod circles;
mod reader;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use circles::{Imports, circle, leads};
use reader::Modules;

/// Imports that are wrong and not yet gone, a line each: `FILE -> FILE`.
const KNOWN: &str = include_str!("known.txt");

fn imports() -> Imports {
    let mut modules = Modules::default();
    modules.read_crate("checks", Path::new("checks"));
    modules.read_crate("otpdoctor", Path::new("src"));
    modules.imports()
}

fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = KNOWN.lines().filter(|line| !line.is_empty());
    lines.map(|line| line.split_once(" -> ").expect("a line is `FILE -> FILE`"))
}

/// The imports without those that are known to be wrong.
fn right(mut imports: Imports) -> Imports {
    for (from, to) in known() {
        imports.get_mut(from).and_then(|uses| uses.remove(to));
    }
    imports
}

fn forbidden(imports: &Imports) -> Vec<String> {
    let all = imports.iter().flat_map(|(from, uses)| {
        let pairs = uses.iter();
        pairs.map(move |(to, path)| (from, to, path))
    });
    all.filter(|(from, to, _)| !table::may_use(from, to))
        .map(|(from, to, path)| format!("{from} -> {to} ({path})"))
        .collect()
}

#[test]
fn every_import_points_where_the_table_allows() {
    let wrong = forbidden(&right(imports()));
    assert!(wrong.is_empty(), "not allowed:\n{}", wrong.join("\n"));
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let imports = right(imports());
    if let Some(files) = circle(&imports) {
        let next = files.iter().cycle().skip(1);
        let steps = files.iter().zip(next);
        let steps: Vec<String> = steps
            .map(|(from, to)| format!("{from} -> {to} ({})", imports[from][to]))
            .collect();
        panic!("a circle:\n{}", steps.join("\n"));
    }
}

/// What a peer says becomes a text that may be shown in one way alone: the vault cuts the secrets out.
#[test]
fn no_words_of_a_peer_pass_by_the_vault() {
    let mut modules = Modules::default();
    modules.read_crate("otpdoctor", Path::new("src"));
    let makers =
        modules.that_name(|path| path.ends_with(&["PeerText".into(), "without_secrets".into()]));
    assert_eq!(makers, BTreeSet::from(["src/secret.rs".to_owned()]));
}

/// The list only shrinks: `SNAPSHOTS=overwrite cargo test --test arrows` strikes what is gone, and adds nothing.
#[test]
fn what_is_known_to_be_wrong_is_still_there() {
    let (all, right) = (imports(), right(imports()));
    let is_wrong = |from: &str, to: &str| {
        let is_there = all.get(from).is_some_and(|uses| uses.contains_key(to));
        is_there && (!table::may_use(from, to) || leads(&right, to, from))
    };
    let (still, gone): (Vec<_>, Vec<_>) = known().partition(|(from, to)| is_wrong(from, to));
    if std::env::var_os("SNAPSHOTS").is_some_and(|what| what == "overwrite") {
        let lines = still.iter().map(|(from, to)| format!("{from} -> {to}\n"));
        std::fs::write("tests/arrows/known.txt", lines.collect::<String>()).unwrap();
    } else {
        assert!(gone.is_empty(), "no longer wrong, strike them: {gone:?}");
    }
}

/// What only `run::context` makes: everything that a command starts with comes from there.
#[test]
fn nothing_but_the_context_makes_a_prober_or_a_vault() {
    let mut modules = Modules::default();
    modules.read_crate("otpdoctor", Path::new("src"));
    let makers = modules.that_name(|path| {
        path.ends_with(&["Live".into(), "new".into()])
            || path.ends_with(&["Vault".into(), "new".into()])
    });
    // The first fetches a config, before there is one to start with; the last keeps a password out of what its server says.
    let known = [
        "src/cli/config/fetch.rs",
        "src/otp/engine/sealing.rs",
        "src/otp/store/postgres/target.rs",
    ];
    let expected = known.into_iter().chain(["src/run/context.rs"]);
    assert_eq!(makers, expected.map(str::to_owned).collect());
}

/// The deciding part of the OTP engine: time and randomness are its arguments.
#[test]
fn the_core_of_the_otp_engine_sees_neither_runtime_nor_files_nor_clock() {
    let mut modules = Modules::default();
    modules.read_crate("otpdoctor", Path::new("src"));
    let outside = ["tokio", "fs", "net", "SystemTime", "Instant"];
    let touches = modules.that_name(|path| {
        let names = path.iter().any(|part| outside.contains(&part.as_str()));
        names || path.len() > 1 && path.last().is_some_and(|last| last == "now")
    });
    let mut core = touches.iter();
    assert_eq!(core.find(|file| file.starts_with("src/otp/core")), None);
    // Others do, so that the test would see it.
    assert!(touches.contains("src/run/context.rs"));
}

/// The imports of a few small files of one crate.
fn of(files: &[(&str, &str)]) -> BTreeMap<String, Vec<String>> {
    let mut modules = Modules::default();
    for (file, text) in files {
        let name = file.trim_end_matches(".rs").split('/');
        let name = name.filter(|part| *part != "lib");
        let name = std::iter::once("small").chain(name);
        modules.read(&name.map(str::to_owned).collect(), file, text);
    }
    let imports = modules.imports().into_iter();
    imports
        .map(|(file, uses)| (file, uses.into_keys().collect()))
        .collect()
}

#[test]
fn a_path_leads_to_the_file_that_defines_its_item() {
    let lib = ("lib.rs", "mod a; mod b; pub use b::Shown;");
    let b = ("b.rs", "pub mod c; pub use c::Deep; pub struct Shown;");
    let c = ("b/c.rs", "pub struct Deep; pub fn deep() {}");
    for (text, files) in [
        ("use crate::b::Shown;", vec!["b.rs"]),
        ("use crate::b::{Deep, Shown};", vec!["b.rs", "b/c.rs"]),
        ("use crate::{b::{self, c::deep}};", vec!["b.rs", "b/c.rs"]),
        ("use crate::Shown;", vec!["b.rs"]),
        ("use super::b::c as d;", vec!["b/c.rs"]),
        ("fn x() { crate::b::c::deep() }", vec!["b/c.rs"]),
        ("fn x() -> super::b::Deep { todo!() }", vec!["b/c.rs"]),
        (
            "fn x() { print!(\"{}\", crate::b::c::deep()) }",
            vec!["b/c.rs"],
        ),
        ("fn x() { print!(\"crate::b\") }", vec![]),
        (
            "use crate::b; fn x() { b::c::deep() }",
            vec!["b.rs", "b/c.rs"],
        ),
        ("fn x() { use crate::b::c::deep; deep() }", vec!["b/c.rs"]),
        ("mod inner { use super::super::b::Deep; }", vec!["b/c.rs"]),
        ("#[cfg(test)] mod tests { use crate::b::Shown; }", vec![]),
        ("use std::fmt; struct Shown; fn x(_: Shown) {}", vec![]),
    ] {
        assert_eq!(of(&[lib, ("a.rs", text), b, c])["a.rs"], files, "{text}");
    }
}

#[test]
fn a_parent_that_uses_its_child_is_in_a_circle_with_a_child_that_uses_its_parent() {
    let child = ("a/b.rs", "use super::Shared; pub struct Own(Shared);");
    let circle_of = |parent: &str| {
        let mut modules = Modules::default();
        let names = [vec!["small"], vec!["small", "a"], vec!["small", "a", "b"]];
        let files = [("lib.rs", "mod a;"), ("a.rs", parent), child];
        for (name, (file, text)) in names.iter().zip(files) {
            let name: Vec<String> = name.iter().map(|one| (*one).to_owned()).collect();
            modules.read(&name, file, text);
        }
        circle(&modules.imports())
    };
    let files = Some(vec!["a.rs".to_owned(), "a/b.rs".to_owned()]);
    assert_eq!(circle_of("mod b; use b::Own; pub struct Shared;"), files);
    assert_eq!(
        circle_of("mod b; pub struct Shared; fn x() -> b::Own {}"),
        files
    );
    assert_eq!(
        circle_of("mod b; pub use b::Own; pub struct Shared; fn x(_: Own) {}"),
        files
    );
    // Where it only declares it and shows it on, there is nothing that it needs of it.
    assert_eq!(circle_of("mod b; pub use b::Own; pub struct Shared;"), None);
}
