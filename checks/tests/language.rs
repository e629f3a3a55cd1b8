//! Every sentence that a person reads keeps the rules of words: subjects, length, no riddles.
//!
//! A summary is a headline: it stands alone in an annotation, in a pager and in an inbox.

use std::path::Path;

use checks::kit::{About, Reason};

/// With these a sentence begins that does not name what it is about.
const NO_SUBJECT: &[&str] = &[
    "he", "it", "its", "nobody", "she", "somebody", "someone", "that", "their", "there", "these",
    "they", "this", "those", "what", "whatever", "who", "whoever",
];

/// Riddles, and names that the code once had for what the field calls otherwise.
const RIDDLES: &str = include_str!("language/riddles.txt");

/// The same words where the field means something else by them.
const OF_THE_FIELD: &str = include_str!("language/of_the_field.txt");

/// The longest headline; a quotation may make it longer, which no wording can shorten.
const LONGEST: usize = 110;
const LONGEST_WITH_QUOTATION: usize = 160;

/// A name of a host, a file or a cipher suite counts as a word of this length at most: it is as long as it is.
const LONGEST_NAME: usize = 16;

/// The sentence without what a peer, a list or the config says: that stands in quotes or backticks.
fn without_quotations(sentence: &str) -> String {
    let parts = sentence.split(['"', '`']).step_by(2);
    parts.collect::<Vec<_>>().join("…")
}

/// The first riddle in a text.
fn riddle(text: &str) -> Option<&'static str> {
    let mut plain = text.to_lowercase();
    for known in OF_THE_FIELD.lines() {
        plain = plain.replace(known, "…");
    }
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).collect();
    let plain = format!(" {} ", words.join(" "));
    let mut riddles = RIDDLES.lines();
    riddles.find(|riddle| plain.contains(&format!(" {riddle} ")))
}

/// Whether a name of `cures.txt` was not filled in.
fn has_hole(sentence: &str) -> bool {
    let mut names = sentence.split('{').skip(1).filter_map(|after| {
        let (name, _) = after.split_once('}')?;
        Some(name)
    });
    names.any(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// What is wrong with a sentence.
fn faults(sentence: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let ours = without_quotations(sentence);
    let first = ours.split(|c: char| !c.is_alphanumeric()).next();
    let first = first.unwrap_or_default().to_lowercase();
    if NO_SUBJECT.contains(&&*first) {
        faults.push(format!("it begins with {first:?}, so it names nothing"));
    }
    if ours.contains(';') {
        faults.push("two sentences joined by a semicolon".into());
    }
    if has_hole(&ours) {
        faults.push("a name in braces, which no value took the place of".into());
    }
    faults.extend(riddle(&ours).map(|riddle| format!("{riddle:?}")));
    let limit = if ours == sentence {
        LONGEST
    } else {
        LONGEST_WITH_QUOTATION
    };
    let names = sentence.split(' ');
    let lengths = names.map(|word| word.chars().count().min(LONGEST_NAME) + 1);
    let length = lengths.sum::<usize>() - 1;
    if length > limit {
        faults.push(format!("{length} characters, of {limit}"));
    }
    faults
}

fn assert_plain(sentences: impl IntoIterator<Item = (String, String)>) {
    let mut wrong: Vec<String> = sentences
        .into_iter()
        .filter_map(|(of, sentence)| {
            let faults = faults(&sentence);
            let told = format!("{of}: {sentence}\n    {}", faults.join(", "));
            (!faults.is_empty()).then_some(told)
        })
        .collect();
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), wrong.len());
}

fn all() -> impl Iterator<Item = &'static About> {
    let checks = checks::ALL.iter().map(|check| check.about());
    checks.chain(checks::steps::ALL.iter().copied())
}

#[test]
fn every_reason_is_a_plain_sentence() {
    let reasons = all().flat_map(|about| about.reasons);
    assert_plain(reasons.map(
        |Reason {
             check, code, about, ..
         }| {
            let name = format!("{check}/{code}");
            (name, (*about).to_owned())
        },
    ));
}

/// The goldens of all stories, by their paths.
fn goldens() -> impl Iterator<Item = (String, String)> {
    let entries = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let checks = entries(Path::new(env!("CARGO_MANIFEST_DIR")));
    let stories = checks.flat_map(move |check| entries(&check.path().join("cases")));
    let paths = stories.map(|story| story.path());
    let goldens = paths.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    goldens.map(|path| {
        let text = std::fs::read_to_string(&path).expect("a readable golden");
        (path.display().to_string(), text)
    })
}

#[test]
fn every_summary_is_a_headline() {
    let mut summaries = Vec::new();
    for (path, golden) in goldens() {
        let lines: Vec<&str> = golden.lines().collect();
        for two in lines.windows(2).filter(|two| !two[0].starts_with(' ')) {
            summaries.push((format!("{path}: {}", two[0]), two[1].trim().to_owned()));
        }
    }
    assert!(summaries.len() > 500, "{}", summaries.len());
    assert_plain(summaries);
}

#[test]
fn every_fault_of_the_lab_is_a_headline() {
    let faults = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/lab/faults.yaml");
    let faults = std::fs::read_to_string(faults).expect("a readable list");
    let says = faults
        .lines()
        .filter_map(|line| line.trim().strip_prefix("says: "));
    let says = says.map(|says| ("lab".to_owned(), says.trim_matches('"').to_owned()));
    assert_plain(says);
}

/// The steps of all cures, and the prose of all pages.
#[test]
fn cures_and_pages_have_no_riddles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("a readable text");
    let steps = |path: &str| -> String {
        let text = read(path);
        let steps = text.lines().filter(|line| line.starts_with("- "));
        steps.map(|line| format!("{line}\n")).collect()
    };
    let mut texts = vec![steps("cures.txt")];
    // A row has words to find in replies, and how they are spelled is the servers' business.
    let refusals: serde_json::Value =
        serde_json::from_str(&read("kit/mail/refusals.json")).expect("a table");
    collect(&refusals, &mut texts);
    for check in checks::ALL {
        let about = check.about();
        texts.push(about.explain.to_owned());
        texts.push(steps(&format!("{}/cures.txt", about.id.replace('-', "_"))));
    }
    let mut lines = 0;
    for text in &texts {
        // Every other part is commands.
        let prose = text.split("```").step_by(2).collect::<String>();
        for line in prose.lines().filter(|line| line.contains(' ')) {
            lines += 1;
            // What is filled in is not ours.
            let ours: Vec<&str> = line.split(['{', '}']).step_by(2).collect();
            assert_eq!(riddle(&without_quotations(&ours.join("…"))), None, "{line}");
        }
    }
    assert!(lines > 1_000, "{lines}");
}

/// What the table of refusals says and has as cures.
fn collect(of: &serde_json::Value, texts: &mut Vec<String>) {
    for (key, value) in of.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("says", serde_json::Value::String(says)) => texts.push(says.clone()),
            ("cures", cures) => {
                let cures = cures.as_array().into_iter().flatten();
                texts.extend(cures.filter_map(|cure| cure.as_str().map(str::to_owned)));
            }
            _ => collect(value, texts),
        }
    }
    for value in of.as_array().into_iter().flatten() {
        collect(value, texts);
    }
}

#[test]
fn no_command_is_of_another_platform() {
    for (path, golden) in goldens() {
        for command in golden.lines().filter(|line| line.starts_with("  $ ")) {
            let of_unix = ["openssl", "postconf", "chronyc", "nc -", "curl -"];
            let foreign = of_unix.iter().any(|name| command.contains(name));
            assert!(
                !foreign || command.starts_with("  $ Linux: "),
                "{path}: {command}"
            );
        }
    }
}

#[test]
fn what_breaks_the_rules_is_found() {
    for wrong in [
        "it is on and has no phone number",
        "There is no route to the server",
        "the certificate cannot be read; certificate-validity says why",
        "no connection to the server: smtp-reach tells",
        "a key of which the journey is told",
    ] {
        assert!(!faults(wrong).is_empty(), "{wrong}");
    }
    for word in RIDDLES.lines() {
        let wrong = format!("the certificate of {word} has expired");
        assert!(!faults(&wrong).is_empty(), "{wrong}");
    }
    for word in NO_SUBJECT {
        let wrong = format!("{word} has expired");
        assert!(!faults(&wrong).is_empty(), "{wrong}");
    }
    for right in [
        "Help Desk 2 is enabled but has no phone number",
        "Help Desk 1: \"help@example.net; it@example.net\" is not an e-mail address",
        "the realm sends no voice calls, and no voice call arrives",
        "192.0.2.7 is on a block list",
    ] {
        assert_eq!(faults(right), Vec::<String>::new(), "{right}");
    }
}
