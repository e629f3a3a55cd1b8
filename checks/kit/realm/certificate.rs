//! Where a certificate and its private key come from.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::SecretRef;

/// Where a certificate and its private key come from.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "give either `certificate` (with `key`), or `pfx`, or `store` with `thumbprint`"
)]
#[schemars(with = "Written")]
pub enum CertificateSource {
    /// A PEM bundle or a DER file, leaf first, and the key in a file of its own (PKCS#8, PKCS#1 or SEC1).
    Files {
        /// The certificate, with its intermediates if there are any.
        certificate: PathBuf,
        /// The private key.
        key: Option<PathBuf>,
        /// The password of an encrypted key file.
        password: Option<SecretRef>,
    },
    /// A PKCS#12 file.
    Pfx {
        /// The file.
        pfx: PathBuf,
        /// Its password; left out: empty.
        password: Option<SecretRef>,
    },
    /// The Windows certificate store.
    Store {
        /// Location and name, `LocalMachine/My`.
        store: String,
        /// SHA-1 of the certificate in lowercase hexadecimal digits without separators.
        #[serde(deserialize_with = "thumbprint")]
        thumbprint: String,
    },
}

impl CertificateSource {
    /// The files that are read for it.
    pub fn files(&self) -> Vec<&Path> {
        let (files, password) = match self {
            Self::Files {
                certificate,
                key,
                password,
            } => (vec![Some(certificate), key.as_ref()], password),
            Self::Pfx { pfx, password } => (vec![Some(pfx)], password),
            Self::Store { .. } => return Vec::new(),
        };
        let password = match password {
            Some(SecretRef::File(path)) => Some(path),
            _ => None,
        };
        let files = files.into_iter().chain([password]).flatten();
        files.map(PathBuf::as_path).collect()
    }

    /// The file or store entry to name in a report.
    pub fn place(&self) -> String {
        match self {
            Self::Files { certificate, .. } => certificate.display().to_string(),
            Self::Pfx { pfx, .. } => pfx.display().to_string(),
            Self::Store { store, thumbprint } => format!("{store} {thumbprint}"),
        }
    }
}

/// Colons and spaces between the digits are ignored.
fn thumbprint<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let mut digits = String::deserialize(from)?.to_ascii_lowercase();
    digits.retain(|c| c.is_ascii_hexdigit());
    Ok(digits)
}

/// The keys that users write; exactly one of `certificate`, `pfx` and `store` stands.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Certificate")]
#[expect(
    dead_code,
    reason = "it is there for its schema, which says of each key what it is"
)]
struct Written {
    /// A PEM bundle or a DER file, leaf first.
    certificate: Option<PathBuf>,
    /// The private key of `certificate`.
    key: Option<PathBuf>,
    /// A PKCS#12 file with certificate and key.
    pfx: Option<PathBuf>,
    /// The password of `pfx`, or of an encrypted `key`.
    password: Option<SecretRef>,
    /// A Windows certificate store, such as `LocalMachine/My`.
    store: Option<String>,
    /// The SHA-1 thumbprint of the certificate in `store`; colons and spaces are ignored.
    #[schemars(extend("format" = "thumbprint"))]
    thumbprint: Option<String>,
}
