//! What is wrong: the sentence, what was observed, the realms, the cure and the setting.

use checks::kit::realm::Platform;
use checks::kit::{Shell, text};

use crate::report::model::{Evidence, Finding};
use crate::report::view::terminal::Look;
use crate::report::view::terminal::{
    BOLD, DIM, icon, itemized, label_cell, labeled, line, paint, room, stacked, titled, wrap,
};
use crate::report::view::text::{few, name, sites, value};
use crate::report::view::{Few, Problem, help};

/// As many checks are named that say the same.
const CHECKS: usize = 12;
/// As many measured values are shown: no check of ours has more.
const EVIDENCE: usize = 40;
/// As many reasons are named: no run of ours gives more.
const REASONS: usize = 40;

/// A problem with the evidence of its first finding, what it causes, and its cure.
pub fn problem(out: &mut String, problem: &Problem<'_>, look: Look) {
    let finding = problem.first();
    title(out, problem, look);
    if let checks @ [_, _, ..] = problem.checks().as_slice() {
        labeled(out, "of", &few(checks, CHECKS), look);
    }
    itemized(out, "at", &problem.subjects().lines(), look);
    let evidence = finding.evidence.iter().filter(|one| !is_quick(one));
    let evidence = evidence.map(|one| format!("{} {}", paint(DIM, &one.name), value(one)));
    let evidence = Few::of(evidence.collect(), EVIDENCE);
    itemized(out, "saw", &evidence.lines(), look);
    if problem.report.realms.len() > 1 {
        labeled(out, "in", &problem.realms().listed(), look);
    }
    consequences(out, problem, look);
    cure(out, finding, look);
    if !finding.all_sites().is_empty() {
        labeled(out, "where", &sites(finding).to_string(), look);
    }
}

/// The sentence, with the reason at the end of its first line where it fits.
pub fn title(out: &mut String, problem: &Problem<'_>, look: Look) {
    let name = help::linked(&paint(DIM, &problem.name()), help::of(problem.first()));
    titled(out, icon(problem.outcome), &problem.sentence(), &name, look);
}

/// A line a reason that it explains, one for everything that could not be looked at, and what users say of it.
fn consequences(out: &mut String, problem: &Problem<'_>, look: Look) {
    let consequences = problem.consequences();
    let wrong = consequences.wrong.iter();
    let mut lines: Vec<String> = wrong
        .map(|one| format!("{}: {}", name(one.finding), one.subjects))
        .collect();
    if !consequences.stopped.is_empty() {
        lines.push(format!(
            "{} got no further",
            text::list(&consequences.stopped)
        ));
    }
    let mut lines = Few::of(lines, REASONS).lines();
    let (symptoms, _) = problem.symptoms();
    if !symptoms.is_empty() {
        lines.push(format!("{}: {}", problem.says(), symptoms.join("; ")));
    }
    for (index, line) in lines.iter().enumerate() {
        let label = if index == 0 { "so" } else { "" };
        stacked(out, label, &wrap(line, room(look), "  "));
    }
}

fn cure(out: &mut String, finding: &Finding, look: Look) {
    let mut label = "cure";
    let steps = &finding.remedy.steps;
    for (index, step) in steps.iter().enumerate() {
        let (number, hanging) = match steps.len() {
            1 => (String::new(), ""),
            _ => (format!("{}. ", index + 1), "   "),
        };
        let lines = wrap(&format!("{number}{step}"), room(look), hanging);
        stacked(out, label, &lines);
        label = "";
    }
    let (own, prompt) = match look.platform {
        Platform::Windows => (Shell::Windows, ">"),
        Platform::Linux => (Shell::Linux, "$"),
    };
    for command in &finding.remedy.commands {
        if [Shell::Any, own].contains(&command.platform) {
            // A command is never wrapped: it is there to be copied.
            let lead = paint(DIM, &format!("{}{prompt} ", label_cell(label)));
            line(out, &format!("  {lead}{}", paint(BOLD, &command.run)));
            label = "";
        }
    }
}

/// How long something took, when it took no time worth a line.
fn is_quick(evidence: &Evidence) -> bool {
    let took = matches!(evidence.id.as_str(), "took" | "stage-time");
    took && evidence.unit.as_deref() == Some("s")
        && evidence.value.as_f64().is_some_and(|seconds| seconds < 1.0)
}
