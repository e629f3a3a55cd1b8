//! Which symptom a text is about: by its id or title, by the exact text of an error, else by what is likely.

use std::collections::{BTreeMap, BTreeSet};

use super::dictionary::DICTIONARY;
use super::errors::{Quoted, quoted};
use super::facts::{Facts, facts};
use super::likely::{decisive, likely};
use super::table::{Affected, Symptom, all};
use super::ticket::{clauses, sentences};

/// What is less likely than this is asked, not claimed. With it, of the halves to measure by, three in a hundred texts are
/// claimed to be what they are not, and seven of those that were gathered blind.
const SURE: f64 = 0.42;

/// As likely, compared with the likeliest, is what is offered beside it, and what it is possible to be.
const NEAR: f64 = 0.25;

/// As many of the words that decided are named.
const DECISIVE: usize = 3;

/// How many are offered where none is clear.
const OFFERED: usize = 3;

/// What a text was recognized as.
#[derive(Debug)]
pub enum Recognized {
    /// One symptom, clearly, and what it may be besides.
    One(&'static Symptom, Vec<&'static Symptom>),
    /// Several that fit equally well: at most three, best first.
    Several(Vec<&'static Symptom>),
    /// None; three that are frequent.
    None(Vec<&'static Symptom>),
}

/// The symptom that the text names or is about, among those that `fit` what else is known.
pub fn recognize(text: &str, fit: &dyn Fn(&Symptom) -> bool) -> Recognized {
    let said = text.trim();
    let mut named = all().iter();
    if let Some(named) = named.find(|one| one.id == said || one.title.eq_ignore_ascii_case(said)) {
        return Recognized::One(named, Vec::new());
    }
    let clauses = clauses(text);
    let facts = facts(&clauses);
    let mut likely: BTreeMap<&str, f64> = likely(&super::likely::features(&clauses, &facts))
        .into_iter()
        .map(|(share, class)| (class, share))
        .collect();
    // Whom to ask for is known better than by the words, where something is known besides.
    let none = likely.remove("none").unwrap_or_default();
    let ask = likely.remove("ask").filter(|_| all().iter().all(fit));
    let fitting = likely
        .into_iter()
        .filter_map(|(id, share)| Some((share, Symptom::find(id)?)));
    let mut ranked: Vec<(f64, &'static Symptom)> = fitting.filter(|(_, one)| fit(one)).collect();
    ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let sum: f64 =
        none + ask.unwrap_or_default() + ranked.iter().map(|(share, _)| share).sum::<f64>();
    let best = ranked.first().map_or(0.0, |(share, _)| *share);
    let near = ranked.iter().take_while(|(share, _)| *share >= best * NEAR);
    let near = near
        .enumerate()
        .filter(|(at, (_, one))| *at == 0 || !is_denied(one, &facts));
    let near: Vec<&'static Symptom> = near.map(|(_, (_, one))| *one).take(OFFERED).collect();
    // What otpdoctor does not look at is one thing, whatever it is called.
    let is_out = |one: &Symptom| one.elsewhere.is_some();
    let out = ranked.iter().filter(|(_, one)| is_out(one));
    let out = none + out.map(|(share, _)| share).sum::<f64>();
    let is_none = none > best && out >= SURE * sum;
    let of_kind = if near.first().is_some_and(|one| is_out(one)) {
        out
    } else {
        best
    };
    let is_sure = best > none
        && best > ask.unwrap_or_default()
        && of_kind >= SURE * sum
        && !is_contentless(&clauses);
    // Beside words that are about something else an error that is said of many things says nothing.
    let is_elsewhere = is_sure && near.first().is_some_and(|one| is_out(one));
    let is_aside = |error: &Quoted| error.general && !error.is_alone && (is_none || is_elsewhere);
    if let Some(error) = quoted(text).filter(|error| !is_aside(error)) {
        let symptoms = error.symptoms.iter().filter_map(|id| Symptom::find(id));
        let mut symptoms: Vec<&'static Symptom> = symptoms.filter(|one| fit(one)).collect();
        if symptoms.len() > 1 && error.is_alone {
            return Recognized::Several(symptoms);
        }
        // Of two the likelier.
        let rank = |one: &&Symptom| near.iter().position(|near| near.id == one.id);
        symptoms.sort_by_key(|one| rank(one).unwrap_or(OFFERED));
        if let Some(clear) = symptoms.first() {
            let besides = near.into_iter().filter(|one| one.id != clear.id);
            return Recognized::One(clear, besides.take(OFFERED - 1).collect());
        }
    }
    let Some(first) = near.first().filter(|_| !is_none) else {
        return Recognized::None(all().iter().filter(|one| fit(one)).take(OFFERED).collect());
    };
    if is_sure {
        return Recognized::One(narrowed(first, &facts, fit), near[1..].to_vec());
    }
    let two = ranked.iter().map(|(_, one)| *one).take(near.len().max(2));
    Recognized::Several(two.collect())
}

/// What somebody had to say, on one line. Of more than `most` characters it begins where a sentence says by itself that it
/// is this symptom; where a program's error says so, also one of the same ways to get a passcode, which a person says.
pub fn gist(text: &str, symptom: &Symptom, most: usize) -> String {
    let sentences = sentences(text);
    let whole = sentences.join(" ");
    let is_quoted = quoted(text).is_some();
    let says_so = |sentence: &String| match recognize(sentence, &|_| true) {
        Recognized::One(is, _) => {
            is.id == symptom.id
                || is.narrower.contains(&symptom.id)
                || is_quoted && is.methods == symptom.methods
        }
        _ => false,
    };
    match sentences.iter().position(says_so) {
        Some(at @ 1..) if whole.chars().count() > most => {
            format!("… {}", sentences[at..].join(" "))
        }
        _ => whole,
    }
}

/// What the weights are learned for.
pub fn features(text: &str) -> BTreeSet<String> {
    let clauses = clauses(text);
    super::likely::features(&clauses, &facts(&clauses))
        .into_keys()
        .collect()
}

/// The words that decided that a text is about this symptom; of the text of an error all of it.
pub fn because(text: &str, symptom: &Symptom) -> Vec<String> {
    let error = quoted(text);
    if let Some(error) = error.filter(|one| one.symptoms.contains(&symptom.id.as_str())) {
        return vec![error.text];
    }
    let clauses = clauses(text);
    let features = super::likely::features(&clauses, &facts(&clauses));
    let mut wider = all()
        .iter()
        .filter(|one| one.narrower.contains(&symptom.id));
    let class = wider.next().unwrap_or(symptom);
    decisive(&features, &class.id, DECISIVE)
}

/// Whether a message or a call comes with nothing in it: no symptom of the table is that.
fn is_contentless(clauses: &[Vec<String>]) -> bool {
    let text = format!(" {} ", clauses.concat().join(" "));
    let mut known = DICTIONARY.contentless.iter();
    known.any(|phrase| text.contains(&format!(" {phrase} ")))
}

/// Whether the text says of a thing that the symptom is about that it is otherwise: "I receive the SMS" of "no SMS arrives".
fn is_denied(symptom: &Symptom, text: &Facts) -> bool {
    let own = facts(&clauses(&symptom.title)).claims;
    own.iter().any(|(claim, _)| {
        let Some((thing, state)) = claim.split_once(' ') else {
            return false;
        };
        let mut opposite = DICTIONARY
            .negated
            .iter()
            .filter(|(_, other)| *other == state);
        !text.claim_any(std::slice::from_ref(claim))
            && opposite.any(|(state, _)| text.claim_any(&[format!("{thing} {state}")]))
    })
}

/// Whom the text says that it affects, where it does.
pub fn affected(text: &str) -> Option<Affected> {
    facts(&clauses(text)).affected.into_iter().next()
}

/// The symptom of this kind for whom the text says that it affects.
fn narrowed(
    symptom: &'static Symptom,
    facts: &Facts,
    fit: &dyn Fn(&Symptom) -> bool,
) -> &'static Symptom {
    let narrower: Vec<&'static Symptom> = symptom
        .narrower
        .iter()
        .filter_map(|id| Symptom::find(id))
        .filter(|one| fit(one))
        .collect();
    let of = |affected: Affected| narrower.iter().find(|one| one.affected == affected);
    let known: &BTreeSet<Affected> = &facts.affected;
    known
        .iter()
        .find_map(|affected| of(*affected))
        .copied()
        .unwrap_or(symptom)
}

#[cfg(test)]
mod tests;
