//! One appliance on the page: its causes, a strip a check, how long checks took, and the numbers behind them.

use checks::kit::text;

use super::plot::{Bar, Curve, Ruler};
use crate::report::history::types::{Appliance, Cause, Checked, Course, Outcome};
use crate::report::history::words;
use crate::report::mark::Mark;

/// One appliance.
pub struct Shown<'a> {
    /// Its place on the page, for anchors.
    pub place: usize,
    /// Its name.
    pub name: String,
    /// The worst that any check last said.
    pub mark: Mark,
    /// Its causes.
    pub causes: Vec<Held>,
    /// How many more there are.
    pub more: usize,
    /// A strip a check, and a strip a group of realms where they differ.
    pub rows: Vec<Row>,
    /// How long the checks took, in registry order.
    pub took: Vec<Took<'a>>,
    /// The checks that never took as long as could be drawn.
    pub quick: Vec<&'a str>,
    /// The numbers.
    pub numbers: Vec<Numbers>,
}

/// A cause.
pub struct Held {
    /// How bad it is where it holds.
    pub mark: Mark,
    /// Check and reason.
    pub name: String,
    /// The sentence.
    pub sentence: String,
    /// From when to when.
    pub when: String,
    /// What it is about, where the sentence does not say so.
    pub at: Option<String>,
    /// The realms.
    pub realms: String,
    /// When it was there.
    pub bars: Vec<Bar>,
}

/// A strip.
pub struct Row {
    /// The check, or the realms.
    pub name: String,
    /// Whether it is of some realms of the check above.
    pub is_part: bool,
    /// When it was how.
    pub bars: Vec<Bar>,
    /// All of it in words.
    pub says: String,
    /// How much of the time it was available.
    pub available: String,
    /// Its outages.
    pub outages: String,
}

/// How long a check took.
pub struct Took<'a> {
    /// The check.
    pub check: &'a str,
    /// Its curve.
    pub curve: Curve,
    /// All of it in words.
    pub says: String,
    /// Median, 95 of 100, longest.
    pub numbers: [String; 3],
}

/// For how long a check was how.
pub struct Numbers {
    /// The check.
    pub check: String,
    /// Passed, warned, failed, unknown, accepted, skipped, not watched.
    pub times: [String; 7],
    /// When it last changed.
    pub changed: String,
    /// What was last seen.
    pub last: String,
}

/// As many causes are told.
const CAUSES: usize = 40;
/// As many groups of realms that differ have a strip.
const APART: usize = 12;

impl<'a> Shown<'a> {
    /// This appliance, the so manyth on its page.
    pub fn of(appliance: &'a Appliance, place: usize, ruler: Ruler) -> Self {
        let causes = appliance.causes.iter().take(CAUSES);
        let (quick, slow): (Vec<&Checked>, Vec<&Checked>) =
            appliance.checks.iter().partition(|one| is_quick(one));
        let quick = quick.into_iter().filter(|one| one.latency.is_some());
        Self {
            place,
            name: text::harmless(&appliance.name),
            mark: worst(appliance).map_or(Mark::None, Mark::from),
            causes: causes.map(|cause| held(cause, appliance, ruler)).collect(),
            more: appliance.causes.len().saturating_sub(CAUSES),
            rows: appliance
                .checks
                .iter()
                .flat_map(|one| rows(one, ruler))
                .collect(),
            took: slow
                .into_iter()
                .filter_map(|one| took(one, ruler))
                .collect(),
            quick: quick.map(|one| one.check.as_str()).collect(),
            numbers: appliance.checks.iter().map(numbers).collect(),
        }
    }
}

fn worst(appliance: &Appliance) -> Option<Outcome> {
    let last = appliance
        .checks
        .iter()
        .filter_map(|one| one.course.last.as_ref());
    last.map(|last| last.outcome).max()
}

fn held(cause: &Cause, appliance: &Appliance, ruler: Ruler) -> Held {
    Held {
        mark: match cause.holds {
            true => cause.status.into(),
            false => Mark::None,
        },
        name: text::harmless(&format!("{}/{}", cause.check, cause.reason)),
        sentence: words::sentence(&cause.summary),
        when: words::when(cause, appliance),
        at: (!cause.summary.contains(&cause.subject)).then(|| text::harmless(&cause.subject)),
        realms: words::few(cause.realms.iter().map(String::as_str), 8),
        bars: ruler.bars(&cause.strip),
    }
}

fn rows(one: &Checked, ruler: Ruler) -> Vec<Row> {
    let mut rows = vec![row(text::harmless(&one.check), &one.course, ruler)];
    for fared in one.realms.iter().take(APART) {
        let names = words::few(fared.realms.iter().map(String::as_str), 4);
        rows.push(Row {
            is_part: true,
            ..row(names, &fared.course, ruler)
        });
    }
    rows
}

fn row(name: String, course: &Course, ruler: Ruler) -> Row {
    let available = words::available(course);
    let outages = match &course.longest_outage {
        None => String::new(),
        Some(one) if course.outages == 1 => words::outage(one),
        Some(one) => format!("{}, longest {}", course.outages, words::outage(one)),
    };
    let longest = course.longest_outage.as_ref();
    let begin = longest.map(|one| format!(", from {} UTC", words::outage_begin(one)));
    let says = match course.availability {
        None => available.clone(),
        Some(_) if course.outages == 0 => format!("available {available}, no outage"),
        Some(_) => format!(
            "available {available}, {}, the longest {}{}",
            words::outages(course.outages),
            longest.map(words::outage).unwrap_or_default(),
            begin.unwrap_or_default()
        ),
    };
    Row {
        says: format!("{name}: {says}"),
        name,
        is_part: false,
        bars: ruler.bars(&course.strip),
        available,
        outages,
    }
}

/// Whether no run of it took as much as a millisecond.
fn is_quick(one: &Checked) -> bool {
    let longest = one.latency.as_ref().map(|latency| latency.longest_s);
    longest.is_none_or(|longest| longest < 0.001)
}

fn took<'a>(one: &'a Checked, ruler: Ruler) -> Option<Took<'a>> {
    let latency = one.latency.as_ref()?;
    let numbers = words::latency(latency);
    let [median, most, longest] = &numbers;
    Some(Took {
        check: &one.check,
        curve: Curve::of(latency, ruler),
        says: format!("half took no longer than {median}, 95 of 100 {most}, the longest {longest}"),
        numbers,
    })
}

fn numbers(one: &Checked) -> Numbers {
    let times = &one.course.times;
    let span = |seconds: f64| match seconds {
        ..=0.0 => "·".to_owned(),
        _ => words::span(seconds),
    };
    Numbers {
        check: text::harmless(&one.check),
        times: [
            times.pass_s,
            times.warn_s,
            times.fail_s,
            times.unknown_s,
            times.waived_s,
            times.skip_s,
            times.unwatched_s,
        ]
        .map(span),
        changed: one.course.changed_at.map(words::minute).unwrap_or_default(),
        last: match &one.course.last {
            None => "not watched".to_owned(),
            Some(last) if last.outcome == Outcome::Pass => "passed".to_owned(),
            Some(last) => text::harmless(&format!("{}: {}", last.outcome.meaning(), last.reason)),
        },
    }
}
