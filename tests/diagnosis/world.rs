//! A world: the config of a lab and every answer that it gave, as text that does not differ from run to run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::live::{self, Run};
use crate::normal::{StandIns, digest};

/// Everything that a run was judged by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// The settings of the config by their JSON pointers, as JSON.
    pub settings: BTreeMap<String, String>,
    /// The lines of the recording by their questions, the certificates in them by their names.
    pub lines: BTreeMap<String, String>,
    /// The certificates.
    pub certificates: Certificates,
}

/// How one world differs from another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Settings that are different, or gone.
    pub settings: BTreeMap<String, Option<String>>,
    /// Lines that are different.
    pub lines: BTreeSet<String>,
    /// Questions that are not asked.
    pub unasked: BTreeSet<String>,
}

/// Certificates by their names.
pub type Certificates = BTreeMap<String, Value>;

impl World {
    /// The world of a run.
    pub fn of(run: &Run) -> Self {
        let folder = run.lab.config_path();
        let folder = folder.parent().unwrap().to_str().unwrap();
        let mut stand_ins = StandIns::new(folder, &run.lab.ports(), live::now(), run.today);
        let mut lines: Vec<Value> = run
            .recording
            .lines()
            .skip(1)
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        lines.iter().for_each(|line| stand_ins.meet(line));
        let mut world = Self::default();
        for line in &mut lines {
            stand_ins.replace(line);
            take_certificates(line, &mut world.certificates);
            world.add_line(line.to_string());
        }
        let mut config: Value = serde_saphyr::from_str(&run.config).unwrap();
        stand_ins.replace_settings(&mut config);
        flatten("", config, &mut world.settings);
        world
    }

    fn add_line(&mut self, line: String) {
        self.lines.insert(question(&line), line);
    }

    /// Whether this world has the same config and the same questions.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        self.settings == other.settings && self.lines.keys().eq(other.lines.keys())
    }

    /// Whether this world has the same config, the same questions and the same answers.
    pub fn is(&self, other: &Self) -> bool {
        self.settings == other.settings && self.lines == other.lines
    }

    /// How this world differs from `other`.
    pub fn change_from(&self, other: &Self) -> Change {
        let gone = other.settings.keys();
        let gone = gone.filter(|pointer| !self.settings.contains_key(*pointer));
        let set = self.settings.iter();
        let set = set.filter(|(pointer, value)| other.settings.get(*pointer) != Some(value));
        let lines = self.lines.iter();
        let lines = lines.filter(|(asked, line)| other.lines.get(*asked) != Some(line));
        let unasked = other.lines.keys();
        Change {
            settings: set
                .map(|(pointer, value)| (pointer.clone(), Some(value.clone())))
                .chain(gone.map(|pointer| (pointer.clone(), None)))
                .collect(),
            lines: lines.map(|(_, line)| line.clone()).collect(),
            unasked: unasked
                .filter(|asked| !self.lines.contains_key(*asked))
                .cloned()
                .collect(),
        }
    }

    /// This world with a change.
    pub fn changed(&self, change: &Change) -> Self {
        let mut world = self.clone();
        for (pointer, value) in &change.settings {
            match value {
                Some(value) => world.settings.insert(pointer.clone(), value.clone()),
                None => world.settings.remove(pointer),
            };
        }
        for asked in &change.unasked {
            world.lines.remove(asked);
        }
        for line in &change.lines {
            world.add_line(line.clone());
        }
        world
    }

    /// What is to be expected of two faults at once: whatever one of them changes in the healthy world.
    pub fn of_both(healthy: &Self, one: &Self, other: &Self) -> Self {
        Self {
            settings: both(&healthy.settings, &one.settings, &other.settings),
            lines: both(&healthy.lines, &one.lines, &other.lines),
            certificates: Certificates::new(),
        }
    }

    /// The config as JSON, which YAML takes.
    pub fn config(&self) -> String {
        let mut config = Value::Object(Map::new());
        for (pointer, value) in &self.settings {
            let mut place = &mut config;
            for key in pointer.split('/').skip(1) {
                let map = place.as_object_mut().unwrap();
                place = map.entry(key).or_insert_with(|| Value::Object(Map::new()));
            }
            *place = serde_json::from_str(value).unwrap();
        }
        config.to_string()
    }
}

fn both(
    healthy: &BTreeMap<String, String>,
    one: &BTreeMap<String, String>,
    other: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let pick = |key: &String| match one.get(key) == healthy.get(key) {
        true => other.get(key).cloned(),
        false => one.get(key).cloned(),
    };
    let picked = keys.into_iter();
    picked
        .filter_map(|key| Some((key.clone(), pick(key)?)))
        .collect()
}

/// The question of a line.
pub fn question(line: &str) -> String {
    let line: Value = serde_json::from_str(line).unwrap();
    line["probe"].to_string()
}

/// Puts names in the place of certificates.
fn take_certificates(value: &mut Value, certificates: &mut Certificates) {
    match value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| take_certificates(item, certificates)),
        Value::Object(map) if map.contains_key("thumbprint") => {
            let name = name_of(&value.to_string());
            let certificate = std::mem::replace(value, name.clone().into());
            certificates.insert(name, certificate);
        }
        Value::Object(map) => map
            .values_mut()
            .for_each(|item| take_certificates(item, certificates)),
        _ => {}
    }
}

/// Puts certificates in the place of their names.
pub fn give_certificates(value: &mut Value, certificates: &Certificates) {
    match value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| give_certificates(item, certificates)),
        Value::Object(map) => map
            .values_mut()
            .for_each(|item| give_certificates(item, certificates)),
        Value::String(name) => {
            if let Some(certificate) = certificates.get(name) {
                *value = certificate.clone();
            }
        }
        _ => {}
    }
}

/// A short name for a text: the same one in every recording.
pub fn name_of(text: &str) -> String {
    let mut name = digest(text);
    name.truncate(10);
    name
}

fn flatten(pointer: &str, value: Value, settings: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                flatten(&format!("{pointer}/{key}"), value, settings);
            }
        }
        value => {
            settings.insert(pointer.to_owned(), value.to_string());
        }
    }
}

#[test]
fn a_world_with_its_change_is_the_other_world() {
    let world = |settings: &[(&str, &str)], names: &[(&str, &str)]| {
        let set = |(pointer, value): &(&str, &str)| ((*pointer).to_owned(), (*value).to_owned());
        let mut world = World {
            settings: settings.iter().map(set).collect(),
            ..World::default()
        };
        for (asked, answer) in names {
            world.add_line(format!(r#"{{"probe":"{asked}","observed":"{answer}"}}"#));
        }
        world
    };
    let healthy = world(
        &[("/a", "1"), ("/b", "{}")],
        &[("x", "well"), ("y", "well")],
    );
    let one = world(&[("/a", "2"), ("/b", "{}")], &[("x", "ill"), ("y", "well")]);
    let other = world(&[("/a", "1")], &[("x", "well"), ("z", "ill")]);
    for to in [&one, &other] {
        let change = to.change_from(&healthy);
        assert!(healthy.changed(&change).is(to), "{change:?}");
    }
    let expected = world(&[("/a", "2")], &[("x", "ill"), ("z", "ill")]);
    assert!(World::of_both(&healthy, &one, &other).is(&expected));
    assert_eq!(one.config(), r#"{"a":2,"b":{}}"#);
}
