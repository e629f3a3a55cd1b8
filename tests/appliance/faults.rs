//! The table of faults.yaml.

use std::collections::BTreeMap;

use otpdoctor::lab::{Changes, find};
use serde::Deserialize;

use crate::prefix::Registry;

/// Texts, and what stands there instead.
type Replaced = BTreeMap<String, String>;

/// A fault of an appliance.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fault {
    /// The cause that must be the first, as `check/reason`.
    pub cause: String,
    /// What is broken.
    pub says: String,
    /// A fault of the lab, whose changes are taken.
    lab: Option<String>,
    world: Changes,
    pub web_config: Replaced,
    pub registry: Registry,
    pub w32tm: Replaced,
    pub store: Store,
    pub filled_in: Replaced,
    pub late: bool,
}

/// What the certificate stores hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Store {
    #[default]
    Sound,
    Empty,
    WithoutIssuer,
    Disallowed,
}

impl Fault {
    /// How the servers differ from healthy ones.
    pub fn world(&self) -> &Changes {
        match &self.lab {
            Some(name) => &find(name).unwrap().change,
            None => &self.world,
        }
    }

    /// The name in messages.
    pub fn name(&self) -> String {
        format!("{} {}", self.cause, self.says)
    }
}

/// All faults.
pub fn all() -> Vec<Fault> {
    serde_saphyr::from_str(include_str!("faults.yaml")).unwrap()
}
