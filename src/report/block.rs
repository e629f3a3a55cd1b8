//! What is wrong, as a reader acts on it: the sentence, the cure, what was seen, what it explains.

use std::collections::HashSet;

use checks::kit::realm::Platform;
use checks::kit::{Shell, text};

use super::mark::Mark;
use crate::report::human::block::{sentence, subjects, value};
use crate::report::human::cause::Told;
use crate::report::{Cause, Evidence, Finding, Remedy, Report};

/// Findings that are told together.
pub struct Block<'a> {
    /// Its number on the page.
    pub number: usize,
    /// How bad it is.
    pub mark: Mark,
    /// The check's id.
    pub check: &'a str,
    /// The reason.
    pub reason: &'a str,
    /// The other checks that say the same.
    pub beside: Vec<&'a str>,
    /// What is wrong.
    pub sentence: String,
    /// What it is about, where the sentence does not say so.
    pub subjects: Names,
    /// Where it holds.
    pub realms: Realms<'a>,
    /// The settings that caused it.
    pub sites: Vec<String>,
    /// What to do.
    pub cure: Cure,
    /// What was measured or read.
    pub evidence: Vec<Fact>,
    /// What it explains.
    pub explains: Vec<Consequence<'a>>,
    /// The checks that got no further because of it.
    pub stopped: Vec<&'a str>,
    /// What users say of it, likeliest first.
    pub said: &'a [String],
    /// What few of them say.
    pub also_said: &'a [String],
}

/// One thing that is wrong, in a line.
pub struct Brief {
    /// How bad it is.
    pub mark: Mark,
    /// The sentence.
    pub sentence: String,
}

/// A name and a value.
pub struct Fact {
    /// What it is.
    pub name: String,
    /// The value as people write it.
    pub value: String,
}

/// What to do.
#[derive(Default)]
pub struct Cure {
    /// The steps: plain text, and the code behind each piece of it.
    pub steps: Vec<Vec<(String, String)>>,
    /// The commands, by where they run.
    pub commands: Vec<Shelled>,
}

/// Commands of one shell.
pub struct Shelled {
    /// Where they run.
    pub place: &'static str,
    /// The command lines.
    pub runs: Vec<String>,
}

/// Findings of one reason that a cause explains.
pub struct Consequence<'a> {
    /// How bad they are.
    pub mark: Mark,
    /// The check's id.
    pub check: &'a str,
    /// The reason.
    pub reason: &'a str,
    /// What they are about.
    pub subjects: Names,
    /// The place of the first among the findings, where the page has it.
    pub finding: Option<usize>,
}

/// Names, each once.
#[derive(Default)]
pub struct Names {
    /// The first few.
    pub first: Vec<String>,
    /// More of them.
    pub then: Vec<String>,
    /// How many more there are.
    pub more: usize,
}

/// Where something holds: in a few words, and all names where the words do not tell them.
pub struct Realms<'a> {
    /// In a few words.
    pub words: String,
    /// All of them.
    pub names: &'a [String],
    /// How many more there are.
    pub more: usize,
}

/// As many names of things stand there at once.
const FIRST: usize = 5;
/// Every name up to here; the matrix has them all.
const NAMES: usize = 120;
/// More than these are a number and a list to unfold.
const FEW: usize = 5;
/// As many of the things that users say stand there at once.
const SAID: usize = 3;
/// More places than these are a number.
const SITES: usize = 4;

impl<'a> Block<'a> {
    /// The findings that are told together, as the reader sees them.
    pub fn of(
        report: &'a Report,
        told: &Told<'a>,
        number: usize,
        anchors: &HashSet<usize>,
    ) -> Self {
        let (alike, first) = (&told.alike, told.alike[0]);
        let sentence = sentence(first);
        let realms = told.cause.map_or(&first.realms, |cause| &cause.realms);
        let (explains, stopped) = told
            .cause
            .map(|cause| consequences(report, cause, anchors))
            .unwrap_or_default();
        let symptoms = told.cause.map_or(&[][..], |cause| &cause.symptoms);
        let (said, also_said) = symptoms.split_at(symptoms.len().min(SAID));
        Self {
            number,
            mark: told.status.into(),
            check: &first.check,
            reason: &first.reason,
            beside: told.checks().split_off(1),
            subjects: Names::of(subjects(alike, &sentence)),
            sentence,
            realms: match (told.cause, alike.len()) {
                (None, 2..) => Realms::of_many(alike, report),
                _ => Realms::of(realms, report),
            },
            sites: sites(first),
            cure: Cure::of(&first.remedy, report),
            evidence: facts(&first.evidence),
            explains,
            stopped,
            said,
            also_said,
        }
    }
}

impl Brief {
    /// The findings that are told together, in a line.
    pub fn of(told: &Told<'_>) -> Self {
        Self {
            mark: told.status.into(),
            sentence: sentence(told.alike[0]),
        }
    }
}

impl Names {
    fn of(mut all: Vec<String>) -> Self {
        // One or two more stand there as well as a number would.
        let first = if all.len() <= FIRST + 2 {
            all.len()
        } else {
            FIRST
        };
        let mut then = all.split_off(first);
        let more = then.len().saturating_sub(NAMES);
        then.truncate(NAMES);
        Self {
            first: all,
            then,
            more,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// How many are not among the first.
    pub fn rest(&self) -> usize {
        self.then.len() + self.more
    }
}

/// The places of the settings, the first few by name.
pub fn sites(finding: &Finding) -> Vec<String> {
    let named = finding.sites.iter().take(SITES);
    let mut sites: Vec<String> = named
        .map(|site| text::harmless(&site.to_string()))
        .collect();
    match finding.sites.len().saturating_sub(SITES) {
        0 => {}
        1 => sites.push("and one more place".into()),
        more => sites.push(format!("and {more} more places")),
    }
    sites
}

/// Names and values.
pub fn facts(evidence: &[Evidence]) -> Vec<Fact> {
    let fact = |one: &Evidence| Fact {
        name: text::harmless(&one.name),
        value: match (one.unit.as_deref(), one.value.as_f64()) {
            (Some("s"), Some(short @ 0.0..1.0)) => seconds(short),
            _ => text::harmless(&value(one)),
        },
    };
    evidence.iter().map(fact).collect()
}

impl Cure {
    /// The remedy, its commands by where they run: those for the appliance first.
    pub fn of(remedy: &Remedy, report: &Report) -> Self {
        let mut commands: Vec<Shelled> = Vec::new();
        for command in &remedy.commands {
            let place = place(command.platform);
            let run = text::harmless(&command.run);
            match commands.iter_mut().find(|one| one.place == place) {
                Some(shelled) => shelled.runs.push(run),
                None => commands.push(Shelled {
                    place,
                    runs: vec![run],
                }),
            }
        }
        let own = match report.platform {
            Some(Platform::Windows) => Shell::Windows,
            Some(Platform::Linux) => Shell::Linux,
            None => Shell::Any,
        };
        commands.sort_by_key(|one| one.place != place(own));
        Self {
            steps: remedy.steps.iter().map(|step| pieces(step)).collect(),
            commands,
        }
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.commands.is_empty()
    }
}

fn place(shell: Shell) -> &'static str {
    match shell {
        Shell::Windows => "Windows, elevated prompt",
        Shell::Linux => "Linux, root shell",
        Shell::Any => "Any shell",
    }
}

/// The text in pairs of plain text and what stands in backquotes behind it; as it is where they do not pair.
fn pieces(step: &str) -> Vec<(String, String)> {
    let step = text::harmless(step);
    let parts: Vec<&str> = step.split('`').collect();
    match parts.len() % 2 {
        0 => vec![(step, String::new())],
        _ => parts
            .chunks(2)
            .map(|pair| {
                let code = pair.get(1).copied().unwrap_or_default();
                (pair[0].to_owned(), code.to_owned())
            })
            .collect(),
    }
}

fn consequences<'a>(
    report: &'a Report,
    cause: &'a Cause,
    anchors: &HashSet<usize>,
) -> (Vec<Consequence<'a>>, Vec<&'a str>) {
    let mut explains: Vec<(Consequence<'a>, Vec<String>)> = Vec::new();
    let mut once: HashSet<(&str, &str, &str)> = HashSet::new();
    let mut stopped: Vec<&str> = Vec::new();
    for one in &cause.explains {
        let Some(finding) = report.findings.get(one.finding) else {
            continue;
        };
        let mark = Mark::of(finding);
        if mark == Mark::Skip {
            if !stopped.contains(&one.check.as_str()) {
                stopped.push(&one.check);
            }
            continue;
        }
        if !once.insert((&one.check, &one.reason, &one.subject)) {
            continue;
        }
        let subject = text::harmless(&one.subject);
        let known = explains
            .iter_mut()
            .find(|(known, _)| (known.check, known.reason) == (&one.check, &one.reason));
        match known {
            Some((_, subjects)) => subjects.push(subject),
            None => {
                let first = Consequence {
                    mark,
                    check: &one.check,
                    reason: &one.reason,
                    subjects: Names::default(),
                    finding: anchors.get(&one.finding).copied(),
                };
                explains.push((first, vec![subject]));
            }
        }
    }
    let explains = explains.into_iter().map(|(known, subjects)| Consequence {
        subjects: Names::of(subjects),
        ..known
    });
    (explains.collect(), stopped)
}

impl<'a> Realms<'a> {
    /// These realms of the report's.
    pub fn of(names: &'a [String], report: &Report) -> Self {
        let (some, of) = (names.len(), report.realms.len());
        let folded = (FEW + 1..of).contains(&some);
        let named = &names[..if folded { some.min(NAMES) } else { 0 }];
        Self {
            words: match (some, of) {
                (2, 2) => "both realms".into(),
                (all, of) if all == of && of > 1 => format!("all {of} realms"),
                (..=FEW, _) => text::harmless(&names.join(", ")),
                _ => format!("{some} of {of} realms"),
            },
            more: if folded { some - named.len() } else { 0 },
            names: named,
        }
    }

    /// The realms of several findings: names where they are few.
    pub fn of_many(alike: &[&'a Finding], report: &Report) -> Self {
        let every: std::collections::BTreeSet<&String> =
            alike.iter().flat_map(|one| &one.realms).collect();
        let widest = alike.iter().max_by_key(|one| one.realms.len());
        match widest.filter(|one| one.realms.len() == every.len()) {
            Some(one) => Self::of(&one.realms, report),
            None => {
                let names: Vec<String> = every.into_iter().cloned().collect();
                Realms {
                    words: Realms::of(&names, report).words,
                    names: &[],
                    more: 0,
                }
            }
        }
    }
}

/// Seconds as people say them: `75 ms`, `1.24 s`, `12.3 s`.
pub fn seconds(seconds: f64) -> String {
    match seconds {
        ..0.0005 => "under 1 ms".to_owned(),
        ..1.0 => format!("{:.0} ms", seconds * 1000.0),
        ..10.0 => format!("{seconds:.2} s"),
        _ => format!("{seconds:.1} s"),
    }
}
