//! Rules as `Get-NetFirewallRule` gives them, in JSON.
//!
//! A rule alone says neither protocol nor ports nor addresses: Windows keeps those in filters of the
//! same `InstanceID`. This line joins them, group policy included, in a few seconds:
//!
//! ```powershell
//! $p=@{}; Get-NetFirewallPortFilter -PolicyStore ActiveStore | % { $p[$_.InstanceID]=$_ }; $a=@{}; Get-NetFirewallAddressFilter -PolicyStore ActiveStore | % { $a[$_.InstanceID]=$_ }; $x=@{}; Get-NetFirewallApplicationFilter -PolicyStore ActiveStore | % { $x[$_.InstanceID]=$_ }; @(Get-NetFirewallRule -PolicyStore ActiveStore -Direction Outbound | % { $i=$_.InstanceID; [pscustomobject]@{ DisplayName=$_.DisplayName; Enabled="$($_.Enabled)"; Direction="$($_.Direction)"; Action="$($_.Action)"; Protocol=$p[$i].Protocol; RemotePort=@($p[$i].RemotePort); RemoteAddress=@($a[$i].RemoteAddress); Program=$x[$i].Program } }) | ConvertTo-Json -Depth 3 | Out-File -Encoding utf8 firewall.json
//! ```

use checks::kit::firewall::{Fields, Read};
use serde_json::Value;

/// The rules of an export: an array of them, or a single one.
pub(super) fn parse(text: &str) -> Read<Vec<Fields>> {
    let value: Value =
        serde_json::from_str(text).map_err(|why| format!("it is not valid JSON: {why}"))?;
    list(value).into_iter().map(fields).collect()
}

/// PowerShell writes a list of one as the thing itself, and some lists as `{"value": [...], "Count": n}`.
fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        Value::Object(mut object) => match object.get_mut("value").map(Value::take) {
            Some(Value::Array(items)) => items,
            _ => vec![Value::Object(object)],
        },
        other => vec![other],
    }
}

fn fields(rule: Value) -> Read<Fields> {
    let Value::Object(object) = rule else {
        return Err("it is a list, but not of firewall rules".into());
    };
    let fields = object.into_iter().map(|(key, value)| {
        let key = key.to_lowercase();
        let words = list(value);
        let words = words.iter().filter_map(word);
        // A list may be written as one text.
        let words = match key.as_str() {
            "remoteaddress" | "remoteport" => {
                let parts = |text: String| {
                    text.split(',')
                        .map(|one| one.trim().to_owned())
                        .collect::<Vec<_>>()
                };
                words.flat_map(parts).collect()
            }
            _ => words.collect(),
        };
        (key, words)
    });
    Ok(Fields(fields.collect()))
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
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
}
