//! Refusals as servers word them.

#![allow(clippy::unwrap_used)]

use super::*;

fn reply(text: &str) -> Reply {
    let line = |line: &str| PeerText::without_secrets(line.get(4..).unwrap_or_default().into());
    Reply {
        code: text[..3].parse().unwrap(),
        lines: text.lines().map(line).collect(),
    }
}

fn place(row: &Row) -> Command {
    row.at.first().copied().unwrap_or(Command::Rcpt)
}

#[test]
fn each_row_is_found_by_its_own_sample_and_by_no_row_before_it() {
    for row in TABLE.rows() {
        let heard = NormalizedReply::new(&reply(&row.sample));
        let found = TABLE.rows().find(|one| one.fits(&heard, place(row)));
        let found = found.map(|row| &row.sample);
        assert_eq!(found, Some(&row.sample));
    }
    assert!(TABLE.rows().count() >= 120);
}

#[test]
fn each_row_has_a_source_and_stands_where_it_belongs() {
    let coded = TABLE.by_code.iter().all(|row| !row.codes.is_empty());
    let worded = TABLE.by_words.iter().all(|row| !row.words.is_empty());
    let bare = TABLE.by_command.iter().all(|row| row.words.is_empty());
    assert!(coded && worded && bare);
    for row in TABLE.rows() {
        let known = ["https://", "http://", "RFC "];
        assert!(
            known.iter().any(|from| row.source.starts_with(from)),
            "{}",
            row.sample
        );
        for phrase in &row.words {
            assert_eq!(*phrase, phrase.to_lowercase(), "{}", row.sample);
        }
        let codes = row.codes.iter().flat_map(|code| code.split('.'));
        for part in codes.chain(row.replies.iter().map(String::as_str)) {
            let bounds: Result<Vec<u16>, _> = part.split('-').map(str::parse).collect();
            assert!(
                part == "X" || bounds.is_ok_and(|bounds| bounds.is_sorted()),
                "{part}"
            );
        }
    }
}

#[test]
fn each_meaning_has_words_and_cures() {
    for row in TABLE.rows() {
        assert!(TABLE.meanings.contains_key(&row.means), "{:?}", row.means);
    }
    for (meaning, known) in &TABLE.meanings {
        assert!(
            !known.says.ends_with('.') && !known.cures.is_empty(),
            "{meaning:?}"
        );
    }
    let cures = TABLE.rows().flat_map(|row| &row.cures);
    for cure in cures.chain(TABLE.meanings.values().flat_map(|known| &known.cures)) {
        assert!(cure.ends_with('.'), "{cure}");
    }
    assert!(TABLE.meanings.contains_key(&Meaning::Unknown));
}

#[test]
fn the_code_is_read_wherever_servers_put_it() {
    let code = |text: &str| NormalizedReply::new(&reply(text)).code;
    assert_eq!(code("550 5.7.1 no"), Some([5, 7, 1]));
    assert_eq!(code("550 #5.1.0 no"), Some([5, 1, 0]));
    assert_eq!(code("553 no (#5.7.1)"), Some([5, 7, 1]));
    assert_eq!(code("534-5.7.9 no\n534 5.7.9  more"), Some([5, 7, 9]));
    for none in [
        "550 no",
        "550 192.0.2.7 no",
        "550 5.7.1.2 no",
        "550 9.7.1 no",
        "550 v 5.7.1",
    ] {
        assert_eq!(code(none), None, "{none}");
    }
    let text = NormalizedReply::new(&reply("534-5.7.9 A word\n534 5.7.9  more")).text;
    assert_eq!(text, "a word more");
}

#[test]
fn a_phrase_is_of_whole_words() {
    assert!(says("see spf.", "spf", true) && says("[spf] fail", "spf", true));
    assert!(
        says("greylisted", "greylist*", true) && says("client x blocked", "client*blocked", true)
    );
    assert!(says("at www.spamhaus.org/q", "*spamhaus*", true));
    for not in ["spf.example.net", "anti-spf", "spfx", "a.spf", "spf-filter"] {
        assert!(!says(not, "spf", true), "{not}");
    }
}

#[test]
fn what_is_no_refusal_means_nothing() {
    let accepted = reply("250 2.1.5 not spam, not blocked using any list");
    assert!(understand(&accepted, Command::Rcpt, false).is_none());
}

#[test]
fn a_reply_without_end_is_read_to_a_limit() {
    let endless = format!("550 {}", "must encrypt ".repeat(1 << 16));
    let heard = NormalizedReply::new(&reply(&endless));
    assert!(heard.text.len() < READ + 20);
    assert!(understand(&reply(&endless), Command::Mail, false).is_some());
}

/// Of a reply that may repeat a secret, what stands in the table is told: `relay` alone may be the secret.
#[test]
fn what_is_known_of_a_reply_is_told_without_the_rest() {
    let said = "5.7.1 <user@example.test>: Relay access denied; relay, Summer";
    assert_eq!(phrases(said), "access denied, relay access denied");
    assert_eq!(phrases("5.7.8 user relay blocked mail OK"), "");
    let reply = |said: &str| Reply {
        code: 554,
        lines: vec![PeerText::without_secrets(said.into())],
    };
    let meaning = |said: &str| understand(&reply(said), Command::Rcpt, true).map(|it| it.meaning);
    assert_eq!(meaning(&phrases(said)), meaning(said));
}
