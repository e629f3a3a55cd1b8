//! The reports that the formats are tried on.
#![allow(dead_code, reason = "the benchmark takes a part")]

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use otpdoctor::report::{Finding, Report, Text, read};
use sha2::{Digest as _, Sha256};

/// The worlds with files of their own.
pub const NAMES: &[&str] = &["healthy", "failing", "unknown", "waived"];

/// The folder of a world.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/reports")
        .join(name)
}

/// A world's report.
pub fn report(name: &str) -> Report {
    let bytes = std::fs::read(folder(name).join("report.json")).unwrap();
    read::read(&bytes).unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// Whether realms that are alike share findings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    /// As a real run merges them.
    Merged,
    /// Every realm has its own, as when each has servers of its own.
    Apart,
}

/// The failing world with so many realms, each like one of its three.
pub fn many(count: usize, alike: Alike) -> Report {
    let mut report = report("failing");
    let models = std::mem::take(&mut report.realms);
    let names = (1..=count).map(|n| format!("SecureAuth{n}").into());
    let names: Vec<Text> = names.collect();
    let like = |model: &Text| -> Vec<Text> {
        let place = models.iter().position(|one| one == model).unwrap();
        let alike = names.iter().skip(place).step_by(models.len());
        alike.cloned().collect()
    };
    let copies: HashMap<Text, Vec<Text>> =
        models.iter().map(|one| (one.clone(), like(one))).collect();
    let spread = |realms: &[Text]| -> Vec<Text> {
        realms.iter().flat_map(|one| copies[one].clone()).collect()
    };
    report.realm_sites = report
        .realm_sites
        .iter()
        .flat_map(|(model, site)| copies[model].iter().map(|one| (one.clone(), site.clone())))
        .collect::<BTreeMap<_, _>>();
    for chain in &mut report.chains {
        chain.realms = spread(&chain.realms);
    }
    for end in &mut report.forecast {
        end.realms = spread(&end.realms);
    }
    for finding in &mut report.findings {
        finding.realms = spread(&finding.realms);
    }
    for cause in &mut report.diagnosis {
        cause.realms = spread(&cause.realms);
    }
    report.realms = names;
    match alike {
        Alike::Merged => report.counted(),
        Alike::Apart => apart(report),
    }
}

/// A long text by its first lines, how many there are, and what all of them hash to.
pub fn shortened(text: &str) -> String {
    const SHOWN: usize = 150;
    let count = text.lines().count();
    if count <= SHOWN {
        return text.to_owned();
    }
    let first: String = text.split_inclusive('\n').take(SHOWN).collect();
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(text));
    format!("{first}[{count} lines, SHA-256 {hash}]\n")
}

/// The report with each finding once per realm.
fn apart(mut report: Report) -> Report {
    let mut places: Vec<std::ops::Range<usize>> = Vec::new();
    let mut findings: Vec<Finding> = Vec::new();
    for finding in &report.findings {
        let first = findings.len();
        findings.extend(finding.realms.iter().map(|realm| {
            let mut one = finding.clone();
            one.realms = vec![realm.clone()];
            one.subject = format!("{} of {realm}", one.subject).into();
            one
        }));
        places.push(first..findings.len());
    }
    for cause in &mut report.diagnosis {
        cause.findings = cause
            .findings
            .iter()
            .flat_map(|place| places[*place].clone())
            .collect();
        for explained in &mut cause.explains {
            explained.finding = places[explained.finding].start;
        }
    }
    report.findings = findings;
    report.counted()
}
