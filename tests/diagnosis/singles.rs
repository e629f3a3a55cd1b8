//! Every fault alone, and the healthy realms: run live, once for all tests.

use std::sync::{Mutex, OnceLock};

use otpdoctor::lab::{VARIANTS, Variant, faults};

use crate::again::differences;
use crate::live::{every, run};
use crate::seen::Seen;
use crate::world::World;

/// How often a run is tried that comes out differently each time.
const MOST_RUNS: usize = 8;

/// What became of a fault, or of a healthy realm.
pub struct Single {
    /// The fault's name, or that of the realm's shape.
    pub name: String,
    pub seen: Seen,
    pub world: World,
    /// Where the replay of its recording differs from the run.
    pub differences: Vec<String>,
}

/// Every fault alone.
pub fn all() -> &'static [Single] {
    static ALL: OnceLock<Vec<Single>> = OnceLock::new();
    ALL.get_or_init(|| {
        let names: Vec<String> = faults().map(|fault| fault.name()).collect();
        in_turn(|| every(&names, 2, |name| single(name, &VARIANTS[0], &[name])))
    })
}

/// Every healthy realm.
pub fn healthy() -> &'static [Single] {
    static HEALTHY: OnceLock<Vec<Single>> = OnceLock::new();
    HEALTHY.get_or_init(|| in_turn(|| every(VARIANTS, 2, |one| single(one.name, one, &[]))))
}

/// Every fault alone as it is whenever it runs, for recordings.
pub fn steady() -> Vec<Single> {
    let names: Vec<String> = faults().map(|fault| fault.name()).collect();
    in_turn(|| every(&names, 2, |name| steady_run(&[name], |_| false)))
}

/// The healthy realm in the same way.
pub fn steady_healthy() -> Single {
    steady_run(&[], |_| false)
}

/// A run of these faults. What was not expected must come twice: on a machine that is too busy, servers time out.
///
/// # Panics
/// When it comes out differently every time.
pub fn steady_run(faults: &[&str], is_expected: impl Fn(&Single) -> bool) -> Single {
    let name = faults.join(" + ");
    let mut before: Option<Single> = None;
    for _ in 0..MOST_RUNS {
        let run = single(&name, &VARIANTS[0], faults);
        let same = |before: &Single| before.seen == run.seen && before.world.is(&run.world);
        if is_expected(&run) || before.as_ref().is_some_and(same) {
            return run;
        }
        before = Some(run);
    }
    panic!("{name} came out differently {MOST_RUNS} times")
}

fn single(name: &str, variant: &Variant, faults: &[&str]) -> Single {
    let run = run(variant, faults);
    Single {
        name: name.to_owned(),
        world: World::of(&run),
        differences: differences(&run),
        seen: run.seen,
    }
}

/// Live runs take turns: each uses all processors.
fn in_turn<T>(runs: impl FnOnce() -> T) -> T {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap();
    runs()
}
