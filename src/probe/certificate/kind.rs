//! What a file is that is no certificate, key or PKCS#12 file, and what to do with it.

use std::sync::LazyLock;

use cms::cert::x509::request::CertReq;
use der::Decode as _;
use serde::Deserialize;

/// What a file is, and what to do with it.
#[derive(Deserialize)]
struct Kinds {
    /// By how the label of PEM ends.
    labels: Vec<(String, String)>,
    /// By the first bytes, a character each.
    begins: Vec<(String, String)>,
    web_page: String,
}

static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    serde_json::from_str(include_str!("kinds.json")).expect("a test reads the table")
});

/// What a PEM file is by the labels of its sections.
pub(super) fn of_labels<'a>(labels: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let labels: Vec<&str> = labels.collect();
    let stands = |end: &str| labels.iter().any(|label| label.ends_with(end));
    let known = KINDS.labels.iter().find(|(end, _)| stands(end));
    known.map(|(_, what)| what.as_str())
}

/// What a file without PEM is.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<&'static str> {
    let first = &bytes[..bytes.len().min(64)];
    let begin = String::from_utf8_lossy(first).to_lowercase();
    let begin = begin.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if begin.starts_with("<!doctype html") || begin.starts_with("<html") {
        return Some(&KINDS.web_page);
    }
    let begins: String = first.iter().copied().map(char::from).collect();
    let known = KINDS
        .begins
        .iter()
        .find(|(begin, _)| begins.starts_with(begin));
    let request = || of_labels(["CERTIFICATE REQUEST"].into_iter());
    let request = || CertReq::from_der(bytes).ok().and_then(|_| request());
    known.map(|(_, what)| what.as_str()).or_else(request)
}
