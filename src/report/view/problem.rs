//! What is wrong: the causes with what they explain, then what no cause explains.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::findings::{distinct, grouped};
use super::realms::Realms;
use super::text::{Few, checks_judged, name, sentence, subject};
use crate::report::model::{Cause, Finding, Outcome, Report, Text};

/// Findings that are shown together.
pub struct Problem<'a> {
    /// The report that they are of.
    pub report: &'a Report,
    /// The findings, never none; the first one speaks for all.
    pub findings: Vec<&'a Finding>,
    /// What they cause, where they are a cause.
    pub cause: Option<&'a Cause>,
    /// The worst of them and of what they explain.
    pub outcome: Outcome,
}

/// Findings of one reason that a cause explains.
pub struct Consequence<'a> {
    /// The first of them.
    pub finding: &'a Finding,
    /// Its index among the report's findings.
    pub index: usize,
    /// What they are about, each once.
    pub subjects: Few<&'a Text>,
}

/// What a cause explains.
#[derive(Default)]
pub struct Consequences<'a> {
    /// What is wrong because of it.
    pub wrong: Vec<Consequence<'a>>,
    /// The checks that got no further because of it.
    pub stopped: Vec<&'a Text>,
}

/// As many subjects are named at once.
const SUBJECTS: usize = 5;
/// As many of the things that users say are shown at once; they stand likeliest first.
const SYMPTOMS: usize = 3;

impl<'a> Problem<'a> {
    /// Findings that are shown together, and cause nothing.
    pub fn new(report: &'a Report, findings: Vec<&'a Finding>) -> Self {
        Self {
            outcome: findings[0].outcome(),
            report,
            findings,
            cause: None,
        }
    }

    fn of_cause(report: &'a Report, cause: &'a Cause) -> Option<Self> {
        let findings = cause.findings.iter();
        let findings: Vec<&Finding> = findings
            .filter_map(|index| report.findings.get(*index))
            .collect();
        // A waived cause stands among the waived.
        let open = !findings.is_empty() && !cause.is_waived(&report.findings);
        open.then(|| Self {
            report,
            findings,
            cause: Some(cause),
            outcome: cause.gravity(&report.findings).into(),
        })
    }

    /// The finding that speaks for all.
    pub fn first(&self) -> &'a Finding {
        self.findings[0]
    }

    /// Its name: the check and the reason, or the reason alone where several checks give it.
    pub fn name(&self) -> String {
        match self.checks().len() {
            1 => name(self.first()),
            _ => self.first().reason.to_string(),
        }
    }

    /// The checks that say it.
    pub fn checks(&self) -> Vec<&'a Text> {
        let mut checks: Vec<&Text> = self.findings.iter().map(|one| &one.check).collect();
        // Findings are in registry order, so those of a check stand together.
        checks.dedup();
        checks
    }

    /// What is wrong, in a sentence.
    pub fn sentence(&self) -> String {
        sentence(self.first())
    }

    /// What it is about, each once, and what else is said of it; nothing where the sentence or the realm's name says so.
    pub fn subjects(&self) -> Few<&'a Text> {
        let mut known = HashSet::new();
        let told = |one: &Finding| match self.findings.len() {
            1 => subject(one).is_none(),
            _ => one.realms.contains(&one.subject),
        };
        let subjects = self.findings.iter().filter(|one| !told(one));
        let subjects = subjects.filter_map(|one| {
            let is_said = !known.insert(&one.summary);
            if known.insert(&one.subject) {
                Some(&one.subject)
            } else {
                (!is_said).then_some(&one.summary)
            }
        });
        Few::of(subjects.collect(), SUBJECTS)
    }

    /// Where it holds.
    pub fn realms(&self) -> Realms<'a> {
        match self.cause {
            Some(cause) => Realms::of(&cause.realms, self.report),
            None => Realms::of_many(&self.findings, self.report),
        }
    }

    /// Whether users say it, or will once what is still to come is there.
    pub fn says(&self) -> &'static str {
        if self.first().reason.ends_with("-soon") {
            "users will say"
        } else {
            "users say"
        }
    }

    /// What users say of it: the likeliest, and the rest.
    pub fn symptoms(&self) -> (&'a [Text], &'a [Text]) {
        let symptoms = self.cause.map_or(&[][..], |cause| &cause.symptoms);
        symptoms.split_at(symptoms.len().min(SYMPTOMS))
    }

    /// How many findings it explains.
    pub fn explains(&self) -> usize {
        self.cause.map_or(0, |cause| cause.explains.len())
    }

    /// What it explains, by check and reason, and what it stopped.
    pub fn consequences(&self) -> Consequences<'a> {
        let explained = self.cause.map_or(&[][..], |cause| &cause.explains).iter();
        let explained =
            explained.filter_map(|one| Some((one.finding, self.report.findings.get(one.finding)?)));
        let (stopped, wrong): (Vec<_>, Vec<_>) =
            explained.partition(|(_, one)| one.outcome() == Outcome::Skip);
        let wrong = grouped(wrong, |(_, one)| (&one.check, &one.reason)).into_iter();
        let wrong = wrong.map(|alike| Consequence {
            index: alike[0].0,
            finding: alike[0].1,
            subjects: Few::of(
                distinct(alike.iter().map(|(_, one)| &one.subject)),
                SUBJECTS,
            ),
        });
        Consequences {
            wrong: wrong.collect(),
            stopped: distinct(stopped.into_iter().map(|(_, one)| &one.check)),
        }
    }
}

/// The causes, the one that explains most first; then what no cause explains, worst first.
pub fn problems(report: &Report) -> Vec<Problem<'_>> {
    let causes = report.diagnosis.iter();
    let mut problems: Vec<Problem<'_>> = causes
        .filter_map(|cause| Problem::of_cause(report, cause))
        .collect();
    let accounted: HashSet<usize> = problems
        .iter()
        .filter_map(|one| one.cause)
        .flat_map(|cause| {
            let explained = cause.explains.iter().map(|explained| explained.finding);
            cause.findings.iter().copied().chain(explained)
        })
        .collect();
    let findings = report.findings.iter().enumerate();
    let mut rest: Vec<&Finding> = findings
        .filter(|(index, one)| one.outcome().is_wrong() && !accounted.contains(index))
        .map(|(_, one)| one)
        .collect();
    rest.sort_by_key(|one| Reverse(one.status));
    // What kept several checks from looking is one problem.
    let alike = grouped(rest, |one| {
        let check = (one.outcome() != Outcome::Unknown).then_some(&one.check);
        (check, &one.reason, &one.summary, &one.remedy)
    });
    problems.extend(alike.into_iter().map(|alike| Problem::new(report, alike)));
    problems
}

/// The answer in a few words: how many problems there are of which kind, worst first; where there are none, how well all is.
pub fn headline(report: &Report, problems: &[Problem<'_>]) -> Vec<(String, Outcome)> {
    let kinds = [
        (Outcome::Fail, "cause", "causes"),
        (Outcome::Unknown, "unchecked", "unchecked"),
        (Outcome::Warn, "warning", "warnings"),
    ];
    let mut answer = Vec::new();
    for (outcome, one, many) in kinds {
        match problems.iter().filter(|one| one.outcome == outcome).count() {
            0 => {}
            1 => answer.push((format!("1 {one}"), outcome)),
            n => answer.push((format!("{n} {many}"), outcome)),
        }
    }
    if answer.is_empty() {
        let summary = &report.summary;
        answer.push(match (summary.pass, summary.waived, summary.skip) {
            (0, 0, _) => ("nothing was checked".to_owned(), Outcome::Warn),
            (_, 0, _) if !report.has_judged(50) => (
                format!(
                    "{} could run, and {} passed",
                    checks_judged(report),
                    if report.judged() == 1 { "it" } else { "they" }
                ),
                Outcome::Skip,
            ),
            (_, 0, 0) => ("all checks passed".to_owned(), Outcome::Pass),
            (_, 0, skipped) => (
                format!("{} passed, {skipped} skipped", checks_judged(report)),
                Outcome::Pass,
            ),
            (_, waived, _) => (
                format!("no open problem, {waived} waived"),
                if report.has_judged(50) {
                    Outcome::Pass
                } else {
                    Outcome::Skip
                },
            ),
        });
    }
    answer
}
