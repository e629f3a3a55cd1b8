//! What to do about each reason: no block of `cures.txt` is of a reason that is not there, or of a case that nothing asks for.

use std::collections::BTreeSet;
use std::path::Path;

/// All sources below a folder.
fn sources(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        match path.extension() {
            None if path.is_dir() => sources(&path, text),
            Some(end) if end == "rs" => {
                *text += &std::fs::read_to_string(&path).expect("a readable file")
            }
            _ => {}
        }
    }
}

#[test]
fn every_cure_is_of_a_reason_and_of_a_case_that_is_asked_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = checks::ALL
        .iter()
        .map(|check| root.join(check.about().id.replace('-', "_")));
    let mut seen = BTreeSet::new();
    for folder in folders.chain([root.to_owned()]) {
        let path = folder.join("cures.txt");
        let text = std::fs::read_to_string(&path).expect("each check has its cures");
        let mut code = String::new();
        sources(&folder, &mut code);
        if folder == root {
            sources(&root.join("../src/e2e"), &mut code);
        }
        for line in text.lines() {
            let says = ["- ", "= ", "#"].iter().any(|lead| line.starts_with(lead));
            if line.is_empty() || line.contains("> ") || says {
                continue;
            }
            let (reason, case) = line.split_once(' ').unwrap_or((line, ""));
            let (check, reason) = reason.split_once('/').expect("a check and its reason");
            let about = checks::abouts().find(|about| about.id == check);
            let about = about.unwrap_or_else(|| panic!("{line}: there is no such check"));
            assert!(
                about.reason(reason).is_some(),
                "{line}: there is no such reason"
            );
            assert!(
                case.is_empty() || code.contains(&format!("\"{case}\"")),
                "{line}: nothing asks for this case"
            );
            seen.insert(line.to_owned());
        }
    }
    assert!(seen.len() > 200, "{}", seen.len());
}

#[test]
fn a_cure_without_a_finding_has_words_in_place_of_values() {
    let reasons = checks::abouts().flat_map(|about| about.reasons);
    let mut cured = 0;
    for reason in reasons {
        let cure = reason.every_cure();
        let commands = cure.commands.iter().map(|one| &one.run);
        for text in cure.steps.iter().chain(commands) {
            // Braces that stay are YAML, with a colon.
            let mut braces = text.split('{').skip(1);
            assert!(braces.all(|rest| rest.contains(": ")), "{text}");
            cured += 1;
        }
    }
    assert!(cured > 300, "{cured}");
}
