//! The lab's realm config: an ordinary `otpdoctor.yaml` that uses as much of the format as makes sense.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::plan::{
    ACCOUNT, API, CERTS, DOMAIN, Edit, HELP_DESK_DOMAIN, MAIL, NTP, PROXY, SERVICES, ZONE,
};
use super::{api, proxy, smtp};

/// The ports that the servers were given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ports {
    pub(super) ntp: [u16; 3],
    pub(super) dns: u16,
    pub(super) mail: u16,
    pub(super) certs: u16,
    pub(super) services: u16,
    pub(super) proxy: u16,
    pub(super) api: u16,
}

impl Ports {
    /// The text with `{services}` and its like replaced by ports.
    pub(super) fn fill(&self, text: &str) -> String {
        text.replace("{services}", &self.services.to_string())
            .replace("{certs}", &self.certs.to_string())
            .replace("{mail}", &self.mail.to_string())
            .replace("{proxy}", &self.proxy.to_string())
            .replace("{api}", &self.api.to_string())
            .replace("{ntp3}", &self.ntp[2].to_string())
    }

    /// The same throughout a value.
    pub(super) fn fill_all(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.fill(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill_all(item)),
            Value::Object(map) => map.values_mut().for_each(|item| self.fill_all(item)),
            _ => {}
        }
    }
}

/// The config as YAML, with these changes, as it is on this day.
pub(super) fn yaml(ports: &Ports, today: Date, edits: Vec<Edit>) -> String {
    let mut config = healthy(ports, today);
    for edit in edits {
        change(&mut config, edit);
    }
    ports.fill_all(&mut config);
    let mut yaml =
        String::from("# The realm of `otpdoctor demo`: every server is on the loopback.\n");
    write(&mut yaml, &config, 0);
    yaml
}

/// The day that lies so many days ahead, `YYYY-MM-DD`.
pub(super) fn day(today: Date, ahead: i64) -> String {
    today.saturating_add(ahead.days()).to_string()
}

fn healthy(ports: &Ports, today: Date) -> Value {
    let ntp: Vec<String> = NTP
        .iter()
        .zip(ports.ntp)
        .map(|(name, port)| format!("{name}:{port}"))
        .collect();
    json!({
        "schema": 1,
        "appliance": {
            "name": "lab",
            "platform": "linux",
            "service_account": ACCOUNT,
            "domain_joined": false,
            "time": {"servers": ntp, "zone": ZONE},
            "proxy": {
                "url": format!("http://{PROXY}:{}", ports.proxy),
                "username": proxy::USER,
                "password": {"file": "proxy.pass"},
                "bypass": ["localhost", API],
            },
            "dns": {"servers": [format!("127.0.0.1:{}", ports.dns)]},
            "trust": {"file": "lab-ca.pem"},
            "firewall": {"export": "firewall.json"},
            "license": {"certificate": "license", "support_expires": day(today, 300)},
            "cloud": {
                "certificate": format!("https://{CERTS}:{}/CertService/Cert.svc", ports.certs),
                "telephony": format!("https://{SERVICES}:{}/TelephonyService/Telephony.svc", ports.services),
                "sms": {
                    "url": format!("https://{SERVICES}:{}/SmsService/SMS.svc", ports.services),
                    "use_wse": false,
                },
                "hosts": [CERTS, SERVICES],
            },
        },
        "certificates": {
            "license": {"certificate": "license.pem", "key": "license.key"},
            "client": {"pfx": "client.pfx", "password": {"file": "client.pass"}},
        },
        "defaults": {
            "overview": {
                "smtp": {
                    "server_address": MAIL,
                    "port": ports.mail,
                    "use_ssl": true,
                    "username": smtp::USER,
                    "password": {"file": "mail.pass"},
                },
                "email": {
                    "sender_address": format!("otp@{DOMAIN}"),
                    "sender_name": "Lab",
                    "subject": "Your passcode",
                    "test_recipient": format!("probe@{DOMAIN}"),
                },
            },
            "data": {
                "membership": {"type": "active_directory"},
                "profile_fields": [{
                    "property_name": "OATH Seed", "field": "postalAddress", "data_format": "advanced_encryption",
                    "is_writable": true, "range_upper": 4096,
                }],
                "search_attribute": "samAccountName",
            },
            "workflow": {"default_workflow": "username_and_password_second_factor"},
            "multi_factor": {
                "phone": {"field_1": "voice_and_sms_text", "default_country_code": 1},
                "email": {"field_1": "html"},
                "help_desk_1": {"enabled": true, "phone": "+1 949 555 0100", "email": format!("help@{HELP_DESK_DOMAIN}")},
                "help_desk_2": {"enabled": true, "phone": "+44 20 7946 0000", "email": format!("help-emea@{HELP_DESK_DOMAIN}")},
                "oath": {"enabled": true, "passcode_length": 6, "passcode_change_interval": 30, "passcode_offset": 5, "sample_seed": "sample.seed"},
                "otp_length": 6,
                "throttling": {"enabled": true, "max_failed_attempts": 5, "interval": "10m", "storage_location": "session"},
            },
            "license_certificate": "license",
        },
        "realms": {
            "SecureAuth1": {
                "overview": {"description": "VPN"}, "client_certificate": "license",
                "api": {
                    "url": format!("https://{API}:{}/SecureAuth1", ports.api),
                    "application_id": api::APPLICATION,
                    "application_key": {"file": "api.key"},
                },
            },
            "SecureAuth2": {"overview": {"description": "Web mail"}, "client_certificate": "client"},
            "SecureAuth998": {
                "role": "provisioning", "overview": {"description": "Enrolls authenticator apps"},
                "client_certificate": "license",
            },
        },
    })
}

fn change(config: &mut Value, edit: Edit) {
    let Some((parent, key)) = edit.pointer.rsplit_once('/') else {
        return;
    };
    let Some(Value::Object(parent)) = config.pointer_mut(parent) else {
        return;
    };
    match edit.value {
        Some(value) => parent.insert(key.to_owned(), value),
        None => parent.shift_remove(key),
    };
}

/// Block style; every text but the plainest in quotes, for which JSON's are right.
fn write(yaml: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => write_map(yaml, map, depth),
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                yaml.push_str(&"  ".repeat(depth));
                yaml.push_str("- ");
                yaml.push_str(&item.to_string());
                yaml.push('\n');
            }
        }
        _ => {}
    }
}

fn write_map(yaml: &mut String, map: &Map<String, Value>, depth: usize) {
    for (key, value) in map {
        yaml.push_str(&"  ".repeat(depth));
        yaml.push_str(key);
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                yaml.push_str(":\n");
                write(yaml, value, depth + 1);
            }
            Value::Array(inner) if !inner.is_empty() => {
                yaml.push_str(":\n");
                write(yaml, value, depth + 1);
            }
            other => {
                yaml.push_str(": ");
                yaml.push_str(&scalar(other));
                yaml.push('\n');
            }
        }
    }
}

fn scalar(value: &Value) -> String {
    match value.as_str() {
        Some(text) if is_plain(text) => text.to_owned(),
        _ => value.to_string(),
    }
}

fn is_plain(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic();
    text.starts_with(letter)
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const PORTS: Ports = Ports {
        ntp: [1, 2, 3],
        dns: 4,
        mail: 5,
        certs: 6,
        services: 7,
        proxy: 8,
        api: 9,
    };

    const TODAY: Date = jiff::civil::date(2026, 11, 22);

    #[test]
    fn the_yaml_says_what_the_value_says() {
        let read: Value = serde_saphyr::from_str(&yaml(&PORTS, TODAY, Vec::new())).unwrap();
        assert_eq!(read, healthy(&PORTS, TODAY));
    }

    #[test]
    fn edits_reach_the_yaml_and_ports_are_filled_in() {
        let edits = vec![
            Edit {
                pointer: "/appliance/proxy/url",
                value: Some("http://elsewhere:{proxy}".into()),
            },
            Edit {
                pointer: "/appliance/license",
                value: None,
            },
        ];
        let read: Value = serde_saphyr::from_str(&yaml(&PORTS, TODAY, edits)).unwrap();
        assert_eq!(read["appliance"]["proxy"]["url"], "http://elsewhere:8");
        assert!(read["appliance"].get("license").is_none());
    }
}
