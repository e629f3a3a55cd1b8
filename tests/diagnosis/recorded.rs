//! The recorded worlds of `fixtures/pairs`: a run by hand writes them, and CI judges them without servers.
//!
//! `certificates.txt` and `answers.txt` name every certificate and every line of a recording that occurs, once.
//! `worlds.txt` holds the healthy world and how each fault changes it; `pairs.txt` lists the pairs that ran, each with
//! what differs from the healthy world with both changes. Most pairs differ in nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use checks::kit::replay::Line;
use serde_json::Value;

use crate::pairs::Pair;
use crate::singles::Single;
use crate::world::{Certificates, Change, World, give_certificates, name_of, question};

/// The file that is written last.
const PAIRS: &str = "pairs.txt";

/// The heading of the world without a fault.
const HEALTHY: &str = "healthy";

/// What `fixtures/pairs` holds.
#[derive(Debug, Default, PartialEq)]
pub struct Recorded {
    pub certificates: Certificates,
    pub healthy: World,
    /// Each fault alone.
    pub singles: BTreeMap<String, World>,
    /// How each pair differs from what both faults lead one to expect.
    pub pairs: BTreeMap<Pair, Change>,
}

impl Recorded {
    /// These worlds, with the pairs that were recorded of the same ones.
    pub fn of(singles: &[Single], healthy: &Single) -> Self {
        let mut recorded = Self {
            healthy: healthy.world.clone(),
            ..Self::default()
        };
        for single in singles.iter().chain([healthy]) {
            let certificates = single.world.certificates.clone();
            recorded.certificates.extend(certificates);
        }
        let worlds = singles
            .iter()
            .map(|single| (single.name.clone(), single.world.clone()));
        recorded.singles.extend(worlds);
        let before = match folder().join(PAIRS).exists() {
            true => Self::read(),
            false => Self::default(),
        };
        let stands = |name: &str| {
            let world = before.singles.get(name);
            world.is_some_and(|world| world.is(&recorded.singles[name]))
        };
        if before.healthy.is(&recorded.healthy) {
            let pairs = before.pairs.into_iter();
            recorded.pairs = pairs
                .filter(|((one, other), _)| stands(one) && stands(other))
                .collect();
            recorded.certificates.extend(before.certificates);
        }
        recorded
    }

    /// Adds the world of a pair.
    pub fn add(&mut self, pair: &Pair, world: &World) {
        let change = world.change_from(&self.expected(pair));
        self.pairs.insert(pair.clone(), change);
        self.certificates.extend(world.certificates.clone());
    }

    /// The world of a pair that is recorded.
    pub fn world(&self, pair: &Pair) -> World {
        self.expected(pair).changed(&self.pairs[pair])
    }

    /// The world that both faults lead one to expect.
    pub fn expected(&self, (one, other): &Pair) -> World {
        World::of_both(&self.healthy, &self.singles[one], &self.singles[other])
    }

    /// Whether nothing of what the fault `lost` changes is seen when it comes with `beside`.
    pub fn hides(&self, beside: &str, lost: &str) -> bool {
        let names = [(beside, lost), (lost, beside)];
        let recorded = names
            .map(|(one, other)| (one.to_owned(), other.to_owned()))
            .into_iter()
            .find(|pair| self.pairs.contains_key(pair));
        let Some(pair) = recorded else {
            return false;
        };
        let (world, beside) = (self.world(&pair), &self.singles[beside]);
        let change = self.singles[lost].change_from(&self.healthy);
        let asked = change.lines.iter().map(|line| question(line));
        let mut asked = asked.chain(change.unasked);
        let mut set = change.settings.keys();
        asked.all(|asked| world.lines.get(&asked) == beside.lines.get(&asked))
            && set.all(|pointer| world.settings.get(pointer) == beside.settings.get(pointer))
    }

    /// Writes the files.
    pub fn save(&self) {
        // Whole or not at all: the run that writes may be ended at any time.
        let write = |name: &str, text: String| {
            let new = folder().join("new.tmp");
            std::fs::write(&new, text).unwrap();
            std::fs::rename(new, folder().join(name)).unwrap();
        };
        let mut answers = Answers::default();
        let mut worlds = String::new();
        let from_nothing = self.healthy.change_from(&World::default());
        answers.tell(&mut worlds, HEALTHY, &World::default(), &from_nothing);
        for (name, world) in &self.singles {
            let change = world.change_from(&self.healthy);
            answers.tell(&mut worlds, name, &self.healthy, &change);
        }
        let mut pairs = String::new();
        for (pair, change) in &self.pairs {
            let name = format!("{} + {}", pair.0, pair.1);
            answers.tell(&mut pairs, &name, &self.expected(pair), change);
        }
        std::fs::create_dir_all(folder()).unwrap();
        write("certificates.txt", table(&self.certificates));
        write("answers.txt", table(&answers.0));
        write("worlds.txt", worlds);
        write(PAIRS, pairs);
    }

    /// Reads the files.
    pub fn read() -> Self {
        let text = |name: &str| {
            let path = folder().join(name);
            std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{path:?}: {why}"))
        };
        let answers = untable(&text("answers.txt"));
        let mut recorded = Self {
            certificates: untable(&text("certificates.txt"))
                .into_iter()
                .map(|(name, text)| (name, serde_json::from_str(&text).unwrap()))
                .collect(),
            ..Self::default()
        };
        for (name, change) in sections(&text("worlds.txt"), &answers) {
            let world = recorded.healthy.changed(&change);
            match name.as_str() {
                HEALTHY => recorded.healthy = world,
                _ => {
                    recorded.singles.insert(name, world);
                }
            }
        }
        for (name, change) in sections(&text(PAIRS), &answers) {
            let (one, other) = name.split_once(" + ").unwrap();
            recorded.pairs.insert((one.into(), other.into()), change);
        }
        recorded
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/pairs")
}

/// Lines of recordings by their names.
#[derive(Default)]
struct Answers(BTreeMap<String, String>);

impl Answers {
    /// A heading, and a line for each thing that is different.
    fn tell(&mut self, text: &mut String, name: &str, from: &World, change: &Change) {
        writeln!(text, "{name}").unwrap();
        for (pointer, value) in &change.settings {
            let value = value.as_deref().unwrap_or("-");
            writeln!(text, "  {pointer} {value}").unwrap();
        }
        for line in &change.lines {
            writeln!(text, "  {}", self.name(line)).unwrap();
        }
        for asked in &change.unasked {
            writeln!(text, "  - {}", self.name(&from.lines[asked])).unwrap();
        }
    }

    fn name(&mut self, line: &str) -> String {
        let name = name_of(line);
        let known = self
            .0
            .entry(name.clone())
            .or_insert_with(|| line.to_owned());
        assert_eq!(known, line, "two lines have one name");
        name
    }
}

/// The worlds of a file, in their order.
fn sections(text: &str, answers: &BTreeMap<String, String>) -> Vec<(String, Change)> {
    let mut sections: Vec<(String, Change)> = Vec::new();
    for line in text.lines() {
        let Some(item) = line.strip_prefix("  ") else {
            sections.push((line.to_owned(), Change::default()));
            continue;
        };
        let (_, change) = sections.last_mut().unwrap();
        match item.split_once(' ') {
            Some(("-", name)) => {
                change.unasked.insert(question(&answers[name]));
            }
            Some((pointer, "-")) => {
                change.settings.insert(pointer.to_owned(), None);
            }
            Some((pointer, value)) => {
                let value = Some(value.to_owned());
                change.settings.insert(pointer.to_owned(), value);
            }
            None => {
                change.lines.insert(answers[item].clone());
            }
        }
    }
    sections
}

fn table<T: std::fmt::Display>(rows: &BTreeMap<String, T>) -> String {
    let lines = rows.iter().map(|(name, text)| format!("{name} {text}\n"));
    lines.collect()
}

fn untable(text: &str) -> BTreeMap<String, String> {
    let rows = text.lines().map(|line| line.split_once(' ').unwrap());
    rows.map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

/// The lines of worlds as the doctor reads them, each read once.
pub struct Lines(BTreeMap<String, Line>);

impl Lines {
    /// Reads every line that occurs; the lab's files are in `folder`.
    pub fn of(recorded: &Recorded, folder: &str) -> Self {
        let worlds = recorded.singles.values().chain([&recorded.healthy]);
        let of_worlds = worlds.flat_map(|world| world.lines.values());
        let of_pairs = recorded.pairs.values().flat_map(|change| &change.lines);
        let texts: BTreeSet<&String> = of_worlds.chain(of_pairs).collect();
        let read = |text: &String| {
            let placed = text.replace(crate::normal::FOLDER, folder);
            let mut line: Value = serde_json::from_str(&placed).unwrap();
            give_certificates(&mut line, &recorded.certificates);
            serde_json::from_value(line).unwrap()
        };
        Self(
            texts
                .into_iter()
                .map(|text| (text.clone(), read(text)))
                .collect(),
        )
    }

    /// Those of a world.
    pub fn of_world(&self, world: &World) -> Vec<Line> {
        world
            .lines
            .values()
            .map(|text| self.0[text].clone())
            .collect()
    }
}
