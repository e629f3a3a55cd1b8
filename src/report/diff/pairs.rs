//! Which finding of one report answers which of the other.

use std::collections::BTreeMap;

use crate::report::model::{Finding, Outcome, Report, Text};
use crate::report::view::distinct;

/// What a report says of a subject.
#[derive(Clone, Copy)]
pub enum Statement<'a> {
    /// The report has this finding of the subject.
    Finding(&'a Finding),
    /// The report has no finding for this reason, but this one of the same subject, which fails or warns too.
    Beside(&'a Finding),
    /// The report has no finding of the subject, although the check ran on the realm.
    Nothing,
    /// The check did not run on the realm, or could not look.
    NotRun,
}

impl Statement<'_> {
    /// The outcome that the report gives; `None` where the check looked and found nothing of the subject.
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Finding(one) | Self::Beside(one) => Some(as_checked(one.outcome(), &one.reason)),
            Self::Nothing => None,
            Self::NotRun => Some(Outcome::Unknown),
        }
    }
}

/// The outcome for this reason: what was skipped is not known, unless it is turned off or not set up.
pub fn as_checked(outcome: Outcome, reason: &str) -> Outcome {
    match outcome {
        Outcome::Skip if !matches!(reason, "off" | "not-configured") => Outcome::Unknown,
        outcome => outcome,
    }
}

/// What both reports say of one subject in one realm.
pub struct Pair<'a> {
    /// The check's id.
    pub check: &'a Text,
    /// The realm.
    pub realm: &'a Text,
    /// What the earlier report says.
    pub before: Statement<'a>,
    /// What the later report says.
    pub after: Statement<'a>,
}

impl<'a> Pair<'a> {
    /// The later finding where it fails or warns, and no waiver covers it.
    pub fn wrong(&self) -> Option<&'a Finding> {
        let Statement::Finding(one) = self.after else {
            return None;
        };
        matches!(one.outcome(), Outcome::Fail | Outcome::Warn).then_some(one)
    }

    /// The later finding, or else the earlier one, by its address: findings that are equal are still two.
    pub fn finding(&self) -> Option<*const Finding> {
        let finding = |statement: Statement<'a>| match statement {
            Statement::Finding(one) => Some(std::ptr::from_ref(one)),
            _ => None,
        };
        finding(self.after).or_else(|| finding(self.before))
    }
}

/// The pairs, by check in registry order and by realm.
pub fn pairs<'a>(before: &'a Report, after: &'a Report) -> Vec<Pair<'a>> {
    let (earlier, later) = (sorted(before), sorted(after));
    let mut pairs = Vec::new();
    let realms = union(&after.realms, &before.realms);
    for check in union(&after.checks, &before.checks) {
        for &realm in &realms {
            let pair = |before, after| Pair {
                check,
                realm,
                before,
                after,
            };
            let of = |sorted: &Sorted<'a>| sorted.get(&(check, realm)).cloned().unwrap_or_default();
            match (of(&earlier), of(&later)) {
                (earlier, later) if earlier.is_empty() || later.is_empty() => {
                    // One line for the check, not one for each of its subjects.
                    let worst = |all: Vec<&'a Finding>| {
                        let worst = all.into_iter().max_by_key(|finding| finding.status);
                        worst.map_or(Statement::NotRun, Statement::Finding)
                    };
                    pairs.push(pair(worst(earlier), worst(later)));
                }
                (earlier, later) => {
                    let matched = matched(earlier, later).into_iter();
                    pairs.extend(matched.map(|(before, after)| pair(before, after)));
                }
            }
        }
    }
    pairs
}

type Sorted<'a> = BTreeMap<(&'a Text, &'a Text), Vec<&'a Finding>>;

fn sorted(report: &Report) -> Sorted<'_> {
    let mut sorted = Sorted::new();
    for finding in &report.findings {
        for realm in &finding.realms {
            let of: &mut Vec<_> = sorted.entry((&finding.check, realm)).or_default();
            of.push(finding);
        }
    }
    sorted
}

/// Each name of the first and of the second once, in that order.
pub fn union<'a>(first: &'a [Text], second: &'a [Text]) -> Vec<&'a Text> {
    distinct(first.iter().chain(second))
}

/// Equal subjects and reasons answer each other first, then equal subjects, then the two that are left alone.
fn matched<'a>(
    mut earlier: Vec<&'a Finding>,
    mut later: Vec<&'a Finding>,
) -> Vec<(Statement<'a>, Statement<'a>)> {
    let rules: [fn(&Finding, &Finding) -> bool; 2] = [
        |one, other| one.subject == other.subject && one.reason == other.reason,
        |one, other| one.subject == other.subject,
    ];
    let (all_earlier, all_later) = (earlier.clone(), later.clone());
    let mut pairs = Vec::new();
    for rule in rules {
        earlier.retain(
            |one| match later.iter().position(|other| rule(one, other)) {
                None => true,
                Some(at) => {
                    pairs.push((
                        Statement::Finding(one),
                        Statement::Finding(later.remove(at)),
                    ));
                    false
                }
            },
        );
    }
    if let ([one], [other]) = (earlier.as_slice(), later.as_slice()) {
        pairs.push((Statement::Finding(one), Statement::Finding(other)));
        return pairs;
    }
    let (before, after) = (silence(&earlier), silence(&later));
    // One reason of several that came or went: the subject was wrong before, or still is.
    let beside = |one: &Finding, others: &[&'a Finding], silence| {
        let mut others = others.iter().filter(|other| other.subject == one.subject);
        let other = others.find(|other| {
            [one, other]
                .iter()
                .all(|each| each.outcome() >= Outcome::Warn)
        });
        other.map_or(silence, |other| Statement::Beside(other))
    };
    let gone = earlier.into_iter();
    pairs.extend(gone.map(|one| (Statement::Finding(one), beside(one, &all_later, after))));
    let came = later.into_iter();
    pairs.extend(came.map(|one| (beside(one, &all_earlier, before), Statement::Finding(one))));
    pairs
}

/// What it means that a report does not name a subject, by what else it says: a check that could not look says so
/// of all its subjects at once.
fn silence<'a>(unanswered: &[&Finding]) -> Statement<'a> {
    let looked = |one: &&Finding| Statement::Finding(one).outcome() != Some(Outcome::Unknown);
    if unanswered.iter().all(looked) {
        Statement::Nothing
    } else {
        Statement::NotRun
    }
}
