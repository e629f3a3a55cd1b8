//! What a text claims: of which thing it says what. A negation turns the verb that it stands before, or the one it
//! follows where it is an object ("gets no texts").

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::table::{Affected, built_in};

/// So many words a negation may stand before the verb that it turns, and before what is no verb.
const REACH: usize = 7;
const NEAR: usize = 3;

/// Words of the longest phrase.
const LONGEST: usize = 4;

/// Shorter words are not taken for misspelled ones.
const SPELLED: usize = 5;

/// A thing and what is claimed of it, such as `sms absent`.
pub type Fact = String;

/// What a text claims.
#[derive(Debug, Default)]
pub struct Facts {
    /// Each claim and how often it is made, in the order of the text.
    pub claims: Vec<(Fact, usize)>,
    /// Whom it is said to affect.
    pub affected: BTreeSet<Affected>,
    /// Whether passcodes or logins are spoken of at all.
    pub is_relevant: bool,
}

/// What a word, or several with `_` between them, stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Thing(&'static str),
    /// What is claimed where it stands, and where it is negated.
    State(&'static str, &'static str),
    /// Not, or none of the thing.
    Not,
    None,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dictionary {
    things: BTreeMap<String, String>,
    /// The things that a text about passcodes speaks of.
    relevant: Vec<String>,
    /// Things that a clause is about whatever else it names, the first of them that it names.
    above: Vec<String>,
    /// Things that carry a code, and the code.
    messages: Vec<String>,
    /// Things that nothing is claimed of beside these.
    aside: BTreeMap<String, Vec<String>>,
    /// What is claimed of these is claimed of the thing as well, wherever a text speaks of that.
    parts: BTreeMap<String, Vec<String>>,
    /// What is claimed, by the words for it.
    states: BTreeMap<String, String>,
    /// What a claim becomes when it is negated; others become nothing.
    negated: BTreeMap<String, String>,
    /// Claims of where something is: where it is nowhere they say nothing.
    places: Vec<String>,
    not: String,
    none: String,
    affected: BTreeMap<Affected, String>,
    /// Words that look like others and say nothing.
    nothing: String,
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| built_in(include_str!("words.json")));

/// What phrases stand for, by the stems of their words. One phrase may stand for a thing and a claim.
type Phrases<T> = BTreeMap<Vec<String>, Vec<T>>;

static PHRASES: LazyLock<Phrases<Tag>> = LazyLock::new(|| {
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
    add(&mut phrases, &dictionary.nothing, None);
    phrases
});

/// Whom phrases say that it affects: in them the words keep what they stand for by themselves.
static AFFECTED: LazyLock<Phrases<Affected>> = LazyLock::new(|| {
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

/// What the clauses claim.
pub fn facts(clauses: &[Vec<String>]) -> Facts {
    let mut facts = Facts::default();
    let mut spoken_of: Vec<&'static str> = Vec::new();
    let mut is_open = false;
    for clause in clauses {
        let stems: Vec<String> = clause.iter().map(|word| stem(&spelled(word))).collect();
        let tags = tags(&stems, &PHRASES);
        let of_things = tags.iter().filter_map(|(_, tag)| match tag {
            Tag::Thing(thing) => Some(*thing),
            _ => None,
        });
        let mut things: Vec<&'static str> = of_things.collect();
        let is_denied = |whom: usize| {
            let mut nots = tags.iter().filter(|(_, tag)| *tag == Tag::Not);
            nots.any(|(at, _)| *at < whom && whom - at <= NEAR)
        };
        let affected = self::tags(&stems, &AFFECTED).into_iter();
        facts.affected.extend(
            affected
                .filter(|(at, _)| !is_denied(*at))
                .map(|(_, whom)| whom),
        );
        // Of two things one claim: "texts and mails do not arrive".
        if is_open && clause[0] == "and" {
            things.extend(&spoken_of);
        }
        facts.is_relevant |= things
            .iter()
            .any(|thing| DICTIONARY.relevant.iter().any(|one| one == thing));
        let claims = claims(&tags);
        let of = subjects(&things, &spoken_of);
        for claim in claims.iter().filter(|claim| !claim.is_empty()) {
            let it = ["it"];
            let of = if of.is_empty() { &it[..] } else { &of[..] };
            for thing in of {
                facts.add(format!("{thing} {claim}"));
            }
        }
        for thing in &things {
            facts.add(format!("{thing} named"));
        }
        is_open = claims.is_empty() && !things.is_empty();
        if !things.is_empty() {
            spoken_of = of;
        }
    }
    facts.weigh_arrival();
    for (whole, parts) in &DICTIONARY.parts {
        if facts
            .claims
            .iter()
            .any(|(claim, _)| *claim == format!("{whole} named"))
        {
            let of_parts = facts.claims.clone().into_iter().filter_map(|(claim, _)| {
                let (thing, state) = claim.split_once(' ')?;
                parts
                    .iter()
                    .any(|part| part == thing)
                    .then(|| format!("{whole} {state}"))
            });
            of_parts.for_each(|claim| facts.add(claim));
        }
    }
    facts
}

impl Facts {
    /// A message that arrives does not fail: the code in it is refused.
    fn weigh_arrival(&mut self) {
        let claims = |thing: &str, what: &str| {
            let claim = format!("{thing} {what}");
            self.claims.iter().any(|(known, _)| *known == claim)
        };
        let arrived = |thing: &str| claims(thing, "arrive") && !claims(thing, "absent");
        let messages = DICTIONARY.messages.iter().filter(|thing| arrived(thing));
        let fail: Vec<Fact> = messages.map(|thing| format!("{thing} fails")).collect();
        let is_refused = !fail.is_empty() && claims("code", "fails");
        self.claims.retain(|(claim, _)| !fail.contains(claim));
        if is_refused {
            self.add("code refused".to_owned());
        }
    }

    fn add(&mut self, fact: Fact) {
        match self.claims.iter_mut().find(|(known, _)| *known == fact) {
            Some((_, often)) => *often += 1,
            None => self.claims.push((fact, 1)),
        }
    }
}

/// What the claims of a clause are about, where it names these things and the one before spoke of those.
fn subjects(things: &[&'static str], before: &[&'static str]) -> Vec<&'static str> {
    // A choice on the page of something that was spoken of before is that.
    let names = |thing| things.contains(&thing) || before.contains(&thing);
    if things.contains(&"page") && names("help-desk") {
        return vec!["help-desk"];
    }
    let own = if things.is_empty() { before } else { things };
    let above = DICTIONARY.above.iter().map(String::as_str);
    match above
        .filter_map(|above| own.iter().find(|one| **one == above))
        .next()
    {
        Some(above) => vec![above],
        None => {
            let aside = |one: &&str| DICTIONARY.aside.get(*one);
            let is_aside = |one: &&str| {
                aside(one).is_some_and(|of| of.iter().any(|of| own.contains(&of.as_str())))
            };
            own.iter().filter(|one| !is_aside(one)).copied().collect()
        }
    }
}

/// What is claimed in a clause, negations considered.
fn claims(tags: &[(usize, Tag)]) -> Vec<&'static str> {
    let mut claims: Vec<(&str, &str)> = Vec::new();
    let mut not = None;
    let mut is_denied = false;
    for (at, tag) in tags {
        match tag {
            Tag::Not | Tag::None => not = Some(*at),
            Tag::State(state, negated) => {
                let reach = if negated.is_empty() { NEAR } else { REACH };
                let is_negated = not.is_some_and(|not| at - not <= reach);
                // What is nowhere is not in this place either.
                is_denied |= is_negated || not.is_some();
                let is_in_vain = is_denied && DICTIONARY.places.iter().any(|one| one == state);
                not = not.filter(|_| !is_negated);
                claims.push(match is_negated || is_in_vain {
                    true => (negated, ""),
                    false => (state, negated),
                });
            }
            Tag::Thing(_) => (),
        }
    }
    let Some(not) = not else {
        return claims.into_iter().map(|(claim, _)| claim).collect();
    };
    // As an object it negates the verb before it, else what it stands beside.
    let verb = claims.iter().position(|(_, negated)| !negated.is_empty());
    let is_none = tags.contains(&(not, Tag::None));
    let mut things = tags.iter().filter(|(_, tag)| matches!(tag, Tag::Thing(_)));
    let is_beside = things.any(|(at, _)| is_none || *at <= not + 2);
    match verb {
        Some(verb) => claims[verb].0 = claims[verb].1,
        None if !claims.is_empty() || !is_beside => (),
        None => claims.push((if is_none { "absent" } else { "fails" }, "")),
    }
    claims.into_iter().map(|(claim, _)| claim).collect()
}

/// The tags of the words with their places, the longest phrases first.
fn tags<T: Copy>(stems: &[String], phrases: &Phrases<T>) -> Vec<(usize, T)> {
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
fn spelled(word: &str) -> String {
    static WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let all = PHRASES.keys().chain(AFFECTED.keys());
        all.filter(|phrase| phrase.len() == 1)
            .map(|phrase| phrase[0].clone())
            .collect()
    });
    let stem = stem(word);
    if WORDS.contains(&stem) || word.len() < SPELLED || word.contains(|c: char| c.is_ascii_digit())
    {
        return word.to_owned();
    }
    let is_near = |one: &&String| {
        one.len() >= SPELLED
            && one.len().abs_diff(stem.len()) <= 1
            && strsim::osa_distance(one, &stem) == 1
    };
    let mut near = WORDS.iter().filter(is_near);
    near.next().cloned().unwrap_or_else(|| word.to_owned())
}

/// The word without its inflection; any realm by its name is a realm.
fn stem(word: &str) -> String {
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
    use crate::kit::symptom::table::all;

    #[test]
    fn what_the_table_speaks_of_can_be_said() {
        let dictionary = &*DICTIONARY;
        let states = dictionary.states.keys().chain(dictionary.negated.values());
        let states: Vec<&str> = states.map(String::as_str).chain(["named"]).collect();
        for symptom in all() {
            let claims = symptom.says.iter().chain(&symptom.may_say);
            for claim in claims.chain(&symptom.unless) {
                let (thing, state) = claim.split_once(' ').unwrap_or_default();
                let is_thing = thing == "it" || dictionary.things.contains_key(thing);
                assert!(
                    is_thing && states.contains(&state),
                    "{}: {claim}",
                    symptom.id
                );
            }
        }
        let named = dictionary.relevant.iter().chain(&dictionary.above);
        let named = named
            .chain(dictionary.parts.keys())
            .chain(dictionary.aside.keys());
        for thing in named {
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
