//! What every history must do with causes: how long they last, and how bad they were when.

use checks::kit::Status;
use otpdoctor::history::{Cause, History, Run};

use crate::made::{append, cause, causes, past, run, warning};

/// The part of the contract that causes are; two that are open on one place stand for two machines.
pub(crate) async fn hold(one: &dyn History, other: &dyn History) {
    causes_last_while_they_are_named(one, other).await;
    a_cause_that_becomes_worse_or_better_is_told_by_its_times(one, other).await;
    of_a_cause_that_is_named_twice_the_worse_counts(one).await;
}

async fn causes_last_while_they_are_named(one: &dyn History, other: &dyn History) {
    let with = |second, causes| Run {
        causes,
        ..run("causes", second)
    };
    append(
        one,
        &[
            with(0, vec![cause("mx1", "1 s late", &["R"])]),
            with(
                300,
                vec![
                    cause("mx1", "2 s late", &["S"]),
                    cause("mx2", "away", &["R"]),
                ],
            ),
            with(600, vec![cause("mx1", "3 s late", &["S"])]),
            with(900, vec![]),
            with(1200, vec![cause("mx1", "again", &["R"])]),
        ],
    )
    .await;
    let wanted = [
        "mx1 fail 3 s late R+S 0..900",
        "mx1 fail again R 1200..1300",
        "mx2 fail away R 300..600",
    ];
    assert_eq!(causes(&past(other, "causes", 0, 1300).await), wanted);
}

async fn a_cause_that_becomes_worse_or_better_is_told_by_its_times(
    one: &dyn History,
    other: &dyn History,
) {
    let with = |second, causes| Run {
        causes,
        ..run("worse", second)
    };
    let unknown = Cause {
        status: Status::Unknown,
        ..cause("mx2", "silent", &["R"])
    };
    append(
        one,
        &[
            with(0, vec![warning("mx1", "20 days", &["R"]), unknown]),
            with(300, vec![warning("mx1", "19 days", &["S"])]),
            with(600, vec![cause("mx1", "over", &["S"])]),
        ],
    )
    .await;
    append(other, &[with(900, vec![cause("mx1", "long over", &["T"])])]).await;
    append(one, &[with(1200, vec![warning("mx1", "20 days", &["R"])])]).await;
    let wanted = [
        "mx1 warn 19 days R+S 0..600",
        "mx1 fail long over S+T 600..1200",
        "mx1 warn 20 days R 1200..1300",
        "mx2 unknown silent R 0..300",
    ];
    for history in [one, other] {
        assert_eq!(causes(&past(history, "worse", 0, 1300).await), wanted);
    }
    let before = past(other, "worse", 100, 200).await;
    assert_eq!(causes(&before)[0], "mx1 warn 19 days R+S 100..200");
}

async fn of_a_cause_that_is_named_twice_the_worse_counts(history: &dyn History) {
    let twice = Run {
        causes: vec![
            warning("mx", "soon", &["R"]),
            cause("mx", "now", &["S"]),
            warning("mx", "later", &["T"]),
        ],
        ..run("twice", 0)
    };
    append(history, &[twice]).await;
    let told = causes(&past(history, "twice", 0, 100).await);
    assert_eq!(told, ["mx fail now R+S+T 0..100"]);
}
