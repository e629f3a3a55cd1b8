//! The table of symptoms against the registry: every name in it exists, every failure is in it, and nothing stands twice.

use std::collections::BTreeSet;

use checks::kit::Status;
use checks::kit::symptom::{Recognized, Symptom, all, clause, look, recognize, symptoms_of};
use serde::Deserialize;
use serde_json::Value;

/// Whether the registry knows `check` or `check/reason`.
fn exists(name: &str) -> bool {
    let (id, reason) = name
        .split_once('/')
        .map_or((name, None), |(id, reason)| (id, Some(reason)));
    let check = checks::ALL.iter().find(|check| check.about().id == id);
    match (check, reason) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(check), Some(reason)) => check.about().reason(reason).is_some(),
    }
}

#[test]
fn every_check_and_reason_exists() {
    for symptom in all() {
        for name in symptom.causes.iter().chain(&symptom.also) {
            assert!(exists(name), "{}: there is no {name}", symptom.id);
        }
    }
}

#[test]
fn no_symptom_and_no_cause_stands_twice() {
    let mut seen = BTreeSet::new();
    for symptom in all() {
        let mut causes = BTreeSet::new();
        assert!(seen.insert(&symptom.id), "{}", symptom.id);
        assert!(seen.insert(&symptom.title), "{}", symptom.title);
        for cause in &symptom.causes {
            assert!(causes.insert(cause), "{}: {cause}", symptom.id);
        }
    }
}

#[test]
fn ids_are_kebab_case_and_found() {
    for symptom in all() {
        let kebab = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        assert!(symptom.id.bytes().all(kebab), "{}", symptom.id);
        assert!(Symptom::find(&symptom.id).is_some_and(|found| found.id == symptom.id));
    }
}

#[test]
fn every_symptom_is_complete() {
    for symptom in all() {
        let id = &symptom.id;
        let is_ours = symptom.elsewhere.is_none();
        assert_eq!(!symptom.causes.is_empty(), is_ours, "{id}");
        assert_eq!(!symptom.methods.is_empty(), is_ours, "{id}");
        for narrower in &symptom.narrower {
            assert!(Symptom::find(narrower).is_some(), "{id}: {narrower}");
        }
        assert!(
            !symptom.title.ends_with('.') && !symptom.effect.ends_with('.'),
            "{id}"
        );
        for cause in &symptom.not_visible {
            assert!(cause.text.ends_with('.'), "{id}: {}", cause.text);
        }
    }
}

#[test]
fn every_failure_is_behind_some_symptom() {
    for about in checks::ALL.iter().map(|check| check.about()) {
        let fails = about
            .reasons
            .iter()
            .filter(|one| one.status == Status::Fail);
        for reason in fails {
            let name = format!("{}/{}", about.id, reason.code);
            assert!(
                !symptoms_of(about.id, reason.code, reason.status).is_empty(),
                "{name}"
            );
        }
    }
}

#[test]
fn every_check_has_a_clause_of_its_own() {
    for about in checks::ALL.iter().map(|check| check.about()) {
        assert_ne!(clause(about.id, ""), clause("", ""), "{}", about.id);
    }
}

#[test]
fn every_cause_can_be_looked_up_by_hand() {
    for name in all().iter().flat_map(|symptom| &symptom.causes) {
        let check = name.split('/').next().unwrap_or_default();
        let look = look(check).unwrap_or_else(|| panic!("look.json has no {check}"));
        assert!(look.at.ends_with('.'), "{check}: {}", look.at);
    }
}

/// What mail servers say by the table of refusals, which knows each by a sample: pasted alone it is about mail.
#[test]
fn what_mail_servers_answer_is_about_mail() {
    let table = include_str!("../kit/mail/refusals.json");
    let table: Value = serde_json::from_str(table).expect("JSON");
    let rows = ["by_code", "by_words"].into_iter();
    let rows = rows.flat_map(|rows| table[rows].as_array().expect("rows"));
    let samples: Vec<&str> = rows.filter_map(|row| row["sample"].as_str()).collect();
    let is_of_mail = |sample: &&&str| match recognize(sample, &|_| true) {
        Recognized::One(symptom, _) => symptom.id == "no-email" || symptom.id == "email-late",
        _ => false,
    };
    let others: Vec<_> = samples.iter().filter(|one| !is_of_mail(one)).collect();
    assert!(others.len() * 30 < samples.len(), "{others:#?}");
}

/// What is pasted alone, with where it is from.
#[derive(Deserialize)]
struct Pasted {
    is: String,
    #[serde(rename = "from")]
    _from: String,
    text: String,
}

#[test]
fn what_windows_and_net_print_is_known_where_it_is_pasted_alone() {
    let all: Vec<Pasted> =
        serde_saphyr::from_str(include_str!("symptoms/windows.yaml")).expect("YAML");
    let recognized = |text: &str| match recognize(text, &|_| true) {
        Recognized::One(symptom, _) => symptom.id.clone(),
        Recognized::Several(many) => {
            let ids: Vec<&str> = many.iter().map(|one| one.id.as_str()).collect();
            ids.join(" or ")
        }
        Recognized::None(_) => "none".to_owned(),
    };
    let wrong = all.iter().filter(|one| recognized(&one.text) != one.is);
    let wrong: Vec<_> = wrong
        .map(|one| (&one.text, &one.is, recognized(&one.text)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
