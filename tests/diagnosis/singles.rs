//! Every fault alone, and the healthy realms: run live, once for all tests.

use std::sync::{Mutex, OnceLock};

use otpdoctor::lab::{VARIANTS, Variant, faults};

use crate::again::differences;
use crate::live::{every, run};
use crate::seen::Seen;
use crate::world::World;

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
