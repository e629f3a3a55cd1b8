//! The vendor's cloud services that fulfill passcode deliveries.

use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use super::Endpoint;

/// The URLs of the cloud services (System Info tab, WSE 3.0 / WCF Configuration).
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Cloud {
    /// Certificate URL.
    pub certificate: Option<Service>,
    /// Telephony URL: voice calls.
    pub telephony: Option<Service>,
    /// SMS URL.
    pub sms: Option<Service>,
    /// Push URL.
    pub push: Option<Service>,
    /// Link-to-Accept URL.
    pub link_to_accept: Option<Service>,
    /// The transaction service, which validates the license.
    pub transaction: Option<Service>,
    /// Further right hosts: neither unknown nor sinkholed.
    #[schemars(extend("items" = {"type": "string", "format": "host"}))]
    pub hosts: Vec<String>,
}

/// Which of the cloud services.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "the fields of Cloud say it")]
pub enum ServiceName {
    Certificate,
    Telephony,
    Sms,
    Push,
    LinkToAccept,
    Transaction,
}

impl ServiceName {
    /// The key in the config.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// The label of the field in the vendor's System Info tab.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Certificate => "Certificate URL",
            Self::Telephony => "Telephony URL",
            Self::Sms => "SMS URL",
            Self::Push => "Push URL",
            Self::LinkToAccept => "Link-to-Accept URL",
            Self::Transaction => "Trx URL",
        }
    }
}

impl Cloud {
    /// The vendor's current URLs ("SecureAuth cloud services", 2212; protocol deprecation page, 0903).
    pub fn vendor() -> &'static Self {
        static VENDOR: LazyLock<Cloud> = LazyLock::new(|| {
            let service = |url: &str| {
                Some(Service {
                    url: url.parse().expect("the vendor's URLs are URLs"),
                    use_wse: None,
                })
            };
            Cloud {
                certificate: service("https://us-certs.secureauth.com/CertService/Cert.svc"),
                telephony: service(
                    "https://us-services.secureauth.com/TelephonyService/Telephony.svc",
                ),
                sms: service("https://us-services.secureauth.com/SmsService/SMS.svc"),
                ..Cloud::default()
            }
        });
        &VENDOR
    }

    /// The services that are set, in a fixed order.
    pub fn services(&self) -> impl Iterator<Item = (ServiceName, &Service)> {
        [
            (ServiceName::Certificate, &self.certificate),
            (ServiceName::Telephony, &self.telephony),
            (ServiceName::Sms, &self.sms),
            (ServiceName::Push, &self.push),
            (ServiceName::LinkToAccept, &self.link_to_accept),
            (ServiceName::Transaction, &self.transaction),
        ]
        .into_iter()
        .filter_map(|(name, service)| Some((name, service.as_ref()?)))
    }
}

/// One cloud service.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Service {
    /// Its address.
    pub url: Url,
    /// The "Use WSE" switch, which must be off with HTTPS.
    pub use_wse: Option<bool>,
}

impl Service {
    /// Host and port that the URL leads to.
    pub fn endpoint(&self) -> Option<Endpoint> {
        let host = self.url.host_str()?.trim_matches(['[', ']']);
        Some(Endpoint::new(host, self.url.port_or_known_default()?))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    url: Url,
    #[serde(default)]
    use_wse: Option<bool>,
}

impl<'de> Deserialize<'de> for Service {
    /// A plain URL, or a mapping.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Service;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a URL, or {url: URL, use_wse: false}")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Service, E> {
                let url = text
                    .parse()
                    .map_err(|why| E::custom(format!("{text:?}: {why}")))?;
                Ok(Service { url, use_wse: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Service, A::Error> {
                let Written { url, use_wse } =
                    Written::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Service { url, use_wse })
            }
        }

        from.deserialize_any(Either)
    }
}

impl JsonSchema for Service {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Service".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A cloud service: its URL, or {url: URL, use_wse: false}.",
            "x-expected": "a URL, or {url: URL, use_wse: false}",
            "anyOf": [
                {"type": "string", "format": "service-url"},
                {
                    "type": "object",
                    "properties": {
                        "url": {"type": "string", "format": "service-url"},
                        "use_wse": {"type": "boolean"},
                    },
                    "required": ["url"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}
