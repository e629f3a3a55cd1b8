//! What each format says of each world: `SNAPSHOTS=overwrite cargo test --test past` writes it anew.

use std::path::Path;

use checks::kit::realm::Platform;
use otpdoctor::report::history::{self as review, Review};
use otpdoctor::report::human::{Detail, Look};

use crate::worlds;

/// The review at a terminal of this width, without styles.
pub fn human(review: &Review, width: usize) -> String {
    let look = Look {
        width,
        detail: Detail::Brief,
        platform: Platform::Linux,
    };
    anstream::adapter::strip_str(&review::human(review, look)).to_string()
}

#[test]
fn every_format_of_every_world() {
    for name in worlds::NAMES {
        let review = worlds::world(name);
        assert_golden(name, "human-80", human(&review, 80));
        assert_golden(name, "human-200", human(&review, 200));
        assert_golden(name, "markdown", review::markdown(&review));
        if *name == "outage" || *name == "nobody" {
            assert_golden(name, "json", review::json(&review));
        }
    }
}

#[test]
fn a_legend_keeps_its_signs_beside_their_words() {
    let meanings = ["skipped", "passed", "accepted for a while", "warning"];
    let meanings = meanings
        .into_iter()
        .chain(["could not be checked", "failed", "not watched"]);
    let signs: Vec<String> = ["·", "▁", "a", "▄", "?", "█", "╌"]
        .into_iter()
        .zip(meanings)
        .map(|(sign, meaning)| format!("{sign} {meaning}"))
        .collect();
    for name in ["outage", "ten"] {
        let review = worlds::world(name);
        for width in (60..=130).chain([200]) {
            let text = human(&review, width);
            for sign in &signs {
                assert!(text.contains(sign), "{sign} at {width}: {text}");
            }
            let legend = text.lines().skip_while(|line| !line.contains("a sign is"));
            for line in legend.take_while(|line| !line.is_empty()) {
                assert!(line.chars().count() <= width, "{line} at {width}");
            }
        }
    }
}

fn assert_golden(world: &str, format: &str, text: String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/history");
    let path = folder.join(world).join(format!("expected.{format}"));
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .normalize_paths(false)
        .eq(
            text,
            snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)),
        );
}
