//! The questions that a run asked, as its report lists them.

use std::collections::HashMap;

use checks::kit::{Answered, Observed, Probe};

use super::ask::timed::Span;
use crate::report::model::text::Cut;
use crate::report::model::{Asked, Text, seconds};

/// The questions in the order in which they were asked, every secret cut out.
pub fn asked(spans: &[Span], log: &[(Probe, Answered<Observed>)], cut: Cut<'_>) -> Vec<Asked> {
    let answers: HashMap<&Probe, &Answered<Observed>> =
        log.iter().map(|(probe, answer)| (probe, answer)).collect();
    let mut asked: Vec<Asked> = spans
        .iter()
        .map(|span| {
            let answer = answers.get(&span.probe);
            let error = answer.and_then(|answer| answer.as_ref().err());
            Asked {
                what: Text::of_run(&span.probe.label(), cut),
                began_s: seconds(span.began),
                took_s: seconds(span.took),
                unanswered: error.map(|error| Text::of_run(&error.to_string(), cut)),
            }
        })
        .collect();
    asked.sort_by(|one, other| {
        let begins = one.began_s.total_cmp(&other.began_s);
        begins.then_with(|| one.what.cmp(&other.what))
    });
    asked
}
