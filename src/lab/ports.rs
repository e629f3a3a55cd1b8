//! The ports that the lab's servers were given, and what is written with them: the realm config and the firewall rules.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::Value;

/// The ports that the servers were given, by what they serve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ports(pub(super) [(&'static str, u16); 9]);

impl Ports {
    /// Replaces `{services}` and its like by ports, and `{today+300}` by days, in every text of a value.
    pub(super) fn fill(&self, value: &mut Value, today: Date) {
        match value {
            Value::String(text) => *value = self.filled(text, today),
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item, today)),
            Value::Object(map) => map.values_mut().for_each(|item| self.fill(item, today)),
            _ => {}
        }
    }

    fn filled(&self, text: &str, today: Date) -> Value {
        let days = text
            .strip_prefix("{today")
            .and_then(|rest| rest.strip_suffix('}'));
        if let Some(days) = days.and_then(|days| days.parse::<i64>().ok()) {
            return today.saturating_add(days.days()).to_string().into();
        }
        let mut text = text.to_owned();
        for (name, port) in self.0 {
            let placeholder = format!("{{{name}}}");
            if text == placeholder {
                return port.into();
            }
            text = text.replace(&placeholder, &port.to_string());
        }
        text.into()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    const PORTS: Ports = Ports([
        ("ntp1", 1),
        ("ntp2", 2),
        ("ntp3", 3),
        ("dns", 4),
        ("mail", 5),
        ("certs", 6),
        ("services", 7),
        ("proxy", 8),
        ("api", 9),
    ]);

    const TODAY: Date = jiff::civil::date(2026, 11, 22);

    #[test]
    fn ports_and_days_are_filled_in() {
        let mut value = json!({
            "url": "http://elsewhere:{proxy}", "port": "{mail}", "list": ["{today+10}", "{today-22}"],
        });
        PORTS.fill(&mut value, TODAY);
        let filled = json!({
            "url": "http://elsewhere:8", "port": 5, "list": ["2026-12-02", "2026-10-31"],
        });
        assert_eq!(value, filled);
    }
}
