//! What every history must do, whatever it is made of; two that are open on one place stand for two machines.

use std::sync::Arc;
use std::time::Duration;

use otpdoctor::history::{self, History, Run};
use serde_json::json;
use tempfile::TempDir;

use crate::causes;
use crate::made::{HOLDS, append, at, cause, found, in_folder, past, run, span, states, watched};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_keeps_the_contract() {
    let folder = TempDir::new().unwrap();
    holds(
        &*in_folder(folder.path()).await,
        &*in_folder(folder.path()).await,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_keeps_the_contract() {
    let place = Server::shared().new_database();
    let one = history::open(&place, None).await.unwrap();
    let other = history::open(&place, None).await.unwrap();
    holds(&*one, &*other).await;
}

async fn holds(one: &dyn History, other: &dyn History) {
    nothing_is_there_at_first(one).await;
    what_lasts_is_one_state(one, other).await;
    a_change_ends_a_state(one, other).await;
    a_realm_that_is_gone_ends_its_states(one).await;
    a_gap_is_not_watched(one, other).await;
    a_run_is_there_once(one, other).await;
    what_is_waived_is_a_state_of_its_own(one).await;
    causes::hold(one, other).await;
    the_hours_hold_every_run(one, other).await;
    a_time_is_cut(one).await;
    what_is_over_is_forgotten(one, other).await;
    memory_comes_with_its_run(one, other).await;
    appliances_are_kept_apart(one, other).await;
    any_text_is_kept(one, other).await;
}

async fn nothing_is_there_at_first(history: &dyn History) {
    let ever = span(-1_000_000, 1_000_000);
    assert_eq!(history.past("nobody", ever).await.unwrap(), None);
    assert_eq!(history.memory("nobody").await.unwrap(), None);
    assert!(history.appliances(ever).await.unwrap().is_empty());
    history.forget("nobody", at(0)).await.unwrap();
}

async fn what_lasts_is_one_state(one: &dyn History, other: &dyn History) {
    let pass = ["Realm1 clock-skew pass ok"];
    let runs: Vec<Run> = (0..10)
        .map(|turn| found("lasts", turn * 300, &pass))
        .collect();
    append(one, &runs).await;
    for history in [one, other] {
        let past = past(history, "lasts", -100, 2800).await;
        assert_eq!(states(&past), ["Realm1 clock-skew pass ok 0..2800"]);
        assert_eq!(watched(&past), ["0..2800"]);
        assert_eq!(past.last_run_at, at(2700));
        assert_eq!((&past.appliance[..], &past.version[..]), ("lasts", "1.2.3"));
    }
}

async fn a_change_ends_a_state(one: &dyn History, other: &dyn History) {
    append(
        one,
        &[
            found("change", 0, &["R a pass ok", "R b pass ok"]),
            found("change", 300, &["R a fail behind", "R b pass ok"]),
            found("change", 600, &["R a fail ahead", "R b pass ok"]),
            found("change", 900, &["R a pass ok", "R b pass ok"]),
        ],
    )
    .await;
    let past = past(other, "change", 0, 1000).await;
    let wanted = [
        "R a pass ok 0..300",
        "R a fail behind 300..600",
        "R a fail ahead 600..900",
        "R a pass ok 900..1000",
        "R b pass ok 0..1000",
    ];
    assert_eq!(states(&past), wanted);
}

async fn a_realm_that_is_gone_ends_its_states(history: &dyn History) {
    append(
        history,
        &[
            found("gone", 0, &["R a pass ok", "S a pass ok"]),
            found("gone", 300, &["R a pass ok"]),
            found("gone", 600, &["R a pass ok", "S a pass ok"]),
        ],
    )
    .await;
    let past = past(history, "gone", 0, 700).await;
    let wanted = [
        "R a pass ok 0..700",
        "S a pass ok 0..300",
        "S a pass ok 600..700",
    ];
    assert_eq!(states(&past), wanted);
}

async fn a_gap_is_not_watched(one: &dyn History, other: &dyn History) {
    append(
        one,
        &[
            found("gap", 0, &["R a pass ok", "R b pass ok"]),
            found("gap", HOLDS, &["R a pass ok", "R b pass ok"]),
            found("gap", 5000, &["R a pass ok", "R b fail behind"]),
        ],
    )
    .await;
    let known = past(other, "gap", 0, 6000).await;
    assert_eq!(watched(&known), ["0..800", "5000..5400"]);
    let wanted = [
        "R a pass ok 0..6000",
        "R b pass ok 0..5000",
        "R b fail behind 5000..6000",
    ];
    assert_eq!(states(&known), wanted);
    assert_eq!(one.past("gap", span(800, 5000)).await.unwrap(), None);
    assert_eq!(watched(&past(one, "gap", 799, 5000).await), ["799..800"]);
    assert_eq!(watched(&past(one, "gap", 800, 5001).await), ["5000..5001"]);
}

async fn a_run_is_there_once(one: &dyn History, other: &dyn History) {
    let memory = json!({"of": "the first"});
    let first = found("once", 1000, &["R a pass ok"]);
    one.append(&first, &memory).await.unwrap();
    let before = past(one, "once", 0, 5000).await;
    for second in [1000, 999, 0, 1000 - 86_400] {
        let late = found("once", second, &["R a fail behind"]);
        other.append(&late, &json!("late")).await.unwrap();
    }
    assert_eq!(past(other, "once", 0, 5000).await, before);
    assert_eq!(one.memory("once").await.unwrap(), Some(memory));
}

async fn what_is_waived_is_a_state_of_its_own(history: &dyn History) {
    append(
        history,
        &[
            found("waived", 0, &["R a fail behind"]),
            found("waived", 300, &["R a waived behind"]),
            found("waived", 600, &["R a unknown timeout"]),
            found("waived", 900, &["R a skip no-server"]),
            found("waived", 1200, &["R a warn drifts"]),
        ],
    )
    .await;
    let past = past(history, "waived", 0, 1300).await;
    let wanted = [
        "R a fail behind 0..300",
        "R a waived behind 300..600",
        "R a unknown timeout 600..900",
        "R a skip no-server 900..1200",
        "R a warn drifts 1200..1300",
    ];
    assert_eq!(states(&past), wanted);
}

async fn the_hours_hold_every_run(one: &dyn History, other: &dyn History) {
    let took = |second, millis: u64| Run {
        latencies: [("a".to_owned(), Duration::from_millis(millis))].into(),
        ..run("hours", second)
    };
    append(one, &[took(0, 10), took(300, 20), took(3599, 90)]).await;
    append(other, &[took(3600, 40), took(7200, 50)]).await;
    let hours = past(one, "hours", 0, 7200).await.hours;
    let told = hours.iter().map(|hour| {
        let took = &hour.latencies["a"];
        (
            hour.since,
            hour.runs,
            took.count(),
            took.longest().as_millis(),
        )
    });
    let wanted = [(at(0), 3, 3, 90), (at(3600), 1, 1, 40)];
    assert_eq!(told.collect::<Vec<_>>(), wanted);
    let median = hours[0].latencies["a"].quantile(0.5).unwrap();
    assert!(
        (median.as_secs_f64() / 0.02 - 1.0).abs() < 0.05,
        "{median:?}"
    );
    let within = past(other, "hours", 3700, 3800).await.hours;
    assert_eq!(within, hours[1..], "an hour that reaches into the time");
}

async fn a_time_is_cut(history: &dyn History) {
    let changes: Vec<Run> = (0..6)
        .map(|turn| {
            let state = ["R a pass ok", "R a fail behind"][usize::from(turn % 2 == 1)];
            found("cut", turn * 300, &[state])
        })
        .collect();
    append(history, &changes).await;
    let middle = past(history, "cut", 400, 1000).await;
    let wanted = [
        "R a fail behind 400..600",
        "R a pass ok 600..900",
        "R a fail behind 900..1000",
    ];
    assert_eq!(states(&middle), wanted);
    assert_eq!(watched(&middle), ["400..1000"]);
    for nothing in [
        span(500, 500),
        span(900, 300),
        span(-100, 0),
        span(1900, 9000),
    ] {
        assert_eq!(history.past("cut", nothing).await.unwrap(), None);
        let there = history.appliances(nothing).await.unwrap();
        assert!(!there.contains(&"cut".to_owned()), "{nothing:?}");
    }
}

async fn what_is_over_is_forgotten(one: &dyn History, other: &dyn History) {
    let with = |second: i64, state: &str| Run {
        causes: vec![cause(&format!("mx{}", second % 7), "away", &["R"])],
        ..found("forget", second, &[state, "R z pass ok"])
    };
    append(
        one,
        &[
            with(0, "R a pass ok"),
            with(3600, "R a fail behind"),
            with(7201, "R a pass ok"),
        ],
    )
    .await;
    one.forget("forget", at(3600)).await.unwrap();
    let past = past(other, "forget", 0, 8000).await;
    assert_eq!(watched(&past), ["3600..4000", "7201..7601"]);
    let wanted = [
        "R a fail behind 3600..7201",
        "R a pass ok 7201..8000",
        "R z pass ok 0..8000",
    ];
    assert_eq!(states(&past), wanted, "what still holds is kept whole");
    assert_eq!(past.causes.len(), 2);
    let hours = past.hours.iter().map(|hour| hour.since);
    assert_eq!(hours.collect::<Vec<_>>(), [at(3600), at(7200)]);
    assert!(one.memory("forget").await.unwrap().is_some());
}

async fn memory_comes_with_its_run(one: &dyn History, other: &dyn History) {
    let alone = json!({"before": "any run", "zero": "\0", "n": [1.5, null]});
    one.remember("memory", &alone).await.unwrap();
    assert_eq!(other.memory("memory").await.unwrap(), Some(alone));
    let ever = span(-1_000_000, 1_000_000);
    assert_eq!(one.past("memory", ever).await.unwrap(), None);
    let there = one.appliances(ever).await.unwrap();
    assert!(!there.contains(&"memory".to_owned()));
    let of_run = json!("of the run");
    one.append(&run("memory", 0), &of_run).await.unwrap();
    assert_eq!(other.memory("memory").await.unwrap(), Some(of_run));
    other.remember("memory", &json!(7)).await.unwrap();
    assert_eq!(one.memory("memory").await.unwrap(), Some(json!(7)));
    assert_eq!(past(one, "memory", 0, 100).await.last_run_at, at(0));
}

async fn appliances_are_kept_apart(one: &dyn History, other: &dyn History) {
    let names = ["b", "B", "a b", "ä", "a'b", "😀", "%", ""];
    let later = 10_000_000;
    for (number, name) in (0..).zip(names) {
        let state = format!("R a fail reason{number}");
        append(one, &[found(name, later + number, &[&state])]).await;
    }
    for (number, name) in (0..).zip(names) {
        let past = past(other, name, later, later + 100).await;
        let wanted = format!(
            "R a fail reason{number} {}..{}",
            later + number,
            later + 100
        );
        assert_eq!(states(&past), [wanted]);
    }
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    let there = one.appliances(span(later, later + 100)).await.unwrap();
    assert_eq!(there, sorted);
}

async fn any_text_is_kept(one: &dyn History, other: &dyn History) {
    let mut strange = found("text", 0, &["R a fail behind", "R b fail behind"]);
    strange.states[0].realm = "a\0b\n\u{202e}'\"\\".into();
    strange.states[1].realm = "é".repeat(5000);
    strange.causes = vec![cause("\0", &"x".repeat(1 << 20), &["\0"])];
    strange.version = "\0".into();
    append(one, &[strange.clone()]).await;
    strange.started_at = at(100);
    append(other, &[strange]).await;
    let past = past(one, "text", 0, 200).await;
    assert_eq!(past.states.len(), 2);
    let realms: Vec<&str> = past
        .states
        .iter()
        .map(|(state, _)| &state.realm[..])
        .collect();
    assert_eq!(realms[0], "a\u{fffd}b\n\u{202e}'\"\\");
    assert!(realms[1].starts_with("éé") && realms[1].len() < 5000);
    let (cause, _) = &past.causes[0];
    assert!((1..5000).contains(&cause.summary.len()));
    let long = "ü".repeat(5000);
    append(one, &[run(&long, 0), run(&long, 1)]).await;
    assert!(other.past(&long, span(0, 10)).await.unwrap().is_some());
}

/// The histories of both databases, each with what must outlive it.
pub(crate) async fn both() -> (TempDir, [Arc<dyn History>; 2]) {
    let folder = TempDir::new().unwrap();
    let sqlite = in_folder(folder.path()).await;
    let place = Server::shared().new_database();
    let postgres = history::open(&place, None).await.unwrap();
    (folder, [sqlite, postgres])
}
