//! The differences for a person at a terminal: what broke first, with its cure.

use anstyle::{AnsiColor, Style};
use checks::kit::Status;

use super::change::{Change, Diff, Kind, Side, State};
use crate::report::model::Text;
use crate::report::view::terminal::{IN_FULL, Look, listed};
use crate::report::view::terminal::{hanging, headline, icon, itemized, labeled, paint};
use crate::report::view::{Few, Realms, distinct, grouped};

/// As many subjects of a change are named.
const SUBJECTS: usize = 5;
/// As many things that are another are named.
const FACTS: usize = 20;

/// The differences, a block each; what could not be compared comes last.
pub fn render(diff: &Diff, look: Look) -> String {
    let look = look.bounded();
    let mut out = String::new();
    headline(&mut out, &compared(diff), &counts(diff), look);
    // Changes that differ in their subjects and realms alone stand together.
    let alike = grouped(&diff.changes, |one| Change {
        subject: Text::default(),
        realms: Vec::new(),
        ..(*one).clone()
    });
    let (full, rest) = alike.split_at(alike.len().min(IN_FULL));
    for one in full {
        block(&mut out, one, diff.realms, look);
    }
    listed(
        &mut out,
        rest.iter().map(|one| (sign(one[0]), heading(one))),
        look,
    );
    out
}

fn compared(diff: &Diff) -> String {
    let name = |side: &Side| side.appliance.clone().unwrap_or(side.config.clone());
    let (before, after) = (name(&diff.before), name(&diff.after));
    let at = |side: &Side| side.judged_at.strftime("%Y-%m-%d %H:%M").to_string();
    let (earlier, later) = (at(&diff.before), at(&diff.after));
    match before == after {
        true => format!("{after} · {earlier} → {later} UTC"),
        false => format!("{before} {earlier} → {after} {later} UTC"),
    }
}

fn counts(diff: &Diff) -> Vec<(String, Style)> {
    let alike = diff.changes.chunk_by(|one, next| one.rank() == next.rank());
    let counts: Vec<_> = alike
        .map(|alike| {
            let count = format!("{} {}", alike.len(), word(&alike[0]));
            (count, sign(&alike[0]).1)
        })
        .collect();
    match counts.is_empty() {
        true => vec![("nothing has changed".into(), icon(Status::Pass).1.bold())],
        false => counts,
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

/// The sign of a change, and its style.
fn sign(change: &Change) -> (&'static str, Style) {
    match change.rank().0 {
        Kind::Broke => icon(Status::Fail),
        Kind::Worsened | Kind::Improved => icon(Status::Warn),
        Kind::Healed => icon(Status::Pass),
        Kind::Changed => ("~", AnsiColor::Cyan.on_default()),
        Kind::NotChecked => icon(Status::Unknown),
    }
}

fn block(out: &mut String, alike: &[&Change], of: usize, look: Look) {
    let change = alike[0];
    let (sign, style) = sign(change);
    out.push('\n');
    let lead = paint(style, &format!("{sign} "));
    hanging(out, &lead, &heading(alike), style, look);
    if alike.len() > 1 {
        let subjects = alike.iter().map(|one| &one.subject).collect();
        itemized(out, "at", &Few::of(subjects, SUBJECTS).lines(), look);
    }
    // Where only facts differ, both sentences would say the same twice.
    if change.kind != Kind::Changed || change.facts.is_empty() {
        for (label, state) in [("was", &change.before), ("is", &change.after)] {
            if let Some(state) = state {
                labeled(out, label, &said(state), look);
            }
        }
    }
    let facts = change.facts.iter().map(|fact| {
        let [before, after] = [&fact.before, &fact.after].map(|one| one.as_deref());
        let missing = "not there";
        let (before, after) = (before.unwrap_or(missing), after.unwrap_or(missing));
        format!("{}: {before} → {after}", fact.name)
    });
    for line in Few::of(facts.collect(), FACTS).lines() {
        labeled(out, "", &line, look);
    }
    let realms = alike.iter().flat_map(|one| &one.realms).map(Text::as_str);
    labeled(out, "in", &Realms::new(distinct(realms), of).listed(), look);
    for (index, step) in change.remedy.steps.iter().enumerate() {
        labeled(out, if index == 0 { "cure" } else { "" }, step, look);
    }
}

/// What happened to what.
fn heading(alike: &[&Change]) -> String {
    let (title, check) = (title(alike[0]), &alike[0].check);
    match alike {
        [one] => format!("{title} {check}: {}", one.subject),
        many => format!("{title} {check}: {} subjects", many.len()),
    }
}

/// What happened, true of the later report.
fn title(change: &Change) -> &'static str {
    match (change.kind, &change.before, &change.after) {
        (Kind::Changed, None, _) => "new",
        (Kind::Changed, _, None) => "gone",
        (Kind::NotChecked, _, Some(after))
            if after.looked() && change.came_to_light().is_none() =>
        {
            "not checked before"
        }
        _ => word(change),
    }
}

fn said(state: &State) -> String {
    let waived = if state.waived { ", waived" } else { "" };
    let (status, reason) = (state.status.name(), &state.reason);
    format!("{status}{waived}, {reason}: {}", state.summary)
}
