//! What a watch prints on stdout: a line a change, for a person or for a program.

use checks::kit::text::{list, quote};
use jiff::Timestamp;

use crate::cli::output::{self, Plain};
use crate::exit::Failure;
use crate::report::model::text::clean;
use crate::report::view::terminal::{icon, paint};
use crate::watch::notice::{Change, Notice};

/// More realms than are named in a line.
const MANY: usize = 5;
/// The longest sentence in a line.
const SENTENCE: usize = 200;

/// Says that the watch begins, ends, or is another from now on; programs read notices alone.
pub(super) fn say(form: Plain, text: &str) -> Result<(), Failure> {
    if form == Plain::Human {
        let at = stamp(Timestamp::now());
        output::print(&format!("{at} {}\n", clean(text)))?;
    }
    Ok(())
}

/// Prints what changed: a line for each change, or the notice in one.
pub(super) fn notice(form: Plain, notice: &Notice) -> Result<(), Failure> {
    let text = match form {
        Plain::Json => notice.json() + "\n",
        Plain::Human => {
            let start = format!("{} {}", stamp(notice.at), notice.appliance);
            let changes = notice.changes.iter();
            changes
                .map(|one| format!("{start} {}\n", line(one)))
                .collect()
        }
    };
    output::print(&text).map(drop)
}

fn line(change: &Change) -> String {
    let event = &change.event;
    // Where nothing was known before, what is found.
    let (word, was) = match &event.was {
        None => (event.now.outcome.name(), String::new()),
        Some(was) => {
            let was = if was.outcome == event.now.outcome {
                was.reason.as_str()
            } else {
                was.outcome.name()
            };
            (event.kind.word(), format!(", was {was}"))
        }
    };
    let tag = format!("{word} {}/{}", event.check, event.now.reason);
    let tag = paint(icon(event.now.outcome).1, &tag);
    let realms = match event.realms.len() {
        ..=MANY => list(&event.realms),
        many => format!("{many} realms"),
    };
    let because = change.because.as_ref();
    let because = because.map_or_else(String::new, |cause| format!(" (because of {cause})"));
    let summary = quote(&change.summary, SENTENCE);
    format!("{tag} in {realms}{was}: {summary}{because}")
}

/// The moment, to the second.
fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
