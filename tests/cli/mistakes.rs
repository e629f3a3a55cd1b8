//! Files and options that are wrong together.

use crate::program::{Program, QUIET};

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let program = Program::with(QUIET);
    let missing = |names: &[&str]| {
        let lines = names
            .iter()
            .map(|name| format!("{name}: there is no such "));
        lines.collect::<Vec<_>>()
    };
    for (line, code, named) in [
        (
            "try --certificate a --key b --trust c",
            66,
            &["a", "b", "c"][..],
        ),
        ("diff a b", 66, &["a", "b"]),
        (
            "check --replay a --waivers b --config c",
            66,
            &["a", "b", "c"],
        ),
        ("check --replay a --waivers b", 66, &["a", "b"]),
        ("bundle create --replay a --waivers b", 66, &["a", "b"]),
        ("watch --config a --waivers b", 66, &["a", "b"]),
        (
            "try --smtp 127.0.0.1 --user u --password-env NONE --certificate c",
            64,
            &["c"],
        ),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let (_, err) = program.expect(&words, code);
        for said in missing(named) {
            assert!(err.contains(&said), "{line}: {err}");
        }
    }
    let (_, err) = program.expect(&["try", "--smtp", "127.0.0.1", "--proxy-user", "u"], 64);
    for said in ["--proxy <URL>", "--proxy-password-env <NAME>"] {
        assert!(err.contains(said), "{err}");
    }
    for line in [
        "try --cloud --config x",
        "list --config x",
        "diff a b --config x",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let (_, err) = program.expect(&words, 64);
        assert!(err.contains("this command reads no config"), "{err}");
        let (help, _) = program.expect(&[words[0], "--help"], 0);
        assert!(!help.contains("--config <"), "{help}");
    }
}
