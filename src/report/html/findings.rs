//! Every finding with its evidence folded; apart from them what is waived, what was skipped, and what ends soon.

use std::collections::{HashMap, HashSet};

use checks::kit::{Status, text};

use crate::report::block::{Cure, Fact, Realms, facts, sites};
use crate::report::human::block::sentence;
use crate::report::mark::Mark;
use crate::report::{Finding, Report};

/// The findings of one area.
pub struct Area<'a> {
    /// Its name.
    pub name: &'a str,
    /// The findings, worst first.
    pub groups: Vec<Group<'a>>,
    /// How many there are of each status.
    pub counts: Vec<(Mark, usize)>,
}

impl Area<'_> {
    /// Its name as a heading.
    pub fn title(&self) -> String {
        match self.name {
            "api" | "oath" => self.name.to_uppercase(),
            name => {
                let mut letters = name.chars();
                let first = letters.next().map(|first| first.to_ascii_uppercase());
                first.into_iter().chain(letters).collect()
            }
        }
    }
}

/// Findings of one check and reason.
pub struct Group<'a> {
    /// What they have in common.
    pub mark: Mark,
    /// The check's id.
    pub check: &'a str,
    /// The reason.
    pub reason: &'a str,
    /// The findings.
    pub rows: Vec<Row<'a>>,
    /// How many more there are.
    pub more: usize,
}

/// One finding.
pub struct Row<'a> {
    /// Its place among the report's.
    pub place: usize,
    /// How bad it is.
    pub mark: Mark,
    /// The check's id.
    pub check: &'a str,
    /// The reason.
    pub reason: &'a str,
    /// What it is about, where the sentence does not say so.
    pub subject: Option<String>,
    /// The sentence.
    pub sentence: String,
    /// Where it holds.
    pub realms: Realms<'a>,
    /// What was measured or read.
    pub evidence: Vec<Fact>,
    /// What to do.
    pub cure: Cure,
    /// The settings.
    pub sites: Vec<String>,
    /// How long the check took.
    pub took: String,
}

/// A finding that is accepted for a while.
pub struct Waived<'a> {
    /// The finding.
    pub row: Row<'a>,
    /// Why it is accepted.
    pub why: String,
    /// Who accepted it.
    pub who: String,
    /// The last day.
    pub until: String,
}

/// What was not looked at, for one reason.
pub struct Skips<'a> {
    /// The place of the first among the findings.
    pub place: usize,
    /// The check's id.
    pub check: &'a str,
    /// The reason.
    pub reason: String,
    /// Why.
    pub why: String,
    /// What, where it is several things.
    pub subjects: Vec<String>,
    /// How many more.
    pub more: usize,
    /// Where.
    pub realms: Realms<'a>,
}

/// Something that will end.
pub struct Ending<'a> {
    /// The day.
    pub day: String,
    /// How far that is.
    pub left: String,
    /// What ends.
    pub what: String,
    /// Where that matters.
    pub realms: Realms<'a>,
}

/// The first of many.
pub struct Few<T> {
    /// Those that are shown.
    pub shown: Vec<T>,
    /// How many more there are.
    pub more: usize,
}

impl<T> Few<T> {
    /// Of all.
    pub fn of(mut all: Vec<T>) -> Self {
        let more = all.len().saturating_sub(LISTED);
        all.truncate(LISTED);
        Self { shown: all, more }
    }
}

/// Findings of one check and reason beyond this number stand in one fold.
const ALONE: usize = 6;
/// As many of a kind are told; the JSON report has them all.
const MOST: usize = 60;
/// As many rows has a table that nobody reads for its findings.
const LISTED: usize = 300;
/// As many things that were skipped for one reason are named.
const SUBJECTS: usize = 8;

/// The places of the findings that the page has, so that nothing leads nowhere.
pub fn anchors(
    areas: &[Area<'_>],
    waived: &Few<Waived<'_>>,
    skips: &Few<Skips<'_>>,
) -> HashSet<usize> {
    let groups = areas.iter().flat_map(|area| &area.groups);
    let rows = groups.flat_map(|group| &group.rows).map(|row| row.place);
    let waived = waived.shown.iter().map(|one| one.row.place);
    let skips = skips.shown.iter().map(|one| one.place);
    rows.chain(waived).chain(skips).collect()
}

/// The findings by area, in report order; those that are skipped or waived stand elsewhere.
pub fn areas(report: &Report) -> Vec<Area<'_>> {
    let mut areas: Vec<Area<'_>> = Vec::new();
    let mut places: HashMap<(&str, &str, Mark), (usize, usize)> = HashMap::new();
    for (place, finding) in report.findings.iter().enumerate() {
        let mark = Mark::of(finding);
        if matches!(mark, Mark::Skip | Mark::Waived) {
            continue;
        }
        let name = if finding.area.is_empty() {
            "run"
        } else {
            &finding.area
        };
        let area = match areas.iter().position(|area| area.name == name) {
            Some(area) => area,
            None => {
                areas.push(Area {
                    name,
                    groups: Vec::new(),
                    counts: Vec::new(),
                });
                areas.len() - 1
            }
        };
        let groups = &mut areas[area].groups;
        let key = (finding.check.as_str(), finding.reason.as_str(), mark);
        let (_, group) = *places.entry(key).or_insert_with(|| {
            groups.push(Group {
                mark,
                check: &finding.check,
                reason: &finding.reason,
                rows: Vec::new(),
                more: 0,
            });
            (area, groups.len() - 1)
        });
        // A check that changes its area between two findings is in a file that somebody made.
        let Some(group) = groups.get_mut(group) else {
            continue;
        };
        match group.rows.len() < MOST {
            true => group.rows.push(row(report, place, finding)),
            false => group.more += 1,
        }
    }
    for area in &mut areas {
        area.groups
            .sort_by_key(|group| std::cmp::Reverse(group.mark));
        area.counts = counts(&area.groups);
    }
    areas
}

fn counts(groups: &[Group<'_>]) -> Vec<(Mark, usize)> {
    let marks = [Mark::Fail, Mark::Unknown, Mark::Warn, Mark::Pass];
    let of = |mark| {
        let of = groups.iter().filter(|group| group.mark == mark);
        (mark, of.map(|group| group.rows.len() + group.more).sum())
    };
    let counts = marks.into_iter().map(of);
    counts.filter(|(_, count)| *count > 0).collect()
}

impl Group<'_> {
    /// Whether its findings stand in one fold.
    pub fn is_folded(&self) -> bool {
        self.rows.len() + self.more > ALONE
    }

    /// How many the style sheet leaves out in print, which has three of a fold and none of what passed.
    pub fn more_on_paper(&self) -> usize {
        const PRINTED: usize = 3;
        match self.mark {
            Mark::Pass => 0,
            _ => (self.rows.len() + self.more).saturating_sub(PRINTED),
        }
    }
}

fn row<'a>(report: &'a Report, place: usize, finding: &'a Finding) -> Row<'a> {
    let sentence = sentence(finding);
    let told = sentence.contains(&finding.subject) || finding.realms.contains(&finding.subject);
    Row {
        place,
        mark: Mark::of(finding),
        check: &finding.check,
        reason: &finding.reason,
        subject: (!told).then(|| text::harmless(&finding.subject)),
        sentence,
        realms: Realms::of(&finding.realms, report),
        evidence: facts(&finding.evidence),
        cure: Cure::of(&finding.remedy, report),
        sites: sites(finding),
        took: crate::report::block::seconds(finding.duration_s),
    }
}

/// What is accepted for a while, with its grounds.
pub fn waived(report: &Report) -> Few<Waived<'_>> {
    let all = report.findings.iter().enumerate();
    let waived = all.filter_map(|(place, finding)| {
        let grounds = finding.waived.as_ref()?;
        Some(Waived {
            row: row(report, place, finding),
            why: text::harmless(&grounds.why),
            who: text::harmless(&grounds.who),
            until: grounds.until.to_string(),
        })
    });
    Few::of(waived.collect())
}

/// What was not looked at, and why: one row where check, reason and words are the same.
pub fn skips(report: &Report) -> Few<Skips<'_>> {
    let mut skips: Vec<(usize, Vec<&Finding>)> = Vec::new();
    let mut places: HashMap<[&str; 3], usize> = HashMap::new();
    for (place, finding) in report.findings.iter().enumerate() {
        if finding.status != Status::Skip {
            continue;
        }
        let key = [
            finding.check.as_str(),
            finding.reason.as_str(),
            finding.summary.as_str(),
        ];
        match places.get(&key) {
            Some(known) => skips[*known].1.push(finding),
            None => {
                places.insert(key, skips.len());
                skips.push((place, vec![finding]));
            }
        }
    }
    let rows = skips.iter();
    Few::of(
        rows.map(|(place, alike)| skip(report, *place, alike))
            .collect(),
    )
}

fn skip<'a>(report: &'a Report, place: usize, alike: &[&'a Finding]) -> Skips<'a> {
    let mut known = HashSet::new();
    let mut subjects: Vec<&Finding> = alike.to_vec();
    subjects.retain(|one| known.insert(&one.subject));
    let more = subjects.len().saturating_sub(SUBJECTS);
    subjects.truncate(SUBJECTS);
    let finding = alike[0];
    Skips {
        place,
        check: &finding.check,
        reason: finding.reason.replace('-', " "),
        why: sentence(finding),
        subjects: subjects
            .iter()
            .map(|one| text::harmless(&one.subject))
            .collect(),
        more,
        realms: match alike {
            [one] => Realms::of(&one.realms, report),
            many => Realms::of_many(many, report),
        },
    }
}

/// The forecast.
pub fn endings(report: &Report) -> Few<Ending<'_>> {
    let endings = report.forecast.iter().map(|end| Ending {
        day: text::day(end.at),
        left: match end.days_left {
            0 => "today".into(),
            1 => "in 1 day".into(),
            days => format!("in {days} days"),
        },
        what: text::harmless(&end.what),
        realms: Realms::of(&end.realms, report),
    });
    Few::of(endings.collect())
}
