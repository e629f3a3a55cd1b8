//! The YAML file of waivers: every mistake at once, each with its place, as in a config.

use std::path::Path;
use std::sync::LazyLock;

use checks::kit::Status;
use checks::kit::reason::SharedReason;
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde_json::Value;

use super::expect::{nearest, one_of};
use super::loaded::ConfigError;
use super::mistake::Mistake;
use super::node::{Node, Position};
use super::small_file::checked;
use super::source::Source;
use super::text::name;
use crate::report::model::Site;
use crate::report::model::waivers::{Grounds, Waiver};

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "for its schema")]
struct File {
    #[schemars(range(min = 1, max = 1))]
    schema: u8,
    waivers: Vec<Entry>,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Entry {
    check: String,
    reason: Option<String>,
    realm: Option<String>,
    subject: Option<String>,
    #[schemars(length(min = 1))]
    why: String,
    #[schemars(length(min = 1))]
    who: String,
    #[schemars(with = "String", extend("format" = "date"))]
    until: jiff::civil::Date,
}

/// The waivers of a file's text.
///
/// # Errors
/// All its mistakes.
pub fn parse(path: &Path, text: String) -> Result<Vec<Waiver>, ConfigError> {
    static SCHEMA: LazyLock<Value> = LazyLock::new(|| schema_for!(File).to_value());
    let source = Source::new(path, text, Vec::new());
    checked(source, &SCHEMA, |tree, source, mistakes| {
        let entries = tree.get("waivers").map_or(&[][..], Node::items).iter();
        let waivers = entries.filter_map(|entry| {
            check(entry, mistakes);
            waiver(entry, source, mistakes)
        });
        waivers.collect()
    })
}

/// Adds what no schema sees: a check or a reason that does not exist.
fn check(entry: &Node, mistakes: &mut Vec<Mistake>) {
    let text = |key| {
        entry
            .get(key)
            .and_then(|node| Some((node.at, node.text()?)))
    };
    let Some((at, id)) = text("check") else {
        return;
    };
    let Some(about) = checks::abouts().find(|about| about.id == id) else {
        let ids = checks::abouts().map(|about| about.id);
        let label = match nearest(id, ids) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`otpdoctor list` names all checks".into(),
        };
        mistakes.push(Mistake::new(
            at,
            format!("there is no check {}", name(id)),
            label,
        ));
        return;
    };
    if let Some((at, code)) = text("reason")
        && about.reason(code).is_none()
        && !SharedReason::find(code).is_some_and(SharedReason::is_lasting)
    {
        if let Some(shared) = SharedReason::find(code) {
            let title = format!("{} cannot be waived", name(code));
            let label = match shared.status {
                Status::Unknown => "it is for one run only: make a new one",
                _ => "it fails nothing, so it needs no waiver",
            };
            mistakes.push(Mistake::new(at, title, label));
            return;
        }
        let codes: Vec<&str> = about.reasons.iter().map(|reason| reason.code).collect();
        let title = format!("{} has no reason {}", name(id), name(code));
        let label = match nearest(code, codes.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("expected {}", one_of(&codes)),
        };
        mistakes.push(Mistake::new(at, title, label));
    }
}

/// The waiver, where nothing is wrong with its entry.
fn waiver(entry: &Node, source: &Source, mistakes: &mut Vec<Mistake>) -> Option<Waiver> {
    let written: Entry = serde_json::from_value(entry.to_json()).ok()?;
    let mut pattern = |text: Option<String>, key: &str| {
        let text = text.filter(|text| text != "all");
        let at: Position = entry.get(key).map_or(entry.at, |node| node.at);
        let pattern = glob::Pattern::new(text.as_deref().unwrap_or("*"));
        let wrong = |why: glob::PatternError| {
            let title = format!("`{key}` is neither a name nor a pattern");
            Mistake::new(at, title, why.msg)
        };
        pattern.map_err(|why| mistakes.push(wrong(why))).ok()
    };
    Some(Waiver {
        realm: pattern(written.realm, "realm")?,
        subject: pattern(written.subject, "subject")?,
        check: written.check.into(),
        reason: written.reason.map(Into::into),
        grounds: Grounds {
            why: written.why.into(),
            who: written.who.into(),
            until: written.until,
        },
        site: Site {
            file: (*source.name).into(),
            line: entry.at.line,
            column: entry.at.column,
        },
    })
}
