//! Which symptom a text speaks of: the share of ideas that it has in common with a phrasing, rare ideas counting more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::lexicon::{Idea, ideas};
use super::{ALL, Symptom};

/// Below this likeness a text speaks of something else.
const ALIKE: f64 = 0.45;

/// Nearer than this to the best, another symptom is as good.
const CLOSE: f64 = 0.06;

/// How many are offered where none is clear.
const NEAREST: usize = 3;

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

/// The symptom that the text names by its id or speaks of, among those that `fit` what else is known.
pub fn recognize(text: &str, fit: &dyn Fn(&Symptom) -> bool) -> Recognized {
    if let Some(named) = Symptom::find(text.trim()) {
        return Recognized::One(named);
    }
    let ranked = ranked(text, fit);
    let Some((best, first)) = ranked.first().copied().filter(|(score, _)| *score >= ALIKE) else {
        return Recognized::None(nearest(text, fit));
    };
    let rivals: Vec<&Symptom> = ranked
        .iter()
        .take_while(|(score, _)| best - score < CLOSE)
        .take(NEAREST)
        .map(|(_, symptom)| *symptom)
        .collect();
    match rivals.len() {
        1 => Recognized::One(first),
        _ => Recognized::Several(rivals),
    }
}

/// The three symptoms nearest to the text; the most frequent ones where it says nothing.
pub fn nearest(text: &str, fit: &dyn Fn(&Symptom) -> bool) -> Vec<&'static Symptom> {
    let ranked = ranked(text, fit).into_iter();
    ranked.take(NEAREST).map(|(_, symptom)| symptom).collect()
}

/// Every symptom that fits with its likeness from 0 to 1, best first, the frequent ones first among equals.
fn ranked(text: &str, fit: &dyn Fn(&Symptom) -> bool) -> Vec<(f64, &'static Symptom)> {
    let said = ideas(text);
    let mut ranked: Vec<(f64, &Symptom)> = KNOWN
        .iter()
        .filter(|(symptom, _)| fit(symptom))
        .map(|(symptom, phrasings)| {
            let best = phrasings.iter().map(|one| likeness(&said, one));
            (best.fold(0.0, f64::max), *symptom)
        })
        .collect();
    ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    ranked
}

/// The ideas that two texts share, against all that they have, by weight.
fn likeness(one: &BTreeSet<Idea>, other: &BTreeSet<Idea>) -> f64 {
    let weigh = |ideas: &mut dyn Iterator<Item = &Idea>| -> f64 { ideas.map(weight).sum() };
    let shared = weigh(&mut one.intersection(other));
    let both = weigh(&mut one.iter()) + weigh(&mut other.iter());
    if both > 0.0 { 2.0 * shared / both } else { 0.0 }
}

/// An idea weighs the more the fewer symptoms speak of it.
fn weight(idea: &Idea) -> f64 {
    WEIGHTS.get(idea).copied().unwrap_or(1.0)
}

/// A symptom with the ideas of its title and of each phrasing.
type Known = (&'static Symptom, Vec<BTreeSet<Idea>>);

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let texts = |symptom: &'static Symptom| {
        std::iter::once(symptom.title)
            .chain(symptom.phrasings.iter().copied())
            .map(ideas)
            .collect()
    };
    ALL.iter()
        .map(|symptom| (*symptom, texts(symptom)))
        .collect()
});

static WEIGHTS: LazyLock<BTreeMap<Idea, f64>> = LazyLock::new(|| {
    let mut speak: BTreeMap<Idea, u32> = BTreeMap::new();
    for (_, phrasings) in KNOWN.iter() {
        let of_one: BTreeSet<Idea> = phrasings.iter().flatten().copied().collect();
        of_one
            .into_iter()
            .for_each(|idea| *speak.entry(idea).or_default() += 1);
    }
    let all = f64::from(u32::try_from(ALL.len()).unwrap_or(u32::MAX));
    speak
        .into_iter()
        .map(|(idea, count)| (idea, (1.0 + all / f64::from(count)).ln()))
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        match recognize(text, &|_| true) {
            Recognized::One(symptom) => symptom.id.to_owned(),
            Recognized::Several(many) => {
                let ids: Vec<&str> = many.iter().map(|one| one.id).collect();
                format!("several: {}", ids.join(", "))
            }
            Recognized::None(_) => "none".to_owned(),
        }
    }

    /// What people write, none of it a phrasing of the catalog.
    const SAID: &[(&str, &str)] = &[
        ("no-sms-or-voice", "Users are not receiving text messages."),
        ("no-sms-or-voice", "SMS are not arriving since Monday"),
        ("no-sms-or-voice", "I never got the text"),
        ("no-sms-or-voice", "phone never rings"),
        ("no-sms-or-voice", "nobody gets a call with the code"),
        ("no-sms-or-voice", "texts stopped coming"),
        ("no-sms-or-voice", "voice OTP isn't delivered"),
        ("no-sms-or-voice", "Die SMS mit dem Code kommt nicht"),
        ("no-sms-or-voice", "los mensajes no llegan"),
        ("no-sms-or-voice", "je ne reçois pas de SMS"),
        ("no-email", "no mail"),
        ("no-email", "Emails with the OTP are not being sent"),
        ("no-email", "users don't receive the e-mail"),
        ("no-email", "mail never reaches the inbox"),
        ("no-email", "Es kommt keine E-Mail an"),
        ("no-email", "no recibe el correo con el código"),
        ("no-email", "aucun mail reçu"),
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
        ("works-sometimes", "manchmal geht es"),
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
        ("always-wrong-for-everyone", "Code bei allen ungültig"),
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
        ("locked-out", "Konto gesperrt"),
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
            .filter(|(id, text)| told(text) != *id)
            .map(|(id, text)| format!("{text:?} is {id}, not {}", told(text)))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_symptom_is_recognized_by_its_id_title_and_phrasings() {
        let mut wrong = Vec::new();
        for symptom in ALL {
            let own = [symptom.id, symptom.title].into_iter();
            for text in own.chain(symptom.phrasings.iter().copied()) {
                if told(text) != symptom.id {
                    wrong.push(format!("{text:?} is {}, not {}", symptom.id, told(text)));
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
            assert_eq!(told(text), "none", "{text}");
            assert_eq!(nearest(text, &|_| true).len(), 3, "{text}");
        }
    }

    #[test]
    fn what_may_be_two_things_is_told_as_both() {
        let both = recognize("the code does not arrive", &|_| true);
        let Recognized::Several(many) = both else {
            panic!("{both:?}");
        };
        let ids: Vec<&str> = many.iter().map(|one| one.id).collect();
        assert!(
            ids.contains(&"no-sms-or-voice") && ids.contains(&"no-email"),
            "{ids:?}"
        );
    }

    #[test]
    fn what_else_is_known_settles_it() {
        let mail = |symptom: &Symptom| symptom.methods == [super::super::Method::Email];
        let one = recognize("the code does not arrive", &mail);
        assert!(
            matches!(one, Recognized::One(symptom) if symptom.id == "no-email"),
            "{one:?}"
        );
    }
}
