//! The review for a ticket: the answer, the causes, a row a check; of a fleet, what its appliances share.

use checks::kit::text;

use super::human::drawn;
use super::types::{Appliance, Checked, Fleet, Outcome, Review, Shared};
use super::{fold, words};
use crate::report::markdown::escape::{code, plain};

/// As many causes are told.
const CAUSES: usize = 30;
/// As many rows has a table.
const ROWS: usize = 200;
/// As many names stand in a cell.
const NAMES: usize = 6;
/// As wide is a strip: a ticket is narrow.
const STRIP: usize = 30;

/// The whole review.
pub fn render(review: &Review) -> String {
    let mut out = Lines::default();
    let answer: Vec<String> = words::verdict(review)
        .into_iter()
        .map(|(text, _)| text)
        .collect();
    let name = match review.appliances.as_slice() {
        [one] => plain(&one.name),
        many => format!("{} appliances", many.len()),
    };
    out.line(&format!("## {name}: {}", answer.join(", ")));
    out.gap();
    out.line(&frame(review));
    match (&review.fleet, review.appliances.as_slice()) {
        (Some(fleet), _) => shared(&mut out, review, fleet),
        (None, [one]) => appliance(&mut out, review, one),
        (None, _) => {
            out.gap();
            out.line("No run was stored for this time. `otpdoctor watch` stores one a round.");
        }
    }
    out.gap();
    out.line(&format!(
        "{} Made by otpdoctor {}.",
        DEFINED,
        plain(&review.version)
    ));
    out.0
}

const DEFINED: &str = "Available is the time passing or warning as a share of the time passing, warning or failing; \
    time that nobody watched, or in which nothing could be judged, counts neither way.";

/// Text that grows by lines and blocks.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, text: &str) {
        self.0.push_str(text.trim_end());
        self.0.push('\n');
    }

    fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    /// Says how many are left out.
    fn more(&mut self, all: usize, shown: usize) {
        if all > shown {
            let more = all - shown;
            self.gap();
            self.line(&format!("and {more} more; the JSON report has them all"));
        }
    }
}

/// What was looked at.
fn frame(review: &Review) -> String {
    let mut told = vec![format!(
        "{} from {} to {} UTC",
        words::asked(review),
        words::minute(review.since),
        words::minute(review.until)
    )];
    for (what, name) in [("realm", &review.realm), ("check", &review.check)] {
        if let Some(name) = name {
            told.push(format!("only {what} {}", code(name)));
        }
    }
    if let [one] = review.appliances.as_slice() {
        told.push(format!(
            "watched {} of it in {} runs",
            words::percent(one.watched_share),
            one.runs
        ));
        if let Some(since) = one.silent_since {
            told.push(format!(
                "watched no more since {} UTC",
                words::minute(since)
            ));
        }
    }
    told.join(" · ")
}

fn appliance(out: &mut Lines, review: &Review, appliance: &Appliance) {
    if !appliance.causes.is_empty() {
        out.gap();
        out.line("### Causes");
        out.gap();
    }
    for cause in appliance.causes.iter().take(CAUSES) {
        let name = format!("{}/{}", cause.check, cause.reason);
        let about = match cause.summary.contains(&cause.subject) {
            true => String::new(),
            false => format!(" At {}.", plain(&cause.subject)),
        };
        out.line(&format!(
            "- {} {} {}: {}{about} In {}.",
            standing(cause.holds.then_some(cause.status)),
            code(&name),
            words::when(cause, appliance),
            plain(&words::sentence(&cause.summary)),
            plain(&words::few(cause.realms.iter().map(String::as_str), NAMES)),
        ));
    }
    out.more(appliance.causes.len(), CAUSES);
    checks(out, review, appliance);
}

/// How bad it is, or that it is over.
fn standing(holding: Option<Outcome>) -> String {
    match holding {
        Some(status) => format!("**{}**", status.word()),
        None => "over".to_owned(),
    }
}

fn checks(out: &mut Lines, review: &Review, appliance: &Appliance) {
    if appliance.checks.is_empty() {
        return;
    }
    out.gap();
    out.line("### Checks");
    out.gap();
    out.line("| check | in time | available | outages | longest outage | took: median, 95 of 100, longest |");
    out.line("|---|---|--:|--:|---|---|");
    for one in appliance.checks.iter().take(ROWS) {
        out.line(&row(one));
        for fared in one.realms.iter().take(NAMES) {
            let names = words::few(fared.realms.iter().map(String::as_str), 3);
            let course = &fared.course;
            let (outages, longest) = outages(course);
            let strip = code(&drawn(&course.strip, STRIP));
            let available = words::available(course);
            out.line(&format!(
                "| · in {} | {strip} | {available} | {outages} | {longest} | |",
                plain(&names)
            ));
        }
    }
    out.more(appliance.checks.len(), ROWS);
    out.gap();
    out.line(&legend(review));
}

fn row(one: &Checked) -> String {
    let course = &one.course;
    let (outages, longest) = outages(course);
    let took = one.latency.as_ref().map(words::latency);
    format!(
        "| {} | {} | {} | {outages} | {longest} | {} |",
        code(&one.check),
        code(&drawn(&course.strip, STRIP)),
        words::available(course),
        took.map(|took| took.join(", ")).unwrap_or_default(),
    )
}

fn outages(course: &super::Course) -> (usize, String) {
    let told = course.longest_outage.as_ref().map(|longest| {
        let begin = words::outage_begin(longest);
        format!("{} from {begin}", words::outage(longest))
    });
    (course.outages, told.unwrap_or_default())
}

/// What the signs mean.
fn legend(review: &Review) -> String {
    let signs: Vec<String> = Outcome::ALL
        .iter()
        .rev()
        .map(|outcome| {
            format!(
                "{} {}",
                code(&drawn(&outcome.letter().to_string(), 1)),
                outcome.meaning()
            )
        })
        .collect();
    let nobody = code(&drawn(".", 1));
    format!(
        "A sign is {} or more: {}, {nobody} not watched",
        words::slice(review),
        signs.join(", ")
    )
}

fn shared(out: &mut Lines, review: &Review, fleet: &Fleet) {
    if !fleet.shared.is_empty() {
        out.gap();
        out.line("### Shared causes");
        out.gap();
    }
    for one in fleet.shared.iter().take(CAUSES) {
        out.line(&share(one, review));
    }
    out.more(fleet.shared.len(), CAUSES);
    if !fleet.silent.is_empty() {
        out.gap();
        let names = words::few(fleet.silent.iter().map(String::as_str), ROWS);
        out.line(&format!("**Watched no more**: {}", plain(&names)));
    }
    out.gap();
    out.line("### Appliances, the worst first");
    out.gap();
    out.line("| appliance | in time | available | watched | fail now | causes that hold |");
    out.line("|---|---|--:|--:|--:|---|");
    for one in review.appliances.iter().take(ROWS) {
        let holding = one.causes.iter().filter(|cause| cause.holds);
        let holding: Vec<String> = holding
            .take(NAMES)
            .map(|cause| {
                let name = code(&format!("{}/{}", cause.check, cause.reason));
                match cause.status {
                    Outcome::Fail => name,
                    other => format!("{name} ({})", other.word()),
                }
            })
            .collect();
        out.line(&format!(
            "| {} | {} | {} | {} | {} | {} |",
            plain(&one.name),
            code(&drawn(&one.strip, STRIP)),
            words::available_on(one),
            words::percent(one.watched_share),
            fold::failing_now(one),
            holding.join(", ")
        ));
    }
    out.more(review.appliances.len(), ROWS);
    out.gap();
    out.line(&legend(review));
}

fn share(one: &Shared, review: &Review) -> String {
    let name = code(&format!("{}/{}", one.check, one.reason));
    let about = words::about(one).map(|about| format!(" At {}.", plain(&about)));
    let unwatched = words::unwatched(one, review);
    let unwatched = unwatched.map(|told| format!("; {told}"));
    let first = one.names.first().map(|one| text::harmless(&one.name));
    format!(
        "- {} {name} on {}: {}{} First {} UTC on {}; most, {}, from {}{}. These: {}.",
        standing((one.holding > 0).then_some(one.status)),
        words::on(one),
        plain(&words::said(one)),
        about.unwrap_or_default(),
        words::minute(one.first_at),
        plain(&first.unwrap_or_default()),
        one.most,
        words::minute(one.most_at),
        unwatched.unwrap_or_default(),
        plain(&words::few(
            one.names.iter().map(|one| one.name.as_str()),
            NAMES
        )),
    )
}
