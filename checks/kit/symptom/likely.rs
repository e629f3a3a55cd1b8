//! How likely a text is about each symptom: the softmax of weights that `cargo test -p otpdoctor-checks --test sentences
//! learn -- --ignored` learns from labelled texts and keeps in `weights.json`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::dictionary::{PHRASES, Tag, spelled, stem};
use super::facts::Facts;
use super::table::built_in;

/// So many words a negation colors.
const REACH: usize = 5;

/// Weights are kept in hundredths.
const HUNDREDTHS: f64 = 100.0;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Weights {
    /// The ids of the symptoms that are learned, `none` where otpdoctor does not look at it, `ask` where several may fit.
    classes: Vec<String>,
    bias: Vec<i32>,
    /// What a text has: how rare it is, and by how much it speaks for a class or against it: the class, the weight, and
    /// again.
    weights: BTreeMap<String, Vec<i32>>,
}

/// How rare something is, and the classes with the weights.
fn parts(row: &[i32]) -> (f64, impl Iterator<Item = (usize, i32)>) {
    let (rare, pairs) = row.split_first().unwrap_or((&0, &[]));
    let pairs = pairs.chunks_exact(2);
    let pairs = pairs.filter_map(|pair| Some((usize::try_from(pair[0]).ok()?, pair[1])));
    (f64::from(*rare), pairs)
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| built_in(include_str!("weights.json")));

/// What a text has: its claims (`=sms absent`), words, pairs of words, and the words that a negation colors (`!arriv`).
/// Each stands with the words that it is read from, as they are written; a claim with none.
pub fn features(clauses: &[Vec<String>], facts: &Facts) -> BTreeMap<String, String> {
    let claims = facts.claims.iter();
    let claims = claims.map(|(claim, _)| (format!("={claim}"), String::new()));
    let mut features: BTreeMap<String, String> = claims.collect();
    for clause in clauses {
        let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        let stems = clause.iter().map(|word| {
            if is_number(word) {
                "#".to_owned()
            } else {
                stem(word)
            }
        });
        let stems: Vec<String> = stems.collect();
        let mut not = None;
        for (at, stem) in stems.iter().enumerate() {
            features.insert(stem.clone(), clause[at].clone());
            if at > 0 {
                let pair = clause[at - 1..=at].join(" ");
                features.insert(format!("{} {stem}", stems[at - 1]), pair);
            }
            if let Some(not) = not.filter(|not| at - not <= REACH) {
                features.insert(format!("!{stem}"), clause[not..=at].join(" "));
            }
            let tags = PHRASES.get(std::slice::from_ref(stem));
            if tags.is_some_and(|tags| tags.iter().any(|tag| matches!(tag, Tag::Not | Tag::None))) {
                not = Some(at);
            }
        }
    }
    features
}

/// How likely each class is; nothing where nothing of the text is known.
pub fn likely(features: &BTreeMap<String, String>) -> Vec<(f64, &'static str)> {
    let known: Vec<&Vec<i32>> = features
        .keys()
        .filter_map(|one| WEIGHTS.weights.get(one))
        .collect();
    if known.is_empty() {
        return Vec::new();
    }
    let mut scores: Vec<f64> = WEIGHTS.bias.iter().copied().map(f64::from).collect();
    // A long text has more of everything: its weights count less.
    let rare = known.iter().map(|row| parts(row).0.powi(2)).sum::<f64>();
    let share = HUNDREDTHS / rare.sqrt();
    for (class, weight) in known.iter().flat_map(|row| parts(row).1) {
        if let Some(score) = scores.get_mut(class) {
            *score += f64::from(weight) * share;
        }
    }
    let exponents: Vec<f64> = scores.iter().map(|one| (one / HUNDREDTHS).exp()).collect();
    let all: f64 = exponents.iter().sum();
    let classes = WEIGHTS.classes.iter().map(String::as_str);
    exponents.iter().map(|one| one / all).zip(classes).collect()
}

/// The words that speak most for a class, the first first: none within others, at most so many.
pub fn decisive(features: &BTreeMap<String, String>, class: &str, most: usize) -> Vec<String> {
    let Some(class) = WEIGHTS.classes.iter().position(|one| one == class) else {
        return Vec::new();
    };
    let speaks = |feature: &String| {
        let mut weights = parts(WEIGHTS.weights.get(feature)?).1;
        let own = weights.find(|(of, _)| *of == class);
        own.map(|(_, weight)| weight).filter(|weight| *weight > 0)
    };
    // "But" and "not" decide too, and say nothing by themselves.
    let says = |words: &str| {
        let mut stems = words.split(' ').map(|word| stem(&spelled(word)));
        let is_word = |tag: &Tag| matches!(tag, Tag::Thing(_) | Tag::State(..));
        stems.any(|stem| {
            let tags = PHRASES.get(std::slice::from_ref(&stem));
            tags.is_some_and(|tags| tags.iter().any(is_word))
        })
    };
    let words = features.iter().filter(|(_, words)| says(words));
    let mut words: Vec<(i32, &String)> = words
        .filter_map(|(feature, words)| Some((speaks(feature)?, words)))
        .collect();
    words.sort_by(|(one, _), (other, _)| other.cmp(one));
    let mut decisive: Vec<String> = Vec::new();
    for (_, words) in words {
        let within = |one: &String, other: &str| format!(" {other} ").contains(&format!(" {one} "));
        if decisive.len() < most && !decisive.iter().any(|one| within(words, one)) {
            decisive.retain(|one| !within(one, words));
            decisive.push(words.clone());
        }
    }
    decisive
}

#[cfg(test)]
mod tests {
    use super::super::table::all;
    use super::*;

    #[test]
    fn every_symptom_is_learned() {
        let is_learned = |id: &String| WEIGHTS.classes.contains(id);
        for symptom in all() {
            // Whom it affects is heard apart.
            let is_narrower = all().iter().any(|one| one.narrower.contains(&symptom.id));
            assert_ne!(is_learned(&symptom.id), is_narrower, "{}", symptom.id);
        }
        let classes = WEIGHTS.classes.iter();
        for class in classes.filter(|one| !["none", "ask"].contains(&one.as_str())) {
            assert!(all().iter().any(|one| one.id == *class), "{class}");
        }
        assert_eq!(WEIGHTS.classes.len(), WEIGHTS.bias.len());
    }

    #[test]
    fn what_is_denied_is_another_thing() {
        let of = |text: &str| {
            let clauses = super::super::ticket::clauses(text);
            features(&clauses, &Facts::default())
        };
        assert_eq!(of("it does not arrive")["!arriv"], "not arrive");
        assert!(!of("it arrives, not late").contains_key("!arriv"));
        assert_eq!(likely(&of("")), []);
    }
}
