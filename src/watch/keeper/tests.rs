//! Runs that wait for a history that goes and comes back.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::*;
use crate::watch::fake::{Fake, down};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_000_000 + seconds).unwrap()
}

fn run(seconds: i64) -> Run {
    Run {
        appliance: "idp-01".into(),
        version: "1".into(),
        started_at: at(seconds),
        holds_for: Duration::from_secs(600),
        states: Vec::new(),
        latencies: BTreeMap::new(),
        causes: Vec::new(),
    }
}

fn opener(fake: &Fake) -> Open {
    let fake = fake.clone();
    Box::new(move || {
        let fake = fake.clone();
        Box::pin(async move {
            match fake.0.lock().unwrap().down {
                true => Err(down()),
                false => Ok(Arc::new(fake.clone()) as Arc<dyn History>),
            }
        })
    })
}

fn keeper(fake: &Fake) -> Keeper {
    let opened: Result<Arc<dyn History>, StoreError> = match fake.0.lock().unwrap().down {
        true => Err(down()),
        false => Ok(Arc::new(fake.clone())),
    };
    Keeper::new("idp-01".into(), opener(fake), opened)
}

async fn keep(keeper: &mut Keeper, seconds: i64) -> (Option<Value>, Option<News>) {
    keeper.add(run(seconds));
    let earlier = keeper.recall().await;
    (earlier, keeper.store(&json!(seconds)).await)
}

fn stored(fake: &Fake) -> Vec<Timestamp> {
    let held = fake.0.lock().unwrap();
    held.runs.iter().map(|run| run.started_at).collect()
}

#[tokio::test]
async fn runs_wait_in_order_and_are_told_of_once() {
    let fake = Fake::default();
    let mut keeper = keeper(&fake);
    assert_eq!(keep(&mut keeper, 0).await, (None, None));
    fake.set_down(true);
    let (_, news) = keep(&mut keeper, 1).await;
    assert!(matches!(news, Some(News::Gone(why)) if why.contains("it is down")));
    assert_eq!(keep(&mut keeper, 2).await, (None, None));
    assert_eq!((keeper.reachable(), keeper.waiting()), (false, 2));
    assert_eq!(keeper.remember(&json!("early")).await, None);
    fake.set_down(false);
    let back = News::Back { runs: 3, lost: 0 };
    assert_eq!(keep(&mut keeper, 3).await, (None, Some(back)));
    assert_eq!(stored(&fake), [at(0), at(1), at(2), at(3)]);
    assert_eq!(fake.0.lock().unwrap().memory, Some(json!(3)));
    assert_eq!(keep(&mut keeper, 4).await, (None, None));
    assert!(keeper.reachable());
}

#[tokio::test]
async fn one_that_cannot_be_reached_at_first_is_opened_later_and_what_it_remembers_is_taken_over() {
    let fake = Fake::default();
    fake.0.lock().unwrap().memory = Some(json!("left"));
    fake.set_down(true);
    let mut keeper = keeper(&fake);
    assert!(!keeper.reachable());
    assert_eq!(keeper.recall().await, None);
    // The one who opened it has told of it.
    assert_eq!(keep(&mut keeper, 1).await, (None, None));
    fake.set_down(false);
    let back = News::Back { runs: 2, lost: 0 };
    assert_eq!(
        keep(&mut keeper, 2).await,
        (Some(json!("left")), Some(back))
    );
    assert_eq!(stored(&fake), [at(1), at(2)]);
    assert_eq!(keep(&mut keeper, 3).await, (None, None));
}

#[tokio::test]
async fn what_waits_is_bounded() {
    let fake = Fake::default();
    let mut keeper = keeper(&fake);
    keep(&mut keeper, 0).await;
    fake.set_down(true);
    for n in 1..=i64::try_from(MOST).unwrap() + 2 {
        keep(&mut keeper, n).await;
    }
    assert_eq!(keeper.waiting(), MOST);
    fake.set_down(false);
    let (_, news) = keep(&mut keeper, 9999).await;
    assert_eq!(
        news,
        Some(News::Back {
            runs: MOST,
            lost: 3
        })
    );
    assert_eq!(stored(&fake)[1], at(4), "the oldest went");
}

#[tokio::test]
async fn old_runs_are_forgotten_once_a_day() {
    let fake = Fake::default();
    let mut keeper = keeper(&fake);
    keep(&mut keeper, 0).await;
    let keep_for = SignedDuration::from_hours(24);
    for now in [at(0), at(3600), at(86_400)] {
        assert_eq!(keeper.forget(keep_for, now).await, None);
    }
    assert_eq!(fake.0.lock().unwrap().forgot, [at(-86_400), at(0)]);
}

#[tokio::test]
async fn a_notice_that_was_delivered_is_remembered_between_runs() {
    let fake = Fake::default();
    let mut keeper = keeper(&fake);
    keep(&mut keeper, 0).await;
    assert_eq!(keeper.remember(&json!("delivered")).await, None);
    assert_eq!(fake.0.lock().unwrap().memory, Some(json!("delivered")));
}
