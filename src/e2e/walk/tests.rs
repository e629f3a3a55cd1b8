//! What becomes of steps that work, fail, hang, and are never reached.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::secret::{Commands, Resolve};

fn bounds(deadline: Duration) -> (Bounds, watch::Sender<Stop>) {
    let (sender, stop) = watch::channel(Stop::No);
    let vault = Vault::new(
        vec!["s3cret-word".to_owned().into()],
        Vec::new(),
        Commands::Refused,
        Resolve::No,
    );
    let bounds = Bounds {
        vault: Arc::new(vault),
        stop,
        deadline,
    };
    (bounds, sender)
}

fn plan() -> [Planned; 3] {
    ["issue", "send", "verify"].map(Planned::from)
}

fn told(chain: &Chain) -> Vec<(&str, Outcome, Option<&str>)> {
    let steps = chain.steps.iter();
    steps
        .map(|step| (step.name.as_str(), step.outcome, step.reason.as_deref()))
        .collect()
}

async fn walk(walk: &mut Walk) -> Result<(), Ended> {
    let number = walk
        .step("issue", async { Ok(Said::pass("done").with(7)) })
        .await?;
    walk.step("send", async move {
        let said = Said::fail("refused", format!("{number} times s3cret-word"));
        Err::<Done<()>, Said>(said.fact("reply", "s3cret-word"))
    })
    .await?;
    walk.step("verify", async { Ok(Said::pass("never").with(())) })
        .await
}

#[tokio::test]
async fn what_comes_after_a_failure_is_not_reached() {
    let (bounds, _sender) = bounds(Duration::from_secs(60));
    let mut one = Walk::begin(bounds, plan());
    assert_eq!(walk(&mut one).await, Err(Ended));
    let chain = one.finish();
    assert_eq!(
        told(&chain),
        [
            ("issue", Outcome::Pass, None),
            ("send", Outcome::Fail, Some("refused")),
            ("verify", Outcome::Skip, Some(NOT_REACHED)),
        ]
    );
    assert_eq!(chain.outcome, Outcome::Fail);
    assert!(!serde_json::to_string(&chain).unwrap().contains("s3cret"));
    assert_eq!(chain.steps[2].summary, "the step send did not pass");
}

#[tokio::test]
async fn a_step_that_hangs_ends_with_the_chains_time() {
    let (bounds, _sender) = bounds(Duration::from_millis(5));
    let mut one = Walk::begin(bounds, plan());
    let hung = one
        .step("issue", std::future::pending::<Result<Done<()>, Said>>())
        .await;
    assert_eq!(hung, Err(Ended));
    let chain = one.finish();
    assert_eq!(told(&chain)[0], ("issue", Outcome::Unknown, Some(DEADLINE)));
    assert_eq!(chain.outcome, Outcome::Unknown);
}

#[tokio::test]
async fn an_interrupt_ends_the_step_and_the_chain() {
    let (bounds, sender) = bounds(Duration::from_secs(60));
    let mut one = Walk::begin(bounds, plan());
    let hang = async {
        sender.send(Stop::Interrupted).unwrap();
        std::future::pending::<Result<Done<()>, Said>>().await
    };
    assert_eq!(one.step("issue", hang).await, Err(Ended));
    let next = one.step("send", async { Ok(Said::pass("no").with(())) });
    assert_eq!(next.await, Err(Ended));
    let reasons: Vec<_> = one
        .finish()
        .steps
        .into_iter()
        .map(|step| step.reason)
        .collect();
    let expected = [INTERRUPTED, INTERRUPTED, NOT_REACHED].map(|reason| Some(reason.to_owned()));
    assert_eq!(reasons, expected);
}

#[tokio::test]
async fn steps_stand_in_the_order_of_the_plan() {
    let (bounds, _sender) = bounds(Duration::from_secs(60));
    let names = |realm| {
        [
            Planned::about("open-seed", realm),
            Planned::about("verify", realm),
        ]
    };
    let mut one = Walk::begin(bounds, names("A").into_iter().chain(names("B")));
    one.note(
        Planned::about("open-seed", "A"),
        Said::fail("seed-not-opened", "no"),
    );
    one.note(Planned::about("open-seed", "B"), Said::pass("yes"));
    one.note(Planned::about("verify", "B"), Said::pass("yes"));
    let chain = one.finish();
    let places: Vec<_> = chain
        .steps
        .iter()
        .map(|step| (step.name.as_str(), step.subject.as_deref().unwrap()))
        .collect();
    assert_eq!(
        places,
        [
            ("open-seed", "A"),
            ("verify", "A"),
            ("open-seed", "B"),
            ("verify", "B")
        ]
    );
}

#[tokio::test]
async fn a_deadline_beyond_what_the_clock_counts_is_far_away() {
    let (bounds, _sender) = bounds(Duration::MAX);
    let mut one = Walk::begin(bounds, plan());
    assert!(one.until() > Instant::now() + Duration::from_hours(24));
    walk(&mut one).await.unwrap_err();
    assert_eq!(told(&one.finish())[0], ("issue", Outcome::Pass, None));
}
