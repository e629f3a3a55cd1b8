//! Runs judged again from what they recorded, without servers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use checks::kit::replay::Replayed;
use otpdoctor::cli::recording::{self, Recording};
use otpdoctor::config::{self, Loaded};
use otpdoctor::report::{Report, json};
use tempfile::TempDir;

use crate::live::{Run, judge};
use crate::normal;
use crate::pairs::{Pair, Told};
use crate::recorded::{Lines, Recorded};
use crate::seen::Seen;
use crate::world::name_of;

/// Where the report of a run and that of its replay differ, times apart.
pub fn differences(run: &Run) -> Vec<String> {
    let Some(report) = &run.report else {
        return Vec::new();
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.jsonl");
    std::fs::write(&file, &run.recording).unwrap();
    let Recording {
        header, replayed, ..
    } = recording::read(&file, otpdoctor::run::context::DEADLINE).unwrap();
    let loaded = Arc::new(config::load(Some(&run.lab.config_path())).unwrap());
    let again = judge(&loaded, &replayed, header.now);
    let (live, again) = (without_times(report), without_times(&again));
    let differing = live.lines().zip(again.lines());
    let mut differences: Vec<String> = differing
        .filter(|(live, again)| live != again)
        .map(|(live, again)| format!("{} became {}", live.trim(), again.trim()))
        .collect();
    if live.lines().count() != again.lines().count() {
        differences.push("one of them is longer".into());
    }
    differences
}

/// The report as JSON, without when the run began and how long it took.
fn without_times(report: &Report) -> String {
    let mut report = report.clone();
    report.started_at = normal::now();
    report.duration_s = 0.0;
    // When what was asked, and for how long: of a recording nothing is.
    report.asked.clear();
    for finding in &mut report.findings {
        finding.duration_s = 0.0;
    }
    json::pretty(&report)
}

/// A config, or why it is refused.
type Config = Arc<OnceLock<Result<Arc<Loaded>, String>>>;

/// What recorded pairs come to now.
pub struct Judge<'a> {
    recorded: &'a Recorded,
    lines: Lines,
    folder: TempDir,
    /// Many pairs have one config.
    configs: Mutex<HashMap<String, Config>>,
}

impl<'a> Judge<'a> {
    pub fn of(recorded: &'a Recorded) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let lines = Lines::of(recorded, folder.path().to_str().unwrap());
        Self {
            recorded,
            lines,
            folder,
            configs: Mutex::default(),
        }
    }

    /// What becomes of a recorded pair.
    pub fn tell(&self, pair: &Pair) -> Told {
        let world = self.recorded.world(pair);
        let config = world.config();
        let loaded = self.config(&config);
        let seen = match loaded.get_or_init(|| self.load(&config)) {
            Ok(loaded) => {
                let replayed = Replayed::new(self.lines.of_world(&world));
                Seen::of(&judge(loaded, &replayed, normal::now()))
            }
            Err(why) => Seen::refused(why.clone()),
        };
        Told::of(pair, &seen)
    }

    fn config(&self, text: &str) -> Config {
        let mut configs = self.configs.lock().unwrap();
        configs.entry(text.to_owned()).or_default().clone()
    }

    fn load(&self, text: &str) -> Result<Arc<Loaded>, String> {
        let file = self.folder.path().join(format!("{}.yaml", name_of(text)));
        std::fs::write(&file, text).unwrap();
        config::load(Some(&file))
            .map(Arc::new)
            .map_err(|why| why.to_string())
    }
}
