//! How likely a text is about each symptom: the softmax of weights that `cargo test -p otpdoctor-checks --test sentences
//! learn -- --ignored` learns from labelled texts and keeps in `weights.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::dictionary::{PHRASES, Tag, stem};
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
    /// What a text has, and by how much that speaks for a class or against it: the class, the weight, and again.
    weights: BTreeMap<String, Vec<i32>>,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| built_in(include_str!("weights.json")));

/// What a text has: its claims (`=sms absent`), words, pairs of words, and the words that a negation colors (`!arriv`).
pub fn features(clauses: &[Vec<String>], facts: &Facts) -> BTreeSet<String> {
    let mut features: BTreeSet<String> = facts
        .claims
        .iter()
        .map(|(claim, _)| format!("={claim}"))
        .collect();
    for clause in clauses {
        let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        let stems = clause.iter().map(|word| match is_number(word) {
            true => "#".to_owned(),
            false => stem(word),
        });
        let stems: Vec<String> = stems.collect();
        let mut not = None;
        for (at, stem) in stems.iter().enumerate() {
            features.insert(stem.clone());
            if at > 0 {
                features.insert(format!("{} {stem}", stems[at - 1]));
            }
            if not.is_some_and(|not| at - not <= REACH) {
                features.insert(format!("!{stem}"));
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
pub fn likely(features: &BTreeSet<String>) -> Vec<(f64, &'static str)> {
    let known: Vec<&Vec<i32>> = features
        .iter()
        .filter_map(|one| WEIGHTS.weights.get(one))
        .collect();
    if known.is_empty() {
        return Vec::new();
    }
    let mut scores: Vec<f64> = WEIGHTS.bias.iter().copied().map(f64::from).collect();
    // A long text has more of everything: its weights count less.
    let share = (known.len() as f64).sqrt().recip();
    for weights in known {
        for pair in weights.chunks_exact(2) {
            if let Some(score) = usize::try_from(pair[0])
                .ok()
                .and_then(|at| scores.get_mut(at))
            {
                *score += f64::from(pair[1]) * share;
            }
        }
    }
    let exponents: Vec<f64> = scores.iter().map(|one| (one / HUNDREDTHS).exp()).collect();
    let all: f64 = exponents.iter().sum();
    let classes = WEIGHTS.classes.iter().map(String::as_str);
    exponents.iter().map(|one| one / all).zip(classes).collect()
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
        assert!(of("it does not arrive").contains("!arriv"));
        assert!(!of("it arrives, not late").contains("!arriv"));
        assert_eq!(likely(&of("")), []);
    }
}
