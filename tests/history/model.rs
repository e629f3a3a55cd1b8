//! Random runs, and a plain model that keeps them all: at every moment that was watched, both databases say of it what
//! the model says.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use checks::kit::Status;
use jiff::Timestamp;
use otpdoctor::history::{History, Outcome, Past, Run};
use serde_json::{Value, json};

use crate::contract::both;
use crate::dice::Dice;
use crate::made::{HOLDS, at, cause, run, span, state, warning};

const SEEDS: u64 = 12;
const RUNS: u64 = 60;
const DAY: i64 = 86_400;

/// All runs that count, each with its time line.
#[derive(Default)]
struct Model {
    runs: Vec<(u32, Run)>,
    memory: Option<Value>,
    forgotten_before: Option<Timestamp>,
}

impl Model {
    fn append(&mut self, run: &Run, memory: &Value) {
        let line = match self.runs.last() {
            Some((line, last)) => {
                let late = last.started_at.as_second() - run.started_at.as_second();
                match late {
                    0..=DAY => return,
                    ..0 => *line,
                    _ => line + 1,
                }
            }
            None => 0,
        };
        self.runs.push((line, run.clone()));
        self.memory = Some(memory.clone());
    }

    /// The run that speaks for a moment: of the newest line that watched it, the one before it.
    fn speaker(&self, moment: Timestamp) -> Option<usize> {
        let speaks = |place: usize| {
            let (line, run) = &self.runs[place];
            let mut until = end(run);
            if let Some((_, next)) = self.runs.get(place + 1).filter(|(next, _)| next == line) {
                until = until.min(next.started_at);
            }
            run.started_at <= moment && moment < until
        };
        (0..self.runs.len()).rev().find(|place| speaks(*place))
    }

    /// A cause that a run names: its status, the last words for it, and all its realms, while one run after the other
    /// names it with this status.
    fn told(&self, place: usize, subject: &str) -> (Status, String, BTreeSet<String>) {
        let said = |place: usize| {
            let (_, run) = &self.runs[place];
            run.causes.iter().find(|cause| cause.subject == subject)
        };
        let status = said(place).unwrap().status;
        let named = |place: usize| said(place).filter(|cause| cause.status == status);
        let same_line = |other: &usize| self.runs[*other].0 == self.runs[place].0;
        let after = (place + 1..self.runs.len())
            .take_while(|next| same_line(next) && named(*next).is_some());
        let before = (0..place)
            .rev()
            .take_while(|last| same_line(last) && named(*last).is_some());
        let last = after.clone().last().unwrap_or(place);
        let all = before.chain([place]).chain(after);
        let realms = all.flat_map(|place| named(place).unwrap().realms.clone());
        (
            status,
            named(last).unwrap().summary.clone(),
            realms.collect(),
        )
    }

    fn hours(&self) -> BTreeMap<i64, (u64, Duration)> {
        let mut hours: BTreeMap<i64, (u64, Duration)> = BTreeMap::new();
        for (_, run) in &self.runs {
            let second = run.started_at.as_second();
            let hour = hours.entry(second - second.rem_euclid(3600)).or_default();
            hour.0 += 1;
            hour.1 = hour.1.max(run.latencies["clock-skew"]);
        }
        hours
    }

    /// Each moment at which something may change, and the ones beside it.
    fn moments(&self) -> BTreeSet<Timestamp> {
        let edges = self
            .runs
            .iter()
            .flat_map(|(_, run)| [run.started_at, end(run)]);
        let second = Duration::from_secs(1);
        edges
            .flat_map(|edge| [edge - second, edge, edge + second])
            .collect()
    }
}

fn end(run: &Run) -> Timestamp {
    run.started_at + run.holds_for
}

#[tokio::test(flavor = "multi_thread")]
async fn at_every_moment_both_say_what_the_model_says() {
    let (_folder, histories) = both().await;
    for seed in 1..=SEEDS {
        let (mut dice, mut model) = (Dice(seed * 7919), Model::default());
        let name = format!("of seed {seed}");
        let mut second = 0;
        for _ in 0..RUNS {
            second += step(&mut dice);
            let run = random(&mut dice, &name, second);
            let memory = json!({"second": second});
            model.append(&run, &memory);
            for history in &histories {
                history.append(&run, &memory).await.unwrap();
            }
            if let Some((_, last)) = model.runs.last() {
                second = last.started_at.as_second() - at(0).as_second();
            }
            if dice.below(40) == 0 {
                let before = at(second - i64::try_from(dice.below(8000)).unwrap());
                model.forgotten_before = model.forgotten_before.max(Some(before));
                for history in &histories {
                    history.forget(&name, before).await.unwrap();
                }
            }
        }
        for history in &histories {
            let told = history.memory(&name).await.unwrap();
            assert_eq!(told, model.memory, "seed {seed}");
            compare(&**history, &name, &model, &mut Dice(seed)).await;
        }
    }
}

/// The time to the next run: mostly as it should be, with gaps, repetitions, stragglers and clocks that jump.
fn step(dice: &mut Dice) -> i64 {
    let some = |dice: &mut Dice, end: i64| i64::try_from(dice.below(end.unsigned_abs())).unwrap();
    match dice.below(30) {
        0..=17 => 300,
        18..=21 => 1 + some(dice, 600),
        22..=24 => some(dice, 9000),
        25 => 0,
        26 | 27 => -some(dice, 3000),
        28 => -DAY - some(dice, DAY),
        _ => some(dice, 2 * DAY),
    }
}

fn random(dice: &mut Dice, name: &str, second: i64) -> Run {
    let mut states = Vec::new();
    for place in ["R a", "R b", "S a"] {
        let said = dice.of(&[
            "pass ok",
            "pass ok",
            "pass ok",
            "fail behind",
            "fail ahead",
            "waived behind",
            "",
        ]);
        if !said.is_empty() {
            states.push(state(&format!("{place} {said}")));
        }
    }
    let mut causes = Vec::new();
    for subject in ["mx1", "mx2"] {
        if dice.below(3) > 0 {
            let (words, realm) = (dice.of(&["late", "away"]), dice.of(&["R", "S"]));
            let named = match dice.below(3) {
                0 => warning(subject, words, &[realm]),
                _ => cause(subject, words, &[realm]),
            };
            causes.push(named);
        }
    }
    let holds = dice.of(&[HOLDS, HOLDS, HOLDS, 30, 0, 7000]);
    Run {
        states,
        causes,
        holds_for: Duration::from_secs(holds.unsigned_abs()),
        latencies: [(
            "clock-skew".to_owned(),
            Duration::from_millis(1 + dice.below(900)),
        )]
        .into(),
        ..run(name, second)
    }
}

async fn compare(history: &dyn History, name: &str, model: &Model, dice: &mut Dice) {
    let moments: Vec<Timestamp> = model.moments().into_iter().collect();
    let mut times: Vec<(Timestamp, Timestamp)> = (0..6)
        .map(|_| (dice.of(&moments), dice.of(&moments)))
        .collect();
    times.push((moments[0], *moments.last().unwrap()));
    for (one, other) in times {
        let since = one
            .min(other)
            .max(model.forgotten_before.unwrap_or(one.min(other)));
        let until = one.max(other);
        let begin = at(0).as_second();
        let during = span(since.as_second() - begin, until.as_second() - begin);
        let past = history.past(name, during).await.unwrap();
        let context = format!("{} of {name}, {during:?}", history.place());
        let mut seen = 0;
        for moment in moments.iter().filter(|at| (since..until).contains(at)) {
            let speaker = model.speaker(*moment);
            seen += usize::from(speaker.is_some());
            at_moment(past.as_ref(), model, *moment, speaker, &context);
        }
        let there = history.appliances(during).await.unwrap();
        assert_eq!(there.contains(&name.to_owned()), seen > 0, "{context}");
        assert_eq!(past.is_some(), seen > 0, "{context}");
        if let Some(past) = past {
            apart(&past, &context);
            hours(&past, model, since, until, &context);
        }
    }
}

fn at_moment(
    past: Option<&Past>,
    model: &Model,
    moment: Timestamp,
    speaker: Option<usize>,
    context: &str,
) {
    let holds = |time: &otpdoctor::history::Span| (time.since..time.until).contains(&moment);
    let watched = past.is_some_and(|past| past.watched.iter().any(holds));
    assert_eq!(
        watched,
        speaker.is_some(),
        "{moment} was watched, {context}"
    );
    let (Some(past), Some(speaker)) = (past, speaker) else {
        return;
    };
    let states = past.states.iter().filter(|(_, time)| holds(time));
    let told: Vec<(String, String, Outcome, String)> = states
        .map(|(state, _)| {
            (
                state.realm.clone(),
                state.check.clone(),
                state.outcome,
                state.reason.clone(),
            )
        })
        .collect();
    let run = &model.runs[speaker].1;
    let wanted: Vec<_> = run
        .states
        .iter()
        .map(|state| {
            (
                state.realm.clone(),
                state.check.clone(),
                state.outcome,
                state.reason.clone(),
            )
        })
        .collect();
    assert_eq!(told, wanted, "the states at {moment}, {context}");
    let causes = past.causes.iter().filter(|(_, time)| holds(time));
    let told: Vec<_> = causes
        .map(|(cause, _)| {
            let realms: BTreeSet<String> = cause.realms.iter().cloned().collect();
            let said = (cause.status, cause.summary.clone(), realms);
            (cause.subject.clone(), said)
        })
        .collect();
    let wanted: Vec<_> = run
        .causes
        .iter()
        .map(|cause| (cause.subject.clone(), model.told(speaker, &cause.subject)))
        .collect();
    assert_eq!(told, wanted, "the causes at {moment}, {context}");
}

/// Spans of one kind are in order, and none reaches into the next.
fn apart(past: &Past, context: &str) {
    let times = past.watched.windows(2);
    for pair in times {
        assert!(pair[0].until < pair[1].since, "{pair:?}, {context}");
    }
    let sorted = past
        .states
        .is_sorted_by_key(|(state, time)| (state.realm.clone(), state.check.clone(), time.since));
    assert!(sorted, "{context}");
}

fn hours(past: &Past, model: &Model, since: Timestamp, until: Timestamp, context: &str) {
    let reaches = |hour: i64| hour + 3600 > since.as_second() && hour < until.as_second();
    let wanted: Vec<_> = model
        .hours()
        .into_iter()
        .filter(|(hour, _)| reaches(*hour))
        .collect();
    let told: Vec<_> = past
        .hours
        .iter()
        .map(|hour| {
            let took = &hour.latencies["clock-skew"];
            assert_eq!(took.count(), hour.runs, "{context}");
            (hour.since.as_second(), (hour.runs, took.longest()))
        })
        .collect();
    assert_eq!(told, wanted, "{context}");
}
