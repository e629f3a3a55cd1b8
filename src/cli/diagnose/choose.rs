//! From what users say to a symptom: free text is recognized, and what else is known settles a tie.

use checks::kit::symptom::{self, Affected, Method, Recognized, Symptom};
use checks::kit::text;

use super::answers::{Answers, Users};
use crate::exit::{Code, Failure};

/// The symptom that the text names.
///
/// # Errors
/// A usage error with the nearest three, when it names none or several.
pub fn choose(words: &str, answers: &Answers) -> Result<&'static Symptom, Failure> {
    let (mistake, near) = match recognize(words, answers) {
        Recognized::One(symptom) => return Ok(symptom),
        Recognized::Several(near) => ("may be several things", near),
        Recognized::None(near) => ("is no symptom that is known", near),
    };
    let words = text::quote(words, 60);
    let mut message = format!("“{words}” {mistake}; nearest:");
    for one in near {
        message += &format!("\n  {:27} {}", one.id, one.title);
    }
    message += "\nName one by its id; `otpdoctor diagnose --list` names all";
    Err(Failure::new(Code::Usage, message))
}

/// What the text was recognized as, among the symptoms that fit the answers.
pub fn recognize(words: &str, answers: &Answers) -> Recognized {
    let concerns = |symptom: &Symptom| concerns(symptom, answers.method);
    let many = match symptom::recognize(words, &concerns) {
        Recognized::Several(many) => many,
        clear => return clear,
    };
    let agrees = |symptom: &Symptom| concerns(symptom) && agrees(symptom, answers);
    match symptom::recognize(words, &agrees) {
        Recognized::None(_) => Recognized::Several(many),
        narrowed => narrowed,
    }
}

/// Whether a symptom can be of this method.
pub fn concerns(symptom: &Symptom, method: Option<Method>) -> bool {
    method.is_none_or(|method| symptom.methods.contains(&method))
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

    #[test]
    fn the_method_settles_what_the_words_leave_open() {
        let said = "the code does not arrive";
        assert!(choose(said, &Answers::default()).is_err());
        let mail = Answers {
            method: Some(Method::Email),
            ..Answers::default()
        };
        assert_eq!(choose(said, &mail).unwrap().id, "no-email");
    }

    #[test]
    fn whom_it_troubles_settles_it_too() {
        let said = "the passcode is always wrong";
        let of = |users, realms: &[&str]| {
            let answers = Answers {
                users,
                realms: realms.iter().map(|realm| (*realm).to_owned()).collect(),
                ..Answers::default()
            };
            choose(said, &answers).map(|symptom| symptom.id.as_str())
        };
        assert_eq!(of(Users::One, &[]).unwrap(), "always-wrong-for-one-user");
        assert_eq!(of(Users::All, &[]).unwrap(), "always-wrong-for-everyone");
        assert_eq!(of(Users::All, &["A"]).unwrap(), "always-wrong-in-one-realm");
    }

    #[test]
    fn what_is_not_understood_is_told_with_the_nearest_three() {
        let wrong = choose("the printer is on fire", &Answers::default()).unwrap_err();
        assert_eq!(wrong.to_string().matches("\n  ").count(), 3, "{wrong}");
    }
}
