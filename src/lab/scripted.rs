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
