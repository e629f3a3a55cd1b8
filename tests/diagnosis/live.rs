//! Runs of the whole doctor on the lab, in this process: what `otpdoctor demo` does, without its terminal.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use checks::kit::ctx::Here;
use checks::kit::realm::Platform;
use checks::kit::{Host, Prober};
use futures_util::FutureExt as _;
use jiff::Timestamp;
use jiff::civil::Date;
use otpdoctor::config::{self, Loaded};
use otpdoctor::lab::{Fault, Lab, Scripted, find};
use otpdoctor::report::Report;
use otpdoctor::run::context::{Context, Mode};
use otpdoctor::run::recording;
use otpdoctor::secret::Commands;

use crate::seen::Seen;
use crate::variants::Variant;

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
        today: lab.today,
        lab,
    };
    let loaded = match config::load(Some(&run.lab.config_path())) {
        Ok(loaded) => loaded,
        Err(why) => {
            run.seen = Seen::refused(why.to_string());
            return run;
        }
    };
    let mut context = context(loaded, Mode::Live);
    context.patience = run.lab.patience();
    let scripted = Scripted::new(run.lab.script.clone(), context.live());
    let (report, examined) = context.examine(scripted).await.unwrap();
    let recording = recording::write(&examined, &context).unwrap();
    run.recording = String::from_utf8(recording).unwrap();
    run.seen = Seen::of(&report);
    run.report = Some(report);
    run
}

/// A lab whose ports tell its servers apart, UDP and TCP together: recorded worlds name them by it.
async fn start(variant: &Variant, faults: &[&'static Fault]) -> Lab {
    loop {
        let lab = Lab::start_as(&variant.change, faults).await.unwrap();
        let ports: BTreeSet<u16> = lab.ports().map(|(_, port)| port).into();
        if ports.len() == lab.ports().len() {
            return lab;
        }
    }
}

/// The report of what is asked of this prober, judged as of that moment.
pub fn judge(loaded: &Arc<Loaded>, prober: &dyn Prober, at: Timestamp) -> Report {
    let mut context = context(loaded.clone(), Mode::Simulated);
    context.started_at = at;
    context.judged_at = at;
    let judged = context.examine_again(prober).now_or_never();
    judged.expect("a recording answers at once").unwrap().0
}

fn context(loaded: impl Into<Arc<Loaded>>, mode: Mode) -> Context {
    let mut context = Context::new(loaded, mode, Commands::Refused).unstoppable();
    context.scope.here = Here::Yes;
    context.deadline = DEADLINE;
    context.host = Host {
        name: "lab".into(),
        platform: Platform::Linux,
    };
    context.started_at = now();
    context.judged_at = now();
    context
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
