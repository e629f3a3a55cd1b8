//! What words stand for: things, claims of them, negations, and whom it affects, by the stems of the words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::table::{Affected, built_in};

/// Words of the longest phrase.
const LONGEST: usize = 4;

/// Shorter words are not taken for misspelled ones.
const SPELLED: usize = 5;
/// What a word, or several with `_` between them, stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    Thing(&'static str),
    /// What is claimed where it stands, and where it is negated.
    State(&'static str, &'static str),
    /// Not, or none of the thing.
    Not,
    None,
    /// What should be is not.
    Should,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dictionary {
    pub things: BTreeMap<String, String>,
    /// Things that a clause is about whatever else it names, the first of them that it names.
    pub above: Vec<String>,
    /// Things that carry a code, and the code.
    pub messages: Vec<String>,
    /// Things that nothing is claimed of beside these.
    pub aside: BTreeMap<String, Vec<String>>,
    /// What is claimed of these is claimed of the thing as well, wherever a text speaks of that.
    pub parts: BTreeMap<String, Vec<String>>,
    /// Where one of these is claimed, what is claimed of a part is not claimed of the whole.
    pub parted: Vec<String>,
    /// What is claimed, by the words for it.
    pub states: BTreeMap<String, String>,
    /// What a claim becomes when it is negated; others become nothing.
    pub negated: BTreeMap<String, String>,
    /// Claims of where something is: where it is nowhere they say nothing.
    pub places: Vec<String>,
    /// Words that a text begins with that wants something changed.
    pub wanted: Vec<String>,
    /// What is said of a message or a call that comes, with nothing to be read or heard in it.
    pub contentless: Vec<String>,
    /// Words after which it is said when it happens.
    pub when: Vec<String>,
    pub not: String,
    pub none: String,
    pub should: String,
    pub affected: BTreeMap<Affected, String>,
    /// Words that look like others and say nothing.
    pub nothing: String,
}

pub static DICTIONARY: LazyLock<Dictionary> =
    LazyLock::new(|| built_in(include_str!("words.json")));

/// What phrases stand for, by the stems of their words. One phrase may stand for a thing and a claim.
pub type Phrases<T> = BTreeMap<Vec<String>, Vec<T>>;

pub static PHRASES: LazyLock<Phrases<Tag>> = LazyLock::new(|| {
    let mut phrases = Phrases::new();
    let dictionary = &*DICTIONARY;
    for (thing, words) in &dictionary.things {
        add(&mut phrases, words, Some(Tag::Thing(thing)));
    }
    for (state, words) in &dictionary.states {
        let negated = dictionary.negated.get(state).map_or("", String::as_str);
        add(&mut phrases, words, Some(Tag::State(state, negated)));
    }
    add(&mut phrases, &dictionary.not, Some(Tag::Not));
    add(&mut phrases, &dictionary.none, Some(Tag::None));
    add(&mut phrases, &dictionary.should, Some(Tag::Should));
    add(&mut phrases, &dictionary.nothing, None);
    phrases
});

/// Whom phrases say that it affects: in them the words keep what they stand for by themselves.
pub static AFFECTED: LazyLock<Phrases<Affected>> = LazyLock::new(|| {
    let mut phrases = Phrases::new();
    for (affected, words) in &DICTIONARY.affected {
        add(&mut phrases, words, Some(*affected));
    }
    phrases
});

fn add<T: Copy + PartialEq>(phrases: &mut Phrases<T>, words: &str, tag: Option<T>) {
    for phrase in words.split(' ') {
        let stems = phrase.split('_').map(stem).collect();
        let tags = phrases.entry(stems).or_default();
        // Several words may have one stem.
        tags.extend(tag.filter(|tag| !tags.contains(tag)));
    }
}
/// The tags of the words with their places, the longest phrases first.
pub fn tags<T: Copy>(stems: &[String], phrases: &Phrases<T>) -> Vec<(usize, T)> {
    let mut tags = Vec::new();
    let mut at = 0;
    while at < stems.len() {
        let longest = (1..=LONGEST.min(stems.len() - at)).rev().find_map(|many| {
            let phrase = &stems[at..at + many];
            let counted: Vec<String> = phrase.iter().map(|stem| counted(stem)).collect();
            let known = phrases.get(phrase).or_else(|| phrases.get(&counted))?;
            Some((many, known))
        });
        let (many, known) = longest.map_or((1, &[][..]), |(many, known)| (many, known.as_slice()));
        tags.extend(known.iter().map(|tag| (at, *tag)));
        at += many;
    }
    tags
}

/// Any number is `#`.
fn counted(stem: &str) -> String {
    const NUMBERS: &[&str] = &[
        "a", "an", "two", "three", "four", "five", "ten", "twenty", "thirty", "several", "few",
        "many", "som", "coupl",
    ];
    let is_number = stem.starts_with(|c: char| c.is_ascii_digit()) || NUMBERS.contains(&stem);
    if is_number {
        "#".to_owned()
    } else {
        stem.to_owned()
    }
}

/// The word of the dictionary that is one slip of the fingers away, where the word itself is not in it.
pub fn spelled(word: &str) -> String {
    static WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let all = PHRASES.keys().chain(AFFECTED.keys());
        all.filter(|phrase| phrase.len() == 1)
            .map(|phrase| phrase[0].clone())
            .collect()
    });
    static KNOWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        let all = PHRASES.keys().chain(AFFECTED.keys()).flatten();
        all.map(String::as_str).collect()
    });
    let stem = stem(word);
    if KNOWN.contains(stem.as_str())
        || word.len() < SPELLED
        || word.contains(|c: char| c.is_ascii_digit())
    {
        return word.to_owned();
    }
    let is_near = |one: &&String| {
        one.len() >= SPELLED
            && one.chars().next() == stem.chars().next()
            && one.len().abs_diff(stem.len()) <= 1
            && strsim::osa_distance(one, &stem) == 1
    };
    let mut near = WORDS.iter().filter(is_near);
    near.next().cloned().unwrap_or_else(|| word.to_owned())
}

/// The word without its inflection; any realm by its name is a realm.
pub fn stem(word: &str) -> String {
    let number = word.strip_prefix("secureauth").unwrap_or_default();
    if number.parse::<u32>().is_ok() {
        return "realm#".to_owned();
    }
    let endings = ["ing", "ed", "es", "s", "e"].iter();
    let stem = endings
        .filter(|ending| **ending != "s" || !word.ends_with("ss"))
        .filter_map(|ending| word.strip_suffix(ending))
        .find(|stem| stem.len() >= 3);
    stem.unwrap_or(word).to_owned()
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_that_are_spoken_of_have_words() {
        let dictionary = &*DICTIONARY;
        let named = dictionary
            .above
            .iter()
            .chain(dictionary.parts.keys())
            .chain(dictionary.aside.keys());
        for thing in named {
            let (thing, _) = thing.split_once(' ').unwrap_or((thing, ""));
            assert!(dictionary.things.contains_key(thing), "{thing}");
        }
    }

    #[test]
    fn words_have_no_inflection_and_any_realm_is_one() {
        for (word, is) in [
            ("stopped", "stopp"),
            ("mails", "mail"),
            ("SecureAuth998", "SecureAuth998"),
        ] {
            assert_eq!(stem(word), is);
        }
        assert_eq!(stem("secureauth998"), "realm#");
        assert_eq!(spelled("recieved"), stem("received"));
    }
}
