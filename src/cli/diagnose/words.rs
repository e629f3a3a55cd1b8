//! The sentence that a manager understands, and what the answers add to it.

use checks::kit::symptom::{Beyond, Whom, plainly};

use super::answers::{Since, Users};
use super::outcome::{Behind, Outcome};

/// More reasons than a sentence can bear.
const REASONS: usize = 3;

/// What is the matter, in one sentence.
pub fn sentence(outcome: &Outcome<'_>) -> String {
    let says = outcome.symptom.plainly;
    let certain: Vec<&Behind<'_>> = outcome
        .behind
        .iter()
        .filter(|one| one.is_certain())
        .collect();
    let sure = !certain.is_empty();
    let clauses = clauses(if sure {
        certain
    } else {
        outcome.behind.iter().collect()
    });
    let one_user = outcome.answers.users == Users::One;
    match (clauses.as_slice(), sure) {
        ([], _) => nothing(outcome),
        ([one], _) if one_user => format!(
            "{says}; in the realm {one}, but that would trouble every user: look at this one user as well."
        ),
        (_, _) if one_user => format!(
            "{says}; the realm has faults, but those would trouble every user: look at this one user as well."
        ),
        ([one], true) => format!("{says} because {one}."),
        ([one], false) => format!("{says}, perhaps because {one}."),
        (many, sure) => {
            let perhaps = if sure { "" } else { ", perhaps" };
            let mut told: Vec<&str> = many.iter().take(REASONS).copied().collect();
            let more = format!("and {} more", many.len() - told.len());
            if many.len() > REASONS {
                told.push(&more);
            }
            format!(
                "{says}{perhaps} for {} reasons: {}.",
                many.len(),
                told.join("; ")
            )
        }
    }
}

fn clauses(causes: Vec<&Behind<'_>>) -> Vec<&'static str> {
    let mut clauses = Vec::new();
    for cause in causes {
        let clause = plainly(cause.check(), cause.reason());
        if !clauses.contains(&clause) {
            clauses.push(clause);
        }
    }
    clauses
}

fn nothing(outcome: &Outcome<'_>) -> String {
    let says = outcome.symptom.plainly;
    let unseen = outcome.unchecked.len() + outcome.out_of_sight.len();
    match (outcome.answers.users, unseen) {
        _ if outcome.report.summary.pass == 0 => {
            format!("{says}, and nothing that could explain it could be checked from here.")
        }
        _ if !outcome.beside.is_empty() => {
            format!("{says}, and nothing that was found explains it.")
        }
        (Users::One, _) => format!(
            "{says}, one user alone, and the realm is in order: look at this user's phone, address and account."
        ),
        (_, 0) => format!("{says}, but everything that can be seen from here is in order."),
        (_, _) => format!(
            "{says}, but everything that could be checked from here is in order; some could not."
        ),
    }
}

/// What the time of its beginning tells.
pub fn since(outcome: &Outcome<'_>) -> Option<String> {
    Some(match outcome.answers.since {
        Since::Unknown => return None,
        Since::Today | Since::Days => "It began lately: something ended (a certificate, a license, a password), \
            something was changed, or the vendor has a disturbance (status.secureauth.com)."
            .into(),
        Since::Weeks => "It has been so for weeks: a passing disturbance of the vendor or a carrier is not why."
            .into(),
        Since::Change => "It began with a change. A restore or a new certificate takes the right to read the private \
            key; a renewed certificate must be selected in every realm; a new network wants its proxy and its \
            firewall rules; a copied realm copies its mistakes."
            .into(),
        Since::Never => "It never worked: compare the realm with one that does (`otpdoctor config show` prints what \
            is in effect), and see that its description, mail server, data store and workflow are set."
            .into(),
        Since::Day(day) => format!(
            "It began on {day}: see what changed that day in the Web Admin's audit log, on the firewall and on the \
            mail server, and what ended then."
        ),
    })
}

/// What may be behind it that cannot be seen from here, for those who are troubled.
pub fn beyond(outcome: &Outcome<'_>) -> Vec<&'static str> {
    let fits = |one: &&Beyond| match outcome.answers.users {
        Users::Unknown => true,
        Users::One => one.whom != Whom::Everyone,
        Users::All => one.whom != Whom::OneUser,
        Users::Some => one.whom != Whom::Everyone,
    };
    outcome
        .symptom
        .beyond
        .iter()
        .filter(fits)
        .map(|one| one.says)
        .collect()
}
