//! Runs of the whole doctor on the lab, in this process: what `otpdoctor demo` does, without its terminal.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use checks::kit::ctx::{Here, Network};
use checks::kit::realm::Platform;
use checks::kit::{Host, Scope};
use jiff::Timestamp;
use otpdoctor::cli::recording;
use otpdoctor::cli::select::Selection;
use otpdoctor::cli::stage::Stage;
use otpdoctor::config::{self, Loaded};
use otpdoctor::lab::{Lab, Scripted, VARIANTS, Variant, find};
use otpdoctor::probe::Live;
use otpdoctor::probe::limit::{Quiet, Stop};
use otpdoctor::report::Report;
use otpdoctor::secret::{Commands, Resolve, Vault};
use tokio::sync::watch;

use crate::seen::Seen;

/// Longer than everything in the lab can take, silent servers included, on a machine that is busy.
const DEADLINE: Duration = Duration::from_secs(60);

/// The moment that all runs are judged at.
pub fn now() -> Timestamp {
    static NOW: OnceLock<Timestamp> = OnceLock::new();
    *NOW.get_or_init(Timestamp::now)
}

/// A run, with what is needed to judge it again.
pub struct Run {
    pub seen: Seen,
    pub report: Report,
    /// The recording as `--record` writes it.
    pub recording: String,
    /// The config as the lab wrote it.
    pub config: String,
    pub lab: Lab,
}

/// A run with these faults; the error is why the config was refused.
pub fn run(faults: &[&str]) -> Result<Run, String> {
    run_as(&VARIANTS[0], faults)
}

/// A run on a healthy realm of another shape, with these faults.
pub fn run_as(variant: &Variant, faults: &[&str]) -> Result<Run, String> {
    // As many threads as it takes for the servers to answer while a check computes.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(examine(variant, faults))
}

async fn examine(variant: &Variant, faults: &[&str]) -> Result<Run, String> {
    let faults: Vec<_> = faults.iter().map(|name| find(name).unwrap()).collect();
    let lab = Lab::start_as(variant, &faults).await.unwrap();
    let loaded = config::load(Some(&lab.config_path())).map_err(|why| why.to_string())?;
    let selection = Selection::everything();
    let stage = stage(&loaded, &selection, Resolve::Yes);
    let appliance = &loaded.config.appliance;
    let live = Live::new(
        &appliance.trust,
        appliance.dns.as_ref(),
        stage.vault.clone(),
        lab.patience(),
    );
    let scripted = Scripted::new(lab.script().to_vec(), live);
    let (report, examined) = stage.examine(scripted).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.jsonl");
    recording::save(&file, &examined, &stage).unwrap();
    Ok(Run {
        seen: Seen::of(&report),
        report,
        recording: std::fs::read_to_string(&file).unwrap(),
        config: std::fs::read_to_string(lab.config_path()).unwrap(),
        lab,
    })
}

/// The same judged from its recording, as `otpdoctor check --replay` does.
pub fn again(run: &Run) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.jsonl");
    std::fs::write(&file, &run.recording).unwrap();
    judge(&run.lab.config_path(), &file).unwrap()
}

/// Judges a recording; the error is why the config was refused.
pub fn judge(config: &Path, recording: &Path) -> Result<Report, String> {
    let loaded = config::load(Some(config)).map_err(|why| why.to_string())?;
    let (header, replayed) = recording::read(recording).unwrap();
    let selection = Selection::everything();
    let mut stage = stage(&loaded, &selection, Resolve::No);
    stage.host = header.host;
    stage.started_at = header.now;
    stage.judged_at = header.now;
    let judged = futures_util::future::FutureExt::now_or_never(stage.judge(&replayed));
    Ok(judged.expect("a recording answers at once").unwrap())
}

fn stage<'a>(loaded: &'a Loaded, selection: &'a Selection, resolve: Resolve) -> Stage<'a> {
    let (_never, stop) = watch::channel(Stop::No);
    Stage {
        loaded,
        vault: Arc::new(Vault::new(
            loaded.literals.clone(),
            loaded.commands.clone(),
            Commands::Refused,
            resolve,
        )),
        selection,
        scope: Scope {
            network: Network::Online,
            here: Here::Yes,
        },
        deadline: DEADLINE,
        host: Host {
            name: "lab".into(),
            platform: Platform::Linux,
        },
        started_at: now(),
        judged_at: now(),
        stop,
        progress: Arc::new(Quiet),
    }
}

/// What becomes of each, in their order, so many at once.
pub fn every<T: Sync, R: Send>(
    items: &[T],
    at_once: usize,
    run: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..at_once {
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
