//! Secrets that stand in the config itself, of the realm and of what it shares with the others.

use serde_json::{Value, json};

use super::about::SECRET_IN_CLEAR;
use crate::kit::{Ctx, Finding, Site};

/// A finding for each, wherever it stands: of the realm, of the certificates that it selects, of the whole config.
pub(super) fn secrets(cx: &Ctx<'_>) -> Vec<Finding> {
    let config = cx.config;
    let mut found = Vec::new();
    let mut look = |path: String, value: Value| walk(&path, &value, &mut found);
    look(format!("realms.{}", cx.name), json!(cx.realm));
    for name in config.certificates_of(cx.realm) {
        let certificate = config.certificates.get(name);
        look(format!("certificates.{name}"), json!(certificate));
    }
    look("appliance".to_owned(), json!(config.appliance));
    look("otp".to_owned(), json!(config.otp));
    look("probes".to_owned(), json!(config.probes));
    look("watch".to_owned(), json!(config.watch));
    let findings = found.iter().map(|path| finding(cx, path));
    findings.collect()
}

fn finding(cx: &Ctx<'_>, path: &str) -> Finding {
    // What it says must not name the realm.
    let own = path.strip_prefix(&format!("realms.{}.", cx.name));
    let setting = own.unwrap_or(path);
    let site: Option<&Site> = cx.config.sites.nearest(path);
    Finding::new(SECRET_IN_CLEAR, setting)
        .fill("setting", setting)
        .at(site)
}

/// The paths of what the loader took out of the text.
fn walk(path: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        // `proxy-settings` speaks of what stands in a URL.
        Value::Object(parts) if parts.contains_key("credentials_in_url") => {}
        Value::Object(parts) if parts.contains_key("redacted") => found.push(path.to_owned()),
        Value::Object(parts) => {
            for (key, value) in parts {
                walk(&format!("{path}.{key}"), value, found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                walk(&format!("{path}.{index}"), value, found);
            }
        }
        _ => {}
    }
}
