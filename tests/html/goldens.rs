//! What the reports for people say of each world: `SNAPSHOTS=overwrite cargo test --test html` writes it anew.

use std::path::Path;

use otpdoctor::report::{html, markdown};

use crate::worlds;

#[test]
fn both_formats_of_every_world() {
    for world in worlds::NAMES {
        let report = worlds::report(world);
        assert_golden(world, "html", without_style(&html::render(&report)));
        assert_golden(world, "markdown", markdown::render(&report));
    }
}

#[test]
fn both_formats_of_300_realms() {
    let many = worlds::many(300, worlds::Alike::Merged);
    let page = without_style(&html::render(&many));
    assert_golden("many", "html", worlds::shortened(&page));
    let text = worlds::shortened(&markdown::render(&many));
    assert_golden("many", "markdown", text);
}

fn assert_golden(world: &str, format: &str, text: String) {
    assert_golden_in(&worlds::folder(world), format, text);
}

/// Holds a text against the golden of its format in a folder.
pub fn assert_golden_in(folder: &Path, format: &str, text: String) {
    let path = folder.join(format!("expected.{format}"));
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .normalize_paths(false)
        .eq(
            text,
            snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)),
        );
}

/// The style sheet is the same in all.
pub fn without_style(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    format!("{before}<style></style>{after}")
}
