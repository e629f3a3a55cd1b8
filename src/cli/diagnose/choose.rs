//! From what users say to a symptom: free text is recognized, and what else is known settles a tie.

use checks::kit::symptom::{self, Affected, Method, Recognized, Symptom};
use checks::kit::text;

use super::answers::{Answers, Users};
use crate::exit::Failure;

/// What to say of a text that names no symptom, or several.
pub fn unclear(words: &str, recognized: &Recognized) -> Failure {
    let (mistake, near) = match recognized {
        Recognized::None(near) => (
            "names no symptom that otpdoctor knows; the most frequent ones are",
            near.clone(),
        ),
        Recognized::Several(near) => ("may be several things; the nearest are", near.clone()),
        Recognized::One(symptom, _) => ("is", vec![*symptom]),
    };
    let words = text::quote(words, 60);
    let mut message = format!("\"{words}\" {mistake}:");
    for one in near {
        message += &format!("\n  {:27} {}", one.id, one.title);
    }
    message += "\nName one by its id; `otpdoctor diagnose --list` names all";
    Failure::usage(message)
}

/// What the text was recognized as, among the symptoms that fit the answers.
pub fn recognize(words: &str, answers: &Answers) -> Recognized {
    let concerns = |symptom: &Symptom| concerns(symptom, answers.method);
    let agrees = |symptom: &Symptom| concerns(symptom) && agrees(symptom, answers);
    match symptom::recognize(words, &concerns) {
        Recognized::Several(many) => match symptom::recognize(words, &agrees) {
            Recognized::None(_) => Recognized::Several(many),
            narrowed => narrowed,
        },
        Recognized::One(symptom, also) => {
            let mut narrower = symptom.narrower.iter().filter_map(|id| Symptom::find(id));
            let narrower = narrower.find(|one| concerns(one) && is_of(one, answers));
            Recognized::One(narrower.unwrap_or(symptom), also)
        }
        none => none,
    }
}

/// Whether it affects just those who are known to be affected.
fn is_of(symptom: &Symptom, answers: &Answers) -> bool {
    match symptom.affected {
        Affected::OneUser => answers.users == Users::One,
        Affected::OneRealm => answers.users != Users::One && answers.realms.len() == 1,
        Affected::Everyone => answers.users == Users::All && answers.realms.is_empty(),
        Affected::Anyone => false,
    }
}

/// Whether a symptom can be of this method; what is not looked at can be of any.
pub fn concerns(symptom: &Symptom, method: Option<Method>) -> bool {
    symptom.elsewhere.is_some() || method.is_none_or(|method| symptom.methods.contains(&method))
}

/// Whether a symptom agrees with who is affected, and is about the method where one is known.
fn agrees(symptom: &Symptom, answers: &Answers) -> bool {
    let one_realm = answers.realms.len() == 1;
    match (symptom.affected, answers.users) {
        (Affected::OneUser, users) => matches!(users, Users::One | Users::Unknown),
        (Affected::OneRealm, users) => {
            users != Users::One && (one_realm || users == Users::Unknown)
        }
        (Affected::Everyone, users) => users != Users::One && !one_realm,
        (Affected::Anyone, _) => {
            answers.method.is_none() || symptom.methods.len() < Method::ALL.len()
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn chosen(said: &str, answers: &Answers) -> String {
        match recognize(said, answers) {
            Recognized::One(symptom, _) => symptom.id.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_method_settles_what_the_words_leave_open() {
        let said = "the code does not arrive";
        let open = recognize(said, &Answers::default());
        assert!(matches!(open, Recognized::Several(_)), "{open:?}");
        let mail = Answers {
            method: Some(Method::Email),
            ..Answers::default()
        };
        assert_eq!(chosen(said, &mail), "no-email");
    }

    #[test]
    fn whom_it_affects_settles_it_too() {
        let said = "the passcode is always wrong";
        let of = |users, realms: &[&str]| {
            let answers = Answers {
                users,
                realms: realms.iter().map(|realm| (*realm).to_owned()).collect(),
                ..Answers::default()
            };
            chosen(said, &answers)
        };
        assert_eq!(of(Users::Unknown, &[]), "code-refused");
        assert_eq!(of(Users::One, &[]), "always-wrong-for-one-user");
        assert_eq!(of(Users::All, &[]), "always-wrong-for-everyone");
        assert_eq!(of(Users::All, &["A"]), "always-wrong-in-one-realm");
    }

    #[test]
    fn what_is_not_understood_is_told_with_three_symptoms() {
        let said = "the printer is on fire";
        let wrong = unclear(said, &recognize(said, &Answers::default()));
        assert_eq!(wrong.to_string().matches("\n  ").count(), 3, "{wrong}");
    }
}
