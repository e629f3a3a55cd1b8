//! A connection to PostgreSQL that breaks while a change is on its way: it is sent again, and where that does not tell whether
//! it is stored, the user is told so.

use std::sync::Arc;

use crate::contract::{counted, user};
use crate::server::Server;
use crate::way::{Fate, Way};
use otpdoctor::otp::store::{self, Problem, Store, StoreError, Swap};

/// What every change carries, and nothing else does.
const RECORD: &[u8] = b"\"throttles\"";

/// A store that goes a way, and one that goes straight to the same database.
async fn stores(way: &Way) -> (Arc<dyn Store>, Arc<dyn Store>) {
    let by_way = store::open(&way.location(), None).await.unwrap();
    (by_way, store::open(&way.straight, None).await.unwrap())
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
async fn a_change_is_sent_again_and_what_cannot_be_known_is_told() {
    let way = Way::to(Server::shared(), RECORD);
    let (store, straight) = stores(&way).await;
    let jo = user("jo");
    straight.swap(&jo, None, &counted(1)).await.unwrap();
    way.next([Fate::Dropped]);
    assert_eq!(
        store.swap(&jo, Some(1), &counted(2)).await.unwrap(),
        Swap::Stored
    );
    way.next([Fate::Unanswered]);
    not_known(store.swap(&jo, Some(2), &counted(3)).await);
    way.next([Fate::Dropped, Fate::Dropped]);
    not_known(store.swap(&jo, Some(3), &counted(4)).await);
    assert!(way.is_through(), "every fate was met");
    assert_eq!(straight.load(&jo).await.unwrap(), Some((counted(3), 3)));
}
