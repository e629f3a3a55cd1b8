//! Runs of the whole doctor on the lab, in this process: what `otpdoctor demo` does, without its terminal.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use checks::kit::ctx::{Here, Network};
use checks::kit::realm::Platform;
use checks::kit::{Host, Prober, Scope};
use futures_util::FutureExt as _;
use jiff::Timestamp;
use jiff::civil::Date;
use otpdoctor::cli::recording;
use otpdoctor::cli::select::Selection;
use otpdoctor::cli::stage::Stage;
use otpdoctor::config::{self, Loaded};
use otpdoctor::lab::{Fault, Lab, Scripted, Variant, find};
use otpdoctor::probe::Live;
use otpdoctor::report::Report;
use otpdoctor::run::ask::limit::{Quiet, Stop};
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
    /// The report, unless the config is refused.
    pub report: Option<Report>,
    /// The recording as `--record` writes it.
    pub recording: String,
    /// The config as the lab wrote it.
    pub config: String,
    /// The day that the config counts from.
    pub today: Date,
    pub lab: Lab,
}

/// A run on a healthy realm of this shape, with these faults.
pub fn run(variant: &Variant, faults: &[&str]) -> Run {
    // As many threads as it takes for the servers to answer while a check computes.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(examine(variant, faults))
}

async fn examine(variant: &Variant, faults: &[&str]) -> Run {
    let faults: Vec<_> = faults.iter().map(|name| find(name).unwrap()).collect();
    let lab = start(variant, &faults).await;
    let mut run = Run {
        seen: Seen::default(),
        report: None,
        recording: String::new(),
        config: std::fs::read_to_string(lab.config_path()).unwrap(),
        today: lab.today(),
        lab,
    };
    let loaded = match config::load(Some(&run.lab.config_path())) {
        Ok(loaded) => loaded,
        Err(why) => {
            run.seen = Seen::refused(why.to_string());
            return run;
        }
    };
    let selection = Selection::everything();
    let stage = stage(&loaded, &selection, Resolve::Yes);
    let appliance = &loaded.config.appliance;
    let live = Live::new(
        &appliance.trust,
        appliance.dns.as_ref(),
        stage.vault.clone(),
        run.lab.patience(),
    );
    let scripted = Scripted::new(run.lab.script().to_vec(), live);
    let (report, examined) = stage.examine(scripted).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.jsonl");
    recording::save(&file, &examined, &stage).unwrap();
    run.recording = std::fs::read_to_string(&file).unwrap();
    run.seen = Seen::of(&report);
    run.report = Some(report);
    run
}

/// A lab whose ports tell its servers apart, UDP and TCP together: recorded worlds name them by it.
async fn start(variant: &Variant, faults: &[&'static Fault]) -> Lab {
    loop {
        let lab = Lab::start_as(variant, faults).await.unwrap();
        let ports: BTreeSet<u16> = lab.ports().map(|(_, port)| port).into();
        if ports.len() == lab.ports().len() {
            return lab;
        }
    }
}

/// The report of what is asked of this prober, judged as of that moment.
pub fn judge(loaded: &Loaded, prober: &dyn Prober, at: Timestamp) -> Report {
    let selection = Selection::everything();
    let mut stage = stage(loaded, &selection, Resolve::No);
    stage.started_at = at;
    stage.judged_at = at;
    let judged = stage.judge(prober).now_or_never();
    judged.expect("a recording answers at once").unwrap()
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

/// What becomes of each, in their order, so many at once for each processor.
pub fn every<T: Sync, R: Send>(
    items: &[T],
    at_once: usize,
    run: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..at_once * processors {
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
