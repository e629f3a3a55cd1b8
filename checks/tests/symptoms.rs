//! The symptom catalog against the registry: every name in it exists, and nothing in it is said twice.

use std::collections::BTreeSet;

use checks::kit::symptom::{ALL, Symptom};

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
    for symptom in ALL {
        for name in symptom.causes.iter().chain(symptom.also) {
            assert!(exists(name), "{}: there is no {name}", symptom.id);
        }
    }
}

#[test]
fn no_symptom_and_no_cause_stands_twice() {
    let mut seen = BTreeSet::new();
    for symptom in ALL {
        let mut causes = BTreeSet::new();
        assert!(seen.insert(symptom.id), "{}", symptom.id);
        assert!(seen.insert(symptom.title), "{}", symptom.title);
        for cause in symptom.causes {
            assert!(causes.insert(cause), "{}: {cause}", symptom.id);
        }
    }
}

#[test]
fn ids_are_kebab_case_and_found() {
    for symptom in ALL {
        let kebab = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        assert!(symptom.id.bytes().all(kebab), "{}", symptom.id);
        assert!(Symptom::find(symptom.id).is_some_and(|found| found.id == symptom.id));
    }
}

#[test]
fn every_symptom_is_complete() {
    for symptom in ALL {
        let id = symptom.id;
        assert!(
            !symptom.causes.is_empty() && !symptom.methods.is_empty(),
            "{id}"
        );
        assert!(symptom.phrasings.len() >= 3, "{id}");
        assert!(
            !symptom.title.ends_with('.') && !symptom.plainly.ends_with('.'),
            "{id}"
        );
        for beyond in symptom.beyond {
            assert!(beyond.says.ends_with('.'), "{id}: {}", beyond.says);
        }
    }
}
