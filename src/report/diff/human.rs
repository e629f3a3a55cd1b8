//! The differences for a person at a terminal: what broke first, with its cure.

use anstyle::{AnsiColor, Style};

use super::change::Diff;
use super::view::{Block, blocks, compared, counts, standing};
use crate::report::model::Outcome;
use crate::report::view::terminal::{IN_FULL, Look, PLAIN, listed};
use crate::report::view::terminal::{hanging, headline, icon, itemized, labeled, paint};

/// The differences, a block each; what could not be compared comes last.
pub fn human(diff: &Diff, look: Look) -> String {
    let look = look.bounded();
    let mut out = String::new();
    let counts: Vec<_> = counts(diff)
        .into_iter()
        .map(|(text, outcome)| (text, sign(outcome).1))
        .collect();
    headline(&mut out, &compared(diff), &counts, look);
    let blocks = blocks(diff);
    let (full, rest) = blocks.split_at(blocks.len().min(IN_FULL));
    for one in full {
        block(&mut out, one, look);
    }
    let rest = rest.iter().map(|one| (sign(one.outcome), heading(one)));
    listed(&mut out, rest, look);
    if let Some(standing) = standing(diff) {
        out.push('\n');
        hanging(&mut out, "", &standing, PLAIN, look);
    }
    out
}

/// The sign of a change, and its style.
fn sign(outcome: Option<Outcome>) -> (&'static str, Style) {
    match outcome {
        Some(outcome) => icon(outcome),
        None => ("~", AnsiColor::Cyan.on_default()),
    }
}

fn heading(block: &Block<'_>) -> String {
    match block.subjects.shown.as_slice() {
        [one] => format!("{}: {one}", block.heading),
        _ => format!("{}: {} subjects", block.heading, block.subjects.count()),
    }
}

fn block(out: &mut String, block: &Block<'_>, look: Look) {
    let (sign, style) = sign(block.outcome);
    out.push('\n');
    let lead = paint(style, &format!("{sign} "));
    hanging(out, &lead, &heading(block), style, look);
    if block.subjects.count() > 1 {
        itemized(out, "at", &block.subjects.lines(), look);
    }
    for (label, text) in &block.states {
        labeled(out, label, text, look);
    }
    for line in block.facts.lines() {
        labeled(out, "", &line, look);
    }
    labeled(out, "in", &block.realms.listed(), look);
    for (index, step) in block.steps.iter().enumerate() {
        let step = step.iter().map(|(text, code)| match *code {
            "" => (*text).to_owned(),
            code => format!("{text}`{code}`"),
        });
        let step: String = step.collect();
        labeled(out, if index == 0 { "cure" } else { "" }, &step, look);
    }
}
