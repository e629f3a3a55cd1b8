//! What is wrong, with its cure: a heading each, the commands ready to copy, what was observed folded.

use checks::kit::Shell;

use crate::report::model::{Finding, Text};
use crate::report::view::markdown::{Out, block, code, plain};
use crate::report::view::text::{name, sites, value};
use crate::report::view::{Cure, Few, Problem};

/// A problem, under its number.
pub fn problem(out: &mut Out, problem: &Problem<'_>, number: usize) {
    out.heading(&format!("{number}. {}", plain(&problem.sentence())));
    out.line(&about(problem));
    cure(out, problem);
    consequences(out, problem);
    observed(out, problem.first());
}

/// How bad it is, its name, where it holds, and what set it.
fn about(problem: &Problem<'_>) -> String {
    let first = problem.first();
    let mut about = vec![
        format!("**{}**", problem.outcome.name()),
        code(&name(first)),
        format!("in {}", plain(&problem.realms().words())),
    ];
    if let [_, beside @ ..] = problem.checks().as_slice()
        && !beside.is_empty()
    {
        let checks: Vec<String> = beside.iter().map(|check| code(check)).collect();
        about.insert(2, format!("{} too", checks.join(", ")));
    }
    let subjects = problem.subjects();
    if !subjects.shown.is_empty() {
        about.push(format!("at {}", list(&subjects)));
    }
    if !first.all_sites().is_empty() {
        about.push(format!("set in {}", plain(&sites(first).to_string())));
    }
    about.join(" · ")
}

fn cure(out: &mut Out, problem: &Problem<'_>) {
    let cure = Cure::of(&problem.first().remedy, problem.report);
    if cure.is_empty() {
        return;
    }
    out.gap();
    for (index, step) in cure.steps.iter().enumerate() {
        let step: String = step
            .iter()
            .map(|(text, quoted)| format!("{}{}", padded(text), code(quoted)))
            .collect();
        out.line(&format!("{}. {}", index + 1, step.trim()));
    }
    for commands in &cure.commands {
        let language = match commands.shell {
            Shell::Windows => "bat",
            Shell::Linux | Shell::Any => "sh",
        };
        out.gap();
        out.line(&format!("{}:", commands.location()));
        out.gap();
        out.line(&block(&commands.runs, language));
    }
}

/// The piece of a sentence with the space that it has at its ends, beside code.
fn padded(text: &str) -> String {
    let space = |is: bool| if is { " " } else { "" };
    let (before, after) = (space(text.starts_with(' ')), space(text.ends_with(' ')));
    format!("{before}{}{after}", plain(text))
}

fn consequences(out: &mut Out, problem: &Problem<'_>) {
    let consequences = problem.consequences();
    let mut lines: Vec<String> = Vec::new();
    for one in &consequences.wrong {
        let name = code(&name(one.finding));
        lines.push(format!("explains {name}: {}", list(&one.subjects)));
    }
    if !consequences.stopped.is_empty() {
        let stopped: Vec<String> = consequences.stopped.iter().map(|one| code(one)).collect();
        lines.push(format!("{} got no further", stopped.join(", ")));
    }
    let (symptoms, _) = problem.symptoms();
    if !symptoms.is_empty() {
        let symptoms: Vec<String> = symptoms
            .iter()
            .map(|one| format!("“{}”", plain(one.trim_matches('"'))))
            .collect();
        lines.push(format!("users say {}", symptoms.join(", ")));
    }
    if !lines.is_empty() {
        out.gap();
        lines.iter().for_each(|line| out.line(&format!("- {line}")));
    }
}

fn observed(out: &mut Out, finding: &Finding) {
    if finding.evidence.is_empty() {
        return;
    }
    out.fold("What was seen");
    out.table(["what", "value"], &finding.evidence, |one| {
        [plain(&one.name), plain(&value(one))]
    });
    out.unfold();
}

fn list(subjects: &Few<&Text>) -> String {
    let shown: Vec<String> = subjects.shown.iter().map(|one| plain(one)).collect();
    let more = subjects.more;
    Few { shown, more }.to_string()
}
