//! The Markdown report as GitHub's own parser reads it.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use otpdoctor::report::{Report, markdown};

use crate::poison::{BENIGN, HOSTILE, spoiled};
use crate::worlds::{self, Alike, many};

/// The HTML that GitHub's parser makes of a report, before anything is taken out of it.
fn parsed(report: &Report) -> String {
    parsed_text(markdown::render(report))
}

/// The same of a text.
pub fn parsed_text(text: String) -> String {
    let extensions = [
        "table",
        "autolink",
        "strikethrough",
        "tasklist",
        "footnotes",
    ];
    let mut child = Command::new("cmark-gfm")
        .arg("--unsafe")
        .args(extensions.iter().flat_map(|name| ["-e", name]))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|why| panic!("cmark-gfm does not run ({why}): tests/setup installs it"));
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// How many elements of each name begin.
pub fn elements(html: &str) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for part in html.split('<').skip(1) {
        let name = part.split(|c: char| !c.is_ascii_alphanumeric()).next();
        *count
            .entry(name.unwrap_or_default().to_owned())
            .or_default() += 1;
    }
    // What a site would link becomes code, and text between is no element.
    for text in ["", "code"] {
        count.remove(text);
    }
    count
}

#[test]
fn no_text_becomes_an_element() {
    for world in worlds::NAMES {
        let benign = elements(&parsed(&spoiled(world, BENIGN)));
        let hostile = parsed(&spoiled(world, HOSTILE));
        assert_eq!(elements(&hostile), benign, "{world}");
        for active in [
            "<a ",
            "<script",
            "<img",
            "<em>",
            "<del>",
            "<blockquote",
            "footnote",
        ] {
            assert!(!hostile.contains(active), "{world}: {active}");
        }
    }
}

#[test]
fn the_answer_stands_first_and_every_row_has_its_cells() {
    for world in worlds::NAMES {
        let html = parsed(&worlds::report(world));
        assert!(html.starts_with("<h2>idp-01: "), "{world}");
        let count = elements(&html);
        assert_eq!(count["details"], html.matches("</details>").count());
        let text = markdown::render(&worlds::report(world));
        let rows = text.lines().filter(|line| line.starts_with("| ")).count();
        // A heading's rule becomes no row.
        assert_eq!(count["tr"], rows, "{world}");
    }
}

#[test]
fn a_ticket_has_bounds_whatever_a_run_found() {
    let text = markdown::render(&many(300, Alike::Apart));
    assert!(text.len() < 200_000, "{} bytes", text.len());
    assert!(text.contains(" more, in the JSON output"));
}
