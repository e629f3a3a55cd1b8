//! otpdoctor's own OTP engine, and what end-to-end probes need: ours, not the vendor's.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Endpoint, SecretRef};

/// The OTP engine behind `otpdoctor otp` and the end-to-end probes.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Otp {
    /// Where its state is kept: the path of an SQLite file, or `postgres://USER@HOST:PORT/DATABASE` for several machines; left out: a file in the user's state folder.
    pub store: Option<String>,
    /// The password of the PostgreSQL user; left out: the variable PGPASSWORD.
    pub password: Option<SecretRef>,
    /// The file with the key that codes are hashed and seeds of standard encryption are encrypted with; left out: one beside the state, made when it is first needed. Machines that share a state share this key.
    pub key: Option<PathBuf>,
}

/// What end-to-end probes need beyond the realms.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Probes {
    /// The mailbox that `probe email` reads the passcode from.
    pub mailbox: Option<Mailbox>,
    /// An HTTP gateway that `probe sms` sends through instead of the Authentication API.
    pub sms_gateway: Option<SmsGateway>,
}

/// A mailbox on an IMAP server.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Mailbox {
    /// The address whose mail arrives in it.
    pub address: Option<String>,
    /// The IMAP server, `HOST` or `HOST:PORT`; the port is 993 with implicit TLS and 143 else.
    #[schemars(with = "Option<String>", extend("format" = "endpoint"))]
    pub imap: Option<String>,
    /// How the connection to it is protected.
    pub tls: MailboxTls,
    /// The user to log in as; left out: the address.
    pub username: Option<String>,
    /// The user's password.
    pub password: Option<SecretRef>,
}

impl Mailbox {
    /// The IMAP server with its port.
    ///
    /// # Errors
    /// Says what was expected where the text names no server.
    pub fn server(&self) -> Option<Result<Endpoint, String>> {
        let port = match self.tls {
            MailboxTls::Implicit => 993,
            MailboxTls::Starttls | MailboxTls::None => 143,
        };
        Some(Endpoint::parse(self.imap.as_deref()?, port))
    }
}

/// How a connection to a mailbox is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailboxTls {
    /// TLS from the first byte (RFC 8314).
    #[default]
    Implicit,
    /// TLS after STARTTLS (RFC 9051 section 6.2.1).
    Starttls,
    /// None: no password is sent then.
    None,
}

/// An HTTP gateway that sends text messages.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmsGateway {
    /// Its address; `{number}` and `{message}` in the query are replaced, percent-encoded.
    #[schemars(with = "String", extend("format" = "service-url"))]
    pub url: url::Url,
    /// The HTTP method.
    #[serde(default)]
    pub method: GatewayMethod,
    /// Headers by name; a `Content-Type` decides how the body's placeholders are escaped.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The value of the `Authorization` header.
    pub authorization: Option<SecretRef>,
    /// The body, with `{number}` and `{message}` in their places.
    pub body: Option<String>,
}

/// An HTTP method of a gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the names of RFC 9110 section 9.3")]
pub enum GatewayMethod {
    Get,
    #[default]
    Post,
    Put,
}
