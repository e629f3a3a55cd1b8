//! Small YAML files beside a config: every mistake at once, each with its marked line, as in a config.

use std::path::Path;

use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, from_value};

use super::load;
use super::loaded::{ConfigError, Mistakes};
use super::mistake::Mistake;
use super::node::Node;
use super::source::Source;
use super::text::{name, short};
use super::validate::validate;

/// What a file says in which every key may be left out.
///
/// # Errors
/// All its mistakes.
pub fn read<T>(path: &Path, text: String) -> Result<T, ConfigError>
where
    T: Default + DeserializeOwned + JsonSchema,
{
    let schema = schema_for!(T).to_value();
    let source = Source::new(path, text, Vec::new());
    checked(source, &schema, |tree, _, mistakes| {
        for entry in tree.entries() {
            let known = mistakes
                .iter()
                .any(|one| [entry.at, entry.mark()].contains(&one.at));
            let alone = Map::from_iter([(entry.key.clone(), entry.value.to_json())]);
            let Err(why) = from_value::<T>(Value::Object(alone)) else {
                continue;
            };
            if !known {
                let given = short(entry.value.text().unwrap_or_default(), 48);
                let title = format!("{} cannot be \"{given}\"", name(&entry.key));
                mistakes.push(Mistake::new(entry.mark(), title, why.to_string()));
            }
        }
        from_value(tree.to_json()).unwrap_or_default()
    })
}

/// What `read` makes of a file that fits the schema, or all mistakes, those that it adds among them.
pub(super) fn checked<T>(
    source: Source,
    schema: &Value,
    read: impl FnOnce(&Node, &Source, &mut Vec<Mistake>) -> T,
) -> Result<T, ConfigError> {
    let mut mistakes = Vec::new();
    let mut sources = [source];
    let tree = load::parse(&mut sources[0], 0, &mut mistakes);
    let read = tree.map(|tree| {
        validate(&tree, schema, &mut sources, &mut mistakes);
        read(&tree, &sources[0], &mut mistakes)
    });
    match read {
        Some(read) if mistakes.is_empty() => Ok(read),
        _ => {
            for mistake in &mut mistakes {
                mistake.title = mistake.title.replace("the config", "the file");
            }
            let mistakes = Mistakes::new(mistakes, &mut sources);
            Err(ConfigError::Invalid(Box::new(mistakes)))
        }
    }
}
