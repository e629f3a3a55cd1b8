//! What of the description of a gateway or a webhook may be a key, and the description without it: operators hand keys
//! out in headers, in addresses and in bodies, where the config takes no reference to a secret.

use serde_json::Value;

use super::{Config, SmsGateway, Webhook};

/// Headers that hold no key.
const PLAIN: [&str; 3] = ["accept", "accept-language", "content-type"];

/// What stands where a key was.
const REDACTED: &str = "redacted";

/// Is called with each key: where it stands, and what it is.
type Found<'a> = dyn FnMut(String, String) + 'a;

impl Config {
    /// The config as it may be given away: without what may be a key. All other secrets stand in it by reference.
    #[must_use]
    pub fn shareable(&self) -> Self {
        let mut config = self.clone();
        let probes = config.probes.as_mut();
        if let Some(gateway) = probes.and_then(|it| it.sms_gateway.as_mut()) {
            *gateway = gateway.cut(&mut |_, _| {});
        }
        let watch = config.watch.as_mut();
        for webhook in watch.into_iter().flat_map(|it| &mut it.notify.webhooks) {
            webhook.cut();
        }
        config
    }
}

impl Webhook {
    /// Its path is as good as a key: services hand out addresses that nobody else knows.
    fn cut(&mut self) {
        if self.url.path() != "/" || self.url.query().is_some() {
            self.url.set_path(REDACTED);
            self.url.set_query(None);
        }
    }
}

impl SmsGateway {
    /// What may be a key: where it stands, and what it is.
    pub fn keys(&self) -> Vec<(String, String)> {
        let mut keys = Vec::new();
        self.cut(&mut |place, key| keys.push((place, key)));
        keys
    }

    fn cut(&self, found: &mut Found<'_>) -> Self {
        let mut gateway = self.clone();
        for (name, value) in &mut gateway.headers {
            if !PLAIN.contains(&name.to_ascii_lowercase().as_str()) {
                let key = std::mem::replace(value, REDACTED.into());
                found(format!("header {name}"), key);
            }
        }
        if let Some(query) = self.url.query() {
            let query = pairs(query, "the query", found);
            gateway.url.set_query(Some(&query));
        }
        gateway.body = self.body.as_deref().map(|text| self.body(text, found));
        gateway
    }

    fn body(&self, text: &str, found: &mut Found<'_>) -> String {
        if let Ok(mut json) = serde_json::from_str(text) {
            let before = Value::clone(&json);
            values(&mut json, "", found);
            // As it was written where it holds none.
            return if json == before {
                text.into()
            } else {
                json.to_string()
            };
        }
        let is_form = |(name, value): (&String, &String)| {
            name.eq_ignore_ascii_case("content-type") && value.contains("form-urlencoded")
        };
        match self.headers.iter().any(is_form) {
            true => pairs(text, "the body", found),
            // Anything may be anywhere in it.
            false => REDACTED.into(),
        }
    }
}

/// The pairs of a query or a form; what is filled in later stays.
fn pairs(text: &str, place: &str, found: &mut Found<'_>) -> String {
    let mut cut = |pair: &str| {
        let (name, value) = url::form_urlencoded::parse(pair.as_bytes()).next()?;
        match pair.split_once('=') {
            _ if is_filled(&value) || is_filled(&name) => None,
            Some((_, "")) => None,
            Some((written, _)) => {
                found(format!("{name} of {place}"), value.into_owned());
                Some(format!("{written}={REDACTED}"))
            }
            None => {
                found(place.into(), name.into_owned());
                Some(REDACTED.into())
            }
        }
    };
    let pairs = text.split('&');
    let pairs = pairs.map(|pair| cut(pair).unwrap_or_else(|| pair.into()));
    pairs.collect::<Vec<String>>().join("&")
}

fn values(json: &mut Value, name: &str, found: &mut Found<'_>) {
    match json {
        Value::Object(entries) => entries
            .iter_mut()
            .for_each(|(name, value)| values(value, name, found)),
        Value::Array(items) => items.iter_mut().for_each(|item| values(item, name, found)),
        Value::String(text) if !is_filled(text) && !text.is_empty() => {
            let key = std::mem::replace(text, REDACTED.into());
            found(format!("{name} of the body"), key);
        }
        _ => {}
    }
}

/// Whether a number or a message is put in here.
fn is_filled(text: &str) -> bool {
    text.contains("{number}") || text.contains("{message}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn shared(gateway: Value) -> (Value, Vec<String>) {
        let probes = serde_json::json!({"sms_gateway": gateway});
        let config = serde_json::json!({"schema": 1, "probes": probes, "realms": {}});
        let config: Config = serde_json::from_value(config).unwrap();
        let gateway = config.probes.as_ref().unwrap().sms_gateway.as_ref();
        let keys = gateway
            .unwrap()
            .keys()
            .into_iter()
            .map(|(place, key)| format!("{place}: {key}"));
        let shared = serde_json::to_value(config.shareable()).unwrap();
        (shared["probes"]["sms_gateway"].clone(), keys.collect())
    }

    #[test]
    fn keys_in_headers_the_query_and_the_body_are_found_and_cut_out() {
        let (shared, keys) = shared(serde_json::json!({
            "url": "https://sms.example.net/send?to={number}&api=can%2Bary1&canary2&text={message}&v=",
            "headers": {"Content-Type": "application/json", "X-Key": "canary3"},
            "body": r#"{"to": ["{number}"], "auth": {"key": "canary4", "n": 1}, "text": "{message}"}"#,
        }));
        let expected = [
            "header X-Key: canary3",
            "api of the query: can+ary1",
            "the query: canary2",
            "key of the body: canary4",
        ];
        assert_eq!(keys, expected);
        let text = shared.to_string();
        assert!(!text.contains("can"), "{text}");
        assert_eq!(
            shared["url"],
            "https://sms.example.net/send?to={number}&api=redacted&redacted&text={message}&v="
        );
        assert_eq!(shared["headers"]["Content-Type"], "application/json");
        let body: Value = serde_json::from_str(shared["body"].as_str().unwrap()).unwrap();
        let auth = serde_json::json!({"key": "redacted", "n": 1});
        assert_eq!((&body["auth"], &body["text"]), (&auth, &"{message}".into()));
    }

    #[test]
    fn a_form_is_cut_by_its_pairs_and_what_is_not_understood_goes_whole() {
        let body = |media: &str, body: &str| {
            let headers = serde_json::json!({"content-type": media});
            let url = "https://sms.example.net/";
            let gateway = serde_json::json!({"url": url, "headers": headers, "body": body});
            shared(gateway).0["body"].clone()
        };
        let form = "application/x-www-form-urlencoded; charset=utf-8";
        assert_eq!(body(form, "k=canary&m={message}"), "k=redacted&m={message}");
        assert_eq!(body("text/xml", "<k>canary</k>{message}"), "redacted");
        let plain = r#"{ "text": "{message}" }"#;
        assert_eq!(body("application/json", plain), plain);
    }
}
