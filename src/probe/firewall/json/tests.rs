//! How PowerShell writes rules.

use checks::kit::firewall::choose;
use checks::kit::peer_text::PeerText;
use checks::kit::probe::certificate::Problem;
use checks::kit::probe::firewall::{Action, Direction, Rule};

use super::*;

fn read(text: &str) -> Result<Rule, String> {
    let peer = |said: &str| PeerText::without_secrets(said.to_owned());
    let mut answer = choose(parse(text), "a", 25, &peer);
    match answer.problem {
        Some(Problem::Unreadable(why)) => Err(why),
        _ => Ok(answer.rules.remove(0)),
    }
}

fn only(more: &str) -> Result<Rule, String> {
    read(&format!(
        r#"{{"Name":"a","Direction":2,"Action":4,"Protocol":"TCP","RemoteAddress":"Any",{more}}}"#
    ))
}

#[test]
fn words_and_numbers_say_the_same() {
    let words = r#"[{"DisplayName":"a","Enabled":"True","Direction":"Outbound","Action":"Block",
        "Protocol":"TCP","RemotePort":["25","587"],"RemoteAddress":["192.0.2.1","10.0.0.0/255.0.0.0"],"Program":"Any"}]"#;
    let numbers = r#"{"Name":"{3F2A}","displayname":"a","ENABLED":1,"direction":2,"action":4,
        "protocol":"TCP","remotePort":"25, 587",
        "remoteaddress":["192.0.2.1","10.0.0.0/255.0.0.0"],"program":"Any"}"#;
    assert_eq!(read(words), read(numbers));
    let rule = read(words).expect("a rule");
    assert!(rule.enabled);
    assert_eq!(
        (rule.direction, rule.action),
        (Direction::Out, Action::Block)
    );
    assert_eq!(rule.remote_ports, ["25", "587"]);
}

#[test]
fn a_list_is_written_in_several_ways() {
    for ports in [
        r#"{"value":[25,587],"Count":2}"#,
        r#"["25","587"]"#,
        r#""25,587""#,
    ] {
        let rule = only(&format!(r#""Enabled":1,"RemotePort":{ports}"#)).expect("a rule");
        assert_eq!(rule.remote_ports, ["25", "587"]);
    }
}

#[test]
fn two_means_false_and_true_is_taken_as_well() {
    let enabled = |enabled: &str| {
        let rule = only(&format!(r#""RemotePort":"Any","Enabled":{enabled}"#));
        rule.map(|rule| rule.enabled).ok()
    };
    assert_eq!(enabled("2"), Some(false));
    assert_eq!(enabled("true"), Some(true));
    assert_eq!(enabled("false"), Some(false));
    assert_eq!(enabled("0"), None);
}

#[test]
fn a_plain_dump_lacks_the_filters_and_says_so() {
    let why = read(
        r#"{"DisplayName":"a","Enabled":1,"Direction":2,"Action":2,"Protocol":"TCP","RemoteAddress":null}"#,
    );
    let why = why.expect_err("there are none");
    assert!(why.contains("explain smtp-firewall"), "{why}");
}
