//! The summary of a bundle for support, as a mail: no text of others is more than text.

use checks::kit::Host;
use checks::kit::realm::Platform;
use otpdoctor::bundle::summary::SupportSummary;
use otpdoctor::report::Report;

use crate::poison::{BENIGN, HOSTILE, spoiled, steers};
use crate::worlds;

fn summary(report: &Report, host: &str) -> String {
    let host = Host {
        name: host.into(),
        platform: Platform::Linux,
    };
    SupportSummary::of(report, &host, None).text()
}

#[test]
fn no_text_becomes_a_line() {
    for world in worlds::NAMES {
        let (benign, hostile) = (spoiled(world, BENIGN), spoiled(world, HOSTILE));
        let titles = |text: String| text.lines().filter(|line| !line.starts_with(' ')).count();
        assert_eq!(
            titles(summary(&hostile, HOSTILE)),
            titles(summary(&benign, BENIGN)),
            "{world}"
        );
        let text = summary(&hostile, HOSTILE);
        assert_eq!(text.chars().find(steers), None, "{world}");
    }
}

#[test]
fn the_summary_of_every_world() {
    for world in worlds::NAMES {
        let report = worlds::report(world);
        let folder = worlds::folder(world);
        let text = summary(&report, "idp-01");
        crate::goldens::assert_golden_in(&folder, "summary.txt", text);
    }
}
