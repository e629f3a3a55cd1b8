//! The report for a person at a terminal: the causes first, each with its cure; the verdict again in the last line.
//!
//! Writes ANSI styles always; the stream that it goes to takes them out where they are not wanted.

mod areas;
pub(crate) mod problem;

use checks::kit::text;

use super::model::{Expiry, Outcome, Outlook, Report, Text};
use super::view::terminal::{
    self, DIM, IN_FULL, LISTED, PLAIN, dim, filled, hanging, icon, itemized, labeled, line, listed,
    packed, paint,
};
use super::view::text::{checks_judged, name, realms_checked, sentence, until};
use super::view::{self, Few, Problem, Realms, headline, problems};

pub use super::view::terminal::{Detail, Look};

/// As much of what ends soon is shown, unless all is asked for.
const ENDS: usize = 5;

/// The whole report.
pub fn render(report: &Report, look: Look) -> String {
    let look = look.bounded();
    let mut out = String::new();
    if let Some(note) = &report.note {
        hanging(&mut out, "", note, DIM, look);
    }
    let problems = problems(report);
    let appliance = report.appliance.as_ref();
    let left = format!(
        "{}{} · {} · {:.1} s",
        appliance.map_or_else(String::new, |name| format!("{name} · ")),
        realms_checked(report),
        checks_judged(report),
        report.duration_s
    );
    let answer = headline(report, &problems);
    let outcome = answer[0].1;
    let answer = answer.into_iter();
    let answer: Vec<_> = answer
        .map(|(text, outcome)| (text, icon(outcome).1.bold()))
        .collect();
    terminal::headline(&mut out, &left, &answer, look);
    let (full, rest) = problems.split_at(problems.len().min(IN_FULL));
    let worst = problems.iter().map(|one| one.outcome).max();
    for one in full {
        // A warning has no room beside a cause.
        let is_aside = look.detail == Detail::Brief && Some(one.outcome) < worst;
        if is_aside && one.outcome == Outcome::Warn {
            problem::title(&mut out, one, look)
        } else {
            problem::problem(&mut out, one, look)
        }
    }
    listed(
        &mut out,
        rest.iter().map(|one| {
            (
                icon(one.outcome),
                format!("{}: {}", one.name(), one.sentence()),
            )
        }),
        look,
    );
    if look.detail == Detail::All {
        areas::every(&mut out, report, look);
    }
    waived(&mut out, report, look);
    if look.detail == Detail::All && report.probe.is_none() {
        areas::overview(&mut out, report, look);
    }
    ends(&mut out, report, look);
    hints(&mut out, report, &problems, look);
    let mut worst = problems.iter().filter(|one| one.outcome == outcome);
    let first = worst.next().map(Problem::first);
    let first = first.map(|first| (name(first), sentence(first)));
    terminal::verdict(&mut out, icon(outcome), &answer, first, look);
    out
}

/// What is wrong, known, and accepted for a while.
fn waived(out: &mut String, report: &Report, look: Look) {
    let waived = Few::of(view::waived(report), LISTED);
    for (index, one) in waived.shown.iter().enumerate() {
        if index == 0 {
            out.push('\n');
        }
        let findings = one.findings.iter().map(|(_, finding)| *finding).collect();
        let problem = Problem::new(report, findings);
        let first = problem.first();
        let told = format!("waived: {}: {}", name(first), first.summary);
        let (sign, style) = icon(problem.outcome);
        hanging(out, &paint(style, &format!("{sign} ")), &told, PLAIN, look);
        let grounds = one.grounds;
        let grounds = format!(
            "{}, says {}, until {}",
            grounds.why, grounds.who, grounds.until
        );
        labeled(out, "why", &grounds, look);
        if look.detail == Detail::All {
            itemized(out, "at", &problem.subjects().lines(), look);
            labeled(out, "in", &problem.realms().listed(), look);
        }
    }
    dim(out, waived.rest());
}

/// What will end, soonest first.
fn ends(out: &mut String, report: &Report, look: Look) {
    if report.forecast.is_empty() {
        return;
    }
    out.push('\n');
    let most = match look.detail {
        Detail::All => usize::MAX - 1,
        Detail::Brief => ENDS,
    };
    let ends = Few::of(report.forecast.iter().collect(), most);
    let shown = ends.shown.iter().copied();
    ending(out, "Expires within 90 days", shown, report, look);
    dim(out, ends.rest_by("with -v"));
}

fn ending<'a>(
    out: &mut String,
    title: &str,
    ends: impl IntoIterator<Item = &'a Expiry>,
    report: &Report,
    look: Look,
) {
    line(out, &paint(DIM, title));
    for end in ends {
        let lead = format!("  {}  {:11} ", text::day(end.at), until(end, report));
        let realms = Realms::of(&end.realms, report).in_brackets();
        hanging(out, &lead, &format!("{}{realms}", end.what), PLAIN, look);
    }
}

/// What is over, what will end, the next after that, and what could not be seen, alone.
pub fn forecast(report: &Report, outlook: &Outlook, look: Look) -> String {
    let (mut out, look) = (String::new(), look.bounded());
    let soon = if outlook.soon.is_empty() {
        "None of the checked items expires within 90 days"
    } else {
        "Expires within 90 days"
    };
    let next = outlook.next.as_slice();
    let parts = [
        ("Expired already", &*outlook.over),
        (soon, &*outlook.soon),
        ("The next one after that", next),
    ];
    for (title, ends) in parts {
        if !ends.is_empty() || title == soon {
            ending(&mut out, title, ends, report, look);
        }
    }
    let mut unseen = outlook.unseen(report).peekable();
    if unseen.peek().is_some() {
        line(&mut out, &paint(DIM, "Not checked"));
    }
    unseen.for_each(|one| out += &filled(&one, look.width, "  ", "    "));
    out
}

/// What to type next.
fn hints(out: &mut String, report: &Report, problems: &[Problem<'_>], look: Look) {
    out.push('\n');
    // A command is never wrapped: it is there to be copied.
    for next in &report.next {
        line(out, next);
    }
    let mut texts = Vec::new();
    let known = |id: &Text| checks::abouts().any(|about| *id == about.id);
    if let Some(id) = problems
        .first()
        .map(|one| &one.first().check)
        .filter(|id| known(id))
    {
        texts.push(format!("otpdoctor explain {id}"));
    }
    if look.detail == Detail::Brief && report.summary.skip + report.summary.pass > 0 {
        texts.push("-v shows every finding".to_owned());
    }
    for text in packed(texts, look.width) {
        line(out, &paint(DIM, &text));
    }
}
