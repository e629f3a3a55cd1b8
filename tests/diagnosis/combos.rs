//! Two or three faults at once, drawn at random and run live: whether each of them is a cause, and nothing else is.

use std::collections::BTreeSet;

use otpdoctor::lab::find;

use crate::live::every;
use crate::pairs::{Pair, Pairs};
use crate::singles::{Single, in_turn, single};
use crate::variants::{VARIANTS, collide};
use crate::world::{World, question};
use crate::{cause_of, singles};

/// So many are drawn, half of them pairs and half of them triples.
const DRAWN: usize = 360;

/// What became of faults at once.
pub struct Combo {
    pub faults: Vec<String>,
    pub causes: BTreeSet<String>,
    /// Those that left nothing in the world that they would leave alone: another one hides them.
    pub hidden: Vec<String>,
}

impl Combo {
    /// Whether the causes are the faults.
    pub fn is_named(&self) -> bool {
        self.wanted() == self.causes
    }

    fn wanted(&self) -> BTreeSet<String> {
        let wanted = self.faults.iter();
        wanted.map(|fault| cause_of(fault).to_owned()).collect()
    }

    /// What is missing and what is too much, in a line.
    pub fn told(&self) -> String {
        let wanted = self.wanted();
        let list = |names: Vec<&String>| {
            let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
            names.join(", ")
        };
        format!(
            "{}: not named [{}], beside them [{}]",
            self.faults.join(" + "),
            list(wanted.difference(&self.causes).collect()),
            list(self.causes.difference(&wanted).collect())
        )
    }
}

/// Every draw, live; what does not come out as it should runs once more, since servers time out on a busy machine.
pub fn all() -> Vec<Combo> {
    let draws = draws(singles::all());
    // Before the turn is taken.
    let plain = &singles::healthy()[0].world;
    in_turn(|| {
        every(&draws, 2, |faults| {
            let first = run(faults, plain);
            match first.is_named() {
                true => first,
                false => run(faults, plain),
            }
        })
    })
}

fn run(faults: &[String], plain: &World) -> Combo {
    let names: Vec<&str> = faults.iter().map(String::as_str).collect();
    let ran = single(&faults.join(" + "), &VARIANTS[0], &names);
    let hidden = faults
        .iter()
        .filter(|fault| !shows(fault, &ran.world, plain));
    Combo {
        hidden: hidden.cloned().collect(),
        causes: ran.seen.causes.into_iter().collect(),
        faults: faults.to_vec(),
    }
}

/// Whether anything that the fault changes alone is in this world.
fn shows(fault: &str, world: &World, plain: &World) -> bool {
    let alone = singles::all().iter().find(|single| single.name == fault);
    let alone = &alone.unwrap().world;
    let change = alone.change_from(plain);
    let mut set = change.settings.iter();
    let mut lines = change.lines.iter();
    let mut unasked = change.unasked.iter();
    set.any(|(pointer, value)| world.settings.get(pointer) == value.as_ref())
        || lines.any(|line| world.lines.get(&question(line)) == Some(line))
        || unasked.any(|asked| !world.lines.contains_key(asked))
}

/// Faults with different subjects, no path between them and no part of the lab in common; the same ones in every run.
fn draws(singles: &[Single]) -> Vec<Vec<String>> {
    let independent: BTreeSet<Pair> = Pairs::independent(singles).all.into_iter().collect();
    let together = |one: usize, other: usize| {
        let [one, other] = [one.min(other), one.max(other)].map(|place| &singles[place].name);
        independent.contains(&(one.clone(), other.clone()))
            && !collide(find(one).unwrap(), find(other).unwrap())
    };
    let mut random = Random(13);
    let mut draws: BTreeSet<Vec<usize>> = BTreeSet::new();
    while draws.len() < DRAWN {
        let size = 2 + draws.len() % 2;
        let drawn: BTreeSet<usize> = (0..size).map(|_| random.below(singles.len())).collect();
        let drawn: Vec<usize> = drawn.into_iter().collect();
        let pairs = || {
            drawn
                .iter()
                .flat_map(|one| drawn.iter().map(move |other| (one, other)))
        };
        let apart = pairs().all(|(one, other)| one == other || together(*one, *other));
        if drawn.len() == size && apart {
            draws.insert(drawn);
        }
    }
    let names = |draw: Vec<usize>| draw.into_iter().map(|place| singles[place].name.clone());
    draws
        .into_iter()
        .map(|draw| names(draw).collect())
        .collect()
}

/// SplitMix64: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}
