//! Healthy realms of other shapes: unusual settings that are right, which nothing may complain of.

use std::sync::LazyLock;

use otpdoctor::lab::{Changes, Fault};
use serde::Deserialize;

/// A healthy realm of another shape.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Its name, in kebab-case.
    pub name: String,
    /// What is different, as a sentence without a full stop.
    pub says: String,
    /// What is different in the plan of the lab.
    pub change: Changes,
}

/// All variants, the plain one first.
pub static VARIANTS: LazyLock<Vec<Variant>> =
    LazyLock::new(|| serde_saphyr::from_str(include_str!("variants.yaml")).unwrap());

/// Whether both change the same part of the plan, so that they cannot stand together.
pub fn collide(one: &Fault, other: &Fault) -> bool {
    let within = |one: &str, other: &str| {
        let rest = one.strip_prefix(other);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mut pointers = one.change.keys();
    pointers.any(|one| {
        let mut others = other.change.keys();
        others.any(|other| within(one, other) || within(other, one))
    })
}

#[test]
fn the_plain_one_comes_first_and_changes_nothing() {
    assert_eq!(VARIANTS[0].name, "plain");
    assert!(VARIANTS[0].change.is_empty());
}

#[test]
fn what_changes_one_part_of_the_plan_collides() {
    let both = |one: &str, other: &str| {
        let [one, other] = [one, other].map(|name| otpdoctor::lab::find(name).unwrap());
        assert_eq!(collide(one, other), collide(other, one));
        collide(one, other)
    };
    assert!(both("smtp-reach/refused", "smtp-reach/reset"));
    assert!(both("cloud-reach/reset", "proxy-settings/cloud-bypassed"));
    assert!(!both("smtp-reach/refused", "smtp-reach/rewritten-banner"));
    assert!(!both("clock-skew/behind", "smtp-reach/refused"));
}
