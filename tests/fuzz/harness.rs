//! A target: what is done with each input, for how long, and what that may cost.

use std::cell::Cell;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::corpus;
use crate::memory::counted;
use crate::mutation::{Random, mutated};
use crate::worst;

/// How long a target runs, where nothing else is said.
const SECONDS: u64 = 2;
/// The most memory for one input, in bytes.
const MEMORY: usize = 300 << 20;
/// The longest that one input may compute: what is not optimized takes several times as long.
const COMPUTING: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 5 });
/// The longest that one input may take on a machine that does other things as well: it hangs.
const HANGING: Duration = Duration::from_secs(300);
/// The most inputs that are kept because they led somewhere new.
const POOL: usize = 2000;

thread_local! {
    /// Panics of this thread, those too that somebody catches.
    static PANICS: Cell<u64> = const { Cell::new(0) };
}

/// Runs a target, named `<corpus>` or `<corpus>/<variant>`: first on what is made to cost much and on its corpus, then on
/// mutations of that. `run` does with an input (in the file, and as bytes) what a
/// user would, and says in a few words what came of it: an input that leads to something new is mutated further.
pub(crate) fn fuzz(target: &str, mut run: impl FnMut(&Path, &[u8]) -> String) {
    let file = folder().join(target.replace('/', "-"));
    let format = target.split('/').next().unwrap();
    let corpus = corpus::of(format);
    assert!(!corpus.is_empty(), "{target} has no corpus");
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let seconds = number("OTPDOCTOR_FUZZ_SECONDS").unwrap_or(SECONDS);
    let mut random = Random(number("OTPDOCTOR_FUZZ_SEED").unwrap_or(1));
    let mut spent = Spent::default();
    let mut pool = corpus.clone();
    let (mut ways, alive) = (HashSet::new(), watched(&file));
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut first = worst::of(format).into_iter().chain(corpus);
    loop {
        let seed = first.next();
        let from_corpus = seed.is_some();
        if !from_corpus && Instant::now() >= end {
            break;
        }
        let input = seed.unwrap_or_else(|| mutated(&mut random, &pool));
        alive.send(()).unwrap();
        if ways.insert(spent.on(&file, &input, &mut run)) && !from_corpus {
            match pool.len() < POOL {
                true => pool.push(input),
                false => pool[random.below(POOL)] = input,
            }
        }
    }
    std::fs::remove_file(&file).unwrap();
    let Spent {
        runs,
        peak,
        slowest,
        ..
    } = spent;
    let (peak, ways) = (peak >> 10, ways.len());
    eprintln!("{target}: {runs} executions, {ways} ways, peak {peak} KiB, slowest {slowest:?}");
}

fn folder() -> PathBuf {
    static READY: Once = Once::new();
    READY.call_once(|| {
        let shown = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICS.set(PANICS.get() + 1);
            shown(panic);
        }));
    });
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Ends the process where an input hangs.
fn watched(file: &Path) -> mpsc::Sender<()> {
    let (alive, heard) = mpsc::channel();
    let hangs = format!("{} hangs", file.display());
    std::thread::spawn(move || {
        loop {
            match heard.recv_timeout(HANGING) {
                Ok(()) => {}
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    eprintln!("{hangs}");
                    std::process::abort();
                }
            }
        }
    });
    alive
}

/// What all inputs of a target took.
#[derive(Default)]
struct Spent {
    runs: u64,
    peak: usize,
    slowest: Duration,
}

impl Spent {
    /// What came of an input, and by how long a way.
    fn on(
        &mut self,
        file: &Path,
        input: &[u8],
        run: &mut impl FnMut(&Path, &[u8]) -> String,
    ) -> (String, u32) {
        // What ends the process leaves it there.
        std::fs::write(file, input).unwrap();
        let (panics, begun) = (PANICS.get(), computed());
        let (outcome, took) = counted(|| catch_unwind(AssertUnwindSafe(|| run(file, input))));
        let time = computed().saturating_sub(begun);
        let kept = file.display();
        let outcome = outcome.unwrap_or_else(|panic| {
            eprintln!("{kept}: the input that this happened with");
            resume_unwind(panic)
        });
        assert_eq!(PANICS.get(), panics, "{kept}: something panicked");
        assert!(took.peak <= MEMORY, "{kept} takes {} bytes", took.peak);
        assert!(time <= COMPUTING, "{kept} takes {time:?}");
        self.runs += 1;
        self.peak = self.peak.max(took.peak);
        self.slowest = self.slowest.max(time);
        (outcome, (took.times + 1).ilog2())
    }
}

/// How long this thread has computed: other processes are no matter.
#[cfg(unix)]
fn computed() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap()
}

#[cfg(not(unix))]
fn computed() -> Duration {
    static BEGIN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    BEGIN.elapsed()
}
