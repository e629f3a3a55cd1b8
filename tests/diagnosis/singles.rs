//! Every fault alone, and the healthy realms: run live, once for all tests.

use std::sync::{Mutex, OnceLock};

use otpdoctor::lab::faults;

use crate::again::differences;
use crate::is_first;
use crate::live::{every, run};
use crate::recorded::Recorded;
use crate::seen::Seen;
use crate::variants::{VARIANTS, Variant};
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
        let names: Vec<String> = wrong();
        let recorded = Recorded::read();
        let is_expected = |single: &Single| {
            is_first(single)
                && single.seen.unexplained.is_empty()
                && is_recorded(single, recorded.singles.get(&single.name))
        };
        in_turn(|| {
            every(&names, 2, |name| {
                calm_run(name, &VARIANTS[0], &[name], is_expected)
            })
        })
    })
}

/// What can be a cause.
fn wrong() -> Vec<String> {
    let wrong = faults().filter(|fault| fault.is_wrong());
    wrong.map(|fault| fault.name()).collect()
}

/// Every healthy realm.
pub fn healthy() -> &'static [Single] {
    static HEALTHY: OnceLock<Vec<Single>> = OnceLock::new();
    HEALTHY.get_or_init(|| {
        let recorded = Recorded::read().healthy;
        let is_expected = |single: &Single| {
            let plain = single.name == VARIANTS[0].name;
            let world = if plain { &recorded } else { &single.world };
            single.seen.troubles.is_empty() && is_recorded(single, Some(world))
        };
        in_turn(|| {
            every(&VARIANTS, 2, |one| {
                calm_run(&one.name, one, &[], is_expected)
            })
        })
    })
}

/// Whether its replay says the same, and this world was recorded of it.
fn is_recorded(single: &Single, world: Option<&World>) -> bool {
    single.differences.is_empty() && world.is_some_and(|world| world.asks_the_same(&single.world))
}

/// A run, and what was not expected runs once more: on a machine that is too busy, servers time out, and what is a
/// defect is there again.
#[allow(
    clippy::print_stdout,
    reason = "whoever looks at it sees how often that is so"
)]
fn calm_run(
    name: &str,
    variant: &Variant,
    faults: &[&str],
    is_expected: impl Fn(&Single) -> bool,
) -> Single {
    let run = single(name, variant, faults);
    if is_expected(&run) {
        return run;
    }
    let (seen, differences) = (&run.seen, &run.differences);
    println!("{name} runs again, after {seen:?} {differences:?}");
    single(name, variant, faults)
}

/// Every fault alone as it is whenever it runs, for recordings.
pub fn steady() -> Vec<Single> {
    let names: Vec<String> = wrong();
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

/// A run of these faults on a realm of this shape.
pub fn single(name: &str, variant: &Variant, faults: &[&str]) -> Single {
    let run = run(variant, faults);
    Single {
        name: name.to_owned(),
        world: World::of(&run),
        differences: differences(&run),
        seen: run.seen,
    }
}

/// Live runs take turns: each uses all processors.
pub fn in_turn<T>(runs: impl FnOnce() -> T) -> T {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap();
    runs()
}
