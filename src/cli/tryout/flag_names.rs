//! Cures in the words of a reader who has flags and no config.

use crate::report::Report;
use crate::report::model::Text;

/// Settings of a config, and what takes their place.
const WORDS: &str = include_str!("flag_names.txt");

/// The report in flags, and without an appliance.
pub fn in_flags(mut report: Report) -> Report {
    let findings = report.findings.iter_mut();
    let findings = findings.map(|one| (&mut one.summary, &mut one.remedy));
    let causes = report.diagnosis.iter_mut();
    let causes = causes.map(|one| (&mut one.summary, &mut one.remedy));
    for (summary, remedy) in findings.chain(causes) {
        for text in remedy.steps.iter_mut().chain([summary]) {
            *text = Text::from(worded(text).as_str());
        }
    }
    report
}

fn worded(step: &str) -> String {
    let words = WORDS.lines().filter_map(|line| line.split_once(" =>"));
    words.fold(step.to_owned(), |step, (setting, flag)| {
        step.replace(setting, flag.trim_start())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use clap::{Args as _, FromArgMatches as _};

    use super::super::named::Named;
    use super::worded;

    /// The checks of a run that is given everything.
    fn checks() -> Vec<String> {
        let command = Named::augment_args(clap::Command::new("try"));
        let line = "try --smtp h --starttls --user u --from a@b --ntp n --cloud --proxy http://p --certificate c --key k";
        let matches = command.get_matches_from(line.split(' '));
        Named::from_arg_matches(&matches).unwrap().checks()
    }

    /// What begins a setting of a config, in the words of cures.
    const SETTINGS: [&str; 10] = [
        "appliance",
        "cloud.",
        "license",
        "multi_factor",
        "overview",
        "password:",
        "proxy.",
        "test_recipient",
        "time.",
        "trust",
    ];

    #[test]
    fn no_cure_names_a_setting_that_its_reader_does_not_have() {
        let (mut seen, mut left) = (0, Vec::new());
        for check in checks() {
            assert!(
                checks::ALL.iter().any(|one| one.about().id == check),
                "{check}"
            );
            let folder = check.replace('-', "_");
            let root = env!("CARGO_MANIFEST_DIR");
            let stories = format!("{root}/checks/{folder}/cases/*.txt");
            for story in glob::glob(&stories).unwrap() {
                let text = std::fs::read_to_string(story.unwrap()).unwrap();
                for step in text.lines().filter_map(|line| line.strip_prefix("  - ")) {
                    let step = worded(step);
                    seen += 1;
                    // A gateway of one's own is known by a config alone, and its cure says so.
                    let mut quoted = step
                        .split('`')
                        .skip(1)
                        .step_by(2)
                        .filter(|one| *one != "cloud.hosts");
                    let names =
                        quoted.any(|one| SETTINGS.iter().any(|setting| one.starts_with(setting)));
                    if names || step.contains("this config") || step.contains("otpdoctor config") {
                        left.push(step);
                    }
                }
            }
        }
        assert!(seen > 50, "{seen}");
        assert!(left.is_empty(), "{left:#?}");
    }
}
