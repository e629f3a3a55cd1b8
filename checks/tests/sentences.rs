//! How much of what people write is understood, on the half that was tuned on and on the other.
//!
//! sentences.yaml was written by the hand that wrote the tables, public.yaml collected by another that had not seen them,
//! found.yaml by a third that read the tables first, gathered.yaml by a fourth that had only seen the program's answers to
//! the halves to tune on.
//!
//! `cargo test -p otpdoctor-checks --test sentences -- --nocapture` prints the figures, and what goes wrong in the half to
//! tune on. Nobody looks at what goes wrong in the other: it would be one half then.

#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use checks::kit::symptom::{Recognized, all, features, recognize};
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

    /// What is learned of it: what it is, and what it is asked about.
    fn label(&self) -> String {
        match &self.is {
            OneOrMany::One(ask) if ask == "ask" => format!("ask {}", self.also.join(" ")),
            OneOrMany::One(one) => one.clone(),
            OneOrMany::Many(many) => many[0].clone(),
        }
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

/// Understands the sentences of a half and counts; `say` hears of each that is not right.
fn measure(file: &str, measures: bool, mut say: impl FnMut(&Sentence, &str)) -> Figures {
    let mut figures = Figures::default();
    let all = read::<Vec<Sentence>>(file);
    for one in all.iter().filter(|one| one.measures() == measures) {
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
                let count = match ids.iter().any(|id| one.allows(id)) {
                    true => &mut figures.asked,
                    false => &mut figures.missed,
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
    measure(file, false, |one, was| {
        let is = match &one.is {
            OneOrMany::One(one) => one.clone(),
            OneOrMany::Many(many) => many.join(" or "),
        };
        println!("{was}, not {is}: {}", one.text.escape_debug());
    })
}

#[test]
fn what_was_tuned_on_is_understood() {
    tuned("sentences.yaml").hold("to tune on", 95, 1);
}

#[test]
fn what_was_not_tuned_on_is_understood_too() {
    measure("sentences.yaml", true, |_, _| ()).hold("to measure by", 90, 1);
}

#[test]
fn what_people_wrote_in_public_is_understood() {
    tuned("public.yaml").hold("public, to tune on", 98, 1);
}

#[test]
fn what_other_people_wrote_in_public_is_understood_too() {
    measure("public.yaml", true, |_, _| ()).hold("public, to measure by", 74, 1);
}

#[test]
fn what_was_found_in_public_is_understood() {
    tuned("found.yaml").hold("found, to tune on", 98, 1);
    measure("found.yaml", true, |_, _| ()).hold("found, to measure by", 66, 4);
}

#[test]
fn what_was_gathered_in_public_is_understood() {
    tuned("gathered.yaml").hold("gathered, to tune on", 80, 8);
    measure("gathered.yaml", true, |_, _| ()).hold("gathered, to measure by", 68, 2);
}

/// A text as what it has, what it is (of several the first above all), and how much it counts.
type Labelled = (BTreeSet<String>, Vec<String>, f64);

/// The texts that are learned from: the halves to tune on, what was imagined, and the titles.
fn lessons() -> Vec<Labelled> {
    let written = FILES.into_iter().flat_map(read::<Vec<Sentence>>);
    let written = written.filter(|one| !one.measures());
    let written = written.map(|one| (one.label(), one.text, REAL));
    let imagined = ["imagined.yaml", "written.yaml"].into_iter();
    let imagined = imagined.flat_map(read::<BTreeMap<String, Vec<String>>>);
    let imagined =
        imagined.flat_map(|(id, texts)| texts.into_iter().map(move |text| (id.clone(), text, 1.0)));
    let titles = all()
        .iter()
        .map(|one| (one.id.clone(), one.title.clone(), 1.0));
    let whole = |id: &str| match id.starts_with("always-wrong") {
        // Whom it affects is heard apart.
        true => "code-refused".to_owned(),
        false => id.to_owned(),
    };
    let lessons = written.chain(imagined).chain(titles);
    lessons
        .map(|(id, text, counts)| {
            let classes = id.split_whitespace().map(whole).collect();
            (features(&text), classes, counts)
        })
        .collect()
}

/// A softmax regression: by how much each feature speaks for each class.
struct Learned {
    classes: Vec<String>,
    bias: Vec<f64>,
    weights: BTreeMap<String, Vec<f64>>,
}

/// How steep a step down the gradient is, how much of the last one goes on, how many there are, and how much weights cost.
const STEP: f64 = 8.0;
const GOES_ON: f64 = 0.9;
const STEPS: usize = 200;
const COST: f64 = 0.00002;

/// What people wrote counts as so many imagined texts.
const REAL: f64 = 3.0;

/// How much of a text that may be several things is that it has to be asked.
const MAIN: f64 = 0.6;

fn learn_from(lessons: &[&Labelled]) -> Learned {
    let classes: BTreeSet<&String> = lessons.iter().flat_map(|(_, classes, _)| classes).collect();
    let classes: Vec<String> = classes.into_iter().cloned().collect();
    let mut often: BTreeMap<&String, usize> = BTreeMap::new();
    for feature in lessons.iter().flat_map(|(features, ..)| features) {
        *often.entry(feature).or_default() += 1;
    }
    let known: Vec<&String> = often
        .iter()
        .filter(|(_, often)| **often > 1)
        .map(|(one, _)| *one)
        .collect();
    let whole: f64 = lessons.iter().map(|(.., counts)| counts).sum();
    let texts: Vec<(Vec<usize>, f64, f64, Vec<f64>)> = lessons
        .iter()
        .map(|(features, is, counts)| {
            let has: Vec<usize> = features
                .iter()
                .filter_map(|one| known.binary_search(&one).ok())
                .collect();
            let share = (has.len().max(1) as f64).sqrt().recip();
            let main = if is.len() > 1 { MAIN } else { 1.0 };
            let aside = (1.0 - main) / (is.len() - 1).max(1) as f64;
            let part = |class| match is.iter().position(|one| one == class) {
                Some(0) => main,
                Some(_) => aside,
                None => 0.0,
            };
            (
                has,
                share,
                counts / whole,
                classes.iter().map(part).collect(),
            )
        })
        .collect();
    // The last row is the bias.
    let zeros = || vec![vec![0.0; classes.len()]; known.len() + 1];
    let (mut weights, mut speed) = (zeros(), zeros());
    for _ in 0..STEPS {
        let mut slope = zeros();
        for (has, share, counts, parts) in &texts {
            let mut scores = weights[known.len()].clone();
            for (score, at) in scores.iter_mut().enumerate().map(|(at, score)| (score, at)) {
                *score += has.iter().map(|one| weights[*one][at]).sum::<f64>() * share;
                *score = score.exp();
            }
            let all: f64 = scores.iter().sum();
            for (at, (score, part)) in scores.iter().zip(parts).enumerate() {
                let off = (score / all - part) * counts;
                has.iter().for_each(|one| slope[*one][at] += off * share);
                slope[known.len()][at] += off;
            }
        }
        for (row, (weights, (speed, slope))) in weights
            .iter_mut()
            .zip(speed.iter_mut().zip(&slope))
            .enumerate()
        {
            let cost = if row < known.len() { COST } else { 0.0 };
            for (weight, (speed, slope)) in weights.iter_mut().zip(speed.iter_mut().zip(slope)) {
                *speed = GOES_ON * *speed + slope + cost * *weight;
                *weight -= STEP * *speed;
            }
        }
    }
    let bias = weights.pop().expect("the bias");
    let weights = known.into_iter().cloned().zip(weights).collect();
    Learned {
        classes,
        bias,
        weights,
    }
}

impl Learned {
    /// The likeliest class, and how likely it is.
    fn guess(&self, features: &BTreeSet<String>) -> (&str, f64) {
        let has: Vec<&Vec<f64>> = features
            .iter()
            .filter_map(|one| self.weights.get(one))
            .collect();
        let share = (has.len().max(1) as f64).sqrt().recip();
        let score =
            |at: usize| (self.bias[at] + has.iter().map(|one| one[at]).sum::<f64>() * share).exp();
        let scores: Vec<f64> = (0..self.classes.len()).map(score).collect();
        let best = (0..scores.len()).max_by(|one, other| scores[*one].total_cmp(&scores[*other]));
        let best = best.expect("a class");
        (
            &self.classes[best],
            scores[best] / scores.iter().sum::<f64>(),
        )
    }
}

/// What must be how likely to be claimed: each text of the halves to tune on is guessed by what the others taught.
#[test]
#[ignore = "it only prints, and takes minutes"]
fn calibrate() {
    const PARTS: usize = 5;
    let lessons = lessons();
    let written = FILES.into_iter().flat_map(read::<Vec<Sentence>>);
    // The lessons begin with them.
    let written: Vec<Sentence> = written.filter(|one| !one.measures()).collect();
    let mut guesses = Vec::new();
    for part in 0..PARTS {
        let is_out = |at: &usize| *at < written.len() && at % PARTS == part;
        let left = (0..lessons.len()).filter(|at| !is_out(at));
        let learned = learn_from(&left.map(|at| &lessons[at]).collect::<Vec<_>>());
        for at in (0..written.len()).filter(is_out) {
            let (class, share) = learned.guess(&lessons[at].0);
            let is_whole =
                class == "code-refused" && written[at].label().starts_with("always-wrong");
            let elsewhere = all()
                .iter()
                .any(|one| one.id == class && one.elsewhere.is_some());
            let is_right =
                is_whole || written[at].allows(class) || elsewhere && written[at].allows("none");
            guesses.push((share, is_right, ["none", "ask"].contains(&class)));
        }
    }
    for sure in [25, 30, 35, 40, 45, 50, 60] {
        let claimed = guesses
            .iter()
            .filter(|(share, ..)| share * 100.0 >= f64::from(sure));
        let right = claimed.clone().filter(|(_, is_right, _)| *is_right).count();
        let wrong = claimed
            .filter(|(_, is_right, asks)| !is_right && !asks)
            .count();
        println!(
            "sure from {sure} %: {right} right and {wrong} confidently wrong of {}",
            guesses.len()
        );
    }
}

/// Learns the weights anew and writes them.
#[test]
#[ignore = "it writes the weights, and takes a minute"]
fn learn() {
    let lessons = lessons();
    let learned = learn_from(&lessons.iter().collect::<Vec<_>>());
    let hundredths = |weight: &f64| (weight * 100.0).round() as i32;
    let bias: Vec<i32> = learned.bias.iter().map(hundredths).collect();
    let mut json = format!(
        "{{\n\"classes\": {:?},\n\"bias\": {bias:?},\n\"weights\": {{\n",
        learned.classes
    );
    let rows = learned.weights.iter().map(|(feature, weights)| {
        let weights = weights.iter().map(hundredths).enumerate();
        let heard: Vec<i32> = weights
            .filter(|(_, weight)| weight.abs() >= LEAST)
            .flat_map(|(class, weight)| [class as i32, weight])
            .collect();
        format!("{feature:?}: {heard:?}").replace(", ", ",")
    });
    let rows: Vec<String> = rows.collect();
    writeln!(json, "{}\n}}}}", rows.join(",\n")).expect("a string");
    let path = format!("{}/kit/symptom/weights.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::write(path, json).expect("a writable file");
}

/// Weights of fewer hundredths say too little to be kept.
const LEAST: i32 = 12;
