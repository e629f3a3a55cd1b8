//! The only module that knows the YAML crate: a file into a tree of values with places, within bounds.

use std::path::Path;

use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Error, Options};

use super::loaded::ConfigError;
use super::mistake::Mistake;
use super::node::{Kind, Node, Position};
use super::source::Source;
use super::syntax;
use super::text::clean;
use crate::exit::is_exhausted;
use crate::files::{self, FileError};

/// The most bytes that all files together may have.
pub(super) const BYTES: usize = 8 << 20;

/// The most values that may stand in a file: what it has in bytes bounds them, and no config has shorter ones on average.
const WRITTEN: usize = BYTES / 4;

/// The most lines and commas that a file may have, whose values end there: real configs have 29 bytes for each.
const ENDS: usize = BYTES / 8;

/// The most values that aliases may repeat, and that `defaults` may make under the realms: of these no byte is written.
pub(super) const REPEATED: usize = 500_000;

/// The most values that a file may have once its aliases are followed.
const NODES: usize = WRITTEN + REPEATED;

/// How many values aliases may repeat in a small file, and for each byte more.
const REPLAYED: usize = 10_000;
const REPLAYED_PER_BYTE: usize = 48;

/// How deep values may be nested; the format itself needs nine levels.
const DEPTH: usize = 48;

/// Reads a file; that it is not text or too large is a mistake, that it cannot be read an error.
///
/// # Errors
/// [`ConfigError::Unreadable`] when it is missing, not an ordinary file, or the system refuses.
pub(super) fn read(
    path: &Path,
    number: usize,
    room: &mut usize,
    mistakes: &mut Vec<Mistake>,
) -> Result<Source, ConfigError> {
    let place = Position {
        file: number,
        ..Position::default()
    };
    let too_large = "the config is larger than 8 MiB";
    let ends = |bytes: &[u8]| bytes.iter().filter(|byte| b"\n,".contains(byte)).count();
    let bytes = match files::read(path) {
        Ok(bytes) if bytes.len() <= *room && ends(&bytes) > ENDS => {
            let title = format!("the file has more than {ENDS} lines and commas");
            mistakes.push(Mistake::unparsed(place, title));
            Vec::new()
        }
        Ok(bytes) if bytes.len() <= *room => bytes,
        Ok(_) | Err(FileError::TooLarge(_)) => {
            mistakes.push(Mistake::unparsed(place, too_large));
            Vec::new()
        }
        Err(why) => {
            let text = format!("{}: {why}", clean(&path.display().to_string()));
            return Err(match why {
                FileError::Io(why) if is_exhausted(&why) => ConfigError::Exhausted(text),
                _ => ConfigError::Unreadable(text),
            });
        }
    };
    *room -= bytes.len();
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
        Err(why) => {
            mistakes.push(not_text(&bytes, why.valid_up_to(), place));
            String::new()
        }
    };
    Ok(Source::new(path, text, bytes))
}

/// The tree of a file, its secrets noted; `None`, and mistakes, when it does not parse.
pub(super) fn parse(
    source: &mut Source,
    number: usize,
    mistakes: &mut Vec<Mistake>,
) -> Option<Node> {
    match serde_saphyr::from_str_with_options::<Node>(&source.text, options(source.text.len())) {
        Ok(mut node) => {
            // Before anything is taken out: the second of two passwords is one too.
            source.note(&node);
            settle(&mut node, number, mistakes);
            Some(node)
        }
        Err(error) => {
            let mut mistake = explain(error.without_snippet(), &source.text, number);
            mistake.withheld = !source.locate(&mut mistake.at);
            mistakes.push(mistake);
            None
        }
    }
}

/// What a YAML text of this program holds.
///
/// # Errors
/// When it holds something else.
pub(super) fn built_in<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_saphyr::from_str(text)
}

fn options(bytes: usize) -> Options {
    // As much as aliases that share a section among realms bring forth, and no more than the file is worth.
    let replayed = REPEATED.min(REPLAYED + REPLAYED_PER_BYTE * bytes);
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: NODES * 2,
            max_aliases: 10_000,
            max_anchors: 10_000,
            max_recorded_anchor_events: REPEATED,
            max_depth: DEPTH,
            // A hundred realms may share one section; what is repeated is counted below.
            enforce_alias_anchor_ratio: false,
            flow_nesting_limit: DEPTH,
            max_documents: 1,
            max_nodes: NODES,
            max_total_scalar_bytes: BYTES * 2,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: replayed,
            max_alias_expansions_per_anchor: REPEATED,
        },
        // Both are looked for in the tree, so that they do not hide further mistakes.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        strict_booleans: true,
        // It would print neighboring lines, and passwords stand there.
        with_snippet: false,
    }
}

/// Notes which file the tree is of, and takes out the second of keys that stand twice, and merge keys.
fn settle(node: &mut Node, file: usize, mistakes: &mut Vec<Mistake>) {
    node.at.file = file;
    match &mut node.kind {
        Kind::List(items) => {
            for item in items {
                settle(item, file, mistakes);
            }
        }
        Kind::Map(entries) => {
            let mut first = std::collections::HashMap::<String, Position>::new();
            entries.retain_mut(|entry| {
                entry.at.file = file;
                if entry.key == "<<" {
                    let label = "put what realms share under `defaults`";
                    mistakes.push(Mistake::new(
                        entry.at,
                        "merge keys are not supported",
                        label,
                    ));
                    return false;
                }
                if let Some(other) = first.get(&entry.key) {
                    let label = "a key may occur only once: remove or rename one";
                    // Not named: below a password the key may be the password.
                    let title = "this key occurs twice";
                    mistakes.push(Mistake::new(entry.at, title, label).other(*other));
                    return false;
                }
                first.insert(entry.key.clone(), entry.at);
                settle(&mut entry.value, file, mistakes);
                true
            });
        }
        _ => {}
    }
}

fn not_text(bytes: &[u8], valid: usize, file: Position) -> Mistake {
    let before = String::from_utf8_lossy(&bytes[..valid]);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let place = Position {
        line: number(before.matches('\n').count() + 1),
        column: number(line.chars().count() + 1),
        ..file
    };
    let mistake = Mistake::unparsed(place, "the file is not valid UTF-8");
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            mistake.help("it looks like UTF-16: save it as UTF-8 instead")
        }
        _ => mistake.help("save it as UTF-8"),
    }
}

/// Our own words for what the parser says. Texts of the parser's that may quote the file are not used.
fn explain(error: &Error, text: &str, file: usize) -> Mistake {
    // Of an alias the place where it is used, not the one that it leads to.
    let place = error.locations().map(|both| both.reference_location);
    let mut at = Position {
        file,
        ..Position::default()
    };
    if let Some(location) = place.or(error.location()) {
        at.line = u32::try_from(location.line()).unwrap_or_default();
        at.column = u32::try_from(location.column()).unwrap_or_default();
    }
    let say = |title: String| Mistake::unparsed(at, title);
    let inner = match error {
        Error::AliasError { error, .. } => error,
        _ => error,
    };
    match inner {
        Error::ExternalMessage { msg, .. } if msg == "recursion limit exceeded" => say(too_deep()),
        Error::ExternalMessage { msg, .. } => match syntax::explain(msg, text, at) {
            Some(mistake) => mistake,
            None => say(format!("this is not YAML: {}", clean(msg))),
        },
        Error::Eof { .. } => {
            say("the file is empty".into()).help("`otpdoctor config init` writes one to start from")
        }
        Error::UnknownAnchor { .. } => {
            say("`*` at the beginning of a value refers to an anchor, and there is none".into())
                .help("put a text that begins with `*` in quotes, as in \"*.example.net\"")
        }
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            say("this anchor contains itself".into())
        }
        Error::MultipleDocuments { .. } => say("a second document starts here".into())
            .help("a config has only one document: remove the `---`"),
        Error::NonFiniteFloat { .. } => say("this number is not finite".into()),
        Error::Budget { breach, .. } => say(over_budget(breach)),
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasReplayCounterOverflow { .. } => {
            say("the aliases of this file expand to more values than any config needs".into())
        }
        Error::NullIntoString { .. } | Error::SerdeInvalidType { .. } => {
            say("a key must be plain text".into())
        }
        _ => say("this is YAML that a config cannot contain".into()),
    }
}

fn too_deep() -> String {
    format!("values are nested deeper than {DEPTH} levels")
}

fn over_budget(breach: &serde_saphyr::budget::BudgetBreach) -> String {
    use serde_saphyr::budget::BudgetBreach;
    match breach {
        BudgetBreach::Depth { .. } => too_deep(),
        BudgetBreach::Documents { .. } => "a second document starts here".into(),
        BudgetBreach::Nodes { .. } | BudgetBreach::Events { .. } => {
            format!("the file has more than {NODES} values once its aliases are followed")
        }
        _ => "the aliases of this file expand to more values than any config needs".into(),
    }
}
