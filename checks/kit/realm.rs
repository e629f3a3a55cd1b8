//! The realm config, valid by construction: what deserializes here needs no second look.
//!
//! The types double as the contract: `otpdoctor config schema` prints the JSON Schema
//! that schemars derives from them, and the loader validates every file against it.

mod appliance;
mod certificate;
mod endpoint;
mod gateway;
mod multi_factor;
mod otp;
mod proxy;
mod secret;
mod service;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use appliance::{Appliance, Dns, Firewall, License, Platform, Time, Trust};
pub use certificate::{CertificateSource, StoreEntry, store_parts};
pub use endpoint::{Endpoint, is_host};
pub use multi_factor::{
    EmailField, EmailSettings, HelpDesk, MultiFactor, Oath, PhoneField, PhoneSettings,
    ThrottleAction, Throttling,
};
pub use otp::{GatewayMethod, Mailbox, MailboxTls, Otp, Probes, SmsGateway};
pub use proxy::{Bypass, Proxy, ProxyScheme};
pub use secret::SecretRef;
pub use service::{Cloud, Service, ServiceName, VENDOR};
pub use watch::{Notify, SecretHeader, Watch, Webhook, age};

use super::site::Sites;

/// One appliance and its realms.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "otpdoctor realm config")]
pub struct Config {
    /// The version of this format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub schema: u8,
    /// The machine that the realms run on, and what they share.
    #[serde(default)]
    pub appliance: Appliance,
    /// Certificates by a name of your choice; realms select them by it.
    #[serde(default)]
    pub certificates: BTreeMap<String, CertificateSource>,
    /// Settings laid under every realm: a realm's own value wins, lists are replaced whole.
    pub defaults: Option<Box<Realm>>,
    /// The realms by name.
    #[schemars(extend("minProperties" = 1))]
    pub realms: BTreeMap<String, Arc<Realm>>,
    /// The OTP engine of otpdoctor itself.
    pub otp: Option<Otp>,
    /// What end-to-end probes need beyond the realms.
    pub probes: Option<Probes>,
    /// What `otpdoctor watch` does: how often it runs, where it keeps what it found, and whom it notifies.
    pub watch: Option<Watch>,
    /// Where each setting stands; filled by the loader.
    #[serde(skip)]
    pub sites: Sites,
}

impl Config {
    /// The realm that enrolls seeds, with its name; the first in name order where there are several.
    pub fn provisioning(&self) -> Option<(&str, &Realm)> {
        let mut realms = self.realms.iter();
        let (name, realm) = realms.find(|(_, realm)| realm.role == Some(Role::Provisioning))?;
        Some((name, realm))
    }

    /// The realm's cloud services, the appliance's, or the vendor's current ones.
    pub fn cloud_of<'a>(&'a self, realm: &'a Realm) -> &'a Cloud {
        let own = realm.cloud.as_ref().or(self.appliance.cloud.as_ref());
        own.unwrap_or(Cloud::vendor())
    }

    /// The realm's license, or the appliance's.
    pub fn license_of<'a>(&'a self, realm: &'a Realm) -> Option<&'a License> {
        realm.license.as_ref().or(self.appliance.license.as_ref())
    }

    /// Every certificate that the realm selects, without repeats: client, license, OATH license.
    pub fn certificates_of<'a>(&'a self, realm: &'a Realm) -> Vec<&'a str> {
        let license = self.license_of(realm);
        let chosen = [
            realm.client_certificate.as_deref(),
            realm.license_certificate.as_deref(),
            license.and_then(|license| license.certificate.as_deref()),
        ];
        let chosen = chosen.into_iter().flatten();
        let names: BTreeSet<&str> = chosen.filter(|name| !name.is_empty()).collect();
        names.into_iter().collect()
    }
}

/// One realm. A part that is left out is not known, and its checks skip.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Realm {
    /// What the realm is for among the OATH realms.
    pub role: Option<Role>,
    /// The Overview tab.
    pub overview: Overview,
    /// The Data tab.
    pub data: Option<Data>,
    /// The Workflow tab.
    pub workflow: Option<Workflow>,
    /// The Multi-Factor Methods tab.
    pub multi_factor: MultiFactor,
    /// The certificate presented to the cloud, by its name under `certificates`.
    pub client_certificate: Option<String>,
    /// The certificate that seals and opens OATH seeds, by its name under `certificates`; an empty text means that none is selected.
    pub license_certificate: Option<String>,
    /// The realm's Authentication API.
    pub api: Option<Api>,
    /// A proxy of its own; wins over the appliance's.
    pub proxy: Option<Proxy>,
    /// Cloud services of its own; win over the appliance's.
    pub cloud: Option<Cloud>,
    /// A license of its own; wins over the appliance's.
    pub license: Option<License>,
}

/// What a realm is for among the OATH realms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Enrolls OATH seeds; the other OATH realms are held against it.
    Provisioning,
    /// Users log in to it.
    Login,
}

/// The Overview tab.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Overview {
    /// What the realm is for.
    pub description: Option<String>,
    /// Email Settings: the server.
    pub smtp: Option<Smtp>,
    /// Email Settings: the message.
    pub email: Option<Email>,
}

/// The mail server of a realm.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Smtp {
    /// Host name or address; an empty text means that none is set.
    pub server_address: Option<String>,
    /// TCP port.
    #[schemars(range(min = 1, max = 65535))]
    pub port: Option<u16>,
    /// The vendor's SSL switch: STARTTLS, since the platform's client knows no implicit TLS.
    pub use_ssl: Option<bool>,
    /// User to log in as; empty: no login.
    pub username: Option<String>,
    /// The user's password.
    pub password: Option<SecretRef>,
    /// Windows domain of the user.
    pub domain: Option<String>,
}

impl Smtp {
    /// The port in use: 25 unless configured.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(25)
    }

    /// The server, where one is named.
    pub fn server(&self) -> Option<&str> {
        self.server_address
            .as_deref()
            .map(str::trim)
            .filter(|server| !server.is_empty())
    }

    /// The user to log in as, where one is named.
    pub fn user(&self) -> Option<&str> {
        self.username.as_deref().filter(|user| !user.is_empty())
    }
}

/// The message that carries a passcode.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Email {
    /// The address that passcodes come from.
    pub sender_address: Option<String>,
    /// The name beside it.
    pub sender_name: Option<String>,
    /// The subject line.
    pub subject: Option<String>,
    /// Whom `smtp-relay` asks the server to accept; left out: the sender. Nothing is ever sent.
    pub test_recipient: Option<String>,
}

/// The Data tab.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Data {
    /// Where users are looked up.
    pub membership: Option<Membership>,
    /// Which directory field holds which property.
    pub profile_fields: Vec<ProfileField>,
    /// The attribute that users are found by.
    pub search_attribute: Option<String>,
}

impl Data {
    /// The field that holds this property, however its name is written: `OATH Seed`, `oath_seed`.
    pub fn field(&self, property: &str) -> Option<&ProfileField> {
        let wanted = plain(property);
        let mut fields = self.profile_fields.iter();
        fields.find(|field| plain(&field.property_name) == wanted)
    }
}

/// A property's name without case, spaces and punctuation: exports and screens write it differently.
fn plain(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Where users are looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// The vendor's name of the store in snake_case, such as `active_directory`; `no_data_store` for none;
    /// an empty text means that none is set.
    pub r#type: String,
}

/// Which directory field holds a property, and how.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileField {
    /// The vendor's name of the property, such as `OATH Seed`.
    pub property_name: String,
    /// The directory field.
    pub field: String,
    /// How the value is stored.
    pub data_format: Option<DataFormat>,
    /// Whether the realm may write it.
    pub is_writable: Option<bool>,
    /// The directory attribute's longest value.
    pub range_upper: Option<u32>,
}

/// How a profile field is stored (Admin SDK, `ProfileField.DataFormat`); as text, in the words of the Data tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(JsonSchema, strum::IntoStaticStr)]
#[strum(serialize_all = "title_case")]
#[allow(missing_docs, reason = "the vendor's own words")]
pub enum DataFormat {
    PlainText,
    StandardEncryption,
    AdvancedEncryption,
    StandardHash,
    #[strum(serialize = "Encrypted JSON")]
    EncryptedJson,
    #[strum(serialize = "JSON")]
    Json,
    PlainBinary,
}

/// The Workflow tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Workflow {
    /// How users log in.
    pub default_workflow: DefaultWorkflow,
}

/// How users log in (Admin SDK, `LoginScreen.DefaultWorkflow`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[derive(strum::IntoStaticStr)]
#[allow(missing_docs, reason = "the vendor's own words")]
pub enum DefaultWorkflow {
    #[strum(serialize = "Username Only")]
    UsernameOnly,
    #[strum(serialize = "Username | Second Factor")]
    UsernameSecondFactor,
    #[strum(serialize = "(Valid Persistent Token) Only")]
    ValidPersistentTokenOnly,
    #[strum(serialize = "Username & Password")]
    UsernameAndPassword,
    #[strum(serialize = "Username & Password | Second Factor")]
    UsernameAndPasswordSecondFactor,
    #[strum(serialize = "Username | Password")]
    UsernamePassword,
    #[strum(serialize = "Username | Second Factor | Password")]
    UsernameSecondFactorPassword,
    #[strum(serialize = "(Valid Persistent Token) | Password")]
    ValidPersistentTokenPassword,
    #[strum(serialize = "(Valid Persistent Token) | Second Factor")]
    ValidPersistentTokenSecondFactor,
    #[strum(serialize = "(Valid Persistent Token) | Second Factor | Password")]
    ValidPersistentTokenSecondFactorPassword,
    // Not a doc comment, which would take it out of the schema's list of choices.
    // An empty text says that none is chosen.
    #[serde(rename = "")]
    #[strum(serialize = "")]
    Unset,
}

impl DefaultWorkflow {
    /// The choice as the Default Workflow dropdown words it.
    pub fn label(self) -> &'static str {
        self.into()
    }

    /// Whether the workflow asks for a second factor: without one no passcode is ever sent.
    pub fn asks_second_factor(self) -> bool {
        matches!(
            self,
            Self::UsernameSecondFactor
                | Self::UsernameAndPasswordSecondFactor
                | Self::UsernameSecondFactorPassword
                | Self::ValidPersistentTokenSecondFactor
                | Self::ValidPersistentTokenSecondFactorPassword
        )
    }
}

/// The realm's Authentication API.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// The realm's address, `https://HOST/SecureAuthN`.
    #[schemars(with = "String", extend("format" = "service-url"))]
    pub url: url::Url,
    /// The application id.
    pub application_id: Option<String>,
    /// The application key, 64 hexadecimal digits.
    pub application_key: Option<SecretRef>,
}
