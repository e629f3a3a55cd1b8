//! The engine over a store in memory: conflicts, races, and what is told.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::BoxFuture;
use serde_json::json;

use std::sync::Arc;
use std::time::Duration;

use checks::kit::Config;
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::keys::KeyFile;
use super::*;
use crate::otp::core::{Account, Code, Kind, Method, Refused, Sealed, User, Verdict, Why};
use crate::otp::store::{Problem, Store, StoreError, Swap, Version};
use crate::secret::{Commands, Resolve, Vault};
use crate::seed::Seed;

mod recalled;
mod seeds;

/// A store in memory that conflicts as often as it is told to.
#[derive(Default)]
struct Memory {
    records: Mutex<BTreeMap<User, (Account, Version)>>,
    conflicts: AtomicU32,
    writes: AtomicU32,
    loads: AtomicU32,
    recalled: Mutex<Option<(Account, Version)>>,
    gate: Mutex<Option<Arc<tokio::sync::Barrier>>>,
    to_gate: AtomicU32,
}

impl Memory {
    /// Lets the next loads, as many, answer all at once.
    fn gather(&self, loads: u32) {
        let barrier = tokio::sync::Barrier::new(loads as usize);
        *self.gate.lock().unwrap() = Some(Arc::new(barrier));
        self.to_gate.store(loads, Ordering::SeqCst);
    }

    /// From now on what is there of a user is what is recalled, whatever is changed after it.
    fn recall_as_it_is(&self, user: &User) {
        let found = self.records.lock().unwrap().get(user).cloned();
        *self.recalled.lock().unwrap() = found;
    }

    fn loads(&self) -> u32 {
        self.loads.swap(0, Ordering::SeqCst)
    }

    fn loses(&self) -> bool {
        let left = |left: u32| left.checked_sub(1);
        self.conflicts
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, left)
            .is_ok()
    }

    fn put(&self, user: &User, expected: Option<Version>, account: &Account) -> Swap {
        let mut records = self.records.lock().unwrap();
        let found = records.get(user).map(|(_, version)| *version);
        if found != expected || self.loses() {
            return Swap::Conflict;
        }
        self.writes.fetch_add(1, Ordering::SeqCst);
        let version = found.unwrap_or_default() + 1;
        records.insert(user.clone(), (account.clone(), version));
        Swap::Stored
    }
}

impl Store for Memory {
    fn load<'a>(
        &'a self,
        user: &'a User,
    ) -> BoxFuture<'a, Result<Option<(Account, Version)>, StoreError>> {
        Box::pin(async move {
            self.loads.fetch_add(1, Ordering::SeqCst);
            let found = self.records.lock().unwrap().get(user).cloned();
            let left = |left: u32| left.checked_sub(1);
            let gated = self
                .to_gate
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, left);
            let gate = self.gate.lock().unwrap().clone();
            if let (Ok(_), Some(gate)) = (gated, gate) {
                gate.wait().await;
            }
            Ok(found)
        })
    }

    fn recall(&self, _: &User) -> Option<(Account, Version)> {
        self.recalled.lock().unwrap().clone()
    }

    fn swap<'a>(
        &'a self,
        user: &'a User,
        version: Option<Version>,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move { Ok(self.put(user, version, account)) })
    }

    fn location(&self) -> &str {
        "memory"
    }
}

struct Bench {
    store: Arc<Memory>,
    engine: Engine,
    _folder: tempfile::TempDir,
}

/// A realm with these settings of its own, a store in memory, and a key file.
fn bench(settings: serde_json::Value) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let config = json!({
        "schema": 1,
        "otp": {"key": folder.path().join("otp.key")},
        "realms": {"SecureAuth1": settings},
    });
    let config: Config = serde_json::from_value(config).unwrap();
    let store = Arc::new(Memory::default());
    let vault = Vault::new(Vec::new(), Vec::new(), Commands::Refused, Resolve::Yes);
    let engine = Engine::for_realm(&config, "SecureAuth1", Arc::new(vault), store.clone()).unwrap();
    Bench {
        store,
        engine: engine.by_clock(|| Timestamp::from_second(1_800_000_000).unwrap()),
        _folder: folder,
    }
}

fn usual() -> Bench {
    bench(json!({"multi_factor": {
        "email": {"field_1": "text"}, "oath": {"enabled": true},
        "throttling": {"enabled": true, "max_failed_attempts": 3},
    }}))
}

fn jo() -> User {
    User::new("jo").unwrap()
}

fn wrong(code: &Code) -> Code {
    let last = code.expose().chars().last().unwrap();
    let other = if last == '0' { '1' } else { '0' };
    let digits = &code.expose()[..code.expose().len() - 1];
    Code::parse(&format!("{digits}{other}")).unwrap()
}

#[tokio::test]
async fn a_code_is_taken_once() {
    let Bench { engine, .. } = usual();
    let active = engine.issue(&jo(), Method::Email).await.unwrap();
    assert_eq!(active.expires_at.as_second(), 1_800_000_300);
    let drift = 0;
    let method = Method::Email;
    let first = engine.verify(&jo(), &active.code).await.unwrap();
    assert_eq!(first, Verdict::Verified { method, drift });
    let again = engine.verify(&jo(), &active.code).await.unwrap();
    assert_eq!(again, Verdict::Replayed);
}

#[tokio::test]
async fn a_code_that_was_issued_while_the_clock_was_ahead_lives_from_the_first_look_on() {
    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }
    let Bench { engine, store, .. } = usual();
    let active = engine.issue(&jo(), Method::Email).await.unwrap();
    let engine = engine.by_clock(|| at(-86_400));
    let told = engine.status(&jo()).await.unwrap().code.unwrap();
    assert_eq!(told.expires_at, at(-86_400 + 300));
    let writes = store.writes.load(Ordering::SeqCst);
    engine.status(&jo()).await.unwrap();
    assert_eq!(store.writes.load(Ordering::SeqCst), writes, "a look alone");
    let engine = engine.by_clock(|| at(-86_400 + 299));
    let wrong = engine.verify(&jo(), &wrong(&active.code)).await.unwrap();
    assert!(matches!(wrong, Verdict::Rejected { .. }), "{wrong:?}");
    let engine = engine.by_clock(|| at(-3600));
    let late = engine.verify(&jo(), &active.code).await.unwrap();
    assert!(!matches!(late, Verdict::Verified { .. }), "{late:?}");
}

#[tokio::test]
async fn what_another_forestalled_is_decided_again() {
    let Bench { engine, store, .. } = usual();
    store.conflicts.store(3, Ordering::SeqCst);
    let active = engine.issue(&jo(), Method::Email).await.unwrap();
    store.conflicts.store(3, Ordering::SeqCst);
    let verdict = engine.verify(&jo(), &active.code).await.unwrap();
    assert!(matches!(verdict, Verdict::Verified { .. }));
    assert_eq!(store.writes.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_store_that_always_conflicts_is_given_up() {
    let Bench { engine, store, .. } = usual();
    let patience = Duration::from_millis(40);
    let engine = Engine { patience, ..engine };
    store.conflicts.store(u32::MAX, Ordering::SeqCst);
    let error = engine.issue(&jo(), Method::Email).await.unwrap_err();
    assert!(matches!(
        error,
        EngineError::Store(StoreError {
            problem: Problem::Unavailable(_),
            ..
        })
    ));
    assert!(error.to_string().contains("for 40ms"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_once_one_is_verified() {
    let Bench { engine, store, .. } =
        bench(json!({"multi_factor": {"email": {"field_1": "text"}}}));
    let code = engine.issue(&jo(), Method::Email).await.unwrap().code;
    store.gather(32);
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let (engine, code) = (engine.clone(), code.clone());
            tokio::spawn(async move { engine.verify(&jo(), &code).await.unwrap() })
        })
        .collect();
    let verdicts = futures_util::future::join_all(tasks).await;
    let verified = verdicts
        .into_iter()
        .filter(|verdict| matches!(verdict, Ok(Verdict::Verified { .. })));
    assert_eq!(verified.count(), 1);
}

#[tokio::test]
async fn failures_lock_and_an_operator_unlocks() {
    let Bench { engine, store, .. } = usual();
    let code = engine.issue(&jo(), Method::Email).await.unwrap().code;
    for _ in 0..3 {
        let verdict = engine.verify(&jo(), &wrong(&code)).await.unwrap();
        assert!(matches!(
            verdict,
            Verdict::Rejected {
                why: Why::WrongCode,
                ..
            }
        ));
    }
    let locked = engine.verify(&jo(), &code).await.unwrap();
    assert!(matches!(locked, Verdict::Locked { until: Some(_) }));
    let status = engine.status(&jo()).await.unwrap();
    assert_eq!(status.attempts[0].failed, 3);
    assert!(status.attempts[0].locked);
    let refused = engine.issue(&jo(), Method::Email).await.unwrap_err();
    assert!(matches!(
        refused,
        EngineError::Refused(Refused::Locked { .. })
    ));
    let writes = store.writes.load(Ordering::SeqCst);
    engine.unlock(&jo()).await.unwrap();
    engine.unlock(&jo()).await.unwrap();
    assert_eq!(store.writes.load(Ordering::SeqCst), writes + 1);
    let verdict = engine.verify(&jo(), &code).await.unwrap();
    assert!(matches!(verdict, Verdict::Verified { .. }));
}

#[tokio::test]
async fn a_token_is_enrolled_and_verified() {
    let Bench { engine, .. } = usual();
    let new = NewToken::default();
    let enrolled = engine.enroll(&jo(), "phone", new).await.unwrap();
    assert_eq!(enrolled.seed.len(), 20);
    let now = Timestamp::from_second(1_800_000_000).unwrap();
    let code = enrolled.code_at(now).unwrap();
    let verdict = engine.verify_token(&jo(), "phone", &code).await.unwrap();
    assert!(matches!(verdict, Verdict::Verified { .. }));
    let verdict = engine.verify_token(&jo(), "phone", &code).await.unwrap();
    assert_eq!(verdict, Verdict::Replayed);
    let again = engine.enroll(&jo(), "phone", NewToken::default()).await;
    assert!(matches!(
        again,
        Err(EngineError::Refused(Refused::AlreadyEnrolled))
    ));
    let status = engine.status(&jo()).await.unwrap();
    let [token] = &status.tokens[..] else {
        panic!("{status:?}")
    };
    assert_eq!((token.name.as_str(), token.sealing), ("phone", "standard"));
}

#[tokio::test]
async fn a_token_that_comes_back_with_its_seed_takes_no_code_twice() {
    let Bench { engine, .. } = usual();
    let again = |seed: &Seed| NewToken {
        seed: Some(seed.clone()),
        existing: Existing::Replace,
        moving: Moving::Hotp(0),
        ..NewToken::default()
    };
    let seed = Zeroizing::new(b"12345678901234567890".to_vec());
    let enrolled = engine.enroll(&jo(), "key", again(&seed)).await.unwrap();
    let first = enrolled.generator.code(0);
    assert_eq!(first.expose(), "755224");
    let verdict = engine.verify_token(&jo(), "key", &first).await.unwrap();
    assert!(matches!(verdict, Verdict::Verified { .. }));
    engine.enroll(&jo(), "key", again(&seed)).await.unwrap();
    let verdict = engine.verify_token(&jo(), "key", &first).await.unwrap();
    assert_eq!(verdict, Verdict::Replayed);
    let other = Zeroizing::new(b"another seed of ours".to_vec());
    let other = engine.enroll(&jo(), "key", again(&other)).await.unwrap();
    assert_eq!(other.token.kind, Kind::Hotp { next: 0 });
}

#[tokio::test]
async fn two_codes_bring_a_counter_back() {
    let Bench { engine, .. } = usual();
    // Of this seed no code is twice among these.
    let new = NewToken {
        seed: Some(Zeroizing::new(b"12345678901234567890".to_vec())),
        moving: Moving::Hotp(0),
        ..NewToken::default()
    };
    let enrolled = engine.enroll(&jo(), "key", new).await.unwrap();
    let far = [enrolled.generator.code(150), enrolled.generator.code(151)];
    let verdict = engine.verify_token(&jo(), "key", &far[0]).await.unwrap();
    assert!(matches!(verdict, Verdict::Rejected { .. }));
    let resynced = engine
        .resync(&jo(), "key", [&far[0], &far[1]])
        .await
        .unwrap();
    assert_eq!(resynced.drift, 150);
    let next = enrolled.generator.code(152);
    let verdict = engine.verify_token(&jo(), "key", &next).await.unwrap();
    assert!(matches!(verdict, Verdict::Verified { .. }));
    let none = engine.resync(&jo(), "none", [&far[0], &far[1]]).await;
    assert!(matches!(
        none,
        Err(EngineError::Refused(Refused::NotEnrolled))
    ));
}

#[tokio::test]
async fn a_lost_key_file_is_said_and_not_made_anew() {
    let Bench { engine, .. } = usual();
    let other = usual().engine;
    let enrolled = engine
        .enroll(&jo(), "phone", NewToken::default())
        .await
        .unwrap();
    let elsewhere = Engine {
        sealing: other.sealing.clone(),
        ..engine
    };
    let code = enrolled.generator.code(1);
    let error = elsewhere
        .verify_token(&jo(), "phone", &code)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("does not exist"), "{error}");
    assert!(!elsewhere.key_file().exists());
}

#[tokio::test]
async fn names_of_tokens_cannot_steer_a_terminal() {
    let Bench { engine, .. } = usual();
    for name in ["", " x", "a\u{1b}[2J", &"x".repeat(65)] {
        let error = engine
            .enroll(&jo(), name, NewToken::default())
            .await
            .err()
            .unwrap();
        assert!(matches!(error, EngineError::Impossible(_)), "{name:?}");
    }
}

/// What probes need: an operation that moves between threads.
#[test]
fn the_operations_are_send() {
    fn is_send<T: Send>(_: T) {}
    let Bench { engine, .. } = usual();
    let (user, code) = (jo(), Code::parse("123456").unwrap());
    is_send(engine.issue(&user, Method::Sms));
    is_send(engine.verify(&user, &code));
    is_send(engine.verify_token(&user, "phone", &code));
    is_send(engine.resync(&user, "phone", [&code, &code]));
    is_send(engine.enroll(&user, "phone", NewToken::default()));
    is_send(engine.unlock(&user));
    is_send(engine.status(&user));
}
