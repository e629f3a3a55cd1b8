//! The letter of a bundle as GitHub's own parser reads it, and as a mail: no text of others is more than text.

use checks::kit::Host;
use checks::kit::realm::Platform;
use otpdoctor::bundle::letter;

use crate::markdown::{elements, parsed_text};
use crate::poison::{BENIGN, HOSTILE, spoiled, steers};
use crate::worlds;

fn host(name: &str) -> Host {
    Host {
        name: name.into(),
        platform: Platform::Linux,
    }
}

#[test]
fn no_text_becomes_an_element_or_a_line() {
    for world in worlds::NAMES {
        let (benign, hostile) = (spoiled(world, BENIGN), spoiled(world, HOSTILE));
        let html = parsed_text(letter::markdown(&hostile, &host(HOSTILE)));
        let expected = parsed_text(letter::markdown(&benign, &host(BENIGN)));
        assert_eq!(elements(&html), elements(&expected), "{world}");
        for active in ["<a ", "<script", "<img", "<em>", "<del>", "<blockquote"] {
            assert!(!html.contains(active), "{world}: {active}");
        }
        let titles = |text: String| text.lines().filter(|line| !line.starts_with(' ')).count();
        assert_eq!(
            titles(letter::text(&hostile, &host(HOSTILE))),
            titles(letter::text(&benign, &host(BENIGN))),
            "{world}"
        );
        for text in [
            letter::text(&hostile, &host(HOSTILE)),
            letter::markdown(&hostile, &host(HOSTILE)),
        ] {
            assert_eq!(text.chars().find(steers), None, "{world}");
        }
    }
}

#[test]
fn the_letter_of_every_world() {
    for world in worlds::NAMES {
        let report = worlds::report(world);
        let folder = worlds::folder(world);
        let text = letter::text(&report, &host("idp-01"));
        crate::goldens::assert_golden_in(&folder, "letter.txt", text);
        let ticket = letter::markdown(&report, &host("idp-01"));
        crate::goldens::assert_golden_in(&folder, "letter.md", ticket);
    }
}
