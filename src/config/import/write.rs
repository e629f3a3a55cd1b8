//! What was imported: as a config with comments, and as lines for a person.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::machine::Machine;
use super::realm::{Realm, Variables};
use super::target;
use crate::config::text::clean;
use crate::config::yaml::{BARE, Comments, below, word};

const COMMENTS: Comments<'_> = Comments {
    column: 56,
    heads: true,
    ..BARE
};
/// How wide comments are.
const WIDTH: usize = 96;

const HEAD: &str = include_str!("head.yaml");
/// In place of what no machine says of itself.
const NO_MACHINE: &str = include_str!("no_machine.yaml");

/// The config.
pub(super) fn yaml(machine: Option<&Machine>, realms: &[Realm], variables: &Variables) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut text = format!("# Imported by otpdoctor {version}.\n");
    for (name, users) in &variables.uses {
        let users = listed(users);
        let line =
            format!("Put into the environment variable {name} what the source has in {users}.");
        text += &comment("", &line);
    }
    text += HEAD;
    match machine {
        Some(machine) => write_machine(&mut text, machine),
        None => text += NO_MACHINE,
    }
    text += "\nrealms:\n";
    for realm in realms {
        write_realm(&mut text, realm);
    }
    text
}

/// What was imported and what was not, realm by realm, then the secrets.
pub(super) fn account(realms: &[Realm], variables: &Variables) -> String {
    let mut text = String::new();
    for realm in realms {
        let settings = match realm.settings.len() {
            1 => "1 setting".to_owned(),
            many => format!("{many} settings"),
        };
        let (name, source) = (clean(&realm.name), clean(&realm.source));
        text += &format!("{name}: imported {settings} from {source}\n");
        for line in left_out(realm) {
            text += &wrapped("  ", "    ", &line);
        }
    }
    for (name, users) in &variables.uses {
        let users = listed(users);
        text += &format!(
            "a secret of {users} was found and not copied: put it into the environment variable {name}\n"
        );
    }
    text
}

fn write_machine(text: &mut String, machine: &Machine) {
    for (setting, why) in machine.lines() {
        let indent = &setting[..setting.len() - setting.trim_start().len()];
        let wide = |text: &str, most| text.chars().count() > most;
        match (setting.trim(), why.as_str()) {
            (_, "") => *text += &format!("{setting}\n"),
            ("", why) => *text += &comment(indent, why),
            (_, why) if wide(&setting, COMMENTS.column) || wide(why, WIDTH) => {
                *text += &comment(indent, why);
                *text += &format!("{setting}\n");
            }
            _ => *text += &COMMENTS.beside(&setting, &clean(&why)),
        }
    }
}

fn write_realm(text: &mut String, realm: &Realm) {
    *text += &comment("  ", &format!("From {}.", realm.source));
    let settings = section(realm, "");
    if settings.is_empty() {
        *text += &format!("  {}: {{}}\n", word(&realm.name));
    } else {
        let from = |path: &str| {
            let setting = realm.settings.get(path);
            setting.map_or_else(String::new, |setting| clean(&setting.from))
        };
        let comments = Comments {
            of: &from,
            ..COMMENTS
        };
        *text += &format!("  {}:\n", word(&realm.name));
        *text += &comments.section(&settings, "", 2);
    }
    for hint in &realm.hints {
        *text += &format!("    # {}\n", clean(hint));
    }
    for line in left_out(realm) {
        *text += &comment("    ", &line);
    }
}

/// What is known of a section, in the order of the contract.
fn section(realm: &Realm, path: &str) -> Map<String, Value> {
    let keys = target::keys(path)
        .into_iter()
        .map(|key| (key, below(path, key)));
    let known = keys.filter(|(_, path)| realm.has(path));
    let known = known.map(|(key, path)| match realm.settings.get(&path) {
        Some(setting) => (key.to_owned(), setting.value.clone()),
        None => (key.to_owned(), section(realm, &path).into()),
    });
    known.collect()
}

/// What a person should know that is not in the config.
fn left_out(realm: &Realm) -> Vec<String> {
    let known = |path: &str| realm.settings.contains_key(path);
    let unread = |path: &str| {
        let mut unread = realm.unread.keys();
        unread.any(|other| other == path || target::is_below(other, path))
    };
    let mut missing: Vec<String> = target::missing(&known)
        .into_iter()
        .filter(|path| !unread(path))
        .collect();
    missing.extend(["client_certificate", "license_certificate"].map(str::to_owned));
    if realm.has("data") && !realm.has("data.profile_fields") {
        missing.push("data.profile_fields".into());
    }
    // What has one cause is reported once, such as all that an encrypted section holds.
    let mut causes: Vec<(&str, Vec<&str>)> = Vec::new();
    for (path, why) in &realm.unread {
        match causes.iter_mut().find(|(known, _)| known == why) {
            Some((_, paths)) => paths.push(path),
            None => causes.push((why, vec![path])),
        }
    }
    let mut lines: Vec<String> = causes
        .into_iter()
        .map(|(why, paths)| format!("not read: {}: {why}", paths.join(", ")))
        .collect();
    lines.extend(realm.remarks.iter().map(|remark| format!("note: {remark}")));
    lines.push(format!("not known: {}", missing.join(", ")));
    lines
}

fn comment(indent: &str, text: &str) -> String {
    wrapped(&format!("{indent}# "), &format!("{indent}#   "), text)
}

fn wrapped(first: &str, rest: &str, text: &str) -> String {
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(rest);
    textwrap::fill(&clean(text), options) + "\n"
}

fn listed(realms: &BTreeSet<String>) -> String {
    let realms: Vec<String> = realms.iter().map(|realm| clean(realm)).collect();
    match realms.as_slice() {
        [first, second, third, _, ..] => {
            let more = realms.len() - 3;
            format!("{first}, {second}, {third} and {more} more realms")
        }
        _ => checks::kit::text::list(&realms),
    }
}
