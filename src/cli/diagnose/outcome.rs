//! What a run says of a symptom: what is behind it, what is wrong beside it, what could not be looked at.

use checks::kit::symptom::Symptom;
use checks::kit::{Area, Config, Status};

use super::answers::Answers;
use crate::report::{Cause, Finding, Report};

/// What a run says of a symptom.
pub struct Outcome<'a> {
    /// The symptom.
    pub symptom: &'static Symptom,
    /// What else was answered.
    pub answers: &'a Answers,
    /// The run.
    pub report: &'a Report,
    /// What is behind it, likeliest first.
    pub behind: Vec<Behind<'a>>,
    /// What is wrong and not behind it.
    pub beside: Vec<&'a Finding>,
    /// What could not be looked at.
    pub unchecked: Vec<&'a Finding>,
    /// What this run was not to look at, or knows too little of: it is offline, elsewhere than on the appliance, or the
    /// config does not say.
    pub out_of_sight: Vec<&'a Finding>,
}

/// Something that is behind the symptom.
pub struct Behind<'a> {
    /// The findings that say so; the first speaks for all.
    pub findings: Vec<&'a Finding>,
    /// What it leads to.
    pub explains: Vec<&'a Finding>,
    rank: usize,
}

impl Behind<'_> {
    /// The check.
    pub fn check(&self) -> &str {
        &self.findings[0].check
    }

    /// The reason.
    pub fn reason(&self) -> &str {
        &self.findings[0].reason
    }

    /// Whether it fails, or is a choice that explains all of it; a warning only may be behind it.
    pub fn is_certain(&self) -> bool {
        self.findings[0].status != Status::Warn
    }
}

/// Sorts what was found by what it has to do with the symptom, likeliest cause first.
pub fn judge<'a>(
    symptom: &'static Symptom,
    answers: &'a Answers,
    report: &'a Report,
    config: &Config,
) -> Outcome<'a> {
    let all = &report.findings;
    let mut behind = Vec::new();
    let mut beside = Vec::new();
    let mut told: Vec<usize> = Vec::new();
    for cause in &report.diagnosis {
        told.extend(&cause.findings);
        told.extend(cause.explains.iter().map(|one| one.finding));
        let findings = cause.findings.iter().map(|place| &all[*place]);
        let rank = rank(symptom, cause).filter(|_| is_on_the_way(cause, symptom, answers, config));
        match rank {
            Some(rank) => behind.push(Behind {
                findings: findings.collect(),
                explains: cause.explains.iter().map(|one| &all[one.finding]).collect(),
                rank,
            }),
            None => beside.extend(findings),
        }
    }
    behind.extend(chosen(symptom, report));
    // What is certain goes before what may be; the engine's order decides among equals.
    behind.sort_by_key(|one| (!one.is_certain(), one.rank));
    let unchecked = all
        .iter()
        .enumerate()
        .filter(|(place, finding)| finding.status == Status::Unknown && !told.contains(place));
    Outcome {
        symptom,
        answers,
        report,
        behind,
        beside,
        unchecked: unchecked.map(|(_, finding)| finding).collect(),
        out_of_sight: all.iter().filter(|one| is_out_of_sight(one)).collect(),
    }
}

fn is_out_of_sight(finding: &Finding) -> bool {
    finding.status == Status::Skip
        && matches!(
            finding.reason.as_str(),
            "offline" | "not-on-appliance" | "not-known"
        )
}

/// How likely the cause is behind the symptom: by itself, else by what it leads to.
fn rank(symptom: &Symptom, cause: &Cause) -> Option<usize> {
    if cause.status == Status::Unknown {
        return None;
    }
    let by_itself = symptom.rank(&cause.check, &cause.reason);
    let led_to = cause.explains.iter();
    by_itself.or_else(|| {
        led_to
            .filter_map(|one| symptom.rank(&one.check, &one.reason))
            .min()
    })
}

/// Whether passcodes of these methods pass the host whose name does not resolve: mail servers have no part in
/// texts and calls, the cloud none in mail.
fn is_on_the_way(cause: &Cause, symptom: &Symptom, answers: &Answers, config: &Config) -> bool {
    if cause.check != "name-resolution" {
        return true;
    }
    let asked = answers.method.as_slice();
    let methods = if asked.is_empty() {
        symptom.methods
    } else {
        asked
    };
    let is_mail = |subject: &str| {
        let mut servers = config
            .realms
            .values()
            .filter_map(|realm| realm.overview.smtp.as_ref()?.server());
        servers.any(|server| server.eq_ignore_ascii_case(subject))
    };
    let passes = |area| methods.iter().any(|method| method.depends_on(area));
    let area = |subject: &str| {
        if is_mail(subject) {
            Area::Email
        } else {
            Area::Cloud
        }
    };
    cause.subjects.iter().any(|subject| passes(area(subject)))
}

/// Settings that are nothing wrong by themselves and yet what the symptom speaks of: a help desk that is off.
fn chosen<'a>(symptom: &Symptom, report: &'a Report) -> Vec<Behind<'a>> {
    let skips = report
        .findings
        .iter()
        .filter(|one| one.status == Status::Skip);
    let ranked = skips.filter_map(|one| Some((symptom.rank(&one.check, &one.reason)?, one)));
    let mut chosen: Vec<Behind<'_>> = Vec::new();
    for (rank, finding) in ranked {
        let same = |other: &&mut Behind<'_>| {
            other.rank == rank && other.findings[0].summary == finding.summary
        };
        match chosen.iter_mut().find(same) {
            Some(other) => other.findings.push(finding),
            None => chosen.push(Behind {
                findings: vec![finding],
                explains: Vec::new(),
                rank,
            }),
        }
    }
    chosen
}
