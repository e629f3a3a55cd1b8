//! Which symptom a text is about: by its id, by the exact text of an error, else by what it claims.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::facts::{Facts, facts};
use super::table::{Affected, Symptom, all, built_in};
use super::ticket::{clauses, sentences, words};

/// Nearer than this to the best, another symptom is as good.
const CLOSE: f64 = 0.4;

/// What it counts each time that a claim is made, and how many times count.
const AGAIN: f64 = 0.1;
const MOST: usize = 4;

/// How many are offered where none is clear.
const OFFERED: usize = 3;

/// A text of so many words that speaks of no passcodes is about something else.
const LONG: usize = 15;

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

/// The text of an error, as a program writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ErrorText {
    text: String,
    symptom: String,
    /// Whether it is said of many things, so that any other text of an error says more.
    #[serde(default)]
    general: bool,
    /// Where it is from.
    #[serde(rename = "from")]
    _from: String,
}

/// The symptom that the text names or is about, among those that `fit` what else is known.
pub fn recognize(text: &str, fit: &dyn Fn(&Symptom) -> bool) -> Recognized {
    if let Some(named) = Symptom::find(text.trim()) {
        return Recognized::One(named, Vec::new());
    }
    let clauses = clauses(text);
    let facts = facts(&clauses);
    let long = clauses.iter().map(Vec::len).sum::<usize>() >= LONG;
    let by_error = by_error(text).filter(|symptom| fit(symptom));
    let about = |symptom: &&Symptom| {
        fit(symptom) && (facts.is_relevant || !long) && !facts.claim_any(&symptom.vetoed_by)
    };
    let ranked = |score: &dyn Fn(&Symptom) -> Option<f64>| -> Vec<(f64, &'static Symptom)> {
        let scored = all().iter().filter(about);
        scored
            .filter_map(|symptom| Some((score(symptom)?, symptom)))
            .collect()
    };
    let says = ranked(&|symptom| score(symptom, &facts));
    // What is not said in so many words is no more than likely, in a text that says much.
    let is_likely = says.is_empty() && long;
    let mut ranked = match says.is_empty() {
        true => ranked(&|symptom| may_be(symptom, &facts)),
        false => says,
    };
    ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let mut fitting: Vec<&'static Symptom> = ranked.iter().map(|(_, one)| *one).collect();
    if let Some(clear) = by_error {
        fitting.retain(|one| one.id != clear.id);
        fitting.truncate(OFFERED - 1);
        return Recognized::One(clear, fitting);
    }
    let Some((best, first)) = ranked.first().copied() else {
        return Recognized::None(all().iter().filter(|one| fit(one)).take(OFFERED).collect());
    };
    let alike = ranked
        .iter()
        .filter(|(score, _)| best - score < CLOSE)
        .count();
    fitting.truncate(OFFERED);
    match alike {
        1 if !is_likely => Recognized::One(narrowed(first, &facts, fit), fitting.split_off(1)),
        many => {
            fitting.truncate(many);
            Recognized::Several(fitting)
        }
    }
}

/// The texts of errors with their words alone.
static ERRORS: LazyLock<Vec<(String, ErrorText)>> = LazyLock::new(|| {
    let all: Vec<ErrorText> = built_in(include_str!("errors.json"));
    all.into_iter().map(|one| (plain(&one.text), one)).collect()
});

/// What somebody had to say, on one line. Of more than `most` characters it begins where a sentence says by itself that it
/// is this symptom.
pub fn gist(text: &str, symptom: &Symptom, most: usize) -> String {
    let sentences = sentences(text);
    let whole = sentences.join(" ");
    let says_so = |sentence: &String| match recognize(sentence, &|_| true) {
        Recognized::One(is, _) => is.id == symptom.id || is.narrower.contains(&symptom.id),
        _ => false,
    };
    match sentences.iter().position(says_so) {
        Some(at @ 1..) if whole.chars().count() > most => {
            format!("… {}", sentences[at..].join(" "))
        }
        _ => whole,
    }
}

/// Whom the text says that it affects, where it does.
pub fn affected(text: &str) -> Option<Affected> {
    facts(&clauses(text)).affected.into_iter().next()
}

/// The symptom whose error stands in the text. The first one counts: of nested exceptions the outer one says what failed.
fn by_error(text: &str) -> Option<&'static Symptom> {
    let text = plain(text);
    let at =
        |(error, one): &'static (String, ErrorText)| Some((one.general, text.find(error)?, one));
    let found = ERRORS.iter().filter_map(at);
    let (.., first) = found.min_by_key(|(general, at, _)| (*general, *at))?;
    Symptom::find(&first.symptom)
}

/// The words alone, with spaces around.
fn plain(text: &str) -> String {
    format!(" {} ", words(text).join(" "))
}

/// How well the symptom fits what is claimed: its own weight where it says that, and a little for each time.
fn score(symptom: &Symptom, facts: &Facts) -> Option<f64> {
    let claims = facts
        .claims
        .iter()
        .filter(|(claim, _)| symptom.says.contains(claim));
    let times = claims
        .map(|(_, times)| *times)
        .reduce(|one, other| one + other)?;
    Some(symptom.weight + AGAIN * times.min(MOST) as f64)
}

/// The same for what it may be, where nothing is claimed that says more: all of these are equally likely.
fn may_be(symptom: &Symptom, facts: &Facts) -> Option<f64> {
    facts.claim_any(&symptom.may_say).then_some(1.0)
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
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn recognized(text: &str) -> String {
        let ids = |many: &[&Symptom]| {
            let ids: Vec<&str> = many.iter().map(|one| one.id.as_str()).collect();
            ids.join(" or ")
        };
        match recognize(text, &|_| true) {
            Recognized::One(symptom, _) => symptom.id.clone(),
            Recognized::Several(many) => ids(&many),
            Recognized::None(_) => "none".to_owned(),
        }
    }

    #[test]
    fn every_symptom_is_recognized_by_its_id_and_title() {
        for symptom in all() {
            for text in [&symptom.id, &symptom.title] {
                assert_eq!(recognized(text), symptom.id, "{text}");
            }
        }
    }

    #[test]
    fn every_error_leads_to_a_symptom() {
        for (_, error) in &*ERRORS {
            assert!(Symptom::find(&error.symptom).is_some(), "{}", error.text);
            let text = format!("2026-11-18 07:02 ERROR {}: x", error.text);
            let (found, listed) = (by_error(&text), Symptom::find(&error.symptom));
            assert_eq!(
                found.map(|one| &one.id),
                listed.map(|one| &one.id),
                "{text}"
            );
        }
    }

    #[test]
    fn of_nested_exceptions_the_outer_one_counts_and_of_errors_the_special_one() {
        for (id, text) in [
            (
                "no-email",
                "SmtpException: Failure sending mail. ---> WebException: Unable to connect to the remote server",
            ),
            (
                "registration-code-mismatch",
                "one user sees: Registration code does not match!",
            ),
            (
                "no-email",
                "WebException: The remote name could not be resolved: 'mail' ---> SmtpException",
            ),
            (
                "cloud-rejects",
                "WebException: The request failed with HTTP status 417: Expectation Failed.",
            ),
        ] {
            assert_eq!(recognized(text), id, "{text}");
        }
    }

    #[test]
    fn a_negation_turns_what_it_stands_before_and_nothing_behind_a_but() {
        for (id, text) in [
            (
                "code-refused",
                "The SMS arrives without delay but is not accepted",
            ),
            ("no-sms-or-voice", "SMS isn't late, it just never comes"),
            ("no-sms-or-voice", "E-mail works fine, the texts don't"),
            (
                "no-email",
                "No mail arrives, it is not in the spam folder either",
            ),
            (
                "email-in-junk",
                "The mail does arrive but in the spam folder",
            ),
            (
                "always-wrong-for-everyone",
                "Not just one user, everyone gets invalid passcode",
            ),
            (
                "always-wrong-for-one-user",
                "Not everyone: only one user gets invalid passcode",
            ),
        ] {
            assert_eq!(recognized(text), id, "{text}");
        }
    }

    #[test]
    fn of_a_long_text_what_says_so_is_shown() {
        let symptom = Symptom::find("no-email").unwrap();
        let ticket =
            "Hello team!\nWe moved the office. The texts come. No passcode mail arrives.\nBR, Kim";
        let shown = gist(ticket, symptom, 20);
        assert_eq!(shown, "… No passcode mail arrives.");
        assert!(gist(ticket, symptom, 200).starts_with("Hello team! We moved"));
    }

    #[test]
    fn whom_it_affects_is_heard() {
        let one = affected("one user gets no text, everyone else does");
        assert_eq!(one, Some(Affected::OneUser));
        assert_eq!(affected("nobody gets texts"), Some(Affected::Everyone));
        assert_eq!(affected("no texts"), None);
    }

    #[test]
    fn what_says_nothing_is_no_symptom() {
        for text in [
            "",
            "hello",
            "it is raining",
            "42",
            "¿?",
            "the printer is on fire",
        ] {
            assert_eq!(recognized(text), "none", "{text}");
            let nothing = recognize(text, &|_| true);
            assert!(matches!(&nothing, Recognized::None(near) if near.len() == 3));
        }
    }

    #[test]
    fn what_may_be_two_things_is_offered_as_both_and_what_else_is_known_settles_it() {
        let text = "the code does not arrive";
        assert_eq!(recognized(text), "no-sms-or-voice or no-email");
        let mail = |symptom: &Symptom| symptom.methods == [super::super::table::Method::Email];
        let one = recognize(text, &mail);
        assert!(matches!(one, Recognized::One(symptom, _) if symptom.id == "no-email"));
    }

    #[test]
    fn spelling_does_not_count() {
        for text in [
            "No E-mails arive!",
            "no emial recieved",
            "NO EMAIL",
            "No e\u{2010}mail",
        ] {
            assert_eq!(recognized(text), "no-email", "{text}");
        }
    }

    #[test]
    fn a_text_without_end_is_cut() {
        assert_eq!(recognized(&"x ".repeat(1 << 20)), "none");
    }
}
