//! What checks say as a report says it: their findings as the report's own, their causes, every secret cut out.

use std::collections::HashMap;
use std::time::Duration;

use checks::diagnose;
use checks::kit;
use checks::kit::Stated;

use super::cause::cause;
use super::report::seconds;
use super::text::Cut;
use super::{Cause, Command, Evidence, Finding, Remedy, Site, Text, Value};

/// What one check says, of one or several realms.
#[derive(Clone, Debug)]
pub struct Merged {
    /// What it says.
    pub finding: kit::Finding,
    /// The realms that it holds for, in report order.
    pub realms: Vec<String>,
    /// The settings that caused it, without repeats.
    pub sites: Vec<kit::Site>,
    /// How long the check took at the longest.
    pub took: Duration,
}

impl<'a> From<&'a Merged> for Stated<'a> {
    fn from(one: &'a Merged) -> Self {
        Stated {
            finding: &one.finding,
            realms: &one.realms,
        }
    }
}

/// The findings of a report, and their causes.
pub fn diagnosed(merged: &[Merged], cut: Cut<'_>) -> (Vec<Finding>, Vec<Cause>) {
    let areas: HashMap<&str, &str> = checks::abouts()
        .map(|about| (about.id, about.area.name()))
        .collect();
    let area = |check: &str| areas.get(check).copied().unwrap_or_default();
    let findings = merged.iter();
    let findings: Vec<Finding> = findings
        .map(|one| finding(one, area(one.finding.check), cut))
        .collect();
    let stated: Vec<Stated<'_>> = merged.iter().map(Stated::from).collect();
    let causes = diagnose(&stated).into_iter();
    let causes = causes.map(|one| cause(one, &findings)).collect();
    (findings, causes)
}

fn finding(merged: &Merged, area: &str, cut: Cut<'_>) -> Finding {
    let Merged {
        finding,
        realms,
        sites,
        took,
    } = merged;
    let text = |text: &String| Text::of_run(text, cut);
    let evidence = |one: &kit::Evidence| Evidence {
        id: one.id.into(),
        of: one.of.as_ref().map(text),
        kind: one.kind,
        name: text(&one.name),
        value: Value::of_run(one.value.clone(), cut),
        unit: one.unit.map(Text::from),
    };
    let command = |one: &kit::finding::Command| Command {
        platform: one.platform,
        run: text(&one.run),
    };
    let sites: Vec<Site> = sites.iter().map(Site::from).collect();
    Finding {
        check: finding.check.into(),
        area: area.into(),
        status: finding.status,
        reason: finding.reason.into(),
        realms: realms.iter().map(|realm| realm.as_str().into()).collect(),
        subject: text(&finding.subject),
        summary: text(&finding.summary),
        evidence: finding.evidence.iter().map(evidence).collect(),
        remedy: Remedy {
            steps: finding.remedy.steps.iter().map(text).collect(),
            commands: finding.remedy.commands.iter().map(command).collect(),
        },
        site: sites.first().cloned(),
        sites,
        duration_s: seconds(*took),
        waived: None,
    }
}
