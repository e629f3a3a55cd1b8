//! Runs of `otpdoctor demo`, as many at once as there are processors, and what they came to.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::Value;

/// What a run came to; names are `check/reason`.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The causes, in their order.
    pub causes: Vec<String>,
    /// What the first cause explains, without repeats.
    pub explained: Vec<String>,
    /// What the first cause is about, without what differs from run to run.
    pub subjects: BTreeSet<String>,
    /// What is neither well nor skipped.
    pub troubles: BTreeSet<String>,
    /// What of it is neither a cause nor explained.
    pub unexplained: Vec<String>,
}

/// The tests of this file take turns: each uses all processors.
pub fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Every fault alone, run once for all tests.
pub fn singles() -> Vec<(String, Seen)> {
    static SINGLES: OnceLock<Vec<(String, Seen)>> = OnceLock::new();
    let run = || {
        let names = super::names();
        let seen = every(&names, |name| demo(&["--fault", name]));
        names.into_iter().zip(seen).collect()
    };
    SINGLES.get_or_init(run).clone()
}

/// What becomes of each, in their order; as many at once as there are processors.
pub fn every<T: Sync, R: Send>(items: &[T], run: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((place, item)) = take(&next, items) {
                    let outcome = run(item);
                    done.lock().unwrap().push((place, outcome));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

fn take<'a, T>(next: &AtomicUsize, items: &'a [T]) -> Option<(usize, &'a T)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    Some((place, items.get(place)?))
}

/// A run with these arguments.
pub fn demo(arguments: &[&str]) -> Seen {
    let output = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .arg("demo")
        .args(arguments)
        .args(["-o", "json"])
        .output()
        .unwrap();
    match serde_json::from_slice(&output.stdout) {
        Ok(report) => seen(&report),
        // A config that is refused is a run without causes.
        Err(_) => Seen {
            troubles: [String::from_utf8_lossy(&output.stderr).into_owned()].into(),
            ..Seen::default()
        },
    }
}

fn seen(report: &Value) -> Seen {
    let findings = report["findings"].as_array().unwrap();
    let causes = report["diagnosis"].as_array().unwrap();
    let mut covered: BTreeSet<u64> = BTreeSet::new();
    for cause in causes {
        let own = cause["findings"].as_array().unwrap().iter();
        covered.extend(own.map(|place| place.as_u64().unwrap()));
        let explained = cause["explains"].as_array().unwrap().iter();
        covered.extend(explained.map(|one| one["finding"].as_u64().unwrap()));
    }
    let is_wrong = |finding: &&Value| {
        let status = finding["status"].as_str().unwrap();
        !["pass", "skip"].contains(&status)
    };
    let left = (0..)
        .zip(findings)
        .filter(|(place, _)| !covered.contains(place));
    let of_first = |key: &str| {
        causes
            .first()
            .and_then(|cause| cause[key].as_array())
            .cloned()
    };
    let mut explained: Vec<String> = of_first("explains")
        .unwrap_or_default()
        .iter()
        .map(name)
        .collect();
    explained.dedup();
    Seen {
        causes: causes.iter().map(name).collect(),
        explained,
        subjects: of_first("subjects")
            .unwrap_or_default()
            .iter()
            .map(subject)
            .collect(),
        troubles: findings.iter().filter(is_wrong).map(name).collect(),
        unexplained: left
            .map(|(_, finding)| finding)
            .filter(is_wrong)
            .map(name)
            .collect(),
    }
}

fn name(one: &Value) -> String {
    format!(
        "{}/{}",
        one["check"].as_str().unwrap(),
        one["reason"].as_str().unwrap()
    )
}

/// A certificate's file by its stem, a server without scheme and port: the rest differs from run to run.
fn subject(subject: &Value) -> String {
    let text = subject.as_str().unwrap();
    match text.rsplit_once('/') {
        Some((folder, file)) if folder.contains("otpdoctor-demo-") => {
            file.split('.').next().unwrap().to_owned()
        }
        _ => {
            let text = text.split_once("://").map_or(text, |(_, rest)| rest);
            let digits = text.trim_end_matches(|c: char| c.is_ascii_digit());
            digits.trim_end_matches(':').to_owned()
        }
    }
}
