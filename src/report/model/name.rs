//! Names that programs match and people type: checks, reasons, areas, and the ids of evidence. They are held against their
//! form where a report is read.

use checks::kit::text::quote;
use serde::{Deserialize, Deserializer};

use super::text::Text;

/// None is longer.
const LONGEST: usize = 64;

/// A name.
pub(super) fn name<'de, D: Deserializer<'de>>(input: D) -> Result<Text, D::Error> {
    sound(Text::deserialize(input)?)
}

/// A name, or nothing: what is of no known check has no area.
pub(super) fn name_if_any<'de, D: Deserializer<'de>>(input: D) -> Result<Text, D::Error> {
    let text = Text::deserialize(input)?;
    match text.is_empty() {
        true => Ok(text),
        false => sound(text),
    }
}

/// Names of checks.
pub(super) fn names<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Text>, D::Error> {
    let texts = Vec::<Text>::deserialize(input)?;
    texts.into_iter().map(sound).collect()
}

/// Names of faults, `CHECK/REASON`.
pub(super) fn faults<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Vec<Text>>, D::Error> {
    let faults = Option::<Vec<Text>>::deserialize(input)?;
    for part in faults.iter().flatten().flat_map(|fault| fault.split('/')) {
        sound::<D::Error>(part.into())?;
    }
    Ok(faults)
}

fn sound<E: serde::de::Error>(text: Text) -> Result<Text, E> {
    let plain = |part: &str| {
        let mut bytes = part.bytes();
        !part.is_empty() && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    match text.len() <= LONGEST && text.split('-').all(plain) {
        true => Ok(text),
        false => Err(E::custom(format_args!(
            "{:?} is no name of lowercase letters, digits and single hyphens, {LONGEST} characters at most",
            quote(&text, 60)
        ))),
    }
}
