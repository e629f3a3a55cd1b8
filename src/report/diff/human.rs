//! The differences for a person at a terminal: what broke first, with its cure.

use anstyle::{AnsiColor, Style};
use checks::kit::{Status, text};

use super::{Change, Diff, Kind, Side, State};
use crate::report::human::Look;
use crate::report::human::lines::{BOLD, columns, labeled, line, mark, paint, wrap};

/// The differences, a block each; what could not be compared comes last.
pub fn render(diff: &Diff, look: Look) -> String {
    let look = look.bounded();
    let mut out = String::new();
    headline(&mut out, diff, look);
    for change in &diff.changes {
        block(&mut out, change, look);
    }
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
    let all = [
        (summary.broke, Kind::Broke),
        (summary.worsened, Kind::Worsened),
        (summary.healed, Kind::Healed),
        (summary.improved, Kind::Improved),
        (summary.changed, Kind::Changed),
        (summary.not_checked, Kind::NotChecked),
    ];
    let said: Vec<_> = all
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| (format!("{count} {}", word(kind)), style(kind)))
        .collect();
    match said.is_empty() {
        true => vec![(
            "nothing has changed".to_owned(),
            AnsiColor::Green.on_default().bold(),
        )],
        false => said,
    }
}

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

const fn sign(kind: Kind) -> &'static str {
    match kind {
        Kind::Broke => "✗",
        Kind::Worsened | Kind::Improved => "!",
        Kind::Healed => "✓",
        Kind::Changed => "~",
        Kind::NotChecked => "?",
    }
}

fn block(out: &mut String, change: &Change, look: Look) {
    out.push('\n');
    let told = format!(
        "{} {}: {}",
        title(change),
        change.check,
        text::harmless(&change.subject)
    );
    for (index, text) in wrap(&told, look.width - 2, "").iter().enumerate() {
        let lead = if index == 0 { sign(change.kind) } else { " " };
        line(
            out,
            &format!(
                "{} {}",
                paint(style(change.kind), lead),
                paint(style(change.kind), text)
            ),
        );
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
    for fact in &change.facts {
        let missing = || "not there".to_owned();
        let before = fact.before.clone().unwrap_or_else(missing);
        let after = fact.after.clone().unwrap_or_else(missing);
        labeled(out, "", &format!("{}: {before} → {after}", fact.name), look);
    }
    labeled(out, "in", &change.realms.join(", "), look);
    for (index, step) in change.remedy.steps.iter().enumerate() {
        labeled(out, if index == 0 { "cure" } else { "" }, step, look);
    }
}

/// What happened, where one of the reports says nothing of it too.
fn title(change: &Change) -> &'static str {
    match (change.kind, &change.before, &change.after) {
        (Kind::Changed, None, _) => "new",
        (Kind::Changed, _, None) => "gone",
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
