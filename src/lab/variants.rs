//! Healthy realms of other shapes: unusual settings that are right, which nothing may complain of.

use std::sync::LazyLock;

use serde::Deserialize;

use super::plan::{Changes, built_in};

/// A healthy realm of another shape.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Its name, in kebab-case.
    pub name: String,
    /// What is different, as a sentence without a full stop.
    pub says: String,
    pub(super) change: Changes,
}

/// All variants, the plain one first.
pub static VARIANTS: LazyLock<Vec<Variant>> =
    LazyLock::new(|| built_in(include_str!("variants.yaml")));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_one_comes_first_and_changes_nothing() {
        assert_eq!(VARIANTS[0].name, "plain");
        assert!(VARIANTS[0].change.is_empty());
    }
}
