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
mod tests;
