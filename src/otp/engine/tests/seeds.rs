//! Key files that are missing, seeds that come back, and what is judged before a seed is opened.

use super::*;

const BASE: &[u8] = b"12345678901234567890";

fn imported(existing: Existing) -> NewToken {
    NewToken {
        seed: Some(Zeroizing::new(BASE.to_vec())),
        existing,
        ..NewToken::default()
    }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn change(store: &Memory, change: impl FnOnce(&mut Account)) {
    let mut records = store.records.lock().unwrap();
    let (account, version) = records.get_mut(&jo()).unwrap();
    change(account);
    *version += 1;
}

/// The same engine on another machine: without the keys that this one has read.
fn elsewhere(bench: &Bench, file: KeyFile) -> Engine {
    let config: Config = serde_json::from_value(json!({
        "schema": 1,
        "otp": {"key": file.path()},
        "realms": {"SecureAuth1": {"multi_factor": {
            "email": {"field_1": "text"}, "oath": {"enabled": true},
        }}},
    }))
    .unwrap();
    let vault = Vault::new(Vec::new(), Vec::new(), Commands::Refused, Resolve::Yes);
    let store = bench.store.clone();
    let engine = Engine::for_realm(&config, "SecureAuth1", Arc::new(vault), store).unwrap();
    engine.by_clock(now)
}

#[tokio::test]
async fn a_missing_key_file_is_said_and_not_made_where_one_is_needed() {
    let bench = usual();
    let code = bench.engine.issue(&jo(), Method::Email).await.unwrap().code;
    let file = bench.engine.key_file().clone();
    std::fs::remove_file(file.path()).unwrap();
    let fresh = || elsewhere(&bench, file.clone());
    let verified = fresh().verify(&jo(), &code).await.map(drop);
    let issued = fresh().issue(&jo(), Method::Email).await.map(drop);
    let enrolled = fresh().enroll(&jo(), "b", NewToken::default()).await;
    for done in [verified, issued, enrolled.map(drop)] {
        let why = done.unwrap_err();
        assert!(matches!(why, EngineError::Key(_)), "{why}");
        assert!(why.to_string().contains("does not exist: restore it"));
    }
    assert!(!file.exists());
    // Of others nothing is kept under it: verifying needs none, and issuing makes one.
    let al = User::new("al").unwrap();
    let verdict = fresh().verify(&al, &code).await.unwrap();
    assert!(matches!(verdict, Verdict::Rejected { .. }));
    assert!(!file.exists());
    fresh().issue(&al, Method::Email).await.unwrap();
    assert!(file.exists());
}

#[tokio::test]
async fn a_method_that_is_off_costs_no_key_file() {
    let Bench { engine, .. } = bench(json!({"multi_factor": {"email": {"field_1": "text"}}}));
    let sent = engine.issue(&jo(), Method::Sms).await;
    assert!(matches!(sent, Err(EngineError::Refused(_))));
    let enrolled = engine.enroll(&jo(), "a", NewToken::default()).await;
    assert!(matches!(enrolled, Err(EngineError::Refused(_))));
    assert!(!engine.key_file().exists());
}

#[tokio::test]
async fn one_seed_is_no_two_tokens() {
    let Bench { engine, .. } = usual();
    let keep = || imported(Existing::Keep);
    engine.enroll(&jo(), "a", keep()).await.unwrap();
    let twin = |done: Result<Enrolled, EngineError>| match done.map(drop) {
        Err(EngineError::Refused(Refused::SeedEnrolled(name))) => assert_eq!(name, "a"),
        other => panic!("{other:?}"),
    };
    twin(engine.enroll(&jo(), "b", keep()).await);
    let al = User::new("al").unwrap();
    engine.enroll(&al, "b", keep()).await.unwrap();
}

#[tokio::test]
async fn a_seed_that_comes_back_is_known_though_it_cannot_be_opened() {
    let Bench { engine, store, .. } = usual();
    let replace = || imported(Existing::Replace);
    let enrolled = engine.enroll(&jo(), "a", replace()).await.unwrap();
    let code = enrolled.code_at(now()).unwrap();
    let verdict = engine.verify_token(&jo(), "a", &code).await.unwrap();
    assert!(matches!(verdict, Verdict::Verified { .. }));
    // As if a realm with another certificate had sealed it.
    change(&store, |account| {
        account.tokens.get_mut("a").unwrap().sealed = Sealed::Advanced("AA==".into());
    });
    engine.enroll(&jo(), "a", replace()).await.unwrap();
    let verdict = engine.verify_token(&jo(), "a", &code).await.unwrap();
    assert_eq!(verdict, Verdict::Replayed);
    let fresh = NewToken {
        existing: Existing::Replace,
        ..NewToken::default()
    };
    let other = engine.enroll(&jo(), "a", fresh).await.unwrap();
    let another = other.code_at(now()).unwrap();
    let verdict = engine.verify_token(&jo(), "a", &another).await.unwrap();
    assert!(matches!(verdict, Verdict::Verified { .. }), "{verdict:?}");
    engine.enroll(&jo(), "a", replace()).await.unwrap();
    let verdict = engine.verify_token(&jo(), "a", &code).await.unwrap();
    assert_eq!(verdict, Verdict::Replayed);
}

#[tokio::test]
async fn a_realm_that_takes_no_tokens_opens_no_seed() {
    let Bench { engine, store, .. } = usual();
    let keep = imported(Existing::Keep);
    let enrolled = engine.enroll(&jo(), "a", keep).await.unwrap();
    change(&store, |account| {
        account.tokens.get_mut("a").unwrap().sealed = Sealed::Advanced("AA==".into());
    });
    let off = bench(json!({"multi_factor": {"email": {"field_1": "text"}}}));
    let other = Engine {
        store: store.clone(),
        ..off.engine
    };
    let code = enrolled.code_at(now()).unwrap();
    let verdict = other.verify_token(&jo(), "a", &code).await.unwrap();
    let why = Why::MethodOff;
    assert_eq!(verdict, Verdict::Rejected { why, left: None });
    let resynced = other.resync(&jo(), "a", [&code, &code]).await;
    assert!(matches!(
        resynced,
        Err(EngineError::Refused(Refused::MethodOff(Method::Oath)))
    ));
    // Where tokens are taken, the error is of the token, not of how this realm would seal.
    let error = engine.verify_token(&jo(), "a", &code).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the seed of a, enrolled by SecureAuth1, is encrypted with a license certificate, and the config does not say which one SecureAuth1 uses: set license_certificate"
    );
}

#[tokio::test]
async fn steps_are_counted_from_the_epoch() {
    let Bench { engine, .. } = usual();
    let epoch = 1_700_000_000;
    let new = NewToken {
        epoch,
        ..imported(Existing::Keep)
    };
    let enrolled = engine.enroll(&jo(), "a", new).await.unwrap();
    let step = u64::try_from(now().as_second() - epoch).unwrap() / 30;
    let code = enrolled.generator.code(step);
    let verdict = engine.verify_token(&jo(), "a", &code).await.unwrap();
    assert!(matches!(verdict, Verdict::Verified { .. }));
}
