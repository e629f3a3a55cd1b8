//! The multi-factor page of some realms as the config has it: a sketch, since the appliance is not asked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::text::Text;

/// The page of realms whose users see the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sketch {
    /// The realms.
    pub realms: Vec<Text>,
    /// The Default Workflow as the Web Admin words it; null where it is not known.
    pub workflow: Option<Text>,
    /// What users can choose, in the order of the page; nothing where the workflow leads to no such page.
    pub choices: Vec<Choice>,
}

/// A method that users can choose.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Choice {
    /// What it is called.
    pub label: Text,
    /// How a passcode comes, or whom to ask for it.
    pub by: Text,
}
