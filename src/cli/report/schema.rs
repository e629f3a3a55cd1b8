//! `otpdoctor report --schema`: the JSON Schemas (draft 2020-12) of what otpdoctor writes for programs, derived from the
//! types that it is written of.

use schemars::{Schema, schema_for};
use serde_json::json;

use crate::bundle;
use crate::cli::certificates::Candidates;
use crate::cli::diagnose::Checklist;
use crate::cli::output::{self, Outputs};
use crate::cli::preview::Pages;
use crate::exit::{Code, Failure};
use crate::otp::engine::answers;
use crate::report::view::json::pretty;
use crate::report::{Expiry, Report, diagnosed, diff, timeline};
use crate::watch::notice::Notice;

/// A schema: its name, what it is the schema of, and how it is made.
pub type Named = (&'static str, &'static str, fn() -> Schema);

/// All, the report's first.
pub const ALL: [Named; 13] = [
    (
        "report",
        "check, try, probe, demo, report and config validate -o json",
        || schema_for!(Report),
    ),
    ("timeline", "report FOLDER -o json", || {
        schema_for!(timeline::Timeline)
    }),
    (
        "diagnose",
        "diagnose -o json: a report, with the complaint and the answer",
        || schema_for!(diagnosed::Diagnosed<'_>),
    ),
    (
        "checklist",
        "diagnose -o json, where nothing could be checked",
        || schema_for!(Checklist<'_>),
    ),
    ("forecast", "forecast -o json", || schema_for!(Vec<Expiry>)),
    ("diff", "diff -o json", || schema_for!(diff::Diff)),
    (
        "bundle",
        "manifest.json of a bundle, and bundle show and verify -o json",
        || schema_for!(bundle::Manifest),
    ),
    ("otp", "otp … -o json", || {
        schema_for!(answers::OtpAnswer<'_>)
    }),
    (
        "otp-error",
        "otp … -o json, where nothing came of the command",
        || schema_for!(answers::OtpError<'_>),
    ),
    (
        "notice",
        "what watch hands to a command or a webhook when something changes",
        || schema_for!(Notice),
    ),
    ("certificates", "certificates -o json", || {
        schema_for!(Candidates<'_>)
    }),
    ("preview", "preview -o json", || schema_for!(Pages<'_>)),
    (
        "written",
        "bundle create and config init, import and pull -o json",
        || schema_for!(output::Written),
    ),
];

/// The report's, which is the most used.
pub fn render() -> String {
    pretty(&schema_for!(Report))
}

/// Prints the schema of this name, or the names.
///
/// # Errors
/// A usage error with the names, where there is none of this name.
pub fn print(name: &str, outputs: &Outputs) -> Result<Code, Failure> {
    if name == "list" {
        let line = |(name, what, _): &Named| format!("{name:12}  {what}\n");
        let one = |(name, what, _): &Named| json!({"name": name, "of": what});
        let human = || ALL.iter().map(line).collect();
        let json = || pretty(&ALL.iter().map(one).collect::<Vec<_>>());
        return outputs.write_list(&human, &json);
    }
    let Some((.., schema)) = ALL.iter().find(|(known, ..)| *known == name) else {
        let names = ALL.map(|(name, ..)| name);
        let names = checks::kit::text::list(&names);
        let text = format!("there is no schema {name:?}; there are {names}");
        return Err(Failure::usage(text));
    };
    let schema = || pretty(&schema());
    outputs.write_list(&schema, &schema)
}
