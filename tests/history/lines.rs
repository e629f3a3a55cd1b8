//! Clocks that were set back: the history goes on, and loses nothing.

use serde_json::json;

use crate::contract::both;
use crate::made::{append, found, past, states, watched};

/// Days, in seconds.
const DAY: i64 = 86_400;

#[tokio::test]
async fn a_clock_that_ran_years_ahead_wedges_nothing() {
    let (_folder, histories) = both().await;
    for history in histories {
        let wrong = 1000 * DAY;
        append(
            &*history,
            &[
                found("clock", 0, &["R a pass ok"]),
                found("clock", wrong, &["R a fail behind"]),
                found("clock", 300, &["R a warn drifts"]),
                found("clock", 600, &["R a pass ok"]),
            ],
        )
        .await;
        let known = past(&*history, "clock", 0, 1000).await;
        assert_eq!(watched(&known), ["0..1000"]);
        let wanted = [
            "R a pass ok 0..300",
            "R a warn drifts 300..600",
            "R a pass ok 600..1000",
        ];
        assert_eq!(states(&known), wanted);
        // The wrong run is where it said that it was, until the clock comes there again.
        let there = past(&*history, "clock", wrong, wrong + 100).await;
        assert!(
            states(&there)[0].starts_with("R a fail behind"),
            "{there:?}"
        );
        append(&*history, &[found("clock", wrong + 50, &["R a skip none"])]).await;
        let there = past(&*history, "clock", wrong, wrong + 1000).await;
        assert_eq!(watched(&there), [format!("{wrong}..{}", wrong + 450)]);
    }
}

#[tokio::test]
async fn a_clock_that_began_in_1970_hides_nothing() {
    let (_folder, histories) = both().await;
    for history in histories {
        let long_ago = -10_000 * DAY;
        append(
            &*history,
            &[
                found("clock", 0, &["R a pass ok"]),
                found("clock", long_ago, &["R a fail behind"]),
                found("clock", long_ago + 300, &["R a fail behind"]),
                found("clock", 600, &["R a warn drifts"]),
            ],
        )
        .await;
        let known = past(&*history, "clock", 0, 1000).await;
        assert_eq!(watched(&known), ["0..400", "600..1000"]);
        let wanted = [
            "R a pass ok 0..400",
            "R a fail behind 400..600",
            "R a warn drifts 600..1000",
        ];
        assert_eq!(states(&known), wanted);
        history.remember("clock", &json!(1)).await.unwrap();
    }
}
