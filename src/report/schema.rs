//! The JSON Schemas (draft 2020-12) of what otpdoctor writes for programs, derived from the types that it is written of.

use schemars::Schema;

use super::{Report, history};

/// A schema that is published.
pub struct Published {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is the schema of.
    pub what: &'static str,
    make: fn() -> Schema,
}

/// All of them; the report's first.
pub const ALL: &[Published] = &[
    Published {
        name: "report",
        what: "check, demo and report -o json",
        make: || schemars::schema_for!(Report),
    },
    Published {
        name: "history",
        what: "report --history SPAN -o json",
        make: || schemars::schema_for!(history::Review),
    },
];

impl Published {
    /// The schema, indented, with a final newline.
    pub fn render(&self) -> String {
        let schema = (self.make)();
        let mut text = serde_json::to_string_pretty(&schema).expect("a schema is plain data");
        text.push('\n');
        text
    }
}

/// The report's, which is the most used.
pub fn render() -> String {
    ALL[0].render()
}
