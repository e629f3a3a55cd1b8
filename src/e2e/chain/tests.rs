//! What becomes of steps that work, fail, hang, and are never reached.
#![allow(clippy::unwrap_used)]

use checks::steps::{email_message, passcode_issue, passcode_verify};

use super::*;

const ISSUE: &About = &passcode_issue::ABOUT;
const MESSAGE: &About = &email_message::ABOUT;
const VERIFY: &About = &passcode_verify::ABOUT;

fn runner(deadline: Duration) -> (ChainRunner<'static>, watch::Sender<Stop>) {
    let (sender, stop) = watch::channel(Stop::No);
    let plan = [ISSUE, MESSAGE, VERIFY].map(|about| Planned { about, realm: "A" });
    (
        ChainRunner::new(Limits { stop, deadline }, plan.into()),
        sender,
    )
}

fn pass<T>(about: &'static About, value: T) -> StepResult<T> {
    Ok((vec![Finding::pass(about, "jo").summary("done")], value))
}

fn outcomes(chain: &Chain) -> Vec<(&str, Status, &str)> {
    let findings = chain.taken.iter().map(|taken| &taken.finding);
    findings
        .map(|finding| (finding.check, finding.status, finding.reason))
        .collect()
}

async fn walk(run: &mut ChainRunner<'_>) -> Result<(), Ended> {
    let number = run.step(ISSUE, async { pass(ISSUE, 7) }).await?;
    run.step(MESSAGE, async move {
        let finding = Finding::new(email_message::NOT_COMPOSED, "jo");
        Err::<(Vec<Finding>, ()), Failed>(finding.summary(format!("{number} times")).into())
    })
    .await?;
    run.step(VERIFY, async { pass(VERIFY, ()) }).await
}

#[tokio::test]
async fn what_comes_after_a_failure_is_not_reached() {
    let (mut run, _sender) = runner(Duration::from_secs(60));
    assert_eq!(walk(&mut run).await, Err(Ended));
    let chain = run.finish();
    assert_eq!(
        outcomes(&chain),
        [
            ("passcode-issue", Status::Pass, "ok"),
            ("email-message", Status::Unknown, "not-composed"),
            ("passcode-verify", Status::Skip, "not-reached"),
        ]
    );
    assert_eq!(
        chain.taken[2].finding.summary,
        "email-message/not-composed ended the probe before it"
    );
}

#[tokio::test]
async fn a_step_that_hangs_ends_with_the_runs_time() {
    let (mut run, _sender) = runner(Duration::from_millis(5));
    let hung = run.step(ISSUE, std::future::pending::<StepResult>()).await;
    assert_eq!(hung, Err(Ended));
    let chain = run.finish();
    let expected = ("passcode-issue", Status::Unknown, "deadline");
    assert_eq!(outcomes(&chain)[0], expected);
}

#[tokio::test]
async fn an_interrupt_ends_the_step_and_the_run() {
    let (mut run, sender) = runner(Duration::from_secs(60));
    let hang = async {
        sender.send(Stop::Interrupted).unwrap();
        std::future::pending::<StepResult>().await
    };
    assert_eq!(run.step(ISSUE, hang).await, Err(Ended));
    let next = run.step(MESSAGE, async { pass(MESSAGE, ()) });
    assert_eq!(next.await, Err(Ended));
    let chain = run.finish();
    let reasons: Vec<&str> = outcomes(&chain).iter().map(|one| one.2).collect();
    assert_eq!(reasons, ["interrupted", "interrupted", "not-reached"]);
}

#[tokio::test]
async fn steps_stand_in_the_order_of_the_plan() {
    let (_sender, stop) = watch::channel(Stop::No);
    let limits = Limits {
        stop,
        deadline: Duration::from_secs(60),
    };
    let plan = ["A", "B"].map(|realm| [ISSUE, VERIFY].map(|about| Planned { about, realm }));
    let mut run = ChainRunner::new(limits, plan.concat());
    run.note("A", vec![Finding::new(passcode_issue::LOCKED, "jo")]);
    run.note("B", vec![Finding::pass(ISSUE, "jo").summary("yes")]);
    run.note("B", vec![Finding::pass(VERIFY, "jo").summary("yes")]);
    let chain = run.finish();
    let order: Vec<_> = chain
        .taken
        .iter()
        .map(|taken| (taken.finding.check, taken.realm.as_str()))
        .collect();
    assert_eq!(
        order,
        [
            ("passcode-issue", "A"),
            ("passcode-verify", "A"),
            ("passcode-issue", "B"),
            ("passcode-verify", "B")
        ]
    );
}

#[tokio::test]
async fn a_deadline_beyond_what_the_clock_counts_is_far_away() {
    let (mut run, _sender) = runner(Duration::MAX);
    assert!(run.until() > Instant::now() + Duration::from_hours(24));
    walk(&mut run).await.unwrap_err();
    assert_eq!(outcomes(&run.finish())[0].2, "ok");
}
