//! What is wrong, with its cure: a heading each, the commands ready to copy, what was observed folded.

use checks::kit::Shell;

use crate::report::model::Text;
use crate::report::view::markdown::{code, plain};
use crate::report::view::text::{name, sites};
use crate::report::view::{Few, Problem};

/// How bad it is, its name, where it holds, and what set it.
pub fn about(problem: &Problem<'_>) -> String {
    let first = problem.first();
    let mut about = vec![format!("**{}**", problem.outcome.name()), code(name(first))];
    // What is wrong with the config itself is in none.
    if !first.realms.is_empty() {
        about.push(format!("in {}", plain(problem.realms().describe())));
    }
    if let [_, beside @ ..] = problem.checks().as_slice()
        && !beside.is_empty()
    {
        let checks: Vec<String> = beside.iter().map(code).collect();
        about.insert(2, format!("also {}", checks.join(", ")));
    }
    let subjects = problem.subjects();
    if !subjects.shown.is_empty() {
        about.push(format!("at {}", list(&subjects)));
    }
    if !first.all_sites().is_empty() {
        about.push(format!("set in {}", plain(sites(first).to_string())));
    }
    about.join(" · ")
}

/// The language of a block of commands.
pub fn language(shell: &Shell) -> &'static str {
    match shell {
        Shell::Windows => "bat",
        Shell::Linux | Shell::Any => "sh",
    }
}

/// What it explains, what could not run, and what users say of it.
pub fn consequences(problem: &Problem<'_>) -> Vec<String> {
    let consequences = problem.consequences();
    let mut lines: Vec<String> = Vec::new();
    for one in &consequences.wrong {
        let name = code(name(one.finding));
        lines.push(format!("explains {name}: {}", list(&one.subjects)));
    }
    if !consequences.stopped.is_empty() {
        let stopped: Vec<String> = consequences.stopped.iter().map(code).collect();
        lines.push(format!("{} could not run", stopped.join(", ")));
    }
    let (symptoms, _) = problem.symptoms();
    if !symptoms.is_empty() {
        let symptoms: Vec<String> = symptoms
            .iter()
            .map(|one| format!("“{}”", plain(one.trim_matches('"'))))
            .collect();
        lines.push(format!("{} {}", problem.says(), symptoms.join(", ")));
    }
    lines
}

fn list(subjects: &Few<&Text>) -> String {
    let shown: Vec<String> = subjects.shown.iter().map(plain).collect();
    let more = subjects.more;
    Few { shown, more }.to_string()
}
