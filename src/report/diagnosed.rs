//! What `diagnose -o json` writes: the report, with what was complained of and the answer.

use schemars::JsonSchema;
use serde::Serialize;

use super::model::Report;

/// The run, with what was made of it. A reader of reports reads it too.
#[derive(Serialize, JsonSchema)]
pub struct Diagnosed<'a> {
    /// The report.
    #[serde(flatten)]
    pub report: &'a Report,
    /// What was complained of, and the answer.
    pub complaint: Complaint<'a>,
}

/// What was complained of, and the answer.
#[derive(Serialize, JsonSchema)]
pub struct Complaint<'a> {
    /// The symptom's id.
    pub symptom: &'a str,
    /// What users say.
    pub title: &'a str,
    /// What was said and what it was understood as, where it was said in words.
    #[serde(rename = "heard")]
    pub understood: &'a [String],
    /// How passcodes are delivered, where that was said.
    pub method: Option<&'a str>,
    /// Since when.
    pub since: String,
    /// How many of them.
    pub users: &'a str,
    /// The answer.
    pub sentence: String,
    /// What is behind it as `check/reason`, likeliest first.
    pub causes: Vec<String>,
    /// What may be behind it and cannot be seen from here.
    pub beyond: Vec<&'a str>,
    /// What to say to support.
    pub support_summary: &'a str,
    /// How a realm offers two help desks, where one is missed.
    pub second_help_desk: &'a [&'a str],
}
