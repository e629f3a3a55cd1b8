//! What is decided on a record as the store last stored it.

use super::*;

#[tokio::test]
async fn a_record_that_is_recalled_and_still_holds_is_not_loaded() {
    let Bench { engine, store, .. } = usual();
    engine.issue(&jo(), Method::Email).await.unwrap();
    store.recall_as_it_is(&jo());
    store.loads();
    let active = engine.issue(&jo(), Method::Email).await.unwrap();
    store.recall_as_it_is(&jo());
    let verdict = engine.verify(&jo(), &active.code).await.unwrap();
    assert!(matches!(verdict, Verdict::Verified { .. }));
    assert_eq!(store.loads(), 0);
}

#[tokio::test]
async fn what_is_recalled_and_no_longer_holds_is_never_told() {
    let Bench { engine, store, .. } = usual();
    let active = engine.issue(&jo(), Method::Email).await.unwrap();
    store.recall_as_it_is(&jo());
    engine.verify(&jo(), &active.code).await.unwrap();
    let again = engine.verify(&jo(), &active.code).await.unwrap();
    assert_eq!(
        again,
        Verdict::Replayed,
        "it was active in what is recalled"
    );

    let active = engine.issue(&jo(), Method::Email).await.unwrap();
    for _ in 0..3 {
        engine.verify(&jo(), &wrong(&active.code)).await.unwrap();
    }
    let refused = engine.issue(&jo(), Method::Email).await.unwrap_err();
    let locked = |why: &EngineError| matches!(why, EngineError::Refused(Refused::Locked { .. }));
    assert!(locked(&refused), "nothing was locked in what is recalled");

    store.recall_as_it_is(&jo());
    engine.unlock(&jo()).await.unwrap();
    store.loads();
    let active = engine.issue(&jo(), Method::Email).await.unwrap();
    let verdict = engine.verify(&jo(), &active.code).await.unwrap();
    assert!(
        matches!(verdict, Verdict::Verified { .. }),
        "in what is recalled it is locked: {verdict:?}"
    );
    assert_eq!(store.loads(), 2);
}

#[tokio::test]
async fn every_command_stores_that_it_saw_a_code_of_a_clock_that_was_ahead() {
    const NOW: i64 = 1_800_000_000;
    for look in ["unlock", "verify_token"] {
        let Bench { engine, .. } = usual();
        let by = |second| {
            let now = Timestamp::from_second(second).unwrap();
            engine.clone().by_clock(move || now)
        };
        let ahead = by(NOW + 86_400);
        let code = ahead.issue(&jo(), Method::Email).await.unwrap().code;
        let first = by(NOW);
        match look {
            "unlock" => first.unlock(&jo()).await.unwrap(),
            _ => drop(first.verify_token(&jo(), "none", &code).await.unwrap()),
        }
        let verdict = by(NOW + 301).verify(&jo(), &code).await.unwrap();
        assert_eq!(verdict, Verdict::Expired, "{look}");
        let status = by(NOW + 82_800).status(&jo()).await.unwrap();
        let expires_at = status.code.unwrap().expires_at;
        assert_eq!(expires_at.as_second(), NOW + 300, "{look}");
    }
}
