//! What is being waited for, on stderr, where that is a terminal.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use checks::kit::Probe;
use checks::kit::text::quote;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::ask::limit::Progress;

use crate::report::model::text::clean;

/// Shows the question that has waited longest, since when, and how many more there are.
pub struct Display {
    bar: ProgressBar,
    waiting: Waiting,
}

type Waiting = Arc<Mutex<Vec<(Instant, String)>>>;

impl Default for Display {
    /// A display that stays dark where stderr is no terminal.
    fn default() -> Self {
        let target = ProgressDrawTarget::stderr();
        let bar = ProgressBar::with_draw_target(None, target);
        let waiting = Waiting::default();
        let shown = waiting.clone();
        let style = ProgressStyle::with_template("{spinner} {waiting}")
            .expect("the template is well-formed")
            .with_key(
                "waiting",
                move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
                    // A display that cannot be drawn is no reason to stop.
                    let _ = out.write_str(&quote(&longest(&shown), room()));
                },
            );
        bar.set_style(style);
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar, waiting }
    }
}

impl Display {
    /// Takes the display away, before the report is printed.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// The columns beside the spinner, the mark of a cut, and the last one, which some terminals leave for the next line.
fn room() -> usize {
    let size = terminal_size::terminal_size_of(std::io::stderr());
    size.map_or(80, |(width, _)| usize::from(width.0)).max(20) - 4
}

fn longest(waiting: &Waiting) -> String {
    let waiting = waiting.lock().expect("no holder panics");
    match waiting.first() {
        None => "checking".into(),
        Some((since, label)) => {
            // The label comes last: it is what a narrow terminal cuts.
            let seconds = since.elapsed().as_secs();
            match waiting.len() {
                1 => format!("waiting {seconds} s for {label}"),
                answers => format!("waiting {seconds} s for {answers} answers, first {label}"),
            }
        }
    }
}

impl Progress for Display {
    fn began(&self, probe: &Probe) {
        self.waiting
            .lock()
            .expect("no holder panics")
            .push((Instant::now(), shown(probe)));
    }

    fn ended(&self, probe: &Probe) {
        let label = shown(probe);
        let mut waiting = self.waiting.lock().expect("no holder panics");
        if let Some(place) = waiting.iter().position(|(_, one)| *one == label) {
            waiting.remove(place);
        }
    }
}

fn shown(probe: &Probe) -> String {
    clean(&probe.label()).into_owned()
}
