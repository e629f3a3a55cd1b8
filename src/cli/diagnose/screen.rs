//! The diagnosis for a person: the sentence, the causes and their cures, else where to look next.

use checks::kit::{Status, text};

use super::answers::{Since, Users};
use super::outcome::{Bearing, LikelyCause, Outcome};
use super::plain_summary;
use crate::config;
use crate::report::Finding;
use crate::report::human::problem::problem;
use crate::report::human::{Detail, Look};
use crate::report::view::terminal::{
    self, BOLD, DIM, PLAIN, hanging, icon, labeled, line, paint, stacked,
};
use crate::report::view::text::{counted, name, realms_checked, sentence};
use crate::report::view::{Problem, distinct, grouped};

/// Who can help.
const CONTACT: &str =
    "Your account manager, or SecureAuth Support; check status.secureauth.com for outages.";

/// The whole screen; `understood` is what was said and understood, `summary` the one for support.
pub fn render(outcome: &Outcome<'_>, understood: &[String], summary: &str, look: Look) -> String {
    let look = look.bounded();
    let mut out = String::new();
    headline(&mut out, outcome, look);
    for understood in understood {
        hanging(&mut out, "", understood, DIM, look);
    }
    out.push('\n');
    hanging(&mut out, "", &plain_summary::sentence(outcome), BOLD, look);
    for cause in &outcome.causes {
        let shown = Problem {
            cause: cause.cause,
            ..Problem::new(outcome.report, cause.findings.clone())
        };
        problem(&mut out, &shown, look);
    }
    if let Some(advice) = plain_summary::since(outcome) {
        out.push('\n');
        hanging(&mut out, "", &advice, PLAIN, look);
    }
    let is_full = outcome.causes.is_empty() || look.detail == Detail::All;
    let unrelated = outcome.unrelated.iter().map(|one| finding(one));
    listed(&mut out, "Wrong too, but not the cause", unrelated, look);
    let unchecked = outcome.unchecked.iter().map(|one| finding(one));
    let skipped = skipped(outcome).into_iter().filter(|_| is_full);
    listed(
        &mut out,
        "Could not be checked",
        unchecked.chain(skipped),
        look,
    );
    if is_full {
        let in_order = outcome.in_order().join(", ");
        let in_order = (!in_order.is_empty()).then(|| (String::new(), in_order));
        listed(&mut out, "In order", in_order.into_iter(), look);
    }
    if is_full || outcome.answers.users == Users::One {
        let not_visible = plain_summary::beyond(outcome.symptom, outcome.answers.users).into_iter();
        let not_visible = not_visible.map(|text| ("·".to_owned(), text.to_owned()));
        listed(
            &mut out,
            "Other possible causes, which otpdoctor cannot check",
            not_visible,
            look,
        );
    }
    if is_full {
        let contact = (String::new(), CONTACT.to_owned());
        let title = "For the vendor's support, ready to paste";
        listed(&mut out, title, std::iter::once(contact), look);
        out.push('\n');
        out.push_str(summary);
    }
    out
}

/// How many causes there are.
fn answer(outcome: &Outcome<'_>) -> (String, Status) {
    let is_partial = !outcome.unchecked.is_empty() || !outcome.skipped.is_empty();
    match outcome.causes.as_slice() {
        [] if is_partial => ("no cause found".to_owned(), Status::Unknown),
        [] => ("no cause found".to_owned(), Status::Pass),
        [first, ..] if first.bearing() == Bearing::InTheWay => {
            ("no cause can be seen".to_owned(), first.first().status)
        }
        many @ [first, ..] => {
            let mut causes = many.iter().filter(|one| one.bearing() != Bearing::InTheWay);
            (
                counted(causes.by_ref().count(), "cause"),
                first.first().status,
            )
        }
    }
}

/// The users' words and how many causes there are, and what was checked.
fn headline(out: &mut String, outcome: &Outcome<'_>, look: Look) {
    let (report, answers) = (outcome.report, outcome.answers);
    let (verdict, status) = answer(outcome);
    let title = format!("\"{}\"", outcome.symptom.title.trim_matches('"'));
    terminal::headline(out, &title, &[(verdict, icon(status).1)], look);
    let mut about: Vec<String> = Vec::new();
    about.extend(report.appliance.as_ref().map(ToString::to_string));
    about.push(realms_checked(report));
    about.push(counted(report.checks.len(), "check") + " for this symptom");
    about.push(format!("{:.1} s", report.duration_s));
    about.extend(answers.method.map(|method| format!("by {}", method.name())));
    if answers.users != Users::Unknown {
        about.push(answers.users.describe().to_owned());
    }
    if answers.since != Since::Unknown {
        about.push(answers.since.describe());
    }
    hanging(out, "", &about.join(" · "), DIM, look);
}

/// A finding in a line: its sign, and what it says.
fn finding(finding: &Finding) -> (String, String) {
    let (sign, style) = icon(finding.status);
    let said = if finding.summary.contains(&*finding.subject) {
        sentence(finding)
    } else {
        format!("{}: {}.", finding.subject, finding.summary)
    };
    (paint(style, sign), format!("{said} ({})", name(finding)))
}

/// Checks that had to be left out, a line for each reason.
fn skipped(outcome: &Outcome<'_>) -> Vec<(String, String)> {
    let alike = grouped(&outcome.skipped, |one| &one.summary).into_iter();
    let lines = alike.map(|alike| {
        let checks = distinct(alike.iter().map(|one| one.check.as_str()));
        let text = format!("{}: {}.", checks.join(", "), alike[0].summary);
        ("·".to_owned(), text)
    });
    lines.collect()
}

/// Signs and texts under a title; nothing where there are none.
fn listed(
    out: &mut String,
    title: &str,
    items: impl Iterator<Item = (String, String)>,
    look: Look,
) {
    for (index, (sign, text)) in items.enumerate() {
        if index == 0 {
            out.push('\n');
            line(out, &paint(BOLD, title));
        }
        let lead = if sign.is_empty() {
            "  ".to_owned()
        } else {
            format!("  {sign} ")
        };
        hanging(out, &lead, &text, PLAIN, look);
    }
}

/// The end of the screen: how to see that it is gone, where to read more, and the answer again.
pub fn end(out: &mut String, outcome: &Outcome<'_>, look: Look) {
    let look = look.bounded();
    next(out, outcome, look);
    let (verdict, status) = answer(outcome);
    let answer = [(verdict, icon(status).1.bold())];
    let first = outcome.causes.first().map(LikelyCause::first);
    let first = first.map(|first| (name(first), sentence(first)));
    terminal::verdict(out, icon(status), &answer, first, look);
}

fn next(out: &mut String, outcome: &Outcome<'_>, look: Look) {
    out.push('\n');
    let Some(cause) = outcome.causes.first() else {
        let more = "otpdoctor check runs all checks, not only those for this symptom";
        return labeled(out, "more", more, look);
    };
    let mut again = format!("otpdoctor diagnose {}", outcome.symptom.id);
    for realm in &outcome.answers.realms {
        again += &format!(" --realm {}", text::argument(realm));
    }
    if *outcome.report.config != *config::find::NAME {
        again += &format!(" --config {}", text::argument(&outcome.report.config));
    }
    // A command is never wrapped: it is there to be copied.
    stacked(
        out,
        "then",
        &[again, "shows whether it is cured".to_owned()],
    );
    let page = format!("otpdoctor explain {}", cause.first().check);
    let more = match look.detail {
        Detail::All => page,
        Detail::Brief => format!("{page} · -v shows the summary for support"),
    };
    labeled(out, "more", &more, look);
}
