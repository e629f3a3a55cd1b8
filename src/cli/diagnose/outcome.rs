//! What a run says of a symptom: what causes it, what is wrong beside it, what could not be checked.

use checks::kit::symptom::{Method, Symptom};
use checks::kit::{Area, Config, Status};

use super::answers::Answers;
use crate::report::view::{distinct, grouped, not_looked_at};
use crate::report::{Cause, Finding, Report};

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
    rank: usize,
}

impl LikelyCause<'_> {
    /// The finding that speaks for all.
    pub fn first(&self) -> &Finding {
        self.findings[0]
    }

    /// Whether it fails, or is a setting that explains all of it; a warning only may cause it.
    pub fn is_certain(&self) -> bool {
        self.first().status != Status::Warn
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
            diagnosed.extend(explained.chain(cause.findings.iter().copied()));
            let findings = cause.findings.iter().map(|index| &all[*index]);
            let rank = rank(symptom, cause, all)
                .filter(|_| is_on_the_way(cause, answers.methods(symptom), config));
            match rank {
                Some(rank) => causes.push(LikelyCause {
                    findings: findings.collect(),
                    cause: Some(cause),
                    rank,
                }),
                None => unrelated.extend(findings),
            }
        }
        // What is certain goes before what may be; a setting after a fault of its rank.
        causes.sort_by_key(|one| {
            (
                !one.is_certain(),
                one.rank,
                one.first().status == Status::Skip,
            )
        });
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

    /// The checks with something in order and nothing wrong.
    pub fn in_order(&self) -> Vec<&'a str> {
        let findings = &self.report.findings;
        let is_wrong = |id: &str| {
            let mut of = findings.iter().filter(|one| one.check == id);
            of.any(|one| one.status > Status::Skip)
        };
        let passed = findings.iter().filter(|one| one.status == Status::Pass);
        let passed = distinct(passed.map(|one| one.check.as_str()));
        passed.into_iter().filter(|id| !is_wrong(id)).collect()
    }
}

/// How likely the cause produces the symptom: by itself, else by what it leads to.
fn rank(symptom: &Symptom, cause: &Cause, all: &[Finding]) -> Option<usize> {
    if cause.status == Status::Unknown {
        return None;
    }
    let by_itself = symptom.rank(&cause.check, &cause.reason, cause.status);
    let led_to = cause.explains.iter();
    by_itself.or_else(|| {
        led_to
            .filter_map(|one| symptom.rank(&one.check, &one.reason, all[one.finding].status))
            .min()
    })
}

/// Whether passcodes of these methods pass the host whose name does not resolve: mail servers have no part in texts
/// and calls, the cloud none in mail.
fn is_on_the_way(cause: &Cause, methods: &[Method], config: &Config) -> bool {
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
    cause.check != "name-resolution" || cause.subjects.iter().any(|host| passes(host))
}

/// Settings that are nothing wrong by themselves and yet what the symptom is about: a help desk that is off.
fn settings<'a>(symptom: &Symptom, report: &'a Report) -> Vec<LikelyCause<'a>> {
    let off = report
        .findings
        .iter()
        .filter(|one| one.status == Status::Skip);
    let ranked = off.filter_map(|one| {
        let rank = symptom.rank(&one.check, &one.reason, one.status)?;
        Some((rank, one))
    });
    let alike = grouped(ranked, |(rank, one)| (*rank, &one.summary)).into_iter();
    let settings = alike.map(|alike| LikelyCause {
        rank: alike[0].0,
        findings: alike.into_iter().map(|(_, one)| one).collect(),
        cause: None,
    });
    settings.collect()
}
