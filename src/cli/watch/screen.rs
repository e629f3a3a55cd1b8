//! The terminal of a watch: what was found stays below, a line a change scrolls by above.

use std::io::IsTerminal as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use checks::kit::text::duration;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use jiff::SignedDuration;
use tokio::time::Instant;

use super::matrix::{self, Flapping, Room};
use super::say::stamp;
use crate::cli::output;
use crate::cli::progress::Display;
use crate::report::Report;
use crate::report::human::lines::{DIM, paint};

/// The rows that are left to what scrolls by.
const SCROLL: usize = 6;

/// The screen.
pub(super) struct Screen {
    all: MultiProgress,
    found: ProgressBar,
    status: ProgressBar,
    next: Arc<Mutex<Next>>,
}

#[derive(Default)]
struct Next {
    last: String,
    due: Option<Instant>,
}

impl Screen {
    /// A screen, where stdout is a terminal.
    pub(super) fn on_terminal() -> Option<Self> {
        if !std::io::stdout().is_terminal() {
            return None;
        }
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stdout());
        let found = all.add(ProgressBar::no_length());
        found
            .set_style(ProgressStyle::with_template("{msg}").expect("the template is well-formed"));
        let status = all.add(ProgressBar::no_length());
        let next = Arc::<Mutex<Next>>::default();
        let shown = next.clone();
        let style = ProgressStyle::with_template("{status}").expect("the template is well-formed");
        let style = style.with_key(
            "status",
            move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
                // A display that cannot be drawn is no reason to stop.
                let _ = out.write_str(&color(&shown.lock().expect("no holder panics").words()));
            },
        );
        status.set_style(style);
        status.enable_steady_tick(Duration::from_secs(1));
        Some(Self {
            all,
            found,
            status,
            next,
        })
    }

    /// Shows what is being waited for, until it is let go.
    pub(super) fn running(&self) -> Arc<Display> {
        self.next.lock().expect("no holder panics").due = None;
        Arc::new(Display::on(self.all.add(ProgressBar::no_length())))
    }

    /// Shows what a run found.
    pub(super) fn show(&self, report: &Report, flapping: &Flapping<'_>, runs: u64) {
        let (columns, rows) =
            terminal_size::terminal_size().map_or((80, 24), |(width, height)| (width.0, height.0));
        let room = Room {
            // The last column stays free: some terminals break the line there.
            columns: usize::from(columns).saturating_sub(1),
            rows: usize::from(rows).saturating_sub(SCROLL),
        };
        let lines = matrix::lines(report, flapping, room);
        self.found
            .set_message(color(&format!("\n{}", lines.join("\n"))));
        let took =
            duration(SignedDuration::try_from_secs_f64(report.duration_s).unwrap_or_default());
        let mut next = self.next.lock().expect("no holder panics");
        next.last = format!("run {runs} of {} took {took}", stamp(report.started_at));
    }

    /// Shows when the next run begins.
    pub(super) fn waits(&self, due: Instant) {
        self.next.lock().expect("no holder panics").due = Some(due);
        self.status.tick();
    }

    /// Prints lines above.
    ///
    /// # Errors
    /// When stdout cannot be written to.
    pub(super) fn print(&self, text: &str) -> anyhow::Result<()> {
        let width = textwrap::Options::new(output::terminal_width())
            .subsequent_indent("  ")
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let wrapped: String = text
            .lines()
            .map(|line| textwrap::fill(line, &width) + "\n")
            .collect();
        self.all.suspend(|| output::print(&wrapped))
    }

    /// Does something that writes to the terminal by itself.
    pub(super) fn aside(&self, write: impl FnOnce()) {
        self.all.suspend(write);
    }
}

impl Next {
    fn words(&self) -> String {
        let due = self
            .due
            .map(|due| due.saturating_duration_since(Instant::now()).as_secs());
        let next = due.map(|seconds| match seconds {
            0..60 => format!("next in {seconds} s"),
            _ => format!(
                "next in {}",
                duration(SignedDuration::from_secs(
                    i64::try_from(seconds).unwrap_or(i64::MAX)
                ))
            ),
        });
        let parts: Vec<String> = [Some(self.last.clone()), next]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        paint(DIM, &parts.join(" · "))
    }
}

/// Without styles where they are not wanted.
fn color(text: &str) -> String {
    match anstream::AutoStream::choice(&std::io::stdout()) {
        anstream::ColorChoice::Never => anstream::adapter::strip_str(text).to_string(),
        _ => text.to_owned(),
    }
}

impl Drop for Screen {
    /// What was found last stays where it is.
    fn drop(&mut self) {
        self.status.finish_and_clear();
        self.found.abandon();
    }
}
