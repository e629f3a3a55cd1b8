//! All findings: by area, and apart what is waived or skipped.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use checks::kit::{self, Status};

use super::Realms;
use crate::report::model::waivers::Grounds;
use crate::report::model::{Finding, Outcome, Outlook, Report, Text};

/// The findings of one area, with their indexes in the report.
pub struct Area<'a> {
    /// Its name; `run` where the findings are of no known check.
    pub name: &'a str,
    /// The findings, worst first; those of a probe in the order of its steps.
    pub findings: Vec<(usize, &'a Finding)>,
}

impl Area<'_> {
    /// The worst outcome in it.
    pub fn worst(&self) -> Outcome {
        let outcomes = self.findings.iter().map(|(_, one)| one.outcome());
        outcomes.max().unwrap_or(Outcome::Pass)
    }

    /// How many findings have this outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        let findings = self.findings.iter();
        findings.filter(|(_, one)| one.outcome() == outcome).count()
    }
}

/// The findings by area: ours in their order, then those of other versions. What a probe found is one area, since its
/// steps follow from each other.
pub fn areas(report: &Report) -> Vec<Area<'_>> {
    if report.probe.is_some() {
        return vec![Area {
            name: "steps",
            findings: report.findings.iter().enumerate().collect(),
        }];
    }
    let known = kit::Area::ALL.iter().map(|area| area.name());
    let mut areas: Vec<Area<'_>> = known
        .map(|name| Area {
            name,
            findings: Vec::new(),
        })
        .collect();
    let findings = report.findings.iter().enumerate();
    for alike in grouped(findings, |(_, finding)| &finding.area) {
        let name = match alike[0].1.area.as_str() {
            "" => "run",
            name => name,
        };
        let known = areas.iter().position(|area| area.name == name);
        let index = known.unwrap_or_else(|| {
            areas.push(Area {
                name,
                findings: Vec::new(),
            });
            areas.len() - 1
        });
        areas[index].findings.extend(alike);
    }
    areas.retain(|area| !area.findings.is_empty());
    for area in &mut areas {
        area.findings.sort_by_key(|(_, one)| Reverse(one.outcome()));
    }
    areas
}

/// Findings that are accepted for a while, and say the same.
pub struct Waived<'a> {
    /// The findings with their indexes in the report; the first one speaks for all.
    pub findings: Vec<(usize, &'a Finding)>,
    /// Why they are accepted.
    pub grounds: &'a Grounds,
}

/// What is waived: findings that say the same and are accepted on the same grounds stand together.
pub fn waived(report: &Report) -> Vec<Waived<'_>> {
    let findings = report.findings.iter().enumerate();
    let waived = findings.filter_map(|(index, one)| Some((index, one, one.waived.as_ref()?)));
    let alike = grouped(waived, |(_, one, grounds)| {
        (&one.check, &one.reason, &one.summary, *grounds)
    });
    let alike = alike.into_iter().map(|alike| Waived {
        grounds: alike[0].2,
        findings: alike
            .into_iter()
            .map(|(index, one, _)| (index, one))
            .collect(),
    });
    alike.collect()
}

/// What was skipped, with its indexes in the report: findings of a check that say the same stand together.
pub fn skipped(report: &Report) -> Vec<Vec<(usize, &Finding)>> {
    let findings = report.findings.iter().enumerate();
    let skipped = findings.filter(|(_, one)| one.outcome() == Outcome::Skip);
    grouped(skipped, |(_, one)| (&one.check, &one.reason, &one.summary))
}

/// What a run was not to look at, or knows too little of: it is offline, elsewhere than on the appliance, or the config
/// does not say.
pub fn not_looked_at(report: &Report) -> impl Iterator<Item = &Finding> {
    let reasons = ["offline", "not-on-appliance", "not-known"];
    let skipped = report.findings.iter();
    let skipped = skipped.filter(|one| one.status == Status::Skip);
    skipped.filter(move |one| reasons.contains(&one.reason.as_str()))
}

/// The checks that looked at nothing in any realm since the config lacks what they need.
pub fn lacking_settings(report: &Report) -> Vec<&str> {
    let of = |id: &str| {
        let mut own = report.findings.iter().filter(|one| one.check == id);
        own.all(|one| one.status == Status::Skip)
    };
    let skipped = not_looked_at(report).filter(|one| one.reason == "not-known");
    let checks = distinct(skipped.map(|one| one.check.as_str()));
    checks.into_iter().filter(|id| of(id)).collect()
}

impl Outlook {
    /// What ends and was not seen, in lines: certificates of which none was read, with what stood in the way, and what
    /// the config does not give.
    pub fn unseen<'a>(&'a self, report: &'a Report) -> impl Iterator<Item = String> + 'a {
        let line = |what: &str, realms: &[Text]| {
            format!("{what}{}", Realms::of(realms, report).in_brackets())
        };
        let certificates = self.unseen.iter();
        let certificates = certificates.map(move |(whose, realms)| {
            let why = in_the_way(report, whose, realms);
            let why = why.map_or(String::new(), |one| format!(": {}", one.summary));
            line(whose, realms) + &why
        });
        let about_ends = [
            "license-current",
            "certificate-validity",
            "smtp-tls",
            "cloud-reach",
        ];
        let findings = report.findings.iter();
        let unknown = findings.filter(move |one| {
            one.reason == "not-known" && about_ends.contains(&one.check.as_str())
        });
        certificates.chain(unknown.map(move |one| line(&one.summary, &one.realms)))
    }
}

/// The worst finding about a certificate that could not be read, or about the host that has it.
fn in_the_way<'a>(report: &'a Report, whose: &str, realms: &[Text]) -> Option<&'a Finding> {
    let lead = ["the certificate of ", "certificate "];
    let name = lead.iter().find_map(|lead| whose.strip_prefix(lead))?;
    // A certificate may be called as what other checks are about, such as `license`.
    let show_certificates = [
        "name-resolution",
        "cloud-reach",
        "certificate-validity",
        "smtp-reach",
        "smtp-tls",
    ];
    let is_named = |subject: &str| {
        let mut found = subject.match_indices(name);
        found.any(|(start, _)| {
            let (before, after) = (&subject[..start], &subject[start + name.len()..]);
            let ends = |edge: Option<char>| edge.is_none_or(|edge| " :/".contains(edge));
            ends(before.chars().next_back()) && ends(after.chars().next())
        })
    };
    let is_about = |one: &&Finding| {
        show_certificates.contains(&one.check.as_str())
            && is_named(&one.subject)
            && one.realms.iter().any(|realm| realms.contains(realm))
    };
    let findings = report.findings.iter().filter(is_about);
    // Whoever forbids the network knows why.
    let is_why = |one: &&Finding| {
        let has_stopped = matches!(one.status, Status::Skip | Status::Unknown | Status::Fail);
        has_stopped && one.reason != "offline"
    };
    let findings = findings.filter(is_why);
    // Of equals the first: the checks come in the order in which one stands on another.
    findings.reduce(|worst, one| {
        if one.status > worst.status {
            one
        } else {
            worst
        }
    })
}

/// Each item once, where it comes first.
pub fn distinct<T: Clone + Eq + Hash>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut known = HashSet::new();
    let items = items.into_iter();
    items.filter(|item| known.insert(item.clone())).collect()
}

/// The items that have a key in common, in the order of the first of each.
pub fn grouped<T, K: Eq + Hash>(
    items: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> K,
) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = Vec::new();
    let mut known: HashMap<K, usize> = HashMap::new();
    let mut last = 0;
    for item in items {
        let own = key(&item);
        // Neighbours mostly have it in common, and comparing is cheaper than hashing.
        let same = groups.get(last).is_some_and(|group| key(&group[0]) == own);
        if !same {
            last = *known.entry(own).or_insert(groups.len());
        }
        match groups.get_mut(last) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}
