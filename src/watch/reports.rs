//! The reports that a watch keeps in its folder, one for each run in which something settled: named by the moment they
//! began, so that names sort by time, and bounded in age and number.

use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::settle::Track;
use crate::files;
use crate::report::{Report, json};

/// The most reports that are kept.
const MOST: usize = 1000;
/// The moment in a name, to the millisecond, in UTC.
const MOMENT: &str = "%Y%m%dT%H%M%S%.3fZ";

/// The causes that the last runs found; those of the last kept report have settled. Beside what settles check by check, a
/// report is kept when the causes have become others than in the last kept one: what was only there for a run when that
/// was written has an end then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Causes(Track<Vec<String>>);

impl Causes {
    /// Notes what a run found. Says whether its report is to be kept: `confirm` runs in a row found these causes, and the
    /// last kept report has others.
    pub fn note(&mut self, report: &Report, confirm: u8) -> bool {
        let causes = report.diagnosis.iter();
        let mut found: Vec<String> = causes
            .map(|one| {
                let key = (&one.check, &one.reason, &one.subjects, &one.realms);
                serde_json::to_string(&key).expect("it is plain data")
            })
            .collect();
        found.sort();
        self.0.note(found, confirm)
    }

    /// The report of the last run is kept.
    pub fn kept(&mut self) {
        self.0.settle();
    }
}

/// Keeps a report in a folder, whole or not at all, and removes those that are too old or too many. Of the old ones the
/// newest stays: it says what held at the begin of the time that is kept.
///
/// # Errors
/// As of the system.
pub fn keep(folder: &Path, report: &Report, keep: SignedDuration) -> std::io::Result<()> {
    let path = folder.join(name(report.started_at));
    files::replace(&path, json::pretty(report).as_bytes(), 0o600)?;
    let kept = kept(folder)?;
    let oldest = report.started_at.saturating_sub(keep);
    let oldest = oldest.unwrap_or(Timestamp::MIN);
    let surplus = kept.len().saturating_sub(MOST);
    for (number, (_, path)) in kept.iter().enumerate() {
        let next = kept.get(number + 1).map(|(at, _)| *at);
        if number < surplus || next.is_some_and(|next| next < oldest) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// The reports in a folder that a watch kept, the oldest first. Other files are not looked at.
///
/// # Errors
/// As of the system.
pub fn kept(folder: &Path) -> std::io::Result<Vec<(Timestamp, PathBuf)>> {
    let mut kept = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(at) = name.and_then(moment) {
            kept.push((at, path));
        }
    }
    kept.sort();
    Ok(kept)
}

/// The name of the report of a run that began then.
fn name(at: Timestamp) -> String {
    format!("report-{}.json", at.strftime(MOMENT))
}

/// When the run began whose report has this name; `None` where it is not one of ours.
fn moment(name: &str) -> Option<Timestamp> {
    let text = name.strip_prefix("report-")?.strip_suffix(".json")?;
    let moment = DateTime::strptime(MOMENT, text).ok()?;
    Some(moment.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests;
