//! A connection to PostgreSQL that breaks while a run is on its way: the run is there once, or an error says that nobody
//! knows, and to append it again harms nothing.

use std::sync::mpsc::channel;

use otpdoctor::history;
use otpdoctor::otp::store::StoreError;
use serde_json::json;

use crate::made::{append, found, past, states};
use crate::server::Server;
use crate::way::{Fate, Way};

/// What goes out with the last of every run.
const COMMIT: &[u8] = b"COMMIT";

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_there_once_whenever_its_connection_breaks() {
    let way = Way::to(Server::shared(), COMMIT);
    let history = history::open(&way.place(), None).await.unwrap();
    let straight = history::open(&way.straight, None).await.unwrap();
    let run = |number: i64| found("jo", number * 60, &[&format!("R a fail r{number}")]);
    for (number, fate) in (0..).zip([Fate::Unanswered, Fate::Dropped, Fate::Unanswered]) {
        way.next([fate]);
        history.append(&run(number), &json!(number)).await.unwrap();
        let known = past(&*straight, "jo", 0, (number + 1) * 60).await;
        assert_eq!(known.hours[0].runs, number.unsigned_abs() + 1);
        assert_eq!(known.states.len(), known.hours[0].runs as usize);
    }
    for (number, fates) in [
        (3, [Fate::Dropped, Fate::Dropped]),
        (4, [Fate::Unanswered, Fate::Dropped]),
    ] {
        way.next(fates);
        if let Err(error) = history.append(&run(number), &json!(number)).await {
            assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
            assert!(error.to_string().contains("not known"), "{error}");
            history.append(&run(number), &json!(number)).await.unwrap();
        }
        let known = past(&*straight, "jo", 0, (number + 1) * 60).await;
        assert_eq!(known.hours[0].runs, number.unsigned_abs() + 1);
        assert_eq!(straight.memory("jo").await.unwrap(), Some(json!(number)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_vanishes_in_the_middle_of_a_run_keeps_nobody_out() {
    let way = Way::to(Server::shared(), COMMIT);
    let history = history::open(&way.place(), None).await.unwrap();
    let straight = history::open(&way.straight, None).await.unwrap();
    append(&*straight, &[found("jo", 0, &["R a pass ok"])]).await;
    let (never, told) = channel();
    let (done, _) = channel();
    // The server never hears of its end, as when a host loses its power.
    way.next([Fate::Late(told, done)]);
    append(&*history, &[found("jo", 60, &["R a fail behind"])]).await;
    assert!(way.is_through());
    append(&*straight, &[found("jo", 120, &["R a pass ok"])]).await;
    let known = past(&*straight, "jo", 0, 200).await;
    assert_eq!(known.hours[0].runs, 3);
    drop(never);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_arrives_late_changes_nothing() {
    let way = Way::to(Server::shared(), COMMIT);
    let history = history::open(&way.place(), None).await.unwrap();
    let straight = history::open(&way.straight, None).await.unwrap();
    let first = found("jo", 0, &["R a pass ok"]);
    straight.append(&first, &json!(0)).await.unwrap();
    let (go_on, told) = channel();
    let (done, when_done) = channel();
    way.next([Fate::Late(told, done)]);
    let late = found("jo", 60, &["R a fail behind"]);
    // The broken connection still holds the lock of the appliance, until the server hears of its end.
    let appending = tokio::spawn({
        let history = history.clone();
        async move { history.append(&late, &json!(1)).await }
    });
    go_on.send(()).unwrap();
    tokio::task::spawn_blocking(move || when_done.recv().unwrap())
        .await
        .unwrap();
    appending.await.unwrap().unwrap();
    let known = past(&*straight, "jo", 0, 120).await;
    assert_eq!(
        states(&known),
        ["R a pass ok 0..60", "R a fail behind 60..120"]
    );
    assert_eq!(known.hours[0].runs, 2);
}
