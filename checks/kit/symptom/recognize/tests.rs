//! Complaints and texts of errors, and the symptom that each is recognized as.
#![allow(clippy::unwrap_used)]

use super::super::errors::ERRORS;
use super::super::ticket::words;
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
fn a_message_that_comes_with_nothing_in_it_is_asked_about_and_an_empty_mailbox_is_not() {
    for text in [
        "OTP email is empty",
        "the phone rings but nobody speaks the code",
        "the call is silent, no code is spoken",
        "the text message has no code in it",
    ] {
        let many = matches!(recognize(text, &|_| true), Recognized::Several(_));
        assert!(many, "{text}: {}", recognized(text));
    }
    for text in ["my inbox is empty, no code arrives", "the mailbox is empty"] {
        assert_eq!(recognized(text), "no-email", "{text}");
    }
    assert_eq!(recognized("the phone never rings"), "no-sms-or-voice");
}

#[test]
fn what_the_words_deny_is_not_offered_and_what_decided_is_named() {
    for (text, denied) in [
        (
            "I receive the SMS fine, but the page says wrong code",
            "no-sms-or-voice",
        ),
        (
            "mail arrives fine but the code from the mail is always rejected",
            "no-email",
        ),
        (
            "I get the text message but the code is invalid",
            "no-sms-or-voice",
        ),
    ] {
        let Recognized::One(is, also) = recognize(text, &|_| true) else {
            panic!("{text}");
        };
        assert!(also.iter().all(|one| one.id != denied), "{text}");
        let because = because(text, is);
        assert!(!because.is_empty(), "{text}");
        let text = words(text).join(" ");
        assert!(because.iter().all(|one| text.contains(one)), "{because:?}");
    }
    let error = "since today: 454 4.7.1 Relaying denied";
    assert_eq!(because(error, Symptom::find("no-email").unwrap()).len(), 1);
    // An error that is not what decided is not named, and the words are.
    let other = "no text message arrives on any phone\nlog: The operation has timed out";
    let because = because(other, Symptom::find("no-sms-or-voice").unwrap());
    assert!(!because.is_empty() && !because.iter().any(|one| one.contains("timed out")));
}

#[test]
fn every_error_leads_to_a_symptom() {
    for (_, error) in &*ERRORS {
        assert!(Symptom::find(&error.symptom).is_some(), "{}", error.text);
        let text = format!("2026-11-18 07:02 ERROR {}: x", error.text);
        let first = quoted(&text).map(|one| one.symptoms[0]);
        assert_eq!(first, Some(error.symptom.as_str()), "{text}");
    }
}

#[test]
fn an_error_that_mail_and_cloud_share_is_asked_unless_the_words_say_which() {
    let error = "The remote certificate is invalid according to the validation procedure.";
    let ids = |text: &str| match recognize(text, &|_| true) {
        Recognized::One(one, _) => vec![one.id.as_str()],
        Recognized::Several(several) => several.iter().map(|one| one.id.as_str()).collect(),
        Recognized::None(_) => Vec::new(),
    };
    assert_eq!(ids(error), ["cloud-rejects", "no-email"]);
    assert_eq!(
        ids(&format!("the e-mail with the code never arrives: {error}")),
        ["no-email"]
    );
    assert_eq!(
        ids(&format!("the SecureAuth cloud service refuses us: {error}")),
        ["cloud-rejects"]
    );
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
    let open = recognized(text);
    let offers = |id| open.split(" or ").any(|one| one == id);
    assert!(offers("no-sms-or-voice") && offers("no-email"), "{open}");
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
