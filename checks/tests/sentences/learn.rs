//! Learns the weights of `kit/symptom/likely.rs`, a softmax regression, and says what must be how likely to be claimed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use checks::kit::symptom::{all, features};

use super::{FILES, Sentence, read};

/// A text as what it has, what it is (of several the first above all), and how much it counts.
type Labelled = (BTreeSet<String>, Vec<String>, f64);

/// Those that none is measured by: reworded from the excerpts of a search, and the details of some are imagined.
const REWORDED: [&str; 3] = ["admins.yaml", "posts.yaml", "users.yaml"];

/// The texts that are learned from: the halves to tune on, what was reworded or imagined, and the titles.
fn lessons() -> Vec<Labelled> {
    let written = FILES.into_iter().flat_map(read::<Vec<Sentence>>);
    let written = written.filter(|one| !one.measures());
    let written = written.map(|one| (one.label(), one.text, REAL));
    let reworded = REWORDED.into_iter().flat_map(read::<Vec<Sentence>>);
    let reworded = reworded.map(|one| (one.label(), one.text, 1.0));
    let imagined = ["imagined.yaml", "varied.yaml", "written.yaml"].into_iter();
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
    let lessons = written.chain(reworded).chain(imagined).chain(titles);
    lessons
        .map(|(id, text, counts)| {
            let mut classes: Vec<String> = Vec::new();
            for class in id.split_whitespace().map(whole) {
                if !classes.contains(&class) {
                    classes.push(class);
                }
            }
            (features(&text), classes, counts)
        })
        .collect()
}

/// A softmax regression: by how much each feature speaks for each class.
struct Learned {
    classes: Vec<String>,
    bias: Vec<f64>,
    /// How rare each feature is beside them.
    weights: BTreeMap<String, (f64, Vec<f64>)>,
}

/// How steep a step down the gradient is, how much of the last one goes on, how many there are, and how much weights cost.
const STEP: f64 = 16.0;
const GOES_ON: f64 = 0.9;
const STEPS: usize = 400;
const COST: f64 = 0.000002;

/// What people wrote counts as so many texts that were imagined, or reworded from the excerpts of a search.
const REAL: f64 = 1.5;

/// How much what is rare counts for: this power of the logarithm of how seldom it is.
const RARITY: f64 = 1.5;

/// How much of a text that may be several things is the first of them.
const MAIN: f64 = 0.6;

/// How much a text has of each known feature, how much it counts, and how much it is of each class.
type Lesson = (Vec<(usize, f64)>, f64, Vec<f64>);

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
    let all = 1.0 + lessons.len() as f64;
    let rare = |often: usize| (all / (1.0 + often as f64)).ln() + 1.0;
    let rare = |one: &&String| (rare(often[*one]) / rare(1)).powf(RARITY);
    let rare: Vec<f64> = known.iter().map(rare).collect();
    let whole: f64 = lessons.iter().map(|(.., counts)| counts).sum();
    let texts: Vec<Lesson> = lessons
        .iter()
        .map(|(features, is, counts)| {
            let has = features.iter();
            let has = has.filter_map(|one| known.binary_search(&one).ok());
            let mut has: Vec<(usize, f64)> = has.map(|one| (one, rare[one])).collect();
            let length = has.iter().map(|(_, rare)| rare.powi(2)).sum::<f64>().sqrt();
            has.iter_mut().for_each(|(_, rare)| *rare /= length);
            let main = if is.len() > 1 { MAIN } else { 1.0 };
            let aside = (1.0 - main) / (is.len() - 1).max(1) as f64;
            let part = |class| match is.iter().position(|one| one == class) {
                Some(0) => main,
                Some(_) => aside,
                None => 0.0,
            };
            (has, counts / whole, classes.iter().map(part).collect())
        })
        .collect();
    // The last row is the bias.
    let zeros = || vec![vec![0.0; classes.len()]; known.len() + 1];
    let (mut weights, mut speed) = (zeros(), zeros());
    for _ in 0..STEPS {
        let mut slope = zeros();
        for (has, counts, parts) in &texts {
            let mut scores = weights[known.len()].clone();
            for (at, score) in scores.iter_mut().enumerate() {
                *score += has
                    .iter()
                    .map(|(one, much)| weights[*one][at] * much)
                    .sum::<f64>();
                *score = score.exp();
            }
            let all: f64 = scores.iter().sum();
            for (at, (score, part)) in scores.iter().zip(parts).enumerate() {
                let off = (score / all - part) * counts;
                has.iter()
                    .for_each(|(one, much)| slope[*one][at] += off * much);
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
    let weights = rare.into_iter().zip(weights);
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
        let has = features.iter().filter_map(|one| self.weights.get(one));
        let has: Vec<&(f64, Vec<f64>)> = has.collect();
        let length = has.iter().map(|(rare, _)| rare.powi(2)).sum::<f64>().sqrt();
        let sum = |at: usize| has.iter().map(|(rare, own)| own[at] * rare).sum::<f64>();
        let score = |at: usize| (self.bias[at] + sum(at) / length.max(f64::MIN_POSITIVE)).exp();
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
    let rows = learned.weights.iter().map(|(feature, (rare, weights))| {
        let weights = weights.iter().map(|weight| hundredths(&(weight * rare)));
        let heard = weights.enumerate();
        let heard = heard.filter(|(_, weight)| weight.abs() >= LEAST);
        let heard = heard.flat_map(|(class, weight)| [class as i32, weight]);
        let row: Vec<i32> = std::iter::once(hundredths(rare)).chain(heard).collect();
        format!("{feature:?}: {row:?}").replace(", ", ",")
    });
    let rows: Vec<String> = rows.collect();
    writeln!(json, "{}\n}}}}", rows.join(",\n")).expect("a string");
    let path = format!("{}/kit/symptom/weights.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::write(path, json).expect("a writable file");
}

/// Weights of fewer hundredths say too little to be kept.
const LEAST: i32 = 12;
