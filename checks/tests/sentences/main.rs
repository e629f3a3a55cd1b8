//! How much of what people write is understood, on the half that was tuned on and on the other.
//!
//! sentences.yaml was written by the hand that wrote the tables, public.yaml collected by another that had not seen them,
//! found.yaml by a third that read the tables first, gathered.yaml by a fourth that had only seen the program's answers to
//! the halves to tune on. blind.yaml has no half to tune on: it was gathered by a hand that had read none of the recognizer, and
//! opened when the weights were done. What is learned from besides is reworded from public texts (admins.yaml, posts.yaml, users.yaml) or
//! imagined (imagined.yaml, varied.yaml, written.yaml), by hands that had not seen the halves to measure by.
//!
//! `cargo test -p otpdoctor-checks --test sentences -- --nocapture` prints the figures, and what goes wrong in the half to
//! tune on. Nobody looks at what goes wrong in the other: it would be one half then.

#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

mod learn;

use checks::kit::symptom::{Recognized, recognize};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    text: String,
    /// The ids of the symptoms that are right, or `none`, or `ask`.
    is: OneOrMany,
    /// What is fair too.
    #[serde(default)]
    also: Vec<String>,
    /// The place that writes so, or `imagined`.
    #[serde(rename = "from")]
    _from: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Debug, Default)]
struct Figures {
    right: usize,
    /// Candidates were offered, and a right one is among them.
    asked: usize,
    /// Nothing was claimed, or the candidates were the wrong ones.
    missed: usize,
    /// Another symptom was claimed.
    wrong: usize,
}

impl Sentence {
    fn allows(&self, id: &str) -> bool {
        let is = match &self.is {
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(many) => many,
        };
        is.iter().chain(&self.also).any(|one| one == id)
    }

    /// What is learned of it: what it is, and what is fair too.
    fn label(&self) -> String {
        let is = match &self.is {
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(many) => many,
        };
        [is, &self.also].concat().join(" ")
    }

    /// Whether it is of the half to measure by: one bit of the FNV-1a hash of the text, which has sentences of every
    /// symptom on both sides.
    fn measures(&self) -> bool {
        let hash = self.text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        hash >> 46 & 1 == 1
    }
}

/// The files of sentences that have halves.
const FILES: [&str; 4] = [
    "sentences.yaml",
    "public.yaml",
    "found.yaml",
    "gathered.yaml",
];

fn read<T: DeserializeOwned>(file: &str) -> T {
    let path = format!("{}/tests/symptoms/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a readable file");
    serde_saphyr::from_str(&text).expect("a list of sentences")
}

/// Understands the sentences that are `of` a half and counts; `say` hears of each that is not right.
fn measure(file: &str, of: fn(&Sentence) -> bool, mut say: impl FnMut(&Sentence, &str)) -> Figures {
    let mut figures = Figures::default();
    let all = read::<Vec<Sentence>>(file);
    for one in all.iter().filter(|one| of(one)) {
        let (count, was) = match recognize(&one.text, &|_| true) {
            Recognized::One(symptom, _)
                if one.allows(&symptom.id) || one.allows("none") && symptom.elsewhere.is_some() =>
            {
                figures.right += 1;
                continue;
            }
            Recognized::One(symptom, _) => (&mut figures.wrong, symptom.id.clone()),
            Recognized::Several(_) | Recognized::None(_) if one.allows("ask") => {
                figures.right += 1;
                continue;
            }
            Recognized::None(_) if one.allows("none") => {
                figures.right += 1;
                continue;
            }
            Recognized::Several(many) => {
                let ids: Vec<&str> = many.iter().map(|one| one.id.as_str()).collect();
                let count = if ids.iter().any(|id| one.allows(id)) {
                    &mut figures.asked
                } else {
                    &mut figures.missed
                };
                (count, ids.join(" or "))
            }
            Recognized::None(_) => (&mut figures.missed, "none".to_owned()),
        };
        *count += 1;
        say(one, &was);
    }
    figures
}

impl Figures {
    /// Holds the figures against the least that is to be right and the most that may be wrong, in percent.
    fn hold(&self, half: &str, least_right: usize, most_wrong: usize) {
        let all = self.right + self.asked + self.missed + self.wrong;
        println!("{half}: {self:?} of {all}");
        assert!(self.right * 100 >= least_right * all, "{half}: {self:?}");
        assert!(self.wrong * 100 <= most_wrong * all, "{half}: {self:?}");
    }
}

/// Prints what goes wrong in the half to tune on, and gives its figures.
fn tuned(file: &str) -> Figures {
    measure(
        file,
        |one| !one.measures(),
        |one, was| {
            let is = match &one.is {
                OneOrMany::One(one) => one.clone(),
                OneOrMany::Many(many) => many.join(" or "),
            };
            println!("{was}, not {is}: {}", one.text.escape_debug());
        },
    )
}

#[test]
fn what_was_tuned_on_is_understood() {
    tuned("sentences.yaml").hold("to tune on", 95, 1);
}

#[test]
fn what_was_not_tuned_on_is_understood_too() {
    measure("sentences.yaml", Sentence::measures, |_, _| ()).hold("to measure by", 92, 3);
}

#[test]
fn what_people_wrote_in_public_is_understood() {
    tuned("public.yaml").hold("public, to tune on", 98, 1);
}

#[test]
fn what_other_people_wrote_in_public_is_understood_too() {
    measure("public.yaml", Sentence::measures, |_, _| ()).hold("public, to measure by", 84, 3);
}

#[test]
fn what_was_found_in_public_is_understood() {
    tuned("found.yaml").hold("found, to tune on", 98, 1);
    measure("found.yaml", Sentence::measures, |_, _| ()).hold("found, to measure by", 85, 3);
}

#[test]
fn what_was_gathered_in_public_is_understood() {
    tuned("gathered.yaml").hold("gathered, to tune on", 98, 1);
    measure("gathered.yaml", Sentence::measures, |_, _| ()).hold("gathered, to measure by", 79, 4);
}

#[test]
fn what_was_gathered_blind_is_understood() {
    measure("blind.yaml", |_| true, |_, _| ()).hold("blind", 76, 7);
}
