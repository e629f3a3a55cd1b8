//! What is served by HTTP: metrics that others' readers take, whether the watch is well, and the report.

use crate::held_port::HeldPort;
use crate::mail::{Mail, Manners};
use crate::program::{PATIENCE, Place, Watch};
use crate::tool;
use crate::web::get;

const OPEN: &str = "Accept: application/openmetrics-text; version=1.0.0\r\n";

const STRICT: &str = r"
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read
for family in read(sys.stdin.read()):
    print(family.name, family.type)
";

/// Asks promtool of the classic form, and the strict parser of Prometheus's Python client of the other.
pub fn validate(open: &str, classic: &str) {
    let told = tool::read("promtool", &["check", "metrics"], classic);
    assert_eq!(
        told.unwrap_or_else(|why| panic!("{why}\n{classic}")),
        "",
        "promtool has a remark"
    );
    let told = tool::read("/usr/bin/python3", &["-c", STRICT], open);
    let families = told.unwrap_or_else(|why| panic!("{why}\n{open}"));
    assert!(
        families.contains("otpdoctor_watch_runs counter\n"),
        "{families}"
    );
    assert!(
        families.contains("otpdoctor_watch_config_valid gauge\n"),
        "{families}"
    );
    assert_eq!(open.lines().filter(|line| *line == "# EOF").count(), 1);
    assert!(open.ends_with("\n# EOF\n") && !classic.contains("\n# EOF"));
}

/// The value of a series.
pub fn value(text: &str, series: &str) -> Option<f64> {
    let mut lines = text.lines().filter_map(|line| line.rsplit_once(' '));
    let (_, value) = lines.find(|(name, _)| *name == series)?;
    value.parse().ok()
}

/// Waits for metrics that say this: what was just told stands in them a moment later.
fn metrics_until(port: u16, wanted: impl Fn(&str) -> bool) -> String {
    let since = std::time::Instant::now();
    loop {
        let text = get(port, "/metrics", "").2;
        if wanted(&text) {
            return text;
        }
        assert!(since.elapsed() < PATIENCE, "{text}");
    }
}

/// A watch that listens and has run.
fn listening(place: &Place, mail: &Mail, arguments: &[&str]) -> (Watch, HeldPort) {
    let port = HeldPort::hold();
    let address = format!("127.0.0.1:{}", port.number);
    let mut watch = place.watch(
        &[
            &["--only", "smtp-reach,smtp-settings", "--listen", &address],
            arguments,
        ]
        .concat(),
    );
    // It listens before it runs.
    watch.out.wait(&format!(" and serves http://{address}/"));
    mail.connections(1);
    metrics_until(port.number, |text| {
        value(text, "otpdoctor_watch_runs_total") >= Some(1.0)
    });
    (watch, port)
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn every_page_says_what_it_is() {
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A", "B"], ""));
    // So that it is well for as long as this takes.
    let (watch, held) = listening(&place, &mail, &["--every", "1h"]);
    let port = held.number;
    let (code, head, open) = get(port, "/metrics", OPEN);
    assert_eq!(code, 200);
    assert!(
        head.contains("content-type: application/openmetrics-text; version=1.0.0; charset=utf-8"),
        "{head}"
    );
    let (code, head, classic) = get(port, "/metrics", "");
    assert_eq!(code, 200);
    assert!(
        head.contains("content-type: text/plain; version=0.0.4"),
        "{head}"
    );
    validate(&open, &classic);
    assert!(value(&classic, "otpdoctor_watch_runs_total").unwrap() >= 1.0);
    assert!(value(&open, "otpdoctor_watch_runs_total").unwrap() >= 1.0);
    for (series, expected) in [
        ("otpdoctor_watch_state_written", 1.0),
        ("otpdoctor_watch_config_valid", 1.0),
        ("otpdoctor_watch_notices_waiting", 0.0),
        (
            "otpdoctor_watch_notices_total{channel=\"webhook\",outcome=\"failed\"}",
            0.0,
        ),
        (
            "otpdoctor_check_status{realm=\"A\",check=\"smtp-reach\",status=\"pass\"}",
            1.0,
        ),
    ] {
        assert_eq!(
            value(&classic, series),
            Some(expected),
            "{series}\n{classic}"
        );
    }
    let last = value(&classic, "otpdoctor_watch_last_run_timestamp_seconds").unwrap();
    assert!((jiff::Timestamp::now().as_second() as f64 - last).abs() < 60.0);
    let (code, _, text) = get(port, "/health", "");
    assert_eq!(code, 200);
    assert!(text.starts_with("ok: the last run ended "), "{text}");
    let (code, head, text) = get(port, "/report.json", "");
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (code, report["schema"].as_str()),
        (200, Some("otpdoctor.report/1"))
    );
    assert!(head.contains("content-type: application/json"));
    let (code, head, text) = get(port, "/", "");
    assert!(
        code == 200 && head.contains("content-type: text/html") && text.contains("<html"),
        "{head}"
    );
    assert_eq!(get(port, "/else", "").0, 404);
    assert_eq!(watch.stop("INT").code, 130);
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn what_is_wrong_with_the_watch_is_a_metric() {
    let mut mail = Mail::open(Manners::default());
    let deaf = HeldPort::hold();
    let hook = format!(
        "watch: {{confirm: 1, notify: {{webhooks: [{{url: 'http://127.0.0.1:{}/'}}]}}}}\n",
        deaf.number
    );
    let place = Place::with(&mail.config(&["A"], &hook));
    let (mut watch, held) = listening(&place, &mail, &[]);
    let port = held.number;
    mail.go_away();
    watch.err.wait("did not accept a notice");
    place.write("otpdoctor.yaml", "realms: 7");
    watch.err.wait("continues with the one that it read before");
    // A run that met the server while it closed has told that first: then two wait.
    let text = metrics_until(port, |text| {
        let failed = "otpdoctor_watch_notices_total{channel=\"webhook\",outcome=\"failed\"}";
        value(text, "otpdoctor_watch_config_valid") == Some(0.0)
            && value(text, "otpdoctor_watch_notices_waiting") >= Some(1.0)
            && value(text, failed) >= Some(1.0)
    });
    validate(&get(port, "/metrics", OPEN).2, &text);
    watch.stop("TERM");
}

#[test]
fn a_port_that_is_taken_is_told_at_the_start() {
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], ""));
    let taken = format!("127.0.0.1:{}", mail.port());
    let ended = place.runs(1, &["--listen", &taken]);
    assert_eq!(ended.code, 69, "{}", ended.err);
    assert!(
        ended.err.contains("cannot listen at 127.0.0.1:"),
        "{}",
        ended.err
    );
}
