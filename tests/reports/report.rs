//! One report: what was said, what it came from, and what the program must make of it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How many reports are played at once: some wait for a silent peer.
const AT_ONCE: usize = 8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report<I> {
    id: String,
    /// Where it was told.
    source: String,
    /// What somebody saw, in our words.
    situation: String,
    /// What it came from, as the thread established it.
    cause: String,
    input: I,
    /// Another selection of checks than the kind's own.
    only: Option<String>,
    /// Everything that is wrong, as `check status reason`; nothing where all is well.
    #[serde(default)]
    wrong: BTreeSet<String>,
    /// Checks that pass.
    #[serde(default)]
    right: BTreeSet<String>,
    /// What stands in summaries and cures of what is wrong, and what must not.
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    says_not: Vec<String>,
}

/// What was said, and how it is said again.
pub(crate) trait Input: DeserializeOwned + Sync {
    /// The checks that are asked.
    const ONLY: &str;

    /// Further arguments.
    const ARGUMENTS: &[&str] = &[];

    /// What is wrong with this machine, and no part of a report.
    const BESIDE: &str = "";

    /// Starts the peers, and gives the config that asks them; the folder is the config's.
    fn stage(&self, folder: &Path) -> String;
}

pub(crate) fn play_all<I: Input>(file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    let text = std::fs::read_to_string(path.join(file)).unwrap();
    let reports: Vec<Report<I>> = serde_saphyr::from_str(&text).unwrap();
    let ids: BTreeSet<&str> = reports.iter().map(|report| &*report.id).collect();
    assert_eq!(ids.len(), reports.len(), "an id stands twice");
    let one = std::env::var("REPORT").ok();
    let chosen = |report: &&Report<I>| one.as_deref().is_none_or(|id| id == report.id);
    let reports: Vec<&Report<I>> = reports.iter().filter(chosen).collect();
    let mut wrong = Vec::new();
    for some in reports.chunks(AT_ONCE) {
        std::thread::scope(|scope| {
            let played: Vec<_> = some
                .iter()
                .map(|report| scope.spawn(|| play(report)))
                .collect();
            wrong.extend(played.into_iter().filter_map(|one| one.join().unwrap()));
        });
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

/// What is not as it should be.
fn play<I: Input>(report: &Report<I>) -> Option<String> {
    let told = [&report.source, &report.situation, &report.cause];
    assert!(told.iter().all(|text| !text.is_empty()), "{}", report.id);
    let folder = tempfile::tempdir().unwrap();
    let config = report.input.stage(folder.path());
    std::fs::write(folder.path().join("otpdoctor.yaml"), &config).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(["check", "--config", "otpdoctor.yaml", "-o", "json"])
        .args(["--only", report.only.as_deref().unwrap_or(I::ONLY)])
        .args(I::ARGUMENTS)
        .current_dir(folder.path())
        .env_clear()
        .envs([
            ("SMTP_PASSWORD", "sw0rdfish"),
            ("PROXY_PASSWORD", "sw0rdfish"),
        ])
        .env("HOME", folder.path())
        .output()
        .unwrap();
    let Ok(read) = serde_json::from_slice::<Value>(&output.stdout) else {
        let said = String::from_utf8_lossy(&output.stderr);
        return Some(format!("{}: no report: {said}\n{config}", report.id));
    };
    let findings = read["findings"].as_array().unwrap();
    let word = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let of = |statuses: &[&str]| {
        let chosen = findings
            .iter()
            .filter(|one| statuses.contains(&one["status"].as_str().unwrap()));
        chosen.collect::<Vec<_>>()
    };
    let problems = of(&["fail", "warn", "unknown"]);
    let wrong: BTreeSet<String> = problems
        .iter()
        .map(|one| {
            ["check", "status", "reason"]
                .map(|key| word(one, key))
                .join(" ")
        })
        .filter(|one| one != I::BESIDE)
        .collect();
    let right: BTreeSet<String> = of(&["pass"]).iter().map(|one| word(one, "check")).collect();
    let said: String = problems
        .iter()
        .map(|one| format!("{}\n{}\n", word(one, "summary"), one["remedy"]))
        .collect();
    let as_told = wrong == report.wrong
        && !(wrong.is_empty() && report.right.is_empty())
        && report.right.is_subset(&right)
        && report
            .says
            .iter()
            .all(|words| said.contains(words.as_str()))
        && !report
            .says_not
            .iter()
            .any(|words| said.contains(words.as_str()));
    let name = &report.id;
    (!as_told).then(|| format!("{name}: wrong {wrong:?}, right {right:?}, says\n{said}"))
}
