//! The differences for a person at a terminal: what broke first, with its cure.

use std::collections::{HashMap, HashSet};

use anstyle::{AnsiColor, Style};
use checks::kit::{Status, text};

use super::{Change, Diff, Kind, Side, State};
use crate::report::human::Look;
use crate::report::human::block::realms_of;
use crate::report::human::lines::{BOLD, DIM, columns, itemized, labeled, line, mark, paint, wrap};

/// As many changes are told with all they have; more would be read by nobody.
const TOLD: usize = 20;
/// As many of the rest are named.
const LISTED: usize = 20;
/// As many subjects of a change are named.
const SUBJECTS: usize = 5;
/// As many things that are another are named.
const FACTS: usize = 20;

/// The differences, a block each; what could not be compared comes last.
pub fn render(diff: &Diff, look: Look) -> String {
    let look = look.bounded();
    let mut out = String::new();
    headline(&mut out, diff, look);
    let told = told(&diff.changes);
    let (full, rest) = told.split_at(told.len().min(TOLD));
    for one in full {
        block(&mut out, one, diff.realms, look);
    }
    listed(&mut out, rest, look);
    out
}

fn headline(out: &mut String, diff: &Diff, look: Look) {
    let name = |side: &Side| text::harmless(side.appliance.as_deref().unwrap_or(&side.config));
    let (before, after) = (name(&diff.before), name(&diff.after));
    let day = |side: &Side| side.judged_at.strftime("%Y-%m-%d %H:%M").to_string();
    let left = match before == after {
        true => format!("{after} · {} → {} UTC", day(&diff.before), day(&diff.after)),
        false => format!(
            "{before} {} → {after} {} UTC",
            day(&diff.before),
            day(&diff.after)
        ),
    };
    let said = counts(diff);
    let plain: Vec<&str> = said.iter().map(|(text, _)| text.as_str()).collect();
    let styled: Vec<String> = said
        .iter()
        .map(|(text, style)| paint(*style, text))
        .collect();
    let (plain, styled) = (plain.join(", "), styled.join(", "));
    match look.width.checked_sub(columns(&left) + columns(&plain) + 2) {
        Some(gap) => line(out, &format!("{}  {:gap$}{styled}", paint(BOLD, &left), "")),
        None => {
            line(out, &paint(BOLD, &left));
            line(out, &styled);
        }
    }
}

fn counts(diff: &Diff) -> Vec<(String, Style)> {
    let summary = &diff.summary;
    let come_to_light = |status| {
        let all = diff.changes.iter();
        all.filter(|change| change.came_to_light() == Some(status))
            .count()
    };
    let (fail, warn) = (come_to_light(Status::Fail), come_to_light(Status::Warn));
    let counted = |kind| (word(kind), style(kind));
    let all = [
        (summary.broke, counted(Kind::Broke)),
        (fail, (FAILS, style(Kind::Broke))),
        (summary.worsened, counted(Kind::Worsened)),
        (warn, (WARNS, style(Kind::Worsened))),
        (summary.healed, counted(Kind::Healed)),
        (summary.improved, counted(Kind::Improved)),
        (summary.changed, counted(Kind::Changed)),
        (
            summary.not_checked.saturating_sub(fail + warn),
            counted(Kind::NotChecked),
        ),
    ];
    let said: Vec<_> = all
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, (word, style))| (format!("{count} {word}"), style))
        .collect();
    match said.is_empty() {
        true => vec![(
            "nothing has changed".to_owned(),
            AnsiColor::Green.on_default().bold(),
        )],
        false => said,
    }
}

/// What came to light.
const FAILS: &str = "fails, not checked before";
const WARNS: &str = "warns, not checked before";

const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Broke => "broke",
        Kind::Worsened => "worsened",
        Kind::Healed => "healed",
        Kind::Improved => "improved",
        Kind::Changed => "changed",
        Kind::NotChecked => "not checked",
    }
}

fn style(kind: Kind) -> Style {
    match kind {
        Kind::Broke => mark(Status::Fail).1,
        Kind::Worsened | Kind::Improved => mark(Status::Warn).1,
        Kind::Healed => mark(Status::Pass).1,
        Kind::Changed => AnsiColor::Cyan.on_default(),
        Kind::NotChecked => mark(Status::Unknown).1,
    }
}

/// The sign of a change, and its style.
fn sign(change: &Change) -> (&'static str, Style) {
    let kind = match change.came_to_light() {
        Some(Status::Fail) => Kind::Broke,
        Some(_) => Kind::Worsened,
        None => change.kind,
    };
    let sign = match kind {
        Kind::Broke => "✗",
        Kind::Worsened | Kind::Improved => "!",
        Kind::Healed => "✓",
        Kind::Changed => "~",
        Kind::NotChecked => "?",
    };
    (sign, style(kind))
}

/// What the same change of several subjects is told by.
struct Told<'a> {
    change: &'a Change,
    subjects: Vec<String>,
    realms: Vec<&'a str>,
}

/// Changes that differ in their subjects and realms alone stand together, in the order of the first.
fn told(changes: &[Change]) -> Vec<Told<'_>> {
    let mut told: Vec<Told<'_>> = Vec::new();
    let mut places: HashMap<_, Vec<usize>> = HashMap::new();
    for change in changes {
        let reason = |state: &Option<State>| state.as_ref().map(|state| state.reason.clone());
        let key = (
            (change.kind, &change.check),
            (reason(&change.before), reason(&change.after)),
        );
        let known = places.entry(key).or_default();
        let alike = |place: &&usize| {
            let first = told[**place].change;
            (&first.before, &first.after) == (&change.before, &change.after)
                && (&first.facts, &first.remedy) == (&change.facts, &change.remedy)
        };
        let place = match known.iter().find(alike) {
            Some(place) => *place,
            None => {
                known.push(told.len());
                told.push(Told {
                    change,
                    subjects: Vec::new(),
                    realms: Vec::new(),
                });
                told.len() - 1
            }
        };
        told[place].subjects.push(text::harmless(&change.subject));
        let realms = change.realms.iter().map(String::as_str);
        told[place].realms.extend(realms);
    }
    for one in &mut told {
        let mut known = HashSet::new();
        one.realms.retain(|realm| known.insert(*realm));
    }
    told
}

fn block(out: &mut String, told: &Told<'_>, of: usize, look: Look) {
    let change = told.change;
    let (sign, style) = sign(change);
    out.push('\n');
    for (index, text) in wrap(&heading(told), look.width - 2, "").iter().enumerate() {
        let lead = if index == 0 { sign } else { " " };
        line(
            out,
            &format!("{} {}", paint(style, lead), paint(style, text)),
        );
    }
    if told.subjects.len() > 1 {
        itemized(out, "at", &first_of(told.subjects.clone()), look);
    }
    // Where only facts differ, both sentences would say the same twice.
    let told_by_facts = change.kind == Kind::Changed && !change.facts.is_empty();
    if !told_by_facts {
        for (label, state) in [("was", &change.before), ("is", &change.after)] {
            if let Some(state) = state {
                labeled(out, label, &said(state), look);
            }
        }
    }
    for fact in change.facts.iter().take(FACTS) {
        let missing = || "not there".to_owned();
        let before = fact.before.clone().unwrap_or_else(missing);
        let after = fact.after.clone().unwrap_or_else(missing);
        labeled(out, "", &format!("{}: {before} → {after}", fact.name), look);
    }
    if change.facts.len() > FACTS {
        let more = change.facts.len() - FACTS;
        labeled(
            out,
            "",
            &format!("and {more} more, --json has them all"),
            look,
        );
    }
    labeled(out, "in", &realms_of(&told.realms, of), look);
    for (index, step) in change.remedy.steps.iter().enumerate() {
        labeled(out, if index == 0 { "cure" } else { "" }, step, look);
    }
}

/// What happened to what.
fn heading(told: &Told<'_>) -> String {
    let check = text::harmless(&told.change.check);
    match told.subjects.as_slice() {
        [subject] => format!("{} {check}: {subject}", title(told.change)),
        many => format!("{} {check}: {} subjects", title(told.change), many.len()),
    }
}

fn first_of(mut subjects: Vec<String>) -> Vec<String> {
    if subjects.len() > SUBJECTS + 1 {
        let more = subjects.len() - SUBJECTS;
        subjects.truncate(SUBJECTS);
        subjects.push(format!("and {more} more, --json has them all"));
    }
    subjects
}

/// What is not told in full, in a line each.
fn listed(out: &mut String, rest: &[Told<'_>], look: Look) {
    if rest.is_empty() {
        return;
    }
    out.push('\n');
    line(out, &paint(BOLD, &format!("And {} more", rest.len())));
    for one in rest.iter().take(LISTED) {
        let (sign, style) = sign(one.change);
        let told = text::quote(&heading(one), look.width.saturating_sub(5));
        line(out, &format!("  {} {told}", paint(style, sign)));
    }
    if rest.len() > LISTED {
        let more = format!("  and {} more, --json has them all", rest.len() - LISTED);
        line(out, &paint(DIM, &more));
    }
}

/// What happened, true of the later report.
fn title(change: &Change) -> &'static str {
    match (change.kind, &change.before, &change.after) {
        (Kind::Changed, None, _) => "new",
        (Kind::Changed, _, None) => "gone",
        (Kind::NotChecked, _, Some(after)) if after.looked() => match change.came_to_light() {
            Some(Status::Fail) => FAILS,
            Some(_) => WARNS,
            None => "not checked before",
        },
        (kind, _, _) => word(kind),
    }
}

fn said(state: &State) -> String {
    let waived = if state.waived { ", waived" } else { "" };
    format!(
        "{}{waived}, {}: {}",
        state.status.name(),
        state.reason,
        state.summary
    )
}
