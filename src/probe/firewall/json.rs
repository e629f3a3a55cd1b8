//! Rules as `Get-NetFirewallRule` gives them, in JSON.
//!
//! A rule alone says neither protocol nor ports nor addresses: Windows keeps those in filters of the
//! same `InstanceID`. This line joins them, group policy included, in a few seconds:
//!
//! ```powershell
//! $p=@{}; Get-NetFirewallPortFilter -PolicyStore ActiveStore | % { $p[$_.InstanceID]=$_ }; $a=@{}; Get-NetFirewallAddressFilter -PolicyStore ActiveStore | % { $a[$_.InstanceID]=$_ }; $x=@{}; Get-NetFirewallApplicationFilter -PolicyStore ActiveStore | % { $x[$_.InstanceID]=$_ }; @(Get-NetFirewallRule -PolicyStore ActiveStore -Direction Outbound | % { $i=$_.InstanceID; [pscustomobject]@{ DisplayName=$_.DisplayName; Enabled="$($_.Enabled)"; Direction="$($_.Direction)"; Action="$($_.Action)"; Protocol=$p[$i].Protocol; RemotePort=@($p[$i].RemotePort); RemoteAddress=@($a[$i].RemoteAddress); Program=$x[$i].Program } }) | ConvertTo-Json -Depth 3 | Out-File -Encoding utf8 firewall.json
//! ```
//!
//! Enumerations come as words, or as their numbers where a plain `ConvertTo-Json` wrote them.

use checks::kit::probe::firewall::{Action, Direction};
use checks::kit::text;
use serde_json::{Map, Value};

use super::{Entry, Read};

/// The rules of an export: an array of them, or a single one.
pub(super) fn parse(text: &str) -> Read<Vec<Entry>> {
    let value: Value =
        serde_json::from_str(text).map_err(|why| format!("it is not valid JSON: {why}"))?;
    list(value).into_iter().map(entry).collect()
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

fn entry(value: Value) -> Read<Entry> {
    let Value::Object(object) = value else {
        return Err("it is a list of something else than firewall rules".into());
    };
    let fields = Fields(lowercase(object));
    let name = fields.word("displayname").or_else(|_| fields.word("name"));
    let name = name.map_err(|_| "it holds an entry without a DisplayName, so no firewall rule")?;
    Ok(Entry {
        name,
        enabled: fields.one_of(
            "enabled",
            &[("true", true), ("1", true), ("false", false), ("2", false)],
        ),
        direction: fields.one_of(
            "direction",
            &[
                ("outbound", Direction::Out),
                ("out", Direction::Out),
                ("2", Direction::Out),
                ("inbound", Direction::In),
                ("in", Direction::In),
                ("1", Direction::In),
            ],
        ),
        action: fields.one_of(
            "action",
            &[
                ("allow", Action::Allow),
                ("2", Action::Allow),
                ("allowbypass", Action::Allow),
                ("3", Action::Allow),
                ("block", Action::Block),
                ("4", Action::Block),
            ],
        ),
        protocol: fields.word("protocol"),
        remote_addresses: fields.words("remoteaddress"),
        remote_ports: fields.words("remoteport"),
        program: fields.word("program").ok(),
    })
}

/// The fields of a rule under their names in lowercase.
struct Fields(Map<String, Value>);

fn lowercase(object: Map<String, Value>) -> Map<String, Value> {
    object
        .into_iter()
        .map(|(key, value)| (key.to_lowercase(), value))
        .collect()
}

impl Fields {
    fn words(&self, key: &str) -> Read<Vec<String>> {
        let value = self.0.get(key).cloned().unwrap_or_default();
        let words: Vec<String> = list(value).iter().filter_map(word).collect();
        match words.is_empty() {
            false => Ok(words),
            true => Err(format!(
                "it has no {key}; export the rules with the command of `otpdoctor explain smtp-firewall`"
            )),
        }
    }

    fn word(&self, key: &str) -> Read<String> {
        self.words(key).map(|words| words.join(","))
    }

    fn one_of<T: Copy>(&self, key: &str, known: &[(&str, T)]) -> Read<T> {
        let written = self.word(key)?;
        known
            .iter()
            .find(|(word, _)| written.eq_ignore_ascii_case(word))
            .map(|(_, meaning)| *meaning)
            .ok_or_else(|| {
                format!(
                    "its {key} is {}, which is not known",
                    text::quote(&written, 40)
                )
            })
    }
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
    use super::*;

    fn only(text: &str) -> Entry {
        let mut entries = parse(text).expect("an export");
        assert_eq!(entries.len(), 1);
        entries.remove(0)
    }

    #[test]
    fn words_and_numbers_say_the_same() {
        let words = r#"[{"DisplayName":"a","Enabled":"True","Direction":"Outbound","Action":"Block",
            "Protocol":"TCP","RemotePort":["25","587"],"RemoteAddress":["192.0.2.1","10.0.0.0/255.0.0.0"],"Program":"Any"}]"#;
        let numbers = r#"{"Name":"{3F2A}","displayname":"a","ENABLED":1,"direction":2,"action":4,
            "protocol":"TCP","remotePort":{"value":[25,587],"Count":2},
            "remoteaddress":["192.0.2.1","10.0.0.0/255.0.0.0"],"program":"Any"}"#;
        let entry = only(words);
        assert_eq!(entry, only(numbers));
        assert_eq!(entry.enabled, Ok(true));
        assert_eq!(entry.direction, Ok(Direction::Out));
        assert_eq!(entry.action, Ok(Action::Block));
        assert_eq!(entry.remote_ports, Ok(vec!["25".into(), "587".into()]));
    }

    #[test]
    fn two_means_false_and_true_is_taken_as_well() {
        let entry = |enabled: &str| only(&format!(r#"{{"Name":"a","Enabled":{enabled}}}"#)).enabled;
        assert_eq!(entry("2"), Ok(false));
        assert_eq!(entry("true"), Ok(true));
        assert_eq!(entry("false"), Ok(false));
        assert!(entry("0").is_err());
    }

    #[test]
    fn a_plain_dump_lacks_the_filters_and_says_so() {
        let entry = only(r#"{"DisplayName":"SecureAuth SMTP","Enabled":1,"RemoteAddress":null}"#);
        let why = entry.remote_addresses.expect_err("there are none");
        assert!(why.contains("explain smtp-firewall"), "{why}");
        assert!(entry.remote_ports.is_err());
    }
}
