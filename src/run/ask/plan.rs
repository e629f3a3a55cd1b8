//! What would be asked: answers nothing, notes the questions.

use std::collections::HashSet;
use std::sync::Mutex;

use checks::kit::{Answered, Observed, Probe, ProbeError, Prober};
use futures_util::future::BoxFuture;

/// Notes every question once, in the order in which they come.
#[derive(Default)]
pub struct Planned {
    questions: Mutex<(HashSet<Probe>, Vec<Probe>)>,
}

impl Planned {
    /// The questions so far.
    pub fn questions(self) -> Vec<Probe> {
        let (_, questions) = self.questions.into_inner().expect("no holder panics");
        questions
    }
}

impl Prober for Planned {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        let mut questions = self.questions.lock().expect("no holder panics");
        let (known, in_order) = &mut *questions;
        if known.insert(probe.clone()) {
            in_order.push(probe.clone());
        }
        Box::pin(std::future::ready(Err(ProbeError::NotAsked)))
    }
}
