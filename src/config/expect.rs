//! The JSON Schema of a config, derived from its types; and what a value should be by it, in words and as a test.

use std::sync::LazyLock;

use checks::kit::Config;
use checks::kit::realm::{Endpoint, age, is_host, store_parts};
use ipnet::IpNet;
use serde_json::Value;
use url::Url;

use super::text::bare;

/// The JSON Schema of a config, as editors take it.
pub fn schema() -> &'static Value {
    static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
        let mut schema = schemars::schema_for!(Config).to_value();
        if let Value::Object(schema) = &mut schema {
            let id = "urn:otpdoctor:realm-config:1";
            schema.shift_insert(1, "$id".into(), id.into());
            let about = "One appliance and its realms. `otpdoctor config init` writes one to start from, `otpdoctor config validate` checks it.";
            schema.insert("description".into(), about.into());
        }
        schema
    });
    &SCHEMA
}

/// A format of texts that the schema names: what is expected of a text in words, and whether one fits.
type Format = (&'static str, &'static str, fn(&str) -> bool);

const FORMATS: [Format; 13] = [
    ("endpoint", "HOST or HOST:PORT", |text| {
        Endpoint::parse(text, 123).is_ok()
    }),
    ("address-endpoint", "ADDRESS or ADDRESS:PORT", |text| {
        Endpoint::parse(text, 53).is_ok_and(|endpoint| endpoint.address().is_some())
    }),
    ("host", "a host name or an address", is_host),
    ("span", "a duration such as 30s or 5m", |text| {
        span(text).is_some_and(|span| span.is_positive())
    }),
    ("pause", "a duration such as 30s, or 0s for none", |text| {
        span(text).is_some_and(|span| !span.is_negative())
    }),
    ("age", "a time such as 90d or 12h", |text| {
        age::parse(text).is_some()
    }),
    (
        "listen",
        "ADDRESS:PORT, such as 127.0.0.1:9464 or [::1]:9464",
        |text| text.parse::<std::net::SocketAddr>().is_ok(),
    ),
    (
        "service-url",
        "an http:// or https:// URL without a user",
        |text| text.parse().is_ok_and(|url| is_service(&url)),
    ),
    (
        "proxy-url",
        "a URL such as http://proxy.example.net:3128",
        |text| text.parse().is_ok_and(|url| is_proxy(&url, text)),
    ),
    (
        "bypass",
        "a name, *.suffix, an address, a network such as 10.0.0.0/8, or *",
        is_bypass,
    ),
    ("thumbprint", "40 hexadecimal digits", is_thumbprint),
    (
        "store",
        "LocalMachine/My, or another store of LocalMachine or CurrentUser",
        |text| store_parts(text).is_some(),
    ),
    ("date", "a date such as 2027-03-31", |text| {
        text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
    }),
];

/// What is expected of a text that has not the format that the schema names.
pub(super) fn format_mismatch(format: &str, text: &str) -> Option<&'static str> {
    let (_, words, fits) = FORMATS.iter().find(|(name, ..)| *name == format)?;
    (!fits(text)).then_some(words)
}

fn format_words(format: &str) -> Option<&'static str> {
    let known = FORMATS.iter().find(|(name, ..)| *name == format);
    known.map(|(_, words, _)| *words)
}

fn span(text: &str) -> Option<jiff::SignedDuration> {
    text.parse().ok()
}

fn is_service(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.username().is_empty()
        && url.password().is_none()
        && url.port() != Some(0)
}

/// Any scheme goes, since `proxy-settings` judges it.
fn is_proxy(url: &Url, text: &str) -> bool {
    text.contains("://")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.port() != Some(0)
}

fn is_bypass(text: &str) -> bool {
    let suffix = text.strip_prefix("*.").or_else(|| text.strip_prefix('.'));
    text == "*" || text.parse::<IpNet>().is_ok() || is_host(suffix.unwrap_or(text))
}

fn is_thumbprint(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_hexdigit).count();
    let rest = text.chars().filter(|c| !c.is_ascii_hexdigit());
    digits == 40 && rest.into_iter().all(|c| matches!(c, ':' | ' ' | '-'))
}

/// The least and the greatest whole number of a schema; what its format holds where it says nothing.
pub(super) fn range(schema: &Value) -> (i128, i128) {
    let limit = |key: &str| schema[key].as_i64().map(i128::from);
    let (least, most) = match schema["format"].as_str() {
        Some("uint8") => (0, u8::MAX.into()),
        Some("uint16") => (0, u16::MAX.into()),
        Some("uint32") => (0, u32::MAX.into()),
        _ => (i64::MIN.into(), i64::MAX.into()),
    };
    (
        limit("minimum").unwrap_or(least),
        limit("maximum").unwrap_or(most),
    )
}

/// The types that a schema lets through.
pub(super) fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The texts that a schema lets through, where it lists them.
pub(super) fn choices(schema: &Value) -> Vec<&str> {
    let listed = schema["enum"].as_array().into_iter().flatten();
    let one_by_one = schema["oneOf"].as_array().into_iter().flatten();
    listed
        .chain(one_by_one.map(|branch| &branch["const"]))
        .chain(std::iter::once(&schema["const"]))
        .filter_map(Value::as_str)
        .collect()
}

/// What a schema expects, in words.
pub(super) fn describe(schema: &Value, root: &Value) -> String {
    let schema = resolve(schema, root);
    if let Some(words) = schema["x-expected"].as_str() {
        return words.to_owned();
    }
    let choices = choices(schema);
    let branches = branches(schema);
    if !branches.is_empty() && choices.len() < branches.len() {
        let words: Vec<String> = branches
            .iter()
            .filter(|branch| branch["type"] != "null")
            .map(|branch| words_of_branch(branch, root))
            .collect();
        return words.join(" or ");
    }
    if !choices.is_empty() {
        return one_of(&choices);
    }
    if let Some(words) = schema["format"].as_str().and_then(format_words) {
        return words.to_owned();
    }
    match types(schema).first() {
        Some(&"integer") => match range(schema) {
            (least, most) if least == most => format!("{least}"),
            (least, most) => format!("a whole number from {least} to {most}"),
        },
        Some(&"boolean") => "true or false".into(),
        Some(&"string") => "text".into(),
        Some(&"array") => match describe(&schema["items"], root).as_str() {
            "" => "a list".into(),
            items => format!("a list, each {items}"),
        },
        Some(&"object") => "a mapping".into(),
        _ => String::new(),
    }
}

fn words_of_branch(branch: &Value, root: &Value) -> String {
    match branch["required"][0].as_str() {
        Some(key) => {
            let inner = describe(&branch["properties"][key], root);
            format!("{{{key}: {}}}", inner.to_uppercase())
        }
        None => describe(branch, root),
    }
}

/// The alternatives of a schema.
pub(super) fn branches(schema: &Value) -> &[Value] {
    let list = schema["anyOf"].as_array().or(schema["oneOf"].as_array());
    list.map_or(&[], Vec::as_slice)
}

/// The schema that a reference leads to, or the schema itself.
pub(super) fn resolve<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let target = schema["$ref"]
        .as_str()
        .and_then(|to| root.pointer(to.strip_prefix('#')?));
    target.map_or(schema, |target| resolve(target, root))
}

/// `one of a, b, c`.
pub(super) fn one_of(choices: &[&str]) -> String {
    match choices {
        [one] => format!("`{one}`"),
        _ => {
            let shown = choices.iter().map(|choice| match *choice {
                "" => "\"\"",
                choice => choice,
            });
            format!("one of {}", shown.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The nearest of these words to what was written, if it is near.
///
/// Letter case and separators do not count, since exports write `ServerAddress` for `server_address`.
pub(super) fn nearest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let written = bare(&written.chars().take(64).collect::<String>());
    known
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&written, &bare(word)), word))
        .filter(|(likeness, _)| *likeness > 0.84)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_let_through_what_the_contract_says() {
        let fits = [
            ("endpoint", "ntp2.example.net:1123"),
            ("address-endpoint", "192.0.2.53"),
            ("address-endpoint", "[2001:db8::53]:53"),
            ("span", "3m"),
            ("pause", "0s"),
            ("age", "90d"),
            ("listen", "[::1]:9464"),
            (
                "service-url",
                "https://us-services.secureauth.com/SmsService/SMS.svc",
            ),
            ("proxy-url", "http://proxy.example.net:3128"),
            ("proxy-url", "ftp://svc:secret@proxy.example.net"),
            ("bypass", "*.corp.example.net"),
            ("bypass", "10.0.0.0/8"),
            (
                "thumbprint",
                "3B:1F:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00",
            ),
            ("date", "2027-03-31"),
            ("store", "LocalMachine/My"),
            ("store", r"Cert:\CurrentUser\Web Hosting"),
        ];
        for (format, text) in fits {
            assert_eq!(format_mismatch(format, text), None, "{format} {text}");
        }
        let unfit = [
            ("endpoint", "ntp2.example.net:0"),
            ("address-endpoint", "ns1.example.net"),
            ("host", "a b"),
            ("span", "0s"),
            ("span", "-3m"),
            ("span", "soon"),
            ("pause", "-1s"),
            ("age", "0d"),
            ("listen", "localhost:9464"),
            ("service-url", "ldap://example.net"),
            ("service-url", "https://user@example.net"),
            ("proxy-url", "proxy.example.net:3128"),
            ("bypass", "10.0.0.0/99"),
            ("bypass", ""),
            ("thumbprint", "3B:1F"),
            ("date", "2027-02-30"),
            ("date", "20270331"),
            ("store", "My"),
            ("store", "LocalMachine/"),
            ("store", "LocalMachine/My/Certificates"),
            ("store", "Services/My"),
        ];
        for (format, text) in unfit {
            assert!(format_mismatch(format, text).is_some(), "{format} {text}");
        }
    }

    #[test]
    fn the_vendors_spelling_leads_to_ours() {
        let known = ["server_address", "port", "use_ssl"];
        assert_eq!(nearest("ServerAddress", known), Some("server_address"));
        assert_eq!(nearest("prot", known), Some("port"));
        assert_eq!(nearest("zebra", known), None);
    }
}
