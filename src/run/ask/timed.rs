//! When each question began and how long it took.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use checks::kit::{Answered, Observed, Probe, Prober};
use futures_util::future::BoxFuture;

/// A question and its time.
#[derive(Clone, Debug)]
pub struct Span {
    /// The question.
    pub probe: Probe,
    /// When it began, from the start of the run.
    pub began: Duration,
    /// How long it took.
    pub took: Duration,
}

/// The times of a run, shared with whoever reads them.
pub type Spans = Arc<Mutex<Vec<Span>>>;

/// Notes when `inner` is asked, and for how long.
pub struct Timed<P> {
    inner: P,
    start: Instant,
    spans: Spans,
}

impl<P: Prober> Timed<P> {
    /// A prober that notes in `spans`; the run starts now.
    pub fn new(inner: P, spans: Spans) -> Self {
        Self {
            inner,
            start: Instant::now(),
            spans,
        }
    }
}

impl<P: Prober> Prober for Timed<P> {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        Box::pin(async move {
            let _noted = Noted {
                probe,
                began: Instant::now(),
                timed: (self.start, &self.spans),
            };
            self.inner.ask(probe).await
        })
    }
}

/// Notes the span however it ends: a question that is cut short took its time too.
struct Noted<'a> {
    probe: &'a Probe,
    began: Instant,
    timed: (Instant, &'a Spans),
}

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        let (start, spans) = self.timed;
        let span = Span {
            probe: self.probe.clone(),
            began: self.began.saturating_duration_since(start),
            took: self.began.elapsed(),
        };
        // Where a holder panicked, a span less is no harm.
        if let Ok(mut spans) = spans.lock() {
            spans.push(span);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use checks::kit::probe::discipline;

    use super::*;

    /// Never answers.
    struct Silent;

    impl Prober for Silent {
        fn ask<'a>(&'a self, _: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
            Box::pin(std::future::pending())
        }
    }

    #[test]
    fn a_question_that_is_cut_short_is_noted() {
        let spans = Spans::default();
        let timed = Timed::new(Silent, spans.clone());
        let probe = Probe::Discipline(discipline::Query {});
        let asked = futures_util::FutureExt::now_or_never(timed.ask(&probe));
        assert_eq!(asked, None);
        assert_eq!(spans.lock().unwrap()[0].probe, probe);
    }
}
