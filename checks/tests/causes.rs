//! Stories of several checks, in `causes/`: what explains what, and what must not.
//!
//! A story lists its causes, in their order, each with what it explains; its config selects what it is about. What is
//! not recorded is unknown, and no cause.

mod story;

use std::path::Path;

use checks::kit::{Finding, Stated};
use story::{Story, judge};

#[test]
fn every_story_has_the_causes_that_it_lists() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/causes");
    let stories = std::fs::read_dir(&folder).expect("a readable folder");
    let mut failures = Vec::new();
    for path in stories.map(|entry| entry.expect("a readable entry").path()) {
        let text = std::fs::read_to_string(&path).expect("a readable story");
        let several: Vec<Story> =
            serde_saphyr::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        for story in several {
            let causes = causes(&story);
            if causes != story.causes {
                failures.push(format!(
                    "{}: {}\n  expected {:#?}\n  and got {causes:#?}",
                    path.display(),
                    story.about,
                    story.causes
                ));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

fn causes(story: &Story) -> Vec<String> {
    let found: Vec<(Vec<String>, Finding)> = checks::ALL
        .iter()
        .flat_map(|check| judge(*check, story))
        .map(|(realm, finding)| (vec![realm], finding))
        .collect();
    let stated: Vec<Stated<'_>> = found
        .iter()
        .map(|(realms, finding)| Stated { finding, realms })
        .collect();
    let name = |place: usize| format!("{}/{}", found[place].1.check, found[place].1.reason);
    let causes = checks::diagnose(&stated).into_iter().map(|cause| {
        let explains = cause.explains.into_iter();
        let asked = explains.filter(|place| found[*place].1.reason != "unscripted");
        let mut explains: Vec<String> = asked.map(name).collect();
        explains.dedup();
        let name = name(cause.findings[0]);
        if explains.is_empty() {
            name
        } else {
            format!("{name} > {}", explains.join(", "))
        }
    });
    causes.collect()
}
