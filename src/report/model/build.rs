//! A report of what checks say: their findings as the report's own, their causes, every secret cut out.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use checks::diagnose;
use checks::kit;
use checks::kit::Stated;
use checks::kit::realm::Platform;
use jiff::Timestamp;

use super::cause::cause;
use super::report::seconds;
use super::text::Cut;
use super::{
    Asked, Chain, ClockBounds, Command, Evidence, Expiry, Finding, Remedy, Report, SCHEMA, Site,
    Summary, Text, Value,
};

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

/// What a report says of the run itself.
pub struct Frame {
    /// When the run began.
    pub started_at: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// The moment that was judged.
    pub judged_at: Timestamp,
    /// The appliance's name.
    pub appliance: Option<Text>,
    /// What the appliance runs on.
    pub platform: Platform,
    /// The config, as the user named it.
    pub config: Text,
    /// The realms that were checked.
    pub realms: Vec<Text>,
    /// Where the config defines each realm.
    pub realm_sites: BTreeMap<Text, Site>,
    /// The ids of the checks that ran.
    pub checks: Vec<Text>,
    /// What ends soon.
    pub forecast: Vec<Expiry>,
    /// The chains that were observed.
    pub chains: Vec<Chain>,
    /// The questions that were asked.
    pub asked: Vec<Asked>,
    /// How far the clock may be off.
    pub clock_bounds: Option<ClockBounds>,
}

impl Report {
    /// The report of a run.
    pub fn new(frame: Frame, merged: &[Merged], cut: Cut<'_>) -> Self {
        let areas: HashMap<&str, &str> = checks::abouts()
            .map(|about| (about.id, about.area.name()))
            .collect();
        let area = |check: &str| areas.get(check).copied().unwrap_or_default();
        let findings: Vec<Finding> = merged
            .iter()
            .map(|one| finding(one, area(one.finding.check), cut))
            .collect();
        let stated: Vec<Stated<'_>> = merged
            .iter()
            .map(|one| Stated {
                finding: &one.finding,
                realms: &one.realms,
            })
            .collect();
        let causes = diagnose(&stated).into_iter();
        let diagnosis = causes.map(|one| cause(one, &findings)).collect();
        Self {
            schema: SCHEMA.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            started_at: frame.started_at,
            duration_s: seconds(frame.took),
            judged_at: frame.judged_at,
            appliance: frame.appliance,
            platform: Some(frame.platform),
            config: frame.config,
            demo: None,
            probe: None,
            realms: frame.realms,
            realm_sites: frame.realm_sites,
            checks: frame.checks,
            summary: Summary::default(),
            findings,
            diagnosis,
            forecast: frame.forecast,
            chains: frame.chains,
            asked: frame.asked,
            clock_bounds: frame.clock_bounds,
        }
        .counted()
    }
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
