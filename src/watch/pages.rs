//! What the last run found and how the watch stands, for whoever asks by HTTP.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use checks::kit::text::duration;
use jiff::SignedDuration;
use tokio::time::Instant;

use super::metrics::{self, WatchStatus};
use crate::report::metrics::{CONTENT_TYPE, Form, openmetrics, textfile};
use crate::report::{Report, html, json};

/// What the classic form is called.
const CLASSIC: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The last report, and what each page made of it when it was first asked for.
struct Shown {
    report: Report,
    rendered: [OnceLock<String>; 5],
}

/// What whoever asks may read.
#[derive(Default)]
pub struct Published {
    last: Mutex<Option<Arc<Shown>>>,
    status: Mutex<WatchStatus>,
}

/// The pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are named like their paths")]
pub enum Page {
    OpenMetrics,
    Metrics,
    Health,
    Json,
    Html,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The type of the text.
    pub content_type: &'static str,
    /// The text.
    pub text: String,
}

impl Answer {
    /// A line of plain text.
    pub fn plain(status: u16, text: &str) -> Self {
        Self {
            status,
            content_type: "text/plain; charset=utf-8",
            text: format!("{text}\n"),
        }
    }
}

impl Published {
    /// A run has ended.
    pub fn publish(&self, report: Report) {
        let rendered = Default::default();
        let shown = Shown { report, rendered };
        *self.last.lock().expect("no holder panics") = Some(Arc::new(shown));
    }

    /// The watch stands in another way.
    pub fn set_status(&self, status: WatchStatus) {
        *self.status.lock().expect("no holder panics") = status;
    }

    /// A page. To render one takes as long as it takes: not for a thread that others wait for.
    pub fn page(&self, page: Page) -> Answer {
        let status = self.status.lock().expect("no holder panics").clone();
        let last = self.last.lock().expect("no holder panics").clone();
        let Some(last) = last else {
            return Answer::plain(503, "no run has ended yet");
        };
        let (content_type, render, form): (_, fn(&Report) -> String, _) = match page {
            Page::Health => return health(&status, Instant::now()),
            Page::OpenMetrics => (CONTENT_TYPE, openmetrics, Some(Form::OpenMetrics)),
            Page::Metrics => (CLASSIC, textfile, Some(Form::Classic)),
            Page::Json => ("application/json; charset=utf-8", json::pretty, None),
            Page::Html => ("text/html; charset=utf-8", html::render, None),
        };
        let text = last.rendered[page as usize].get_or_init(|| render(&last.report));
        Answer {
            status: 200,
            content_type,
            text: match form {
                Some(form) => metrics::with(text, &status, form),
                None => text.clone(),
            },
        }
    }
}

/// Whether runs still end in time.
fn health(status: &WatchStatus, now: Instant) -> Answer {
    let Some((ended, holds_for)) = status.fresh else {
        return Answer::plain(503, "no run has ended yet");
    };
    let age = now.saturating_duration_since(ended);
    let words = |span: Duration| duration(SignedDuration::try_from(span).unwrap_or_default());
    let last = format!("the last run ended {} ago", words(age));
    if age <= holds_for {
        Answer::plain(200, &format!("ok: {last}"))
    } else {
        let text = format!("{last}, and none should be older than {}", words(holds_for));
        Answer::plain(503, &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_is_well_while_runs_end_in_time() {
        let minute = Duration::from_secs(60);
        let ended = Instant::now();
        let status = WatchStatus {
            fresh: Some((ended, 10 * minute)),
            ..WatchStatus::default()
        };
        let well = Answer::plain(200, "ok: the last run ended 9 min ago");
        assert_eq!(health(&status, ended + 9 * minute), well);
        let answer = health(&status, ended + 11 * minute);
        assert_eq!(answer.status, 503);
        assert!(answer.text.contains("11 min ago"), "{}", answer.text);
    }

    #[test]
    fn before_the_first_run_nothing_is_known() {
        let published = Published::default();
        for page in [
            Page::OpenMetrics,
            Page::Metrics,
            Page::Health,
            Page::Json,
            Page::Html,
        ] {
            assert_eq!(
                published.page(page),
                Answer::plain(503, "no run has ended yet")
            );
        }
    }
}
