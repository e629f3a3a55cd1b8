//! The diagnosis on small made-up graphs.
#![allow(clippy::unwrap_used)]

mod growth;

use super::*;
use crate::kit::finding::Finding;
use crate::kit::reason::declared;
use crate::kit::{Area, Asks, Edge, Entity, Link, Target};

macro_rules! made_up {
    ($($about:ident $id:literal leads to $edges:expr;)+) => {$(
        static $about: About = About {
            id: $id,
            area: Area::Network,
            title: "",
            asks: Asks::Config,
            reasons: &[
                declared($id, "fail", "broken", " ", ""),
                declared($id, "fail", "slow", " ", ""),
                declared($id, "unknown", "silent", " ", ""),
                declared($id, "skip", "not-reached", " ", ""),
            ],
            leads_to: $edges,
            explain: "",
        };
    )+};
}

made_up! {
    NAME "name" leads to &[Edge::new(&[], &[Target::Any(&CONNECTION)], Link::SameHost)];
    CONNECTION "connection" leads to &[
        Edge::new(&[], &[Target::Any(&LOGIN)], Link::SameRealm),
        Edge::new(&[declared("connection", "fail", "slow", " ", "")], &[Target::Only(declared("login", "fail", "broken", " ", ""))], Link::SameRealm),
    ];
    LOGIN "login" leads to &[Edge::new(&[declared("login", "fail", "broken", " ", "")], &[Target::Only(declared("mail", "fail", "slow", " ", ""))], Link::SameRealm)];
    MAIL "mail" leads to &[];
    LICENSE "license" leads to &[Edge::new(&[], &[Target::Only(declared("mail", "fail", "broken", " ", ""))], Link::Anywhere)];
}
static ABOUTS: &[&About] = &[&NAME, &CONNECTION, &LOGIN, &MAIL, &LICENSE];

/// What was found, in these realms.
type Said = (Finding, Vec<String>);

fn said(about: &About, code: &'static str, host: &str, realms: &[&str]) -> Said {
    let reason = about.reason(code).unwrap();
    let finding = Finding::new(*reason, host)
        .summary(format!("{host} is {code}"))
        .touching(Entity::host(host));
    let realms = realms.iter().map(|realm| (*realm).to_owned()).collect();
    (finding, realms)
}

fn causes(said: &[Said]) -> Vec<Cause> {
    let stated: Vec<Stated<'_>> = said
        .iter()
        .map(|(finding, realms)| Stated { finding, realms })
        .collect();
    diagnose_by(ABOUTS, &[], &stated)
}

/// Causes in short: `check/reason [realms] > explained, explained`.
fn told(said: &[Said]) -> Vec<String> {
    let one = |cause: &Cause| {
        let explains = cause.explains.iter().map(|place| said[*place].0.check);
        let explains: Vec<&str> = explains.collect();
        let first = &said[cause.findings[0]].0;
        let (realms, explains) = (cause.realms.join(" "), explains.join(" "));
        format!("{}/{} [{realms}] > {explains}", first.check, first.reason)
    };
    causes(said).iter().map(one).collect()
}

#[test]
fn nothing_wrong_has_no_cause() {
    let mut well = said(&NAME, "broken", "a", &["one"]);
    well.0.status = Status::Pass;
    assert_eq!(told(&[well]), [""; 0]);
    assert_eq!(told(&[]), [""; 0]);
}

#[test]
fn a_chain_has_one_cause_however_long() {
    let chain = [
        said(&NAME, "broken", "a", &["one"]),
        said(&CONNECTION, "broken", "a", &["one"]),
        said(&LOGIN, "broken", "a", &["one"]),
        said(&MAIL, "slow", "a", &["one"]),
    ];
    assert_eq!(told(&chain), ["name/broken [one] > connection login mail"]);
}

#[test]
fn what_was_not_reached_passes_the_explanation_on() {
    let chain = [
        said(&NAME, "broken", "a", &["one"]),
        said(&CONNECTION, "not-reached", "a", &["one"]),
        said(&LOGIN, "broken", "a", &["one"]),
    ];
    assert_eq!(told(&chain), ["name/broken [one] > connection login"]);
    assert_eq!(
        told(&chain[1..]),
        [""; 0],
        "a skip explains what follows, and is no cause"
    );
}

#[test]
fn the_order_of_the_findings_does_not_matter_to_what_explains_what() {
    let chain = [
        said(&LOGIN, "broken", "a", &["one"]),
        said(&CONNECTION, "broken", "a", &["one"]),
        said(&NAME, "broken", "a", &["one"]),
    ];
    assert_eq!(told(&chain), ["name/broken [one] > login connection"]);
}

#[test]
fn independent_faults_stay_apart_and_the_one_that_explains_most_is_first() {
    let faults = [
        said(&NAME, "broken", "a", &["one"]),
        said(&CONNECTION, "broken", "b", &["one"]),
        said(&LOGIN, "slow", "b", &["one"]),
        said(&MAIL, "slow", "b", &["one"]),
    ];
    assert_eq!(
        told(&faults),
        [
            "connection/broken [one] > login",
            "name/broken [one] > ",
            "mail/slow [one] > "
        ],
        "another host's name explains nothing, nor does a reason that the edge does not start from"
    );
}

#[test]
fn one_reason_on_two_hosts_is_two_causes() {
    let faults = [
        said(&NAME, "broken", "a", &["one"]),
        said(&NAME, "broken", "b", &["one"]),
    ];
    assert_eq!(
        told(&faults),
        ["name/broken [one] > ", "name/broken [one] > "]
    );
}

#[test]
fn one_certificate_in_two_services_is_one_cause() {
    let bad = |service| {
        let (finding, realms) = said(&CONNECTION, "broken", service, &["one"]);
        (finding.touching(Entity::certificate("client")), realms)
    };
    let found = causes(&[bad("sms"), bad("voice")]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].findings, [0, 1]);
}

#[test]
fn one_cause_in_forty_realms_is_one_with_forty_realms() {
    let names: Vec<String> = (1..=40).map(|n| format!("SecureAuth{n}")).collect();
    let realms: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut faults: Vec<Said> = vec![said(&NAME, "broken", "a", &realms)];
    // The realms word the consequence each in its own way.
    faults.extend(realms.iter().map(|realm| {
        let (finding, realms) = said(&CONNECTION, "broken", "a", &[realm]);
        (finding.identity("realm", realms[0].clone()), realms)
    }));
    let found = causes(&faults);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].realms, names);
    assert_eq!(found[0].explains.len(), 40);
    // And without the first, forty findings of one fault are one cause.
    let found = causes(&faults[1..]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].realms, names);
}

#[test]
fn a_fault_explains_nothing_in_another_realm() {
    let faults = [
        said(&CONNECTION, "broken", "a", &["one"]),
        said(&LOGIN, "broken", "a", &["two"]),
    ];
    assert_eq!(
        told(&faults),
        ["connection/broken [one] > ", "login/broken [two] > "]
    );
}

#[test]
fn what_is_explained_in_some_of_its_realms_is_a_cause_in_the_others() {
    let faults = [
        said(&CONNECTION, "broken", "a", &["one"]),
        said(&LOGIN, "broken", "a", &["one", "two"]),
    ];
    assert_eq!(
        told(&faults),
        ["connection/broken [one] > login", "login/broken [two] > "]
    );
}

#[test]
fn what_holds_anywhere_explains_across_realms() {
    let faults = [
        said(&LICENSE, "broken", "a", &["one"]),
        said(&MAIL, "broken", "b", &["two"]),
    ];
    assert_eq!(told(&faults), ["license/broken [one] > mail"]);
}

#[test]
fn an_unknown_is_a_cause_only_where_it_speaks_of_the_world() {
    let silent = [said(&LOGIN, "silent", "a", &["one"])];
    assert_eq!(told(&silent), ["login/silent [one] > "]);
    let ours = Finding::unasked(&LOGIN, "a", &crate::kit::ProbeError::Deadline);
    let ours = (ours, vec!["one".to_owned()]);
    assert_eq!(told(std::slice::from_ref(&ours)), [""; 0]);
    let with_cause = [said(&CONNECTION, "broken", "a", &["one"]), ours];
    assert_eq!(told(&with_cause), ["connection/broken [one] > login"]);
}

#[test]
fn a_warning_starts_no_edge_that_does_not_name_it() {
    let warns = |about, code| {
        let (finding, realms) = said(about, code, "a", &["one"]);
        (finding.only_warns(), realms)
    };
    let faults = [warns(&CONNECTION, "broken"), warns(&LOGIN, "slow")];
    assert_eq!(
        told(&faults),
        ["connection/broken [one] > ", "login/slow [one] > "]
    );
}

#[test]
fn users_miss_what_the_host_is_for() {
    let serving = |checks: &[&'static str]| {
        let (finding, realms) = said(&NAME, "broken", "a", &["one"]);
        let serves = checks.iter().copied().map(Entity::Serves);
        causes(&[(finding.touching_all(serves), realms)])
            .swap_remove(0)
            .symptoms
    };
    let first = |checks: &[&'static str]| serving(checks).swap_remove(0);
    assert_eq!(first(&["cloud-reach"]), "no SMS or voice call arrives");
    assert_eq!(first(&["proxy-reach"]), "no SMS or voice call arrives");
    assert_eq!(first(&["smtp-reach"]), "no e-mail arrives");
    assert_eq!(
        first(&["api-credentials"]),
        "the Authentication API refuses the application"
    );
    let of_time = serving(&["time-source"]);
    assert!(!of_time.contains(&"no e-mail arrives"), "{of_time:?}");
    let of_all = serving(&["time-source", "cloud-reach", "smtp-reach"]);
    assert_eq!(
        of_all[..2],
        ["no SMS or voice call arrives", "no e-mail arrives"]
    );
}

#[test]
fn what_only_warns_of_a_host_is_said_of_what_the_host_is_for() {
    let late = |checks: &[&'static str]| {
        let warned = crate::kit::symptom::symptoms_of(
            "name-resolution",
            "address-unreachable",
            Status::Warn,
        );
        crate::kit::symptom::those_of_hosts(warned, checks)
    };
    let [mail, texts] = ["e-mail arrives late", "text messages or calls arrive late"];
    for (checks, heard, unheard) in [
        (&["smtp-reach"][..], Some(mail), Some(texts)),
        (&["cloud-reach"], Some(texts), Some(mail)),
        (&["time-source"], None, Some(texts)),
    ] {
        let said = late(checks);
        assert!(
            heard.is_none_or(|heard| said.contains(&heard)),
            "{checks:?}: {said:?}"
        );
        assert!(
            unheard.is_none_or(|unheard| !said.contains(&unheard)),
            "{checks:?}: {said:?}"
        );
    }
}

#[test]
fn what_otpdoctor_lacks_is_one_cause_that_nothing_explains() {
    let lacking = |about: &About, why: &str| {
        let error = crate::kit::ProbeError::TrustUnavailable(why.into());
        let finding = Finding::unasked(about, about.id, &error);
        (finding.touching(Entity::host("a")), vec!["one".to_owned()])
    };
    let faults = [
        said(&NAME, "broken", "a", &["one"]),
        lacking(&CONNECTION, "there is no such file"),
        lacking(&LOGIN, "there is no such file"),
        lacking(&MAIL, "it is empty"),
    ];
    let causes = causes(&faults);
    let findings: Vec<&[usize]> = causes.iter().map(|one| &one.findings[..]).collect();
    assert_eq!(findings, [&[0][..], &[1, 2], &[3]]);
    assert!(causes.iter().all(|one| one.explains.is_empty()));
}

#[test]
fn failures_come_before_warnings_that_explain_as_much() {
    let (finding, realms) = said(&NAME, "slow", "a", &["one"]);
    let warning = (finding.only_warns(), realms);
    let faults = [warning, said(&MAIL, "broken", "b", &["one"])];
    assert_eq!(
        told(&faults),
        ["mail/broken [one] > ", "name/slow [one] > "]
    );
}

#[test]
fn what_two_faults_lead_to_hangs_under_both() {
    let faults = [
        said(&CONNECTION, "broken", "a", &["one"]),
        said(&LICENSE, "broken", "b", &["one"]),
        said(&LOGIN, "broken", "a", &["one"]),
        said(&MAIL, "slow", "a", &["one"]),
        said(&MAIL, "broken", "a", &["one"]),
    ];
    assert_eq!(
        told(&faults),
        [
            "connection/broken [one] > login mail",
            "license/broken [one] > mail"
        ]
    );
}

#[test]
fn a_warning_explains_no_failure_unless_it_is_a_setting_that_may() {
    let (finding, realms) = said(&CONNECTION, "slow", "a", &["one"]);
    let faults = [
        (finding.only_warns(), realms),
        said(&LOGIN, "broken", "a", &["one"]),
        said(&MAIL, "slow", "a", &["one"]),
    ];
    assert_eq!(
        told(&faults),
        ["login/broken [one] > mail", "connection/slow [one] > "]
    );
    let stated: Vec<Stated<'_>> = faults
        .iter()
        .map(|(finding, realms)| Stated { finding, realms })
        .collect();
    let odd = [*CONNECTION.reason("slow").unwrap()];
    let causes = diagnose_by(ABOUTS, &odd, &stated);
    assert_eq!(causes.len(), 1);
    assert_eq!(faults[causes[0].findings[0]].0.reason, "slow");
}

#[test]
fn a_failure_that_explains_nothing_comes_before_a_warning_that_explains_much() {
    let warns = |about, code| {
        let (finding, realms) = said(about, code, "a", &["one"]);
        (finding.only_warns(), realms)
    };
    let faults = [
        warns(&CONNECTION, "slow"),
        warns(&LOGIN, "broken"),
        warns(&MAIL, "slow"),
        said(&LICENSE, "slow", "b", &["one"]),
    ];
    assert_eq!(
        told(&faults),
        [
            "license/slow [one] > ",
            "connection/slow [one] > login mail"
        ]
    );
}
