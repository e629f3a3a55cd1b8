//! Answers about the host from a script, and everything else from the world.

use checks::kit::probe::Reach;
use checks::kit::replay::{Line, Replayed};
use checks::kit::{Answered, Observed, Probe, Prober};
use futures_util::future::BoxFuture;

/// A prober that describes another host than the one it runs on.
pub struct Scripted<P> {
    script: Replayed,
    inner: P,
}

impl<P> Scripted<P> {
    /// Questions about the host are answered from these lines, others by `inner`.
    pub fn new(script: Vec<Line>, inner: P) -> Self {
        Self {
            script: Replayed::new(script),
            inner,
        }
    }
}

impl<P: Prober> Prober for Scripted<P> {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        match probe.reach() {
            Reach::Host => self.script.ask(probe),
            _ => self.inner.ask(probe),
        }
    }
}

#[cfg(test)]
mod tests {
    use checks::kit::ProbeError;
    use checks::kit::probe::{discipline, dns};

    use super::*;

    #[tokio::test]
    async fn only_questions_about_the_host_are_scripted() {
        let answer = Observed::Discipline(Box::default());
        let line = |probe, observed| Line {
            probe,
            observed: Some(observed),
            failed: None,
        };
        let script = vec![
            line(serde_json::json!({"discipline": {}}), answer.clone()),
            line(
                serde_json::json!({"dns": {}}),
                Observed::Dns(Box::default()),
            ),
        ];
        let scripted = Scripted::new(script, Replayed::default());
        let host = Probe::Discipline(discipline::Query {});
        assert_eq!(scripted.ask(&host).await, Ok(answer));
        let other = Probe::Dns(dns::Query {
            name: "lab.otpdoctor.test".into(),
            kind: dns::Kind::Address,
        });
        assert_eq!(scripted.ask(&other).await, Err(ProbeError::Unscripted));
    }
}
