//! What the lab will be: the healthy one of `healthy.yaml`, changed by a variant and by faults before anything starts.

use std::sync::LazyLock;

use anyhow::Context as _;
use checks::kit::replay::Line;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::api::Api;
use super::cloud::Service;
use super::dns::Zone;
use super::ntp::Ntp;
use super::pki;
use super::proxy::Proxy;
use super::sample::Sample;
use super::smtp::Mail;

/// The domain of everything in the lab.
pub(super) const DOMAIN: &str = "lab.otpdoctor.test";
/// The name whose address is known when its server was opened.
pub(super) const NTP3: &str = "ntp3.lab.otpdoctor.test";
pub(super) const MAIL: &str = "mail.lab.otpdoctor.test";
pub(super) const CERTS: &str = "certs.lab.otpdoctor.test";
pub(super) const SERVICES: &str = "services.lab.otpdoctor.test";
/// The appliance itself, as applications see it.
pub(super) const API: &str = "idp.lab.otpdoctor.test";
/// A host of the vendor's that the lab can play.
pub(super) const VENDOR: &str = "us-services.secureauth.com";
/// A host that the vendor has given up, for the certificate service.
pub(super) const RETIRED: &str = "us-cloud.secureauth.com";

/// What the lab will be; `healthy.yaml` describes each part.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    pub(super) clock_behind_s: i64,
    pub(super) ntp: [Ntp; 3],
    pub(super) names: Zone,
    pub(super) mail: Mail,
    /// The services for SMS and telephony; the certificate service is always healthy.
    pub(super) services: Service,
    pub(super) proxy: Proxy,
    pub(super) api: Api,
    pub(super) license: pki::License,
    pub(super) sample: Sample,
    /// What stands in the file with the password of the PKCS#12 file.
    pub(super) pfx_password: String,
    /// Answers to the probes of these kinds.
    pub(super) host: Map<String, Value>,
    pub(super) firewall: Value,
    pub(super) config: Value,
}

/// Changes of the plan: what stands at a JSON pointer becomes this; null takes it away.
pub type Changes = Map<String, Value>;

/// Data that is part of the program.
pub(super) fn built_in<T: DeserializeOwned>(yaml: &str) -> T {
    serde_saphyr::from_str(yaml).expect("a test reads it")
}

impl Plan {
    /// The healthy plan with these changes, one after the other.
    ///
    /// # Errors
    /// When a change leaves something that is no plan.
    pub(super) fn with<'a>(changes: impl IntoIterator<Item = &'a Changes>) -> anyhow::Result<Self> {
        static HEALTHY: LazyLock<Value> = LazyLock::new(|| built_in(include_str!("healthy.yaml")));
        let mut plan = HEALTHY.clone();
        for (pointer, value) in changes.into_iter().flatten() {
            change(&mut plan, pointer, value);
        }
        serde_json::from_value(plan).context("the plan of the lab")
    }

    /// The answers about the host that are given instead of looking.
    pub(super) fn script(&self) -> anyhow::Result<Vec<Line>> {
        let line = |(kind, answer): (&String, &Value)| {
            Ok(Line {
                probe: json!({ kind: {} }),
                observed: Some(serde_json::from_value(json!({ kind: answer }))?),
                failed: None,
            })
        };
        self.host.iter().map(line).collect()
    }
}

/// What another change has taken away stays away.
fn change(plan: &mut Value, pointer: &str, value: &Value) {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    match (plan.pointer_mut(parent), value) {
        (Some(Value::Object(parent)), Value::Null) => drop(parent.shift_remove(key)),
        (Some(Value::Object(parent)), value) => drop(parent.insert(key.to_owned(), value.clone())),
        (Some(Value::Array(items)), value) => {
            let item = key
                .parse()
                .ok()
                .and_then(|index: usize| items.get_mut(index));
            item.into_iter().for_each(|item| *item = value.clone());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_set_and_take_away() {
        let mut plan = json!({"a": {"b": 1, "c": 2}, "d": [1, 2]});
        change(&mut plan, "/a/b", &json!(3));
        change(&mut plan, "/a/c", &Value::Null);
        change(&mut plan, "/d/1", &json!("x"));
        change(&mut plan, "/gone/e", &json!(4));
        assert_eq!(plan, json!({"a": {"b": 3}, "d": [1, "x"]}));
    }
}
