//! The vendor's cloud services that fulfill passcode deliveries.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::IntoStaticStr)]
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

/// The domain of the vendor's own services.
pub const VENDOR: &str = "secureauth.com";

impl Cloud {
    /// The vendor's current URLs ("SecureAuth cloud services", 2212; protocol deprecation page, 0903).
    pub fn vendor() -> &'static Self {
        static VENDOR: LazyLock<Cloud> = LazyLock::new(|| {
            serde_json::from_value(serde_json::json!({
                "certificate": "https://us-certs.secureauth.com/CertService/Cert.svc",
                "telephony": "https://us-services.secureauth.com/TelephonyService/Telephony.svc",
                "sms": "https://us-services.secureauth.com/SmsService/SMS.svc",
            }))
            .expect("the vendor's URLs are URLs")
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
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Written")]
#[schemars(with = "Written")]
pub struct Service {
    /// Its address.
    pub url: Url,
    /// The "Use WSE" switch, which must be off with HTTPS.
    pub use_wse: Option<bool>,
}

impl Service {
    /// Host and port that the URL leads to.
    pub fn endpoint(&self) -> Option<Endpoint> {
        Endpoint::of(&self.url)
    }
}

/// A cloud service: its URL, or {url: URL, use_wse: false}.
#[derive(Deserialize, JsonSchema)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "a URL, or {url: URL, use_wse: false}"
)]
#[schemars(rename = "Service", extend("x-expected" = "a URL, or {url: URL, use_wse: false}"))]
enum Written {
    Url(#[schemars(with = "String", extend("format" = "service-url"))] Url),
    Mapping {
        #[schemars(with = "String", extend("format" = "service-url"))]
        url: Url,
        use_wse: Option<bool>,
    },
}

impl From<Written> for Service {
    fn from(written: Written) -> Self {
        let (url, use_wse) = match written {
            Written::Url(url) => (url, None),
            Written::Mapping { url, use_wse } => (url, use_wse),
        };
        Self { url, use_wse }
    }
}
