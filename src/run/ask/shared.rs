//! Equal questions are asked once in a run, whatever number of realms and checks ask them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use checks::kit::{Answered, Observed, Probe, Prober};
use futures_util::future::BoxFuture;
use tokio::sync::OnceCell;

/// Remembers every answer of `inner`, failures too.
pub struct Shared<P> {
    inner: P,
    answers: Mutex<HashMap<Probe, Arc<OnceCell<Answered<Observed>>>>>,
}

impl<P: Prober> Shared<P> {
    /// A prober that asks `inner` each question once.
    pub fn new(inner: P) -> Self {
        Self {
            inner,
            answers: Mutex::default(),
        }
    }
}

impl<P: Prober> Prober for Shared<P> {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        Box::pin(async move {
            let cell = {
                let mut answers = self.answers.lock().expect("no holder panics");
                match answers.get(probe) {
                    Some(cell) => cell.clone(),
                    None => answers.entry(probe.clone()).or_default().clone(),
                }
            };
            cell.get_or_init(|| self.inner.ask(probe)).await.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use checks::kit::ProbeError;
    use checks::kit::probe::discipline;

    use super::*;

    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Prober for Counting {
        fn ask<'a>(&'a self, _: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
            Box::pin(async {
                self.0.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                Err(ProbeError::Deadline)
            })
        }
    }

    #[tokio::test]
    async fn a_failure_is_remembered_too() {
        let shared = Shared::new(Counting::default());
        let probe = Probe::Discipline(discipline::Query {});
        futures_util::future::join_all((0..9).map(|_| shared.ask(&probe)))
            .await
            .into_iter()
            .for_each(|answer| {
                assert_eq!(answer, Err(ProbeError::Deadline));
            });
        assert_eq!(shared.inner.0.load(Ordering::Relaxed), 1);
    }
}
