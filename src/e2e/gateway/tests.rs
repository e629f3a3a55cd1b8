//! Descriptions of gateways that make no sense.
#![allow(clippy::unwrap_used)]

use super::*;

fn mistake(json: serde_json::Value) -> Option<(String, &'static str)> {
    let settings: SmsGateway = serde_json::from_value(json).unwrap();
    validate(&settings)
        .err()
        .map(|mistake| (mistake.setting, mistake.why))
}

fn setting(json: serde_json::Value) -> String {
    mistake(json)
        .map(|(setting, _)| setting)
        .unwrap_or_default()
}

#[test]
fn a_gateway_takes_number_and_message() {
    let url = "https://sms.example.net/send";
    let both = "{number}{message}";
    assert_eq!(mistake(serde_json::json!({"url": url, "body": both})), None);
    assert_eq!(
        mistake(serde_json::json!({"url": format!("{url}/{both}"), "method": "GET"})),
        None
    );
    assert_eq!(
        setting(serde_json::json!({"url": url, "body": "{number}"})),
        "probes.sms_gateway.body"
    );
    assert_eq!(
        setting(serde_json::json!({"url": format!("{url}?t={{message}}")})),
        "probes.sms_gateway.url"
    );
    assert_eq!(
        setting(serde_json::json!({"url": url, "method": "GET", "body": both})),
        "probes.sms_gateway.body"
    );
}

#[test]
fn headers_cannot_change_the_request() {
    let with = |name: &str, value: &str| {
        setting(serde_json::json!({
            "url": "https://sms.example.net/", "body": "{number}{message}",
            "headers": {name: value}, "authorization": {"env": "KEY"}
        }))
    };
    assert_eq!(with("X-Api-Key", "k"), "");
    for (name, value) in [
        ("X-Api-Key", "k\r\nX: y"),
        ("a b", "c"),
        ("Content-Length", "0"),
        ("Transfer-Encoding", "chunked"),
        ("authorization", "Basic x"),
    ] {
        assert_eq!(
            with(name, value),
            format!("probes.sms_gateway.headers.{name}")
        );
    }
}

#[test]
fn credentials_do_not_go_in_clear() {
    let to = |url: &str| {
        setting(
            serde_json::json!({"url": url, "body": "{number}{message}", "authorization": {"env": "KEY"}}),
        )
    };
    assert_eq!(
        to("http://sms.example.net/"),
        "probes.sms_gateway.authorization"
    );
    assert_eq!(to("http://127.0.0.1:8080/"), "");
}
