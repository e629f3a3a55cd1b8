//! `otpdoctor report --schema`: the JSON Schemas (draft 2020-12) of what otpdoctor writes for programs, derived from the
//! types that it is written of.

use schemars::Schema;

use crate::bundle;
use crate::cli::output;
use crate::exit::{Code, Failure};
use crate::otp::engine::answers;
use crate::report::{Expiry, Report, diagnosed, diff, timeline};
use crate::watch::notice::Notice;

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
        what: "check, probe, demo and report -o json",
        make: || schemars::schema_for!(Report),
    },
    Published {
        name: "timeline",
        what: "report FOLDER -o json",
        make: || schemars::schema_for!(timeline::Timeline),
    },
    Published {
        name: "diagnose",
        what: "diagnose -o json: a report, with the complaint and the answer",
        make: || schemars::schema_for!(diagnosed::Diagnosed<'_>),
    },
    Published {
        name: "forecast",
        what: "forecast --json",
        make: || schemars::schema_for!(Vec<Expiry>),
    },
    Published {
        name: "diff",
        what: "diff --json",
        make: || schemars::schema_for!(diff::Diff),
    },
    Published {
        name: "bundle",
        what: "manifest.json of a bundle",
        make: || schemars::schema_for!(bundle::Manifest),
    },
    Published {
        name: "otp",
        what: "otp … -o json",
        make: || schemars::schema_for!(answers::OtpAnswer<'_>),
    },
    Published {
        name: "otp-error",
        what: "otp … -o json, where nothing came of the command",
        make: || schemars::schema_for!(answers::OtpError<'_>),
    },
    Published {
        name: "notice",
        what: "what watch hands to a command or a webhook when something changes",
        make: || schemars::schema_for!(Notice),
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

/// Prints the schema of this name, or the names.
///
/// # Errors
/// A usage error with the names, where there is none of this name.
pub fn print(name: &str) -> Result<Code, Failure> {
    if name == "list" {
        let width = ALL.iter().map(|one| one.name.len()).max();
        let width = width.unwrap_or_default();
        let lines: String = ALL
            .iter()
            .map(|one| format!("{:width$}  {}\n", one.name, one.what))
            .collect();
        return output::print(&lines).map(|()| Code::Ok);
    }
    match ALL.iter().find(|one| one.name == name) {
        Some(one) => output::print(&one.render()).map(|()| Code::Ok),
        None => {
            let names: Vec<&str> = ALL.iter().map(|one| one.name).collect();
            let text = format!(
                "there is no schema {name:?}; there are {}",
                checks::kit::text::list(&names)
            );
            Err(Failure::new(Code::Usage, text))
        }
    }
}
