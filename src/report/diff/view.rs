//! What changed, as every format shows it: changes that differ in their subjects and realms alone stand together.

use checks::kit::Status;

use super::change::{Change, Diff, Fact, Kind, Side, State};
use crate::report::model::{Outcome, Text};
use crate::report::view::text::{dated, few, sentence_of};
use crate::report::view::{Few, Realms, distinct, grouped, pieces};

/// As many subjects of a change are named.
const SUBJECTS: usize = 5;
/// As many things that are as wrong as before are named.
const STANDING: usize = 8;
/// As many things that are different are named.
const FACTS: usize = 20;

/// Changes that are shown together.
pub struct Block<'a> {
    /// How it is drawn; `None` of what is neither better nor worse.
    pub outcome: Option<Outcome>,
    /// What happened.
    pub title: &'static str,
    /// What the later report says of it, or the earlier one where it is gone.
    pub sentence: String,
    /// Which finding says so, as `CHECK/REASON`.
    pub name: String,
    /// What it is about, where the sentence does not say so.
    pub subjects: Few<&'a Text>,
    /// What the earlier report said, where that is something else.
    pub was: Option<String>,
    /// What is different.
    pub facts: Few<String>,
    /// Where.
    pub realms: Realms<'a>,
    /// What to do, as [`pieces`].
    pub steps: Vec<Vec<(&'a str, &'a str)>>,
}

/// All changes, the worst first.
pub fn blocks(diff: &Diff) -> Vec<Block<'_>> {
    let alike = grouped(&diff.changes, |one| Change {
        subject: Text::default(),
        realms: Vec::new(),
        ..(*one).clone()
    });
    let blocks = alike.iter().map(|alike| block(alike, diff.realms));
    blocks.collect()
}

/// How many of those that are shown are neither better nor worse.
pub fn neutral(blocks: &Few<Block<'_>>) -> usize {
    let shown = blocks.shown.iter();
    shown.filter(|one| one.outcome.is_none()).count()
}

fn block<'a>(alike: &[&'a Change], of: usize) -> Block<'a> {
    let change = alike[0];
    let realms = alike.iter().flat_map(|one| &one.realms).map(Text::as_str);
    // Where only facts differ, both sentences would say the same twice.
    let is_of_facts = change.kind == Kind::Changed && !change.facts.is_empty();
    let before = change.before.as_ref().filter(|_| !is_of_facts);
    let stands = change.after.as_ref().or(change.before.as_ref());
    let said = stands.map_or("", |state| state.summary.as_str());
    let subjects = alike.iter().map(|one| &one.subject);
    let subjects = subjects.filter(|one| alike.len() > 1 || !said.contains(one.as_str()));
    Block {
        outcome: outcome(change),
        title: title(change),
        sentence: sentence_of(said, [&change.subject]),
        name: stands.map_or_else(String::new, |state| {
            let waived = if state.waived { ", waived" } else { "" };
            format!("{}/{}{waived}", change.check, state.reason)
        }),
        subjects: Few::of(subjects.collect(), SUBJECTS),
        was: before.filter(|_| change.after.is_some()).map(worded),
        facts: Few::of(change.facts.iter().map(fact).collect(), FACTS),
        realms: Realms::new(distinct(realms), of),
        steps: change
            .remedy
            .steps
            .iter()
            .map(|step| pieces(step))
            .collect(),
    }
}

/// What was compared: the appliance, and the two moments.
pub fn compared(diff: &Diff) -> String {
    let name = |side: &Side| side.appliance.clone().unwrap_or(side.config.clone());
    let (before, after) = (name(&diff.before), name(&diff.after));
    let at = |side: &Side| side.judged_at.strftime("%Y-%m-%d %H:%M").to_string();
    let (earlier, later) = (at(&diff.before), at(&diff.after));
    if before == after {
        format!("{after} · {earlier} → {later} UTC")
    } else {
        format!("{before} {earlier} → {after} {later} UTC")
    }
}

/// How many changes there are of each kind, the worst first.
pub fn counts(diff: &Diff) -> Vec<(String, Option<Outcome>)> {
    let alike = diff.changes.chunk_by(|one, next| one.rank() == next.rank());
    let counts: Vec<_> = alike
        .map(|alike| {
            let count = format!("{} {}", alike.len(), word(&alike[0]));
            (count, outcome(&alike[0]))
        })
        .collect();
    if counts.is_empty() {
        vec![("nothing has changed".into(), Some(Outcome::Pass))]
    } else {
        counts
    }
}

/// What fails or warns as before, in a line.
pub fn standing(diff: &Diff) -> Option<String> {
    let names = few(&diff.standing, STANDING);
    match diff.standing.len() {
        0 => None,
        1 => Some(format!("1 problem is unchanged: {names}")),
        many => Some(format!("{many} problems are unchanged: {names}")),
    }
}

fn outcome(change: &Change) -> Option<Outcome> {
    match change.rank().0 {
        Kind::Broke => Some(Outcome::Fail),
        Kind::Worsened | Kind::Improved => Some(Outcome::Warn),
        Kind::Recovered => Some(Outcome::Pass),
        Kind::NotChecked => Some(Outcome::Unknown),
        Kind::Changed => None,
    }
}

/// The word for a change, and for what came to light by it.
fn word(change: &Change) -> &'static str {
    match change.came_to_light() {
        Some(Status::Fail) => "fails, not checked before",
        Some(_) => "warns, not checked before",
        None => change.kind.word(),
    }
}

/// What happened, true of the later report.
fn title(change: &Change) -> &'static str {
    match (change.kind, &change.before, &change.after) {
        (Kind::Changed, None, _) => "new",
        (Kind::Changed, _, None) => "gone",
        (Kind::NotChecked, _, None) => "no longer checked",
        (Kind::NotChecked, _, Some(after))
            if after.looked() && change.came_to_light().is_none() =>
        {
            "not checked before"
        }
        _ => word(change),
    }
}

/// What was said, and how it stood.
fn worded(state: &State) -> String {
    let waived = if state.waived { ", waived" } else { "" };
    let stood = match state.status {
        Status::Pass => "passed",
        Status::Skip => "skipped",
        Status::Warn => "warned",
        Status::Unknown => "not known",
        Status::Fail => "failed",
    };
    format!("{stood}{waived}: {}", state.summary)
}

fn fact(fact: &Fact) -> String {
    let [before, after] = [&fact.before, &fact.after].map(|one| one.as_deref().map(dated));
    let what = match (before, after) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (None, _) => "new".to_owned(),
        (_, None) => "gone".to_owned(),
    };
    match &*fact.name {
        "subject" => what,
        name => format!("{name}: {what}"),
    }
}
