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
