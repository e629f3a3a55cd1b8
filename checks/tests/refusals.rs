//! What mail servers were reported to say, and what is made of it.

use checks::kit::mail::{Command, Meaning, understand};
use checks::kit::peer_text::PeerText;
use checks::kit::probe::smtp::Reply;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reported {
    /// Where it was found.
    from: String,
    at: Command,
    #[serde(default)]
    inside_tls: bool,
    reply: String,
    means: Meaning,
}

fn reply(text: &str) -> Reply {
    let line = |line: &str| PeerText::without_secrets(line.get(4..).unwrap_or_default().into());
    Reply {
        code: text[..3].parse().expect("three digits"),
        lines: text.lines().map(line).collect(),
    }
}

fn hold(file: &str) {
    let text = std::fs::read_to_string(format!(
        "{}/tests/refusals/{file}",
        env!("CARGO_MANIFEST_DIR")
    ));
    let text = text.expect("a readable file");
    let all: Vec<Reported> = serde_saphyr::from_str(&text).expect("a list of refusals");
    assert!(all.len() >= 20);
    for one in all {
        let understood =
            understand(&reply(&one.reply), one.at, one.inside_tls).map(|refusal| refusal.meaning);
        assert_eq!(understood, Some(one.means), "{}: {}", one.from, one.reply);
    }
}

#[test]
fn reported_refusals_are_understood() {
    hold("reported.yaml");
}

#[test]
fn look_alikes_are_told_apart() {
    hold("look_alikes.yaml");
}
