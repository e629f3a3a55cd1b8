//! What a watch says: a line a change on stdout, in the one form or the other, and what goes wrong with itself on stderr.

use checks::kit::text::{harmless, list, quote};
use jiff::{Timestamp, tz::TimeZone};

use crate::cli::output::{self, Plain};
use crate::watch::notice::{Change, Notice};

/// More realms than are named in a line.
const MANY: usize = 5;

/// How a watch speaks.
pub(super) struct Voice {
    output: Plain,
}

impl Voice {
    pub(super) fn new(output: Plain) -> Self {
        Self { output }
    }

    /// Says that it begins, ends, or is another from now on.
    pub(super) fn say(&self, text: &str) -> anyhow::Result<()> {
        match self.output {
            Plain::Human => {
                output::print(&format!("{} {}\n", stamp(Timestamp::now()), harmless(text)))
            }
            Plain::Json => Ok(()),
        }
    }

    /// Says what changed.
    pub(super) fn tell(&self, notice: &Notice) -> anyhow::Result<()> {
        let text = match self.output {
            Plain::Human => lines(notice).concat(),
            Plain::Json => serde_json::to_string(notice)? + "\n",
        };
        output::print(&text)
    }

    /// Says what is wrong with the watch itself, on stderr.
    pub(super) fn complain(&self, text: &str) {
        output::remark(&format!("otpdoctor: {}", harmless(text)));
    }
}

/// A line for each change, after one for each cause.
pub(super) fn lines(notice: &Notice) -> Vec<String> {
    let at = stamp(notice.at);
    let appliance = harmless(&notice.appliance);
    let causes = notice.causes.iter().filter(|cause| cause.outcome.calls());
    let causes = causes.map(|cause| {
        let tag = format!("{}/{}", cause.check, cause.reason);
        format!(
            "{at} {appliance} cause {tag} in {}: {}\n",
            realms(&cause.realms),
            quote(&cause.summary, 200)
        )
    });
    let changes = notice
        .changes
        .iter()
        .map(|change| format!("{at} {appliance} {}\n", told(change)));
    causes.chain(changes).collect()
}

fn told(change: &Change) -> String {
    let tag = format!("{}/{}", change.check, change.now.reason);
    let was = match &change.was {
        Some(was) => format!(", was {}", was.reason),
        None => String::new(),
    };
    let kind = change.kind.word();
    format!(
        "{kind} {tag} in {}{was}: {}",
        realms(&change.realms),
        quote(&change.summary, 200)
    )
}

/// The realms by name, or how many they are.
pub(super) fn realms(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| harmless(name)).collect();
    match names.len() {
        ..=MANY => list(&names),
        many => format!("{many} realms"),
    }
}

/// The moment, to the second.
pub(super) fn stamp(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}
