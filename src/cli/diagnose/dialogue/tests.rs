//! The dialogue, line by line, without a terminal.

#![allow(clippy::unwrap_used)]

use super::*;

fn realms() -> Vec<Offered> {
    vec![
        ("SecureAuth1".into(), Some("VPN".into())),
        ("SecureAuth2".into(), None),
    ]
}

/// What comes of these lines, and what was shown.
fn talk(said: &str) -> (io::Result<(&'static Symptom, Answers)>, String) {
    let mut output = Vec::new();
    let outcome = Dialogue::new(said.as_bytes(), &mut output).hold(&realms(), Answers::default());
    (outcome, String::from_utf8(output).unwrap())
}

fn ended(why: io::Error) -> bool {
    why.kind() == io::ErrorKind::UnexpectedEof
}

#[test]
fn numbers_choose() {
    let (outcome, shown) = talk("3\n1\n2\n2\n3\n");
    let (symptom, answers) = outcome.unwrap();
    assert_eq!(symptom.id, "no-email", "{shown}");
    assert_eq!(answers.method, Some(Method::Email));
    assert_eq!(answers.realms, ["SecureAuth1"]);
    assert_eq!((answers.since, answers.users), (Since::Days, Users::One));
}

#[test]
fn enter_takes_what_is_marked() {
    let (outcome, shown) = talk("\nno mail\n\n\n\n");
    let (symptom, answers) = outcome.unwrap();
    assert_eq!(symptom.id, "no-email");
    assert_eq!(answers, Answers::default(), "{shown}");
    assert!(shown.contains("Taken as: no e-mail arrives"), "{shown}");
}

#[test]
fn own_words_a_date_and_globs_are_taken() {
    let (outcome, _) =
        talk("1\nusers get no texts\nSecureAuth9 x\n*1 SecureAuth2\n2026-11-16\n1\n");
    let (symptom, answers) = outcome.unwrap();
    assert_eq!(symptom.id, "no-sms-or-voice");
    assert_eq!(answers.realms, ["*1", "SecureAuth2"]);
    assert_eq!(answers.since.name(), "2026-11-16");
}

#[test]
fn what_is_not_understood_is_asked_again() {
    let (outcome, shown) = talk("9\nsms\n1\nthe printer\n\n1\n\nlately\n\n\n");
    assert_eq!(outcome.unwrap().0.id, "no-sms-or-voice");
    for words in [
        "A number from 1 to 6",
        "That is not understood",
        "or a date such as",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn a_question_mark_explains() {
    let (outcome, shown) = talk("?\n");
    assert!(outcome.is_err_and(ended));
    assert!(shown.contains("The way that users choose"), "{shown}");
}

#[test]
fn the_end_of_input_ends_it_anywhere() {
    for lines in 0..5 {
        let said = "\nno mail\n\n\n\n"
            .split_inclusive('\n')
            .take(lines)
            .collect::<String>();
        assert!(talk(&said).0.is_err_and(ended), "{lines}");
    }
}

#[test]
fn a_line_without_end_is_cut() {
    let (outcome, _) = talk(&"x".repeat(1 << 20));
    assert!(outcome.is_err_and(ended));
}

#[test]
fn what_the_symptom_says_of_users_is_not_asked() {
    let (outcome, shown) = talk("4\npasscode wrong for one user\n\n\n");
    assert_eq!(outcome.unwrap().1.users, Users::One);
    assert!(!shown.contains("Who is troubled"), "{shown}");
}
