//! What is wrong, with its cure: a heading each, the commands ready to copy, what was seen folded.

use super::Out;
use super::escape::{block, code, plain};
use crate::report::Report;
use crate::report::block::{Block, Consequence, Fact, Names, Realms, Shelled};
use crate::report::human::block::sentence;
use crate::report::human::cause::Told;
use crate::report::mark::Mark;

/// One thing that is wrong.
pub fn one(out: &mut Out, report: &Report, told: &Told<'_>, number: usize) {
    let told = Block::of(report, told, number, &Default::default());
    out.gap();
    out.line(&format!("### {number}. {}", plain(&told.sentence)));
    out.gap();
    out.line(&about(&told));
    cure(out, &told);
    consequences(out, &told);
    evidence(out, &told.evidence);
}

/// What is not told in full, a line each.
pub fn rest(out: &mut Out, told: &[Told<'_>]) {
    const MOST: usize = 200;
    if told.is_empty() {
        return;
    }
    out.gap();
    out.line(&format!("### {} more of the same kinds", told.len()));
    out.gap();
    for one in told.iter().take(MOST) {
        let mark = Mark::from(one.status).word();
        out.line(&format!("- {mark}: {}", plain(&sentence(one.alike[0]))));
    }
    if told.len() > MOST {
        out.line(&format!("- and {} more", told.len() - MOST));
    }
}

/// The realms in a few words.
pub fn realms(names: &[String], report: &Report) -> String {
    plain(&Realms::of(names, report).words)
}

/// How bad it is, its name, where it holds, and what set it.
fn about(told: &Block<'_>) -> String {
    let mut about = vec![
        format!("**{}**", told.mark.word()),
        code(&format!("{}/{}", told.check, told.reason)),
        format!("in {}", plain(&told.realms.words)),
    ];
    if !told.beside.is_empty() {
        let checks: Vec<String> = told.beside.iter().map(|check| code(check)).collect();
        about.insert(2, format!("{} too", checks.join(", ")));
    }
    if !told.subjects.is_empty() {
        about.push(format!("at {}", list(&told.subjects)));
    }
    if !told.sites.is_empty() {
        let sites: Vec<String> = told.sites.iter().map(|site| plain(site)).collect();
        about.push(format!("set in {}", sites.join(", ")));
    }
    about.join(" · ")
}

fn cure(out: &mut Out, told: &Block<'_>) {
    if told.cure.is_empty() {
        return;
    }
    out.gap();
    for (index, step) in told.cure.steps.iter().enumerate() {
        let text: String = step
            .iter()
            .map(|(plain_text, quoted)| {
                let (before, after) = (
                    padding(plain_text, str::starts_with),
                    padding(plain_text, str::ends_with),
                );
                format!("{before}{}{after}{}", plain(plain_text), code(quoted))
            })
            .collect();
        out.line(&format!("{}. {}", index + 1, text.trim()));
    }
    for Shelled { place, runs } in &told.cure.commands {
        let language = if place.starts_with("Windows") {
            "bat"
        } else {
            "sh"
        };
        out.gap();
        out.line(&format!("{place}:"));
        out.gap();
        out.line(&block(runs, language));
    }
}

/// The space that a piece of a sentence has at its end, beside code.
fn padding(text: &str, at: fn(&str, char) -> bool) -> &'static str {
    if at(text, ' ') { " " } else { "" }
}

fn consequences(out: &mut Out, told: &Block<'_>) {
    let mut lines: Vec<String> = told.explains.iter().map(explained).collect();
    if !told.stopped.is_empty() {
        let stopped: Vec<String> = told.stopped.iter().map(|check| code(check)).collect();
        lines.push(format!("{} got no further", stopped.join(", ")));
    }
    if !told.said.is_empty() {
        let said: Vec<String> = told
            .said
            .iter()
            .map(|said| format!("“{}”", plain(said.trim_matches('"'))))
            .collect();
        lines.push(format!("users say {}", said.join(", ")));
    }
    if !lines.is_empty() {
        out.gap();
        lines.iter().for_each(|line| out.line(&format!("- {line}")));
    }
}

fn explained(one: &Consequence<'_>) -> String {
    let name = code(&format!("{}/{}", one.check, one.reason));
    format!("explains {name}: {}", list(&one.subjects))
}

fn evidence(out: &mut Out, facts: &[Fact]) {
    if facts.is_empty() {
        return;
    }
    out.gap();
    out.line("<details><summary>What was seen</summary>");
    out.gap();
    out.line("| what | value |");
    out.line("|---|---|");
    for fact in facts {
        out.line(&format!(
            "| {} | {} |",
            plain(&fact.name),
            plain(&fact.value)
        ));
    }
    out.gap();
    out.line("</details>");
}

/// The first few of them.
fn list(names: &Names) -> String {
    let named: Vec<String> = names.first.iter().map(|name| plain(name)).collect();
    match names.rest() {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
