//! `otpdoctor report FOLDER --since 30d`: which cause held from when to when, from the reports that a watch kept.

use std::path::Path;

use checks::kit::realm::age;
use checks::kit::text::quote;
use jiff::{SignedDuration, Timestamp};

use crate::cli::output::{Format, Outputs};
use crate::cli::recording;
use crate::exit::{Code, Failure};
use crate::report::Report;
use crate::report::json::pretty;
use crate::report::timeline::{self, Span, Timeline};
use crate::report::view::distinct;
use crate::report::view::text::few;
use crate::run::context::this_host;
use crate::watch::reports;
use crate::watch::state::{self, Watched};

/// How far back it looks where nothing is said.
const USUAL: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The formats of a timeline.
const FORMATS: &[Format] = &[Format::Human, Format::Json, Format::Html, Format::Markdown];

/// Writes the timeline of a folder.
///
/// # Errors
/// When the folder holds no reports, one of them is none that this version reads, or the timeline cannot be written.
pub fn run(
    folder: &Path,
    since: Option<SignedDuration>,
    outputs: &Outputs,
) -> Result<Code, Failure> {
    outputs.only(FORMATS, "a timeline")?;
    let timeline = read(folder, since.unwrap_or(USUAL), Timestamp::now())?;
    outputs.write_each(&|format, width| match format {
        Format::Json => pretty(&timeline),
        Format::Html => timeline::html(&timeline),
        Format::Markdown => timeline::markdown(&timeline),
        _ => timeline::human(&timeline, outputs.look(width, this_host().platform)),
    })?;
    Ok(Code::Ok)
}

/// What a folder says of the time until now.
fn read(folder: &Path, back: SignedDuration, now: Timestamp) -> Result<Timeline, Failure> {
    let kept = reports::kept(folder).map_err(|why| unusable(folder, &why.to_string()))?;
    let Some((last, _)) = kept.last() else {
        let why = "it has no report of `otpdoctor watch --reports`, which keeps the first one after the second run";
        return Err(unusable(folder, why));
    };
    // The clock that wrote them may be ahead of this one.
    let until = now.max(*last);
    let since = until.saturating_sub(back).unwrap_or(Timestamp::MIN);
    let first = kept
        .partition_point(|(at, _)| *at < since)
        .saturating_sub(1);
    let all: Vec<Report> = kept[first..]
        .iter()
        .map(|(_, path)| recording::report(path))
        .collect::<Result<_, _>>()?;
    // Of two appliances each would seem to end what the other has.
    let appliances = all
        .iter()
        .map(|one| one.appliance.as_deref().unwrap_or("no name"));
    let appliances = distinct(appliances);
    if appliances.len() > 1 {
        let names = quote(&few(&appliances, 2), 200);
        let why = format!(
            "its reports are of {names}: keep those of each appliance in a folder of its own"
        );
        return Err(unusable(folder, &why));
    }
    let watched =
        state::watched(folder).map_err(|why| Failure::new(Code::NoInput, why.to_string()))?;
    let watched = watched.as_ref().map(Watched::stretches);
    Ok(timeline::fold(&all, watched, Span { since, until }))
}

fn unusable(folder: &Path, why: &str) -> Failure {
    let folder = folder.display();
    Failure::new(
        Code::NoInput,
        format!("the folder {folder} cannot be read back: {why}"),
    )
}

/// A time to look back on, such as 24h, 30d or 12w.
pub fn back(text: &str) -> Result<SignedDuration, String> {
    let wrong = || "expected a time such as 24h, 30d or 12w".to_owned();
    age::parse(text).ok_or_else(wrong)
}
