//! What `otpdoctor try` looked at, in words.

use checks::kit::realm::Cloud;
use checks::kit::text::{list, word};
use serde_json::Value;

use super::named::{Named, shown};

impl Named {
    /// What is looked at, in a line.
    pub fn note(&self) -> String {
        let mut lines = Vec::new();
        if let Some(server) = &self.smtp {
            let parts = [
                self.starttls.then(|| " with STARTTLS".to_owned()),
                self.user
                    .as_ref()
                    .map(|user| format!(", as the user {user}")),
                self.from.as_ref().map(|from| format!(", from {from}")),
                self.to.as_ref().map(|to| format!(" to {to}")),
            ];
            let parts: String = parts.into_iter().flatten().collect();
            lines.push(format!("the mail server {server}{parts}"));
        }
        if !self.ntp.is_empty() {
            let servers: Vec<String> = self.ntp.iter().map(|one| shown(one, 123)).collect();
            lines.push(format!("this machine's clock, against {}", list(&servers)));
        }
        let proxy = self.proxy.as_ref();
        let through = proxy.map_or(String::new(), |proxy| format!(" through the proxy {proxy}"));
        if self.cloud {
            lines.push(format!(
                "the vendor's cloud services {}{through}",
                list(&cloud_hosts())
            ));
        } else if let Some(proxy) = proxy {
            lines.push(format!(
                "the proxy {proxy}, and whether it opens tunnels to the vendor's cloud services"
            ));
        }
        if let Some(certificate) = &self.certificate {
            let key = self.key.as_ref();
            let key = key.map_or(String::new(), |key| {
                format!(" with the key {}", key.display())
            });
            lines.push(format!("the certificate {}{key}", certificate.display()));
        }
        format!("checked without a config: {}", lines.join("; "))
    }

    /// What a mail server could be asked besides.
    pub fn hint(&self) -> Option<&'static str> {
        let lone = self.smtp.is_some() && self.from.is_none();
        lone.then_some(
            "--from ADDRESS also asks whether the server takes this sender; nothing is sent",
        )
    }

    /// The arguments that name the same.
    pub fn arguments(&self) -> String {
        let Ok(Value::Object(given)) = serde_json::to_value(self) else {
            return String::new();
        };
        let words = given.iter().filter_map(|(option, value)| {
            let values = match value {
                Value::Bool(true) => "".to_owned(),
                Value::String(value) => format!(" {}", word(value)),
                Value::Array(all) if !all.is_empty() => {
                    let all = all.iter().filter_map(Value::as_str);
                    all.map(|value| format!(" {}", word(value))).collect()
                }
                _ => return None,
            };
            Some(format!("--{option}{values}"))
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

fn cloud_hosts() -> Vec<String> {
    let services = Cloud::vendor().services();
    let mut hosts: Vec<String> = services
        .filter_map(|(_, service)| Some(service.endpoint()?.host))
        .collect();
    hosts.dedup();
    hosts
}
