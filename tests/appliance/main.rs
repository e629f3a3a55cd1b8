//! An appliance from end to end: wine's prefix is dressed as one, with servers on the loopback around it; the config is
//! imported from it, and `check`, `diagnose` and a bundle, which Linux judges as well, name each fault of faults.yaml as the
//! first cause.
//!
//! What wine 8 cannot show of one stands in contrib/windows/CHECKLIST.md, "The appliance".
#![cfg(windows)]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod faults;
#[path = "../certificates/my_store.rs"]
mod my_store;
mod prefix;
mod program;
mod world;

use std::sync::{Mutex, PoisonError};

use faults::Fault;
use prefix::Appliance;
use program::{causes, expect, import, on_linux, report, troubles};
use world::World;

/// There is one prefix.
static PREFIX: Mutex<()> = Mutex::new(());

/// What is wrong with what is said of a fault.
fn misjudged(fault: &Fault) -> Vec<String> {
    let world = World::with(fault.world());
    let mut appliance = Appliance::dressed(&world, fault);
    import(&world, fault);
    if fault.late {
        appliance.change(&world, fault);
    }
    let checked = report(&world, &["check", "--exit-zero", "-o", "json"]);
    // Not every cause is one that users notice.
    let symptom = checked["diagnosis"][0]["symptoms"][0].as_str();
    let asked = symptom.map(|symptom| report(&world, &["diagnose", symptom, "-o", "json"]));
    expect(
        &world,
        &["bundle", "create", "--into", "bundle.zip", "--force"],
        0,
    );
    let mut wrong = Vec::new();
    let on_linux = on_linux(&world, "bundle.zip");
    let told = [
        ("check", Some(&checked)),
        ("diagnose", asked.as_ref()),
        ("the bundle on Linux", Some(&on_linux)),
    ];
    for (who, report) in told
        .iter()
        .filter_map(|(who, report)| Some((who, (*report)?)))
    {
        let causes = causes(report);
        if causes.first().map(String::as_str) != Some(fault.cause.as_str()) {
            wrong.push(format!(
                "{}: {who}: {causes:?}: {:#?}",
                fault.name(),
                troubles(report)
            ));
        }
    }
    wrong
}

/// Every fault of these areas is the first cause.
fn each_of(checks: &[&str]) {
    let _prefix = PREFIX.lock().unwrap_or_else(PoisonError::into_inner);
    let of_area = |fault: &&Fault| checks.iter().any(|check| fault.cause.starts_with(check));
    let all = faults::all();
    let faults: Vec<_> = all.iter().filter(of_area).collect();
    assert!(!faults.is_empty());
    let mut wrong = Vec::new();
    for fault in faults {
        println!("{}", fault.name());
        wrong.extend(misjudged(fault));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_wrong_with_a_healthy_one() {
    let _prefix = PREFIX.lock().unwrap_or_else(PoisonError::into_inner);
    let (healthy, world) = (Fault::default(), World::with(&Default::default()));
    let _appliance = Appliance::dressed(&world, &healthy);
    // Without a config it is said how to make one.
    let said = expect(&world, &["check"], 66);
    assert!(
        said.contains("`otpdoctor config import --appliance --into otpdoctor.yaml`"),
        "{said}"
    );
    let config = import(&world, &healthy);
    println!("{config}");
    let checked = report(&world, &["check", "--exit-zero", "-o", "json"]);
    expect(&world, &["bundle", "create", "--into", "bundle.zip"], 0);
    let on_linux = on_linux(&world, "bundle.zip");
    assert_eq!(troubles(&checked), troubles(&on_linux));
    assert_eq!(troubles(&checked), [""; 0]);
    assert_eq!(causes(&checked), [""; 0]);
}

#[test]
fn faults_of_time_are_the_first_cause() {
    each_of(&["clock-", "time-"]);
}

#[test]
fn faults_of_the_way_to_the_cloud_are_the_first_cause() {
    each_of(&["name-", "proxy-", "cloud-"]);
}

#[test]
fn faults_of_certificates_are_the_first_cause() {
    each_of(&["certificate-", "key-", "license-"]);
}

#[test]
fn faults_of_mail_are_the_first_cause() {
    each_of(&["smtp-"]);
}

#[test]
fn faults_of_realms_are_the_first_cause() {
    each_of(&["help-", "second-", "otp-"]);
}
