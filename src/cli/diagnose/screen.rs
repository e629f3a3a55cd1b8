//! The diagnosis for a person: the sentence, what is behind it and its cure, else where to look next.

use checks::kit::text;

use super::answers::Users;
use super::outcome::{Behind, Outcome};
use super::{support, words};
use crate::report::Finding;
use crate::report::human::lines::{BOLD, DIM, columns, icon, itemized, labeled, line, paint, wrap};
use crate::report::human::problem::problem;
use crate::report::human::{Detail, Look};
use crate::report::view::Problem;
use crate::report::view::text::sentence;

/// Wider lines are hard to read.
const WIDEST: usize = 110;

/// The whole screen; `letter` is what support is told.
pub fn render(outcome: &Outcome<'_>, letter: &str, look: Look) -> String {
    let look = Look {
        width: look.width.clamp(40, WIDEST),
        ..look
    };
    let mut out = String::new();
    headline(&mut out, outcome, look);
    out.push('\n');
    for text in wrap(&text::harmless(&words::sentence(outcome)), look.width, "") {
        line(&mut out, &paint(BOLD, &text));
    }
    for cause in &outcome.behind {
        behind(&mut out, outcome, cause, look);
    }
    beginning(&mut out, outcome, look);
    let found = !outcome.behind.is_empty();
    listed(
        &mut out,
        "Wrong too, but not behind it",
        &outcome.beside,
        look,
    );
    listed(&mut out, "Could not be checked", &outcome.unchecked, look);
    if !found || look.detail == Detail::All {
        out_of_sight(&mut out, outcome, look);
        in_order(&mut out, outcome, look);
    }
    if !found || outcome.answers.users == Users::One || look.detail == Detail::All {
        elsewhere(&mut out, outcome, look);
    }
    if !found || look.detail == Detail::All {
        heading(&mut out, "For the vendor's support, ready to paste");
        for text in wrap(support::WHOM, look.width - 2, "") {
            line(&mut out, &format!("  {}", paint(DIM, &text)));
        }
        out.push('\n');
        out.push_str(letter);
    }
    farewell(&mut out, outcome, look);
    out
}

/// The users' words and how many causes there are, and what was looked at.
fn headline(out: &mut String, outcome: &Outcome<'_>, look: Look) {
    use checks::kit::Status;
    let report = outcome.report;
    let title = outcome.symptom.title;
    let unseen = outcome.unchecked.len() + outcome.out_of_sight.len();
    let (verdict, status) = match (outcome.behind.len(), unseen) {
        (0, 0) => ("no cause found".to_owned(), Status::Pass),
        (0, _) => ("no cause found".to_owned(), Status::Unknown),
        (1, _) => ("1 cause".to_owned(), outcome.behind[0].findings[0].status),
        (many, _) => (
            format!("{many} causes"),
            outcome.behind[0].findings[0].status,
        ),
    };
    let said = match title.starts_with('"') {
        true => title.to_owned(),
        false => format!("\"{title}\""),
    };
    let gap = look
        .width
        .saturating_sub(columns(&said) + columns(&verdict))
        .max(2);
    line(
        out,
        &format!(
            "{}{:gap$}{}",
            paint(BOLD, &said),
            "",
            paint(icon(status).1, &verdict)
        ),
    );
    let mut about: Vec<String> = Vec::new();
    about.extend(report.appliance.as_ref().map(ToString::to_string));
    about.push(match report.realms.as_slice() {
        [one] => one.to_string(),
        many => format!("{} realms", many.len()),
    });
    about.push(match report.checks.len() {
        1 => "1 check that bears on it".to_owned(),
        many => format!("{many} checks that bear on it"),
    });
    about.push(format!("{:.1} s", report.duration_s));
    about.extend(
        outcome
            .answers
            .method
            .map(|method| format!("by {}", method.name())),
    );
    about.extend(outcome.answers.users.words().map(str::to_owned));
    about.extend(outcome.answers.since.words());
    for text in wrap(&about.join(" · "), look.width, "") {
        line(out, &paint(DIM, &text));
    }
}

/// A cause with its evidence and cure, what it leads to, and how to see that it is gone.
fn behind(out: &mut String, outcome: &Outcome<'_>, cause: &Behind<'_>, look: Look) {
    let told = Problem::new(outcome.report, cause.findings.clone());
    problem(out, &told, look);
    let mut leads: Vec<(String, usize)> = Vec::new();
    for finding in &cause.explains {
        let name = format!("{}/{}", finding.check, finding.reason);
        match leads.iter_mut().find(|(other, _)| *other == name) {
            Some((_, count)) => *count += 1,
            None => leads.push((name, 1)),
        }
    }
    let leads: Vec<String> = leads
        .into_iter()
        .map(|(name, count)| match count {
            1 => name,
            many => format!("{name} at {many} places"),
        })
        .collect();
    itemized(out, "so", &leads, look);
}

fn beginning(out: &mut String, outcome: &Outcome<'_>, look: Look) {
    if let Some(said) = words::since(outcome) {
        out.push('\n');
        for text in wrap(&said, look.width, "") {
            line(out, &text);
        }
    }
}

/// Findings, a line each.
fn listed(out: &mut String, title: &str, findings: &[&Finding], look: Look) {
    if findings.is_empty() {
        return;
    }
    heading(out, title);
    for finding in findings {
        let (sign, style) = icon(finding.status);
        let said = match finding.summary.contains(&*finding.subject) {
            true => sentence(finding),
            false => format!("{}: {}.", finding.subject, finding.summary),
        };
        let tag = format!("({}/{})", finding.check, finding.reason);
        for (index, text) in wrap(&format!("{said} {tag}"), look.width - 4, "")
            .iter()
            .enumerate()
        {
            let lead = if index == 0 {
                paint(style, sign)
            } else {
                " ".into()
            };
            line(out, &format!("  {lead} {text}"));
        }
    }
}

/// Checks that had to be left out, a line for each why.
fn out_of_sight(out: &mut String, outcome: &Outcome<'_>, look: Look) {
    let mut left_out: Vec<(&str, Vec<&str>)> = Vec::new();
    for finding in &outcome.out_of_sight {
        let (why, check) = (finding.summary.as_str(), finding.check.as_str());
        match left_out.iter_mut().find(|(other, _)| *other == why) {
            Some((_, checks)) if checks.contains(&check) => {}
            Some((_, checks)) => checks.push(check),
            None => left_out.push((why, vec![check])),
        }
    }
    if !left_out.is_empty() && outcome.unchecked.is_empty() {
        heading(out, "Could not be checked");
    }
    for (why, checks) in left_out {
        item(out, &format!("{}: {why}.", checks.join(", ")), look);
    }
}

fn in_order(out: &mut String, outcome: &Outcome<'_>, look: Look) {
    let passed = support::passed(&outcome.report.findings);
    if passed.is_empty() {
        return;
    }
    heading(out, "In order");
    for text in wrap(&passed.join(", "), look.width - 2, "") {
        line(out, &format!("  {text}"));
    }
}

fn elsewhere(out: &mut String, outcome: &Outcome<'_>, look: Look) {
    let beyond = words::beyond(outcome);
    if beyond.is_empty() {
        return;
    }
    heading(out, "What else it may be, and cannot be seen from here");
    for says in beyond {
        item(out, says, look);
    }
}

fn item(out: &mut String, said: &str, look: Look) {
    for (index, text) in wrap(said, look.width - 4, "").iter().enumerate() {
        let lead = if index == 0 { "·" } else { " " };
        line(out, &format!("  {lead} {text}"));
    }
}

fn heading(out: &mut String, title: &str) {
    out.push('\n');
    line(out, &paint(BOLD, title));
}

/// How to see that it is gone, and where to read more.
fn farewell(out: &mut String, outcome: &Outcome<'_>, look: Look) {
    out.push('\n');
    match outcome.behind.first() {
        Some(cause) => {
            let mut again = format!("otpdoctor diagnose {}", outcome.symptom.id);
            for realm in &outcome.answers.realms {
                again += &format!(" --realm {}", text::argument(realm));
            }
            labeled(
                out,
                "then",
                &format!("{again}, to see that it is gone"),
                look,
            );
            let page = format!("otpdoctor explain {}", cause.check());
            let more = match look.detail {
                Detail::All => page,
                Detail::Brief => format!("{page} · -v shows what to tell support"),
            };
            labeled(out, "more", &more, look);
        }
        None => labeled(
            out,
            "more",
            "otpdoctor check looks at everything, not only at what bears on this",
            look,
        ),
    }
}
