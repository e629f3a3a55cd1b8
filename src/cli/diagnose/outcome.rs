//! What a run says of a symptom: what causes it, what is wrong beside it, what could not be checked.

use std::net::IpAddr;

use checks::kit::realm::is_host;
use checks::kit::symptom::{Method, Symptom};
use checks::kit::{Area, Config, Status};

use super::answers::Answers;
use crate::report::view::{distinct, grouped, not_looked_at};
use crate::report::{Cause, Finding, Report};

/// The check whose failure leaves others without an address.
const RESOLUTION: &str = "name-resolution";

/// The symptom that takes every help desk to be off.
const NO_HELP_DESK: &str = "no-help-desk";

/// What a run says of a symptom.
pub struct Outcome<'a> {
    /// The symptom.
    pub symptom: &'static Symptom,
    /// What else was answered.
    pub answers: &'a Answers,
    /// The run.
    pub report: &'a Report,
    /// What causes it, likeliest first.
    pub causes: Vec<LikelyCause<'a>>,
    /// What is wrong and does not cause it.
    pub unrelated: Vec<&'a Finding>,
    /// What could not be checked.
    pub unchecked: Vec<&'a Finding>,
    /// What this run was not to look at.
    pub skipped: Vec<&'a Finding>,
}

/// Something that causes the symptom.
pub struct LikelyCause<'a> {
    /// The findings that say so; the first speaks for all.
    pub findings: Vec<&'a Finding>,
    /// What they lead to, where they are a cause of the report.
    pub cause: Option<&'a Cause>,
    bearing: Bearing,
    rank: usize,
}

/// What it has to do with the symptom, the nearest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bearing {
    /// It fails, or is a setting that explains all of it.
    Certain,
    /// It may cause it, as a warning may.
    Possible,
    /// It keeps what may cause it from being seen.
    InTheWay,
}

impl LikelyCause<'_> {
    /// The finding that speaks for all.
    pub fn first(&self) -> &Finding {
        self.findings[0]
    }

    /// What it has to do with the symptom.
    pub fn bearing(&self) -> Bearing {
        self.bearing
    }
}

impl<'a> Outcome<'a> {
    /// Sorts what was found by what it has to do with the symptom, likeliest cause first.
    pub fn of(
        symptom: &'static Symptom,
        answers: &'a Answers,
        report: &'a Report,
        config: &Config,
    ) -> Self {
        let all = &report.findings;
        let mut causes = settings(symptom, report);
        let mut unrelated = Vec::new();
        let mut diagnosed: Vec<usize> = Vec::new();
        for cause in &report.diagnosis {
            let explained = cause.explains.iter().map(|one| one.finding);
            diagnosed.extend(explained);
            let findings = cause.findings.iter().map(|index| &all[*index]);
            let methods = answers.methods(symptom);
            match bearing(symptom, cause, methods, config, all) {
                Some((bearing, rank)) => causes.push(LikelyCause {
                    findings: findings.collect(),
                    cause: Some(cause),
                    bearing,
                    rank,
                }),
                // What could not be judged is not known to be unrelated.
                None if cause.status == Status::Unknown => continue,
                None => unrelated.extend(findings),
            }
            diagnosed.extend(&cause.findings);
        }
        // A setting goes after a fault of its rank.
        causes.sort_by_key(|one| (one.bearing, one.rank, one.first().status == Status::Skip));
        let unchecked = all.iter().enumerate().filter(|(index, finding)| {
            finding.status == Status::Unknown && !diagnosed.contains(index)
        });
        Self {
            symptom,
            answers,
            report,
            causes,
            unrelated,
            unchecked: unchecked.map(|(_, finding)| finding).collect(),
            skipped: not_looked_at(report).collect(),
        }
    }

    /// The checks with something in order, nothing wrong and nothing that they could not look at.
    pub fn in_order(&self) -> Vec<&'a str> {
        let findings = &self.report.findings;
        let is_wrong = |id: &str| {
            let mut of = findings.iter().filter(|one| one.check == id);
            of.any(|one| one.status > Status::Skip)
        };
        let passed = findings.iter().filter(|one| one.status == Status::Pass);
        let passed = distinct(passed.map(|one| one.check.as_str()));
        let is_whole = |id: &&str| !self.skipped.iter().any(|one| one.check == *id);
        let passed = passed.into_iter().filter(is_whole);
        passed.filter(|id| !is_wrong(id)).collect()
    }
}

/// What the cause has to do with the symptom, and how likely: by itself, else by what it leads to, else since it keeps
/// a check of what may cause the symptom from looking.
fn bearing(
    symptom: &Symptom,
    cause: &Cause,
    methods: &[Method],
    config: &Config,
    all: &[Finding],
) -> Option<(Bearing, usize)> {
    let led_to = || cause.explains.iter().map(|one| &all[one.finding]);
    let ranked = |check: &str, reason: &str, status| match cause.status {
        Status::Unknown => None,
        _ => symptom.rank(check, reason, status),
    };
    let by_effect = led_to().filter_map(|one| ranked(&one.check, &one.reason, one.status));
    let rank = ranked(&cause.check, &cause.reason, cause.status).or_else(|| by_effect.min());
    let may_cause = |one: &&Finding| {
        let mut causes = symptom
            .causes
            .iter()
            .filter_map(|cause| cause.split('/').next());
        one.status != Status::Warn && causes.any(|check| *one.check == *check)
    };
    let stops = || led_to().filter(may_cause);
    // A name is behind it only where what is reached by that name is.
    let is_behind = match cause.status {
        _ if cause.check != RESOLUTION => true,
        Status::Warn => passes(cause, methods, config),
        _ => stops().any(|one| one.status != Status::Unknown),
    };
    let perhaps =
        cause.status == Status::Warn || symptom.perhaps.iter().any(|one| *one == *cause.check);
    match rank.filter(|_| is_behind) {
        Some(rank) if perhaps => Some((Bearing::Possible, rank)),
        Some(rank) => Some((Bearing::Certain, rank)),
        None if stops().next().is_some() || is_of_all_names(cause, all) => {
            Some((Bearing::InTheWay, 0))
        }
        None => None,
    }
}

/// Whether it is that no name resolves at all: nothing that has a name can be looked at then.
fn is_of_all_names(cause: &Cause, all: &[Finding]) -> bool {
    let mut passed = all.iter().filter(|one| one.status == Status::Pass);
    cause.check == RESOLUTION
        && cause.status == Status::Fail
        && !cause.subjects.iter().any(|one| is_name(one))
        && !passed.any(|one| one.check == RESOLUTION)
}

/// Whether passcodes of these methods pass the host that is named: mail servers have no part in texts and calls, the
/// cloud none in mail. A name server serves all.
fn passes(cause: &Cause, methods: &[Method], config: &Config) -> bool {
    let realms = config.realms.values();
    let servers: Vec<&str> = realms
        .filter_map(|realm| realm.overview.smtp.as_ref()?.server())
        .collect();
    let passes = |host: &str| {
        let is_mail = servers
            .iter()
            .any(|server| server.eq_ignore_ascii_case(host));
        let area = if is_mail { Area::Email } else { Area::Cloud };
        methods.iter().any(|method| method.depends_on(area))
    };
    cause
        .subjects
        .iter()
        .any(|one| !is_name(one) || passes(one))
}

/// Whether it is the name of one host.
fn is_name(subject: &str) -> bool {
    is_host(subject) && subject.parse::<IpAddr>().is_err()
}

/// Settings that are nothing wrong by themselves and yet what the symptom is about: a help desk that is off.
fn settings<'a>(symptom: &Symptom, report: &'a Report) -> Vec<LikelyCause<'a>> {
    let is_of = |one: &Finding, other: &Finding| {
        other.check == one.check && other.realms.iter().any(|realm| one.realms.contains(realm))
    };
    // One that is off explains no empty page where another is on.
    let is_enough = |one: &Finding| {
        let mut others = report.findings.iter().filter(|other| is_of(one, other));
        symptom.id != NO_HELP_DESK || others.all(|other| other.status == Status::Skip)
    };
    let off = report.findings.iter();
    let off = off.filter(|one| one.status == Status::Skip && is_enough(one));
    let ranked = off.filter_map(|one| {
        let rank = symptom.rank(&one.check, &one.reason, one.status)?;
        Some((rank, one))
    });
    let alike = grouped(ranked, |(rank, one)| (*rank, &one.summary)).into_iter();
    let settings = alike.map(|alike| LikelyCause {
        rank: alike[0].0,
        findings: alike.into_iter().map(|(_, one)| one).collect(),
        cause: None,
        bearing: Bearing::Certain,
    });
    settings.collect()
}
