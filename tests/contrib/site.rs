//! The site: built by its own tools from what the program says, every link of it followed.

use std::path::Path;
use std::process::{Command, Output};

use super::contrib;

fn site(arguments: &[&str]) -> Output {
    let tools = contrib("../target/site/venv/requirements.txt");
    assert!(
        tools.exists(),
        "the tools of the site are missing, install them: tests/setup"
    );
    Command::new(contrib("site/build"))
        .args(arguments)
        .env_remove("OTPDOCTOR_HELP_URL")
        .output()
        .unwrap()
}

fn checks(folder: &Path) -> Output {
    site(&["--check", folder.to_str().unwrap()])
}

#[test]
fn every_reason_has_an_anchor_is_found_and_no_link_leads_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("html");
    let into = place.to_str().unwrap();
    let built = site(&["--program", env!("CARGO_BIN_EXE_otpdoctor"), "--into", into]);
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{said}");
    assert!(checks(&place).status.success());

    let index = std::fs::read(place.join("search/search_index.json")).unwrap();
    let index: serde_json::Value = serde_json::from_slice(&index).unwrap();
    let entries = index["docs"].as_array().unwrap();
    for about in ::checks::abouts() {
        let page = format!("checks/{}.html", about.id);
        let html = std::fs::read_to_string(place.join(&page)).unwrap();
        for reason in about.reasons {
            let anchor = format!("id=\"{}\"", reason.code);
            assert!(html.contains(&anchor), "{page} has no {anchor}");
            let found = entries.iter().any(|entry| {
                entry["title"] == format!("{}/{}", about.id, reason.code)
                    && entry["location"] == format!("{page}#{}", reason.code)
            });
            assert!(found, "nobody finds {}/{}", about.id, reason.code);
        }
    }
}

#[test]
fn a_link_that_leads_nowhere_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let page = |text: &str| std::fs::write(folder.path().join("index.html"), text).unwrap();
    page(
        "<h1 id=top><a href=#top>up</a> <a href=index.html#top>here</a> <a href=https://example.net>away</a></h1>",
    );
    assert!(checks(folder.path()).status.success());
    for wrong in [
        "<a href=gone.html>x</a>",
        "<a href=#gone>x</a>",
        "<a href=index.html#gone>x</a>",
        "<img src=gone.png>",
        "<script src=https://example.net/a.js></script>",
    ] {
        page(wrong);
        let output = checks(folder.path());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{wrong}");
        assert!(said.contains("index.html: "), "{said}");
    }
}
