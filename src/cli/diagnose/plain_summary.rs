//! The sentence that a manager understands, and what the answers add to it.

use std::collections::BTreeMap;

use checks::kit::symptom::{Affected, NotVisible, Symptom, clause};

use super::answers::{Since, Users};
use super::outcome::{Bearing, LikelyCause, Outcome};
use crate::report::view::distinct;

/// More reasons than a sentence can bear.
const REASONS: usize = 3;

/// What is the matter, in one sentence.
pub fn sentence(outcome: &Outcome<'_>) -> String {
    let effect = &outcome.symptom.effect;
    let bearing = outcome.causes.first().map(LikelyCause::bearing);
    let perhaps = match bearing {
        Some(Bearing::Possible) => ", perhaps",
        _ => "",
    };
    let causes = outcome.causes.iter();
    let told = causes.filter(|one| Some(one.bearing()) == bearing);
    let clauses = distinct(told.map(|one| clause(&one.first().check, &one.first().reason)));
    let one_user = outcome.answers.users == Users::One;
    match clauses.as_slice() {
        [] => nothing(outcome),
        many if bearing == Some(Bearing::InTheWay) => format!(
            "{effect}. Not all that may cause it could be checked, because {}: repair that first.",
            many.join("; ")
        ),
        [one] if one_user => format!(
            "{effect}; in the realm {one}, but that would affect every user: check this one user too."
        ),
        _ if one_user => format!(
            "{effect}; the realm has faults, but those would affect every user: check this one user too."
        ),
        [one] => format!("{effect}{perhaps} because {one}."),
        many => {
            let mut shown = many[..many.len().min(REASONS)].join("; ");
            if many.len() > REASONS {
                shown += &format!("; and {} more", many.len() - REASONS);
            }
            format!("{effect}{perhaps} for {} reasons: {shown}.", many.len())
        }
    }
}

fn nothing(outcome: &Outcome<'_>) -> String {
    let effect = &outcome.symptom.effect;
    let is_partial = !outcome.unchecked.is_empty() || !outcome.skipped.is_empty();
    let rest = match outcome.answers.users {
        _ if outcome.report.summary.pass == 0 => "No check for this symptom could run from here.",
        _ if !outcome.unrelated.is_empty() => "None of the findings explains it.",
        Users::One => {
            "The realm is in order and only one user is affected: check this user's phone, address and account."
        }
        _ if is_partial => "All checks that could run from here passed; some could not run.",
        _ => "All checks for this symptom passed.",
    };
    format!("{effect}, as reported. {rest}")
}

/// What the time of its beginning says of it.
pub fn since(outcome: &Outcome<'_>) -> Option<String> {
    if let Since::Day(day) = outcome.answers.since {
        return Some(format!(
            "It began on {day}: check what changed that day in the Web Admin's audit log, on the firewall and on \
            the mail server, and what expired then."
        ));
    }
    let advice: BTreeMap<&str, &str> =
        serde_json::from_str(include_str!("since.json")).expect("a test reads it");
    let advice = advice.get(outcome.answers.since.name().as_str());
    advice.map(ToString::to_string)
}

/// What may be behind it that no check can see, for those who are affected.
pub fn beyond(symptom: &'static Symptom, users: Users) -> Vec<&'static str> {
    let fits = |one: &&NotVisible| match users {
        Users::Unknown => true,
        Users::One | Users::Some => one.affected != Affected::Everyone,
        Users::All => one.affected != Affected::OneUser,
    };
    let all = symptom.not_visible.iter();
    all.filter(fits).map(|one| one.text.as_str()).collect()
}
