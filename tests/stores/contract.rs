//! What every store must do, whatever it is made of. The tests run it on each of them (`tests/stores`); two stores that
//! are open on one state stand for two machines.

use std::sync::Arc;

use jiff::Timestamp;
use otpdoctor::otp::core::{
    Account, Algorithm, Fingerprint, Issued, Kind, Lock, Method, Sealed, Spent, Throttle, Token,
    User,
};
use otpdoctor::otp::store::{Store, Swap, Version};

/// Runs the whole suite; the two stores are open on one state, in which there is nothing yet.
pub(crate) async fn holds(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    nothing_is_there_at_first(&*one).await;
    what_is_stored_is_loaded_whole(&*one, &*other).await;
    the_first_record_is_stored_once(&*one, &*other).await;
    a_swap_needs_the_version_that_is_there(&*one, &*other).await;
    a_version_never_comes_back(&*one, &*other).await;
    only_what_was_stored_for_certain_is_recalled(&*one, &*other).await;
    users_are_kept_apart(&*one).await;
    a_large_record_is_kept(&*one, &*other).await;
    of_many_swaps_at_once_one_succeeds(&one, &other).await;
    of_many_first_records_at_once_one_is_stored(&one, &other).await;
    no_count_is_lost(&one, &other).await;
}

/// The user of this name.
pub(crate) fn user(name: &str) -> User {
    User::new(name).unwrap()
}

/// An account that tells itself from others by a count.
pub(crate) fn counted(failures: u32) -> Account {
    let throttle = Throttle {
        lock: Some(Lock {
            until: None,
            failures,
        }),
        ..Throttle::default()
    };
    Account {
        throttles: [("here".to_owned(), throttle)].into(),
        ..Account::default()
    }
}

fn count(account: &Account) -> u32 {
    account.throttles["here"].lock.unwrap().failures
}

async fn stored(store: &dyn Store, user: &User) -> (Account, Version) {
    store.load(user).await.unwrap().expect("a record is there")
}

async fn nothing_is_there_at_first(store: &dyn Store) {
    let nobody = user("nobody");
    assert_eq!(store.load(&nobody).await.unwrap(), None);
    let swap = store.swap(&nobody, Some(1), &counted(1)).await.unwrap();
    assert_eq!(swap, Swap::Conflict, "there is nothing to swap");
    assert_eq!(store.load(&nobody).await.unwrap(), None);
}

async fn what_is_stored_is_loaded_whole(one: &dyn Store, other: &dyn Store) {
    let whole = user("whole");
    let account = full();
    assert_eq!(
        one.swap(&whole, None, &account).await.unwrap(),
        Swap::Stored
    );
    for store in [one, other] {
        assert_eq!(
            stored(store, &whole).await.0,
            account,
            "{}",
            store.location()
        );
    }
}

async fn the_first_record_is_stored_once(one: &dyn Store, other: &dyn Store) {
    let first = user("first");
    assert_eq!(
        one.swap(&first, None, &counted(1)).await.unwrap(),
        Swap::Stored
    );
    for store in [one, other] {
        let again = store.swap(&first, None, &counted(2)).await.unwrap();
        assert_eq!(again, Swap::Conflict);
        assert_eq!(stored(store, &first).await.0, counted(1));
    }
}

async fn a_swap_needs_the_version_that_is_there(one: &dyn Store, other: &dyn Store) {
    let swapped = user("swapped");
    one.swap(&swapped, None, &counted(1)).await.unwrap();
    let (_, version) = stored(one, &swapped).await;
    let swap = other
        .swap(&swapped, Some(version), &counted(2))
        .await
        .unwrap();
    assert_eq!(swap, Swap::Stored);
    let (account, after) = stored(one, &swapped).await;
    assert_eq!(account, counted(2));
    assert_eq!((version, after), (1, 2));
    for stale in [version, 0, after + 1, Version::MAX] {
        let swap = one.swap(&swapped, Some(stale), &counted(3)).await.unwrap();
        assert_eq!(swap, Swap::Conflict, "version {stale} is not there");
    }
    assert_eq!(stored(other, &swapped).await, (counted(2), after));
}

async fn a_version_never_comes_back(one: &dyn Store, other: &dyn Store) {
    let back = user("back");
    one.swap(&back, None, &counted(0)).await.unwrap();
    let mut seen = vec![stored(one, &back).await.1];
    for turn in 1..=6 {
        let before = *seen.last().unwrap();
        let swap = one
            .swap(&back, Some(before), &counted(turn % 2))
            .await
            .unwrap();
        assert_eq!(swap, Swap::Stored);
        let (_, version) = stored(other, &back).await;
        assert!(!seen.contains(&version), "{version} came back: {seen:?}");
        seen.push(version);
    }
}

async fn only_what_was_stored_for_certain_is_recalled(one: &dyn Store, other: &dyn Store) {
    let recalled = user("recalled");
    assert_eq!(one.recall(&recalled), None);
    one.swap(&recalled, None, &counted(1)).await.unwrap();
    assert_eq!(one.recall(&recalled), Some((counted(1), 1)));
    assert_eq!(other.recall(&recalled), None);
    one.swap(&recalled, Some(1), &counted(2)).await.unwrap();
    assert_eq!(
        one.recall(&recalled),
        Some(stored(other, &recalled).await),
        "the account and its version"
    );
    other.swap(&recalled, Some(2), &counted(3)).await.unwrap();
    let late = one.swap(&recalled, Some(2), &counted(4)).await.unwrap();
    assert_eq!((late, one.recall(&recalled)), (Swap::Conflict, None));
}

async fn users_are_kept_apart(store: &dyn Store) {
    let names = [
        "jo",
        "jo ann",
        "o'hara",
        "\"q\"",
        "a;--",
        "%",
        "_",
        "jürgen",
        "ju\u{308}rgen",
        "李",
        "😀",
        "corp\\jo",
        "jo@example.net",
        "NULL",
    ];
    for (number, name) in (1..).zip(names) {
        let swap = store
            .swap(&user(name), None, &counted(number))
            .await
            .unwrap();
        assert_eq!(swap, Swap::Stored, "{name}");
    }
    for (number, name) in (1..).zip(names) {
        assert_eq!(
            stored(store, &user(name)).await.0,
            counted(number),
            "{name}"
        );
    }
    let long = user(&"ü".repeat(256));
    assert_eq!(
        store.swap(&long, None, &counted(1)).await.unwrap(),
        Swap::Stored
    );
    assert_eq!(stored(store, &user(&"Ü".repeat(256))).await.0, counted(1));
}

async fn a_large_record_is_kept(one: &dyn Store, other: &dyn Store) {
    let large = user("large");
    let mut account = full();
    let token = account.tokens["phone \"1\" 😀"].clone();
    for number in 0..2000 {
        account
            .tokens
            .insert(format!("token {number}"), token.clone());
    }
    assert_eq!(
        one.swap(&large, None, &account).await.unwrap(),
        Swap::Stored
    );
    let (found, version) = stored(other, &large).await;
    assert_eq!(found, account);
    assert_eq!(
        other
            .swap(&large, Some(version), &counted(1))
            .await
            .unwrap(),
        Swap::Stored
    );
    assert_eq!(stored(one, &large).await.0, counted(1));
}

async fn of_many_swaps_at_once_one_succeeds(one: &Arc<dyn Store>, other: &Arc<dyn Store>) {
    let wanted = user("wanted");
    one.swap(&wanted, None, &counted(0)).await.unwrap();
    for _ in 0..8 {
        let (_, version) = stored(&**one, &wanted).await;
        let swaps = (1..=16).map(|number| {
            let (store, wanted) = (pick(one, other, number), wanted.clone());
            tokio::spawn(async move { store.swap(&wanted, Some(version), &counted(number)).await })
        });
        let winner = winner(swaps.collect()).await;
        assert_eq!(stored(&**one, &wanted).await.0, counted(winner));
    }
}

async fn of_many_first_records_at_once_one_is_stored(one: &Arc<dyn Store>, other: &Arc<dyn Store>) {
    for round in 0..8 {
        let new = user(&format!("new {round}"));
        let inserts = (1..=16).map(|number| {
            let (store, new) = (pick(one, other, number), new.clone());
            tokio::spawn(async move { store.swap(&new, None, &counted(number)).await })
        });
        let winner = winner(inserts.collect()).await;
        assert_eq!(stored(&**one, &new).await.0, counted(winner));
    }
}

/// The number of the one task whose record was stored, counted from 1.
async fn winner(
    tasks: Vec<tokio::task::JoinHandle<Result<Swap, otpdoctor::otp::store::StoreError>>>,
) -> u32 {
    let mut winners = Vec::new();
    for (number, task) in (1..).zip(tasks) {
        if task.await.unwrap().unwrap() == Swap::Stored {
            winners.push(number);
        }
    }
    assert_eq!(winners.len(), 1, "these were all stored: {winners:?}");
    winners[0]
}

async fn no_count_is_lost(one: &Arc<dyn Store>, other: &Arc<dyn Store>) {
    let busy = user("busy");
    one.swap(&busy, None, &counted(0)).await.unwrap();
    let counting = (0..8).map(|number| {
        let (store, busy) = (pick(one, other, number), busy.clone());
        tokio::spawn(async move {
            for _ in 0..5 {
                loop {
                    let (account, version) = stored(&*store, &busy).await;
                    let next = counted(count(&account) + 1);
                    if store.swap(&busy, Some(version), &next).await.unwrap() == Swap::Stored {
                        break;
                    }
                }
            }
        })
    });
    for task in counting.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(stored(&**one, &busy).await.0, counted(40));
}

fn pick(one: &Arc<dyn Store>, other: &Arc<dyn Store>, number: u32) -> Arc<dyn Store> {
    match number % 2 {
        0 => one.clone(),
        _ => other.clone(),
    }
}

/// An account with something in every field.
fn full() -> Account {
    let at = |nanos: i128| Timestamp::from_nanosecond(nanos).unwrap();
    let token = |kind, sealed| Token {
        realm: "SecureAuth998".into(),
        algorithm: Algorithm::Sha256,
        digits: 8,
        kind,
        sealed,
        fingerprint: fingerprint(),
        enrolled_at: at(1_800_000_000_123_456_789),
    };
    let totp = Kind::Totp {
        step: 30,
        epoch: -5,
        last: Some(u64::MAX),
        drift: i64::MIN,
    };
    let hotp = Kind::Hotp { next: u64::MAX };
    let issued = Issued {
        method: Method::HelpDesk2,
        salt: "00ff".into(),
        hash: "abcdef".into(),
        key: "0123456789abcdef".into(),
        issued_at: at(1_800_000_000_000_000_001),
        expires_at: at(1_800_000_300_000_000_000),
        attempts_left: u32::MAX,
        taken_at: Some(at(-1)),
    };
    let throttle = Throttle {
        failed: [("SecureAuth1".to_owned(), vec![at(3), at(4)])].into(),
        lock: Some(Lock {
            until: Some(at(6)),
            failures: u32::MAX,
        }),
    };
    Account {
        codes: [("SecureAuth1".to_owned(), issued)].into(),
        tokens: [
            (
                "phone \"1\" 😀".to_owned(),
                token(totp, Sealed::Standard("AA==".into())),
            ),
            (
                "key\\fob".to_owned(),
                token(hotp, Sealed::Advanced("MII=".into())),
            ),
        ]
        .into(),
        throttles: [("every 'realm'".to_owned(), throttle)].into(),
        spent: vec![Spent {
            fingerprint: fingerprint(),
            taken: u64::MAX,
        }],
    }
}

fn fingerprint() -> Fingerprint {
    Fingerprint {
        key: "0123456789abcdef".into(),
        tag: "ff00".into(),
    }
}
