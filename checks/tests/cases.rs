//! Walks every `cases/` folder: each story is judged, and what comes out is held against the golden text beside it.
//!
//! A story's name is the reason that it must produce, `healthy` where all is well; after `--` a variant.
//! `SNAPSHOTS=overwrite cargo test -p otpdoctor-checks` writes the goldens anew: read them before you keep them.

mod story;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use checks::kit::{Check, Finding, Status};
use story::{Story, judge};

#[test]
fn every_story_ends_as_told() {
    let mut failures = Vec::new();
    for check in checks::ALL {
        for path in stories(check.about().id) {
            if let Err(why) = tell(*check, &path) {
                failures.push(format!("{}: {why}", path.display()));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

#[test]
fn every_reason_has_a_story_and_every_check_a_healthy_one() {
    for check in checks::ALL {
        let about = check.about();
        let told: BTreeSet<String> = stories(about.id)
            .iter()
            .map(|path| reason_of(path))
            .collect();
        assert!(
            told.contains("healthy"),
            "{}: no cases/healthy.yaml",
            about.id
        );
        for reason in about.reasons {
            assert!(
                told.contains(reason.code),
                "{}: no cases/{}.yaml",
                about.id,
                reason.code
            );
        }
    }
}

fn tell(check: &dyn Check, path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|why| why.to_string())?;
    let story: Story = serde_saphyr::from_str(&text).map_err(|why| why.to_string())?;
    let findings = judge(check, &story);
    let wanted = reason_of(path);
    match wanted.as_str() {
        "healthy"
            if findings
                .iter()
                .any(|(_, finding)| finding.status > Status::Skip) =>
        {
            return Err(format!(
                "a healthy story has findings:\n{}",
                golden(&findings)
            ));
        }
        "healthy"
            if findings
                .iter()
                .all(|(_, finding)| finding.status != Status::Pass) =>
        {
            return Err(format!(
                "a healthy story passes nothing:\n{}",
                golden(&findings)
            ));
        }
        "healthy" => {}
        reason if findings.iter().any(|(_, finding)| finding.reason == reason) => {}
        reason => {
            return Err(format!(
                "no finding has the reason {reason}:\n{}",
                golden(&findings)
            ));
        }
    }
    let expected = snapbox::Data::read_from(&path.with_extension("txt"), None);
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .normalize_paths(false)
        .try_eq(None, golden(&findings).into(), expected)
        .map_err(|why| why.to_string())
}

fn golden(findings: &[(String, Finding)]) -> String {
    let mut text = String::new();
    for (realm, finding) in findings {
        let Finding {
            check,
            status,
            reason,
            subject,
            summary,
            evidence,
            remedy,
            site: _,
            touches: _,
        } = finding;
        writeln!(
            text,
            "{} {check}/{reason}  {subject}  [{realm}]",
            status.name()
        )
        .expect("a string takes it");
        writeln!(text, "  {summary}").expect("a string takes it");
        for one in evidence {
            let kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            assert!(one.id.bytes().all(kebab), "{check}: {}", one.id);
            let value = one
                .value
                .as_str()
                .map_or_else(|| one.value.to_string(), str::to_owned);
            writeln!(
                text,
                "  {} = {value} {}",
                one.name,
                one.unit.unwrap_or_default()
            )
            .expect("a string takes it");
        }
        for step in &remedy.steps {
            writeln!(text, "  - {step}").expect("a string takes it");
        }
        for command in &remedy.commands {
            writeln!(text, "  $ {:?}: {}", command.platform, command.run)
                .expect("a string takes it");
        }
    }
    text.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

fn stories(id: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(id.replace('-', "_"))
        .join("cases");
    let entries =
        std::fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    paths.sort();
    paths
}

fn reason_of(path: &Path) -> String {
    let stem = path
        .file_stem()
        .expect("a story has a name")
        .to_string_lossy();
    stem.split("--")
        .next()
        .expect("a split has a first part")
        .to_owned()
}
