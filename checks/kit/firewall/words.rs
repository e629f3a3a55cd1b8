//! The words of exports and of the registry, as `words.json` has them.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// How exports write that a rule is bound to none in particular: so is one that names every type of interface, one
    /// by one or as the sum of its bits.
    pub all: Vec<String>,
    /// What binds a rule to something else than the worker, in the exports' words and in ours.
    pub others: Vec<(String, String)>,
    /// What binds a rule so that it concerns mail on one machine, and not on another.
    pub conditions: Vec<(String, String)>,
    /// The settings of a rule by their names in the registry and in exports; versions may follow a name (`RPort2_10`).
    pub registry: HashMap<String, String>,
    /// The settings in the registry that say nothing about which traffic a rule is for.
    pub aside: Vec<String>,
}

pub(super) static WORDS: LazyLock<Words> =
    LazyLock::new(|| serde_json::from_str(include_str!("words.json")).expect("it is well-formed"));
