//! Which symptom a text is about: by its id, by the exact text of an error, else by the meanings that it shares with
//! the phrases of a symptom, rare meanings counting more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::table::{Symptom, all, built_in};

/// Below this likeness a text is about something else.
const ALIKE: f64 = 0.45;

/// Nearer than this to the best, another symptom is as good.
const CLOSE: f64 = 0.06;

/// How many are offered where none is clear.
const OFFERED: usize = 3;

/// Characters that are read of a text: more says nothing new, and nobody types it.
const LONGEST: usize = 2000;

/// What a text was recognized as.
#[derive(Debug)]
pub enum Recognized {
    /// One symptom, clearly.
    One(&'static Symptom),
    /// Several that fit equally well: at most three, best first.
    Several(Vec<&'static Symptom>),
    /// None; the nearest three, best first.
    None(Vec<&'static Symptom>),
}

/// The symptom that the text names or is about, among those that `fit` what else is known.
pub fn recognize(text: &str, fit: &dyn Fn(&Symptom) -> bool) -> Recognized {
    if let Some(named) = Symptom::find(text.trim()) {
        return Recognized::One(named);
    }
    let ranked = ranked(text, fit);
    let best = ranked.first().map_or(0.0, |(score, _)| *score);
    let close = |score: f64| best >= ALIKE && best - score < CLOSE;
    let alike = ranked.iter().filter(|(score, _)| close(*score)).count();
    let first = |many: usize| ranked.iter().take(many).map(|(_, one)| *one).collect();
    match alike {
        0 => Recognized::None(first(OFFERED)),
        1 => Recognized::One(ranked[0].1),
        many => Recognized::Several(first(many.min(OFFERED))),
    }
}

/// Every symptom that fits with its score, best first, the frequent ones first among equals.
fn ranked(text: &str, fit: &dyn Fn(&Symptom) -> bool) -> Vec<(f64, &'static Symptom)> {
    let plain = words(text).join(" ");
    let text = meanings(text);
    let mut ranked: Vec<(f64, &Symptom)> = PHRASES
        .iter()
        .filter(|(symptom, _)| fit(symptom))
        .map(|(symptom, phrases)| {
            let alike = phrases.iter().map(|phrase| likeness(&text, phrase));
            let alike = alike.fold(0.0, f64::max);
            (by_error(&plain, symptom).unwrap_or(alike), *symptom)
        })
        .collect();
    ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    ranked
}

/// A score above every likeness, where the text holds an error of the symptom. The earlier it stands the better: of
/// nested exceptions the outer one, which comes first, says what failed.
fn by_error(text: &str, symptom: &Symptom) -> Option<f64> {
    let at = |error: &String| text.find(&words(error).join(" "));
    let first = symptom.errors.iter().filter_map(at).min()?;
    Some(1e6 - first as f64)
}

/// The meanings that two texts share against all that they have, by weight (a weighted Dice coefficient).
fn likeness(one: &Meanings, other: &Meanings) -> f64 {
    let weigh = |all: &mut dyn Iterator<Item = &Meaning>| -> f64 { all.map(weight).sum() };
    let shared = weigh(&mut one.intersection(other));
    let both = weigh(&mut one.iter()) + weigh(&mut other.iter());
    if both > 0.0 { 2.0 * shared / both } else { 0.0 }
}

/// Each symptom with the meanings of its title and of its phrases.
static PHRASES: LazyLock<Vec<(&Symptom, Vec<Meanings>)>> = LazyLock::new(|| {
    let texts = |symptom: &'static Symptom| std::iter::once(&symptom.title).chain(&symptom.phrases);
    all()
        .iter()
        .map(|symptom| (symptom, texts(symptom).map(|text| meanings(text)).collect()))
        .collect()
});

/// A meaning weighs the more, the fewer symptoms have it (inverse document frequency).
fn weight(meaning: &Meaning) -> f64 {
    let symptoms = PHRASES
        .iter()
        .filter(|(_, phrases)| phrases.iter().any(|phrase| phrase.contains(meaning)));
    match symptoms.count() {
        0 => 1.0,
        some => (1.0 + PHRASES.len() as f64 / some as f64).ln(),
    }
}

/// What a word stands for, whatever its spelling or number.
type Meaning = &'static str;

type Meanings = BTreeSet<Meaning>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dictionary {
    /// Words with the one word that they stand for.
    replaced: BTreeMap<String, String>,
    /// Each meaning with the words for it.
    meanings: BTreeMap<String, String>,
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| built_in(include_str!("words.json")));

/// The meanings by the stems of the words for them.
static STEMS: LazyLock<BTreeMap<String, Vec<Meaning>>> = LazyLock::new(|| {
    let mut stems: BTreeMap<String, Vec<Meaning>> = BTreeMap::new();
    for (meaning, words) in &DICTIONARY.meanings {
        for word in words.split(' ') {
            stems.entry(stem(word)).or_default().push(meaning);
        }
    }
    stems
});

/// The meanings in a text; words that the dictionary does not have say nothing.
fn meanings(text: &str) -> Meanings {
    let mut text = format!(" {} ", words(text).join(" "));
    for (words, word) in &DICTIONARY.replaced {
        text = text.replace(&format!(" {words} "), &format!(" {word} "));
    }
    let known = |word| STEMS.get(&stem(word)).into_iter().flatten().copied();
    text.split(' ').flat_map(known).collect()
}

/// Lowercase words; an apostrophe joins (`don't`), a genitive goes, everything else parts.
fn words(text: &str) -> Vec<String> {
    let text: String = text.chars().take(LONGEST).collect();
    text.to_lowercase()
        .replace('\u{2019}', "'")
        .replace("'s ", " ")
        .replace('\'', "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The word without its inflection; any realm by its name is a realm.
fn stem(word: &str) -> String {
    let number = word.strip_prefix("secureauth").unwrap_or_default();
    if number.parse::<u32>().is_ok() {
        return "realm".to_owned();
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

    fn recognized(text: &str) -> String {
        match recognize(text, &|_| true) {
            Recognized::One(symptom) => symptom.id.clone(),
            Recognized::Several(many) => {
                let ids: Vec<&str> = many.iter().map(|one| one.id.as_str()).collect();
                format!("several: {}", ids.join(", "))
            }
            Recognized::None(_) => "none".to_owned(),
        }
    }

    /// What people write, none of it a phrase of the table.
    const SAID: &[(&str, &str)] = &[
        ("no-sms-or-voice", "Users are not receiving text messages."),
        ("no-sms-or-voice", "SMS are not arriving since Monday"),
        ("no-sms-or-voice", "I never got the text"),
        ("no-sms-or-voice", "phone never rings"),
        ("no-sms-or-voice", "nobody gets a call with the code"),
        ("no-sms-or-voice", "texts stopped coming"),
        ("no-sms-or-voice", "voice OTP isn't delivered"),
        ("no-email", "no mail"),
        ("no-email", "Emails with the OTP are not being sent"),
        ("no-email", "users don't receive the e-mail"),
        ("no-email", "mail never reaches the inbox"),
        ("no-email", "passcode mails land in junk"),
        ("email-late", "the mail takes twenty minutes"),
        ("email-late", "emails are delayed by hours"),
        ("email-late", "slow e-mail delivery"),
        ("email-late", "OTP mail comes too late"),
        (
            "works-sometimes",
            "Sometimes it works, sometimes it doesn't",
        ),
        ("works-sometimes", "intermittent failures"),
        ("works-sometimes", "flaky"),
        ("works-sometimes", "it fails randomly"),
        (
            "registration-code-mismatch",
            "error: Registration code does not match",
        ),
        (
            "registration-code-mismatch",
            "authenticator app code is refused",
        ),
        (
            "registration-code-mismatch",
            "TOTP codes from Google Authenticator fail",
        ),
        (
            "registration-code-mismatch",
            "hardware token code not accepted",
        ),
        (
            "always-wrong-for-everyone",
            "code wrong for everyone since monday",
        ),
        (
            "always-wrong-for-everyone",
            "the passcode is invalid for all users",
        ),
        ("always-wrong-for-everyone", "all OTPs are rejected"),
        ("always-wrong-in-one-realm", "passcode wrong in SecureAuth3"),
        (
            "always-wrong-in-one-realm",
            "codes are incorrect in a single realm",
        ),
        (
            "always-wrong-for-one-user",
            "one user's code is always wrong",
        ),
        (
            "always-wrong-for-one-user",
            "a colleague always gets invalid passcode",
        ),
        (
            "no-help-desk",
            "the help desk option is gone, it is not shown",
        ),
        ("no-help-desk", "helpdesk not visible"),
        ("one-help-desk", "the second helpdesk does not show up"),
        ("one-help-desk", "we see only one help desk"),
        ("locked-out", "user got locked out"),
        ("locked-out", "account locked after too many wrong codes"),
        ("cloud-rejects", "the cloud denies our connection"),
        ("cloud-rejects", "403 from the cloud service"),
        ("license-error", "license error in the web admin"),
        ("license-error", "Licence has expired"),
        (
            "no-passcode-asked",
            "nobody is prompted for the second factor",
        ),
        ("no-passcode-asked", "MFA prompt is missing"),
        ("api-refused", "our application is rejected by the API"),
        ("api-refused", "the REST API says invalid credentials"),
    ];

    #[test]
    fn what_people_write_is_understood() {
        let wrong: Vec<String> = SAID
            .iter()
            .filter(|(id, text)| recognized(text) != *id)
            .map(|(id, text)| format!("{text:?} is {id}, not {}", recognized(text)))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_symptom_is_recognized_by_its_id_title_and_phrasings() {
        let mut wrong = Vec::new();
        for symptom in all() {
            let own = [&symptom.id, &symptom.title].into_iter();
            for text in own.chain(&symptom.phrases) {
                if recognized(text) != symptom.id {
                    wrong.push(format!(
                        "{text:?} is {}, not {}",
                        symptom.id,
                        recognized(text)
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
            assert!(
                matches!(&nothing, Recognized::None(near) if near.len() == 3),
                "{text}"
            );
        }
    }

    #[test]
    fn what_may_be_two_things_is_offered_as_both() {
        let both = recognize("the code does not arrive", &|_| true);
        let Recognized::Several(many) = both else {
            panic!("{both:?}");
        };
        let ids: Vec<&str> = many.iter().map(|one| one.id.as_str()).collect();
        assert!(
            ids.contains(&"no-sms-or-voice") && ids.contains(&"no-email"),
            "{ids:?}"
        );
    }

    #[test]
    fn what_else_is_known_settles_it() {
        let mail = |symptom: &Symptom| symptom.methods == [super::super::table::Method::Email];
        let one = recognize("the code does not arrive", &mail);
        assert!(
            matches!(one, Recognized::One(symptom) if symptom.id == "no-email"),
            "{one:?}"
        );
    }

    #[test]
    fn error_texts_lead_to_their_symptom_and_the_outer_exception_counts() {
        for (id, text) in [
            (
                "cloud-rejects",
                "System.Security.Cryptography.CryptographicException: Keyset does not exist",
            ),
            (
                "cloud-rejects",
                "WebException: The request failed with HTTP status 417: Expectation Failed.",
            ),
            (
                "no-email",
                "SmtpException: Failure sending mail. ---> WebException: Unable to connect to the remote server",
            ),
            (
                "registration-code-mismatch",
                "Error: registration code does not match!",
            ),
            (
                "api-refused",
                r#"{"status":"invalid","message":"AppId is unknown."}"#,
            ),
        ] {
            assert_eq!(recognized(text), id, "{text}");
        }
        assert!(recognized("OTP is invalid.").starts_with("several: "));
    }

    #[test]
    fn spelling_and_number_do_not_count() {
        for text in ["No E-mails!", "no mail", "NO EMAIL"] {
            assert_eq!(
                meanings(text),
                BTreeSet::from(["absent", "email"]),
                "{text}"
            );
        }
        assert_eq!(meanings("Help desks"), BTreeSet::from(["help-desk"]));
        assert_eq!(meanings("in SecureAuth998"), BTreeSet::from(["realm"]));
    }

    #[test]
    fn text_without_end_is_cut() {
        assert!(meanings(&"x".repeat(1 << 20)).is_empty());
    }
}
