//! The dialogue, line by line, without a terminal.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::e2e::person::Input;

fn realms() -> Vec<Offered> {
    vec![
        ("SecureAuth1".into(), Some("VPN".into())),
        ("SecureAuth2".into(), None),
    ]
}

/// What comes of these lines, and what was shown.
async fn talk(said: &str) -> (io::Result<(&'static Symptom, Understood, Answers)>, String) {
    told(said, Input::Pipe).await
}

async fn told(
    said: &str,
    input: Input,
) -> (io::Result<(&'static Symptom, Understood, Answers)>, String) {
    let mut output = Vec::new();
    let person = Person::at(io::Cursor::new(said.to_owned()), input);
    let mut dialogue = Dialogue::new(person, &mut output);
    let outcome = dialogue.hold(&realms(), Answers::default()).await;
    (outcome, String::from_utf8(output).unwrap())
}

fn ended(why: io::Error) -> bool {
    why.kind() == io::ErrorKind::UnexpectedEof
}

#[tokio::test]
async fn numbers_choose() {
    let (outcome, shown) = talk("3\n1\n2\n2\n3\n").await;
    let (symptom, _, answers) = outcome.unwrap();
    assert_eq!(symptom.id, "no-email", "{shown}");
    assert_eq!(answers.method, Some(Method::Email));
    assert_eq!(answers.realms, ["SecureAuth1"]);
    assert_eq!((answers.since, answers.users), (Since::Days, Users::One));
}

#[tokio::test]
async fn enter_takes_what_is_marked() {
    let (outcome, shown) = talk("\nno mail\n\n\n\n").await;
    let (symptom, _, answers) = outcome.unwrap();
    assert_eq!(symptom.id, "no-email");
    assert_eq!(answers, Answers::default(), "{shown}");
    assert!(shown.contains("Taken as: no e-mail arrives"), "{shown}");
}

#[tokio::test]
async fn own_words_a_date_and_globs_are_taken() {
    let (outcome, _) =
        talk("1\nusers get no texts\nSecureAuth9 x\n*1 SecureAuth2\n2026-11-16\n1\n").await;
    let (symptom, _, answers) = outcome.unwrap();
    assert_eq!(symptom.id, "no-sms-or-voice");
    assert_eq!(answers.realms, ["*1", "SecureAuth2"]);
    assert_eq!(answers.since.name(), "2026-11-16");
}

#[tokio::test]
async fn what_is_not_understood_is_asked_again() {
    let (outcome, shown) = talk("9\nthe printer\nsms\nthe printer\n\n1\n\nlately\n\n\n").await;
    assert_eq!(outcome.unwrap().0.id, "no-sms-or-voice");
    for words in [
        "A number from 1 to 6",
        "That is not understood",
        "or a date such as",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[tokio::test]
async fn of_words_that_may_mean_several_things_one_is_chosen() {
    let mut output = Vec::new();
    let person = Person::at(io::Cursor::new("2\n".to_owned()), Input::Pipe);
    let known = Answers::default();
    let unclear = choose::recognize("the code does not arrive", &known);
    let checks::kit::symptom::Recognized::Several(near) = &unclear else {
        panic!("{unclear:?}");
    };
    let second = near[1].id.clone();
    let mut dialogue = Dialogue::new(person, &mut output);
    let chosen = dialogue.nearest(&known, unclear).await.unwrap();
    assert_eq!(chosen.id, second);
    let shown = String::from_utf8(output).unwrap();
    assert!(shown.contains("Which of these is nearest?"), "{shown}");
}

#[tokio::test]
async fn what_is_said_at_the_first_question_is_taken_as_on_the_command_line() {
    let (outcome, shown) = talk("one user of SecureAuth2 gets no text messages\n\n").await;
    let (symptom, understood, answers) = outcome.unwrap();
    assert_eq!(symptom.id, "no-sms-or-voice", "{shown}");
    assert_eq!(
        (understood.realms, answers.users),
        (vec!["SecureAuth2".to_owned()], Users::One)
    );
    assert!(
        !shown.contains("Which realms?") && !shown.contains("Who is affected?"),
        "{shown}"
    );
    let (outcome, shown) = talk("the code does not arrive\n1\n\n\n\n").await;
    let (symptom, understood, _) = outcome.unwrap();
    assert_eq!(symptom.id, "no-email", "{shown}");
    assert_eq!(understood.said.as_deref(), Some("the code does not arrive"));
}

#[tokio::test]
async fn a_ticket_that_is_pasted_is_one_answer_and_numbers_typed_ahead_are_many() {
    let ticket =
        "Subject: OTP\n\nHello,\nno e-mail with the passcode arrives\nin SecureAuth1.\n\nThanks\n";
    let (outcome, shown) = told(ticket, Input::Terminal).await;
    assert!(outcome.is_err_and(ended));
    assert!(shown.contains("Taken as: no e-mail arrives"), "{shown}");
    assert_eq!(shown.matches("not understood").count(), 0, "{shown}");
    let (outcome, _) = told("3\n1\n2\n2\n3\n", Input::Terminal).await;
    assert_eq!(outcome.unwrap().2.users, Users::One);
}

#[tokio::test]
async fn the_end_of_input_ends_it_anywhere() {
    for lines in 0..5 {
        let said = "\nno mail\n\n\n\n"
            .split_inclusive('\n')
            .take(lines)
            .collect::<String>();
        assert!(talk(&said).await.0.is_err_and(ended), "{lines}");
    }
}

#[tokio::test]
async fn a_line_without_end_is_cut() {
    let (outcome, _) = talk(&"x".repeat(1 << 20)).await;
    assert!(outcome.is_err_and(ended));
}

#[tokio::test]
async fn what_the_symptom_says_of_users_is_not_asked() {
    let (outcome, shown) = talk("4\npasscode wrong for one user\n\n\n").await;
    assert_eq!(outcome.unwrap().2.users, Users::One);
    assert!(!shown.contains("Who is troubled"), "{shown}");
}
