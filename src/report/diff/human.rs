//! The differences for a person at a terminal: what broke first, with its cure.

use anstyle::{AnsiColor, Style};

use super::change::Diff;
use super::view::{Block, blocks, compared, counts, standing};
use crate::report::model::Outcome;
use crate::report::view::terminal::{
    DIM, IN_FULL, Look, PLAIN, hanging, headline, icon, itemized, labeled, listed, paint, titled,
    verdict,
};
use crate::report::view::text::counted;

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
    let first = blocks.first();
    let is_well = first.is_none_or(|one| one.outcome == Some(Outcome::Pass));
    let sign = match first {
        _ if is_well && !diff.standing.is_empty() => icon(Outcome::Warn),
        Some(first) => sign(first.outcome),
        None => icon(Outcome::Pass),
    };
    let unchanged = counted(diff.standing.len(), "unchanged problem");
    let unchanged = (!diff.standing.is_empty()).then_some((unchanged, icon(Outcome::Warn).1));
    let answer: Vec<_> = counts.into_iter().chain(unchanged).collect();
    let first = first.map(|one| (one.name.clone(), one.sentence.clone()));
    out.push('\n');
    verdict(&mut out, sign, &answer, first, look);
    out
}

/// The sign of a change, and its style.
fn sign(outcome: Option<Outcome>) -> (&'static str, Style) {
    match outcome {
        Some(outcome) => icon(outcome),
        None => ("~", AnsiColor::Cyan.on_default()),
    }
}

/// What happened, and what is so now.
fn heading(block: &Block<'_>) -> String {
    format!("{}: {}", block.title, block.sentence)
}

fn block(out: &mut String, block: &Block<'_>, look: Look) {
    let name = paint(DIM, &block.name);
    titled(out, sign(block.outcome), &heading(block), &name, look);
    itemized(out, "at", &block.subjects.lines(), look);
    if let Some(was) = &block.was {
        labeled(out, "was", was, look);
    }
    for (index, line) in block.facts.lines().iter().enumerate() {
        let label = if index == 0 { "changed" } else { "" };
        labeled(out, label, line, look);
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
