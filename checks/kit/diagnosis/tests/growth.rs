//! Twice as many realms take twice as many steps, not four times.

use super::*;
use crate::kit::diagnosis::steps::STEPS;

/// How many more steps twice as many realms take.
fn grows_by(faults: impl Fn(usize) -> Vec<Said>) -> f64 {
    let steps = |realms| {
        let faults = faults(realms);
        let before = STEPS.get();
        assert!(!causes(&faults).is_empty());
        (STEPS.get() - before) as f64
    };
    steps(400) / steps(200)
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("realm{n}")).collect()
}

#[test]
fn faults_of_many_realms_are_grouped_in_steps_that_grow_with_them() {
    let growth = grows_by(|count| {
        let one = |realm: &String| said(&NAME, "broken", realm, &[realm]);
        numbered(count).iter().map(one).collect()
    });
    assert!(growth < 2.5, "{growth}");
}

#[test]
fn one_fault_of_many_hosts_explains_in_steps_that_grow_with_them() {
    // As of a proxy that leads to the hosts of all realms.
    let growth = grows_by(|count| {
        let names = numbered(count);
        let (all, _) = said(&NAME, "broken", "proxy", &[]);
        let all = all.touching_all(names.iter().map(|name| Entity::host(name)));
        let one = |realm: &String| said(&CONNECTION, "broken", realm, &[realm]);
        let mut faults: Vec<Said> = names.iter().map(one).collect();
        faults.push((all, names));
        faults
    });
    assert!(growth < 2.5, "{growth}");
}

#[test]
fn what_holds_anywhere_explains_in_steps_that_grow_with_the_realms() {
    let growth = grows_by(|count| {
        let names = numbered(count);
        let realms: Vec<&str> = names.iter().map(String::as_str).collect();
        vec![
            said(&LICENSE, "broken", "a", &realms),
            said(&MAIL, "broken", "b", &realms),
        ]
    });
    assert!(growth < 2.5, "{growth}");
}
