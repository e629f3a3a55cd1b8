//! `otpdoctor report --schema`: the JSON Schemas (draft 2020-12) of what otpdoctor writes for programs, derived from the
//! types that it is written of.

use schemars::{Schema, schema_for};

use crate::bundle;
use crate::cli::output;
use crate::exit::{Code, Failure};
use crate::otp::engine::answers;
use crate::report::view::json::pretty;
use crate::report::{Expiry, Report, diagnosed, diff, timeline};
use crate::watch::notice::Notice;

/// The names of all, and what each is the schema of; the report's first.
const ALL: [(&str, &str); 9] = [
    ("report", "check, probe, demo and report -o json"),
    ("timeline", "report FOLDER -o json"),
    (
        "diagnose",
        "diagnose -o json: a report, with the complaint and the answer",
    ),
    ("forecast", "forecast --json"),
    ("diff", "diff --json"),
    ("bundle", "manifest.json of a bundle"),
    ("otp", "otp … -o json"),
    (
        "otp-error",
        "otp … -o json, where nothing came of the command",
    ),
    (
        "notice",
        "what watch hands to a command or a webhook when something changes",
    ),
];

fn schema(name: &str) -> Option<Schema> {
    Some(match name {
        "report" => schema_for!(Report),
        "timeline" => schema_for!(timeline::Timeline),
        "diagnose" => schema_for!(diagnosed::Diagnosed<'_>),
        "forecast" => schema_for!(Vec<Expiry>),
        "diff" => schema_for!(diff::Diff),
        "bundle" => schema_for!(bundle::Manifest),
        "otp" => schema_for!(answers::OtpAnswer<'_>),
        "otp-error" => schema_for!(answers::OtpError<'_>),
        "notice" => schema_for!(Notice),
        _ => return None,
    })
}

/// The report's, which is the most used.
pub fn render() -> String {
    pretty(&schema_for!(Report))
}

/// Prints the schema of this name, or the names.
///
/// # Errors
/// A usage error with the names, where there is none of this name.
pub fn print(name: &str) -> Result<Code, Failure> {
    if name == "list" {
        let lines = ALL.iter().map(|(name, what)| format!("{name:9}  {what}\n"));
        return output::print(&lines.collect::<String>());
    }
    let Some(schema) = schema(name) else {
        let names = ALL.map(|(name, _)| name);
        let names = checks::kit::text::list(&names);
        let text = format!("there is no schema {name:?}; there are {names}");
        return Err(Failure::new(Code::Usage, text));
    };
    output::print(&pretty(&schema))
}
