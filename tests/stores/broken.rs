//! A connection to PostgreSQL that breaks while a change is on its way: whether it is stored is told rightly, and a
//! change that arrives late changes nothing.

use std::sync::Arc;
use std::sync::mpsc::channel;

use crate::contract::{counted, user};
use crate::server::Server;
use crate::way::{Fate, Way};
use otpdoctor::otp::store::{self, Problem, Store, StoreError, Swap};

/// What every change carries, and nothing else does.
const RECORD: &[u8] = b"\"throttles\"";

/// A store that goes a way, and one that goes straight to the same database.
async fn stores(way: &Way) -> (Arc<dyn Store>, Arc<dyn Store>) {
    let by_way = store::open(&way.place(), None).await.unwrap();
    (by_way, store::open(&way.straight, None).await.unwrap())
}

async fn version(store: &dyn Store) -> i64 {
    store.load(&user("jo")).await.unwrap().unwrap().1
}

fn not_known(swap: Result<Swap, StoreError>) {
    let error = swap.unwrap_err();
    assert!(
        matches!(error.problem, Problem::Unavailable(_)),
        "{error:?}"
    );
    assert!(
        error
            .to_string()
            .contains("whether it is stored is not known"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_stored_once_whenever_its_connection_breaks() {
    let way = Way::to(Server::shared(), RECORD);
    let (store, straight) = stores(&way).await;
    let jo = user("jo");
    way.next([Fate::Unanswered]);
    assert_eq!(
        store.swap(&jo, None, &counted(1)).await.unwrap(),
        Swap::Stored
    );
    way.next([Fate::Dropped]);
    assert_eq!(
        store.swap(&jo, Some(1), &counted(2)).await.unwrap(),
        Swap::Stored
    );
    way.next([Fate::Unanswered]);
    assert_eq!(
        store.swap(&jo, Some(2), &counted(3)).await.unwrap(),
        Swap::Stored
    );
    assert_eq!(straight.load(&jo).await.unwrap(), Some((counted(3), 3)));
    assert!(way.is_through(), "every fate was met");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_another_forestalled_is_a_conflict() {
    let way = Way::to(Server::shared(), RECORD);
    let (store, straight) = stores(&way).await;
    let jo = user("jo");
    straight.swap(&jo, None, &counted(1)).await.unwrap();
    way.next([Fate::Dropped]);
    assert_eq!(
        store.swap(&jo, None, &counted(2)).await.unwrap(),
        Swap::Conflict
    );
    straight.swap(&jo, Some(1), &counted(1)).await.unwrap();
    for fate in [Fate::Dropped, Fate::Unanswered] {
        way.next([fate]);
        // The other stored the same record: it is not this one for all that.
        assert_eq!(
            store.swap(&jo, Some(1), &counted(1)).await.unwrap(),
            Swap::Conflict
        );
    }
    assert_eq!(version(&*straight).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_known_is_told() {
    let way = Way::to(Server::shared(), RECORD);
    let (store, straight) = stores(&way).await;
    let jo = user("jo");
    straight.swap(&jo, None, &counted(1)).await.unwrap();
    way.next([Fate::Dropped, Fate::Dropped]);
    not_known(store.swap(&jo, Some(1), &counted(2)).await);
    assert_eq!(version(&*straight).await, 1);
    way.next([Fate::Unanswered, Fate::Dropped]);
    not_known(store.swap(&jo, Some(1), &counted(2)).await);
    assert_eq!(version(&*straight).await, 2);

    let (waits, waiting) = channel();
    let (go_on, told) = channel();
    way.next([Fate::Held(waits, told)]);
    let held = tokio::spawn({
        let (store, jo) = (store.clone(), jo.clone());
        async move { store.swap(&jo, Some(2), &counted(3)).await }
    });
    tokio::task::spawn_blocking(move || waiting.recv().unwrap())
        .await
        .unwrap();
    // It is stored, and another goes on from there before it is known.
    assert_eq!(
        straight.swap(&jo, Some(3), &counted(4)).await.unwrap(),
        Swap::Stored
    );
    go_on.send(()).unwrap();
    not_known(held.await.unwrap());
    assert_eq!(straight.load(&jo).await.unwrap(), Some((counted(4), 4)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_arrives_late_changes_nothing() {
    let way = Way::to(Server::shared(), RECORD);
    let (store, straight) = stores(&way).await;
    let jo = user("jo");
    straight.swap(&jo, None, &counted(1)).await.unwrap();
    let (go_on, told) = channel();
    let (done, when_done) = channel();
    way.next([Fate::Late(told, done)]);
    assert_eq!(
        store.swap(&jo, Some(1), &counted(2)).await.unwrap(),
        Swap::Stored
    );
    assert_eq!(
        store.swap(&jo, Some(2), &counted(3)).await.unwrap(),
        Swap::Stored
    );
    go_on.send(()).unwrap();
    tokio::task::spawn_blocking(move || when_done.recv().unwrap())
        .await
        .unwrap();
    assert_eq!(straight.load(&jo).await.unwrap(), Some((counted(3), 3)));
}
