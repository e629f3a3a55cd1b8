//! Wording that the formats for programs share; none of it is made harmless yet.

use checks::kit::{Shell, text};

use super::{Cause, Command, Finding, Report};
use crate::waivers::Grounds;

/// How many findings have which status, what is wrong first: `2 fail, 1 warn, 40 pass`.
pub fn counts(report: &Report) -> String {
    let summary = &report.summary;
    let counts: Vec<String> = [
        (summary.fail, "fail"),
        (summary.unknown, "unknown"),
        (summary.warn, "warn"),
        (summary.waived, "waived"),
        (summary.pass, "pass"),
        (summary.skip, "skip"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, name)| format!("{count} {name}"))
    .collect();
    match counts.is_empty() {
        true => "nothing was checked".to_owned(),
        false => counts.join(", "),
    }
}

/// The realms of a finding, no more than `most` by name.
pub fn realms(finding: &Finding, most: usize) -> String {
    match finding.realms.as_slice() {
        all if all.len() <= most => text::list(all),
        all => format!("{} and {} more", all[..most].join(", "), all.len() - most),
    }
}

/// The first few of a list, in its order, and how many more there are; one more is named too.
pub fn few<T: AsRef<str>>(items: &[T], most: usize) -> String {
    let shown = if items.len() <= most + 1 {
        items.len()
    } else {
        most
    };
    let named: Vec<&str> = items[..shown].iter().map(AsRef::as_ref).collect();
    match items.len() - shown {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// The command that makes such a report again.
pub fn again(report: &Report) -> String {
    match &report.demo {
        None => format!(
            "otpdoctor check --config {}",
            text::argument(&report.config)
        ),
        Some(faults) => faults
            .iter()
            .fold("otpdoctor demo".to_owned(), |command, fault| {
                format!("{command} --fault {}", text::harmless(fault))
            }),
    }
}

/// What explains a finding.
pub fn because(cause: &Cause) -> String {
    let Cause { check, reason, .. } = cause;
    format!("because of {check}/{reason}: {}", cause.summary)
}

/// A command of a remedy, with where it runs.
pub fn command(command: &Command) -> String {
    match command.platform {
        Shell::Windows => format!("on Windows: {}", command.run),
        Shell::Linux => format!("on Linux: {}", command.run),
        Shell::Any => format!("run: {}", command.run),
    }
}

/// Why a finding does not count.
pub fn waived(grounds: &Grounds) -> String {
    let Grounds { why, who, until } = grounds;
    format!("waived until {until} by {who}: {why}")
}
