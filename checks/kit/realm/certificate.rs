//! Where a certificate and its private key come from.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SecretRef;

/// Where a certificate and its private key come from.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, try_from = "Written")]
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
        /// Which of its certificates is meant.
        #[serde(flatten)]
        entry: StoreEntry,
    },
}

/// By what a certificate of a store is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreEntry {
    /// SHA-1 of the certificate in lowercase hexadecimal digits without separators.
    Thumbprint(String),
    /// A part of its subject, in any case, as .NET's `X509FindType.FindBySubjectName` takes it.
    Subject(String),
    /// The name that an administrator gave it, in any case.
    FriendlyName(String),
}

impl StoreEntry {
    /// The key of the config that names it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Thumbprint(_) => "thumbprint",
            Self::Subject(_) => "subject",
            Self::FriendlyName(_) => "friendly_name",
        }
    }

    /// What the config says under that key.
    pub fn value(&self) -> &str {
        match self {
            Self::Thumbprint(value) | Self::Subject(value) | Self::FriendlyName(value) => value,
        }
    }
}

/// The location and the name of a Windows certificate store, of `LocalMachine/My`, `CurrentUser\\My` or
/// `Cert:\\LocalMachine\\My`; the location is that of the machine where the first of the two is `true`.
pub fn store_parts(store: &str) -> Option<(bool, &str)> {
    let drive = store
        .get(..5)
        .filter(|drive| drive.eq_ignore_ascii_case("cert:"));
    let path = match drive {
        Some(_) => store[5..].trim_start_matches(['/', '\\']),
        None => store,
    };
    let (location, name) = path.split_once(['/', '\\'])?;
    let machine = location.eq_ignore_ascii_case("LocalMachine");
    let known = machine || location.eq_ignore_ascii_case("CurrentUser");
    (known && !name.is_empty() && !name.contains(['/', '\\'])).then_some((machine, name))
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
    pub fn location(&self) -> String {
        match self {
            Self::Files { certificate, .. } => certificate.display().to_string(),
            Self::Pfx { pfx, .. } => pfx.display().to_string(),
            Self::Store { store, entry } => format!("{store} {}", entry.value()),
        }
    }
}

/// The keys that users write; exactly one of `certificate`, `pfx` and `store` stands.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Certificate")]
struct Written {
    /// A PEM bundle or a DER file, leaf first.
    certificate: Option<PathBuf>,
    /// The private key of `certificate`.
    key: Option<PathBuf>,
    /// A PKCS#12 file with certificate and key.
    pfx: Option<PathBuf>,
    /// The password of `pfx`, or of an encrypted `key`.
    password: Option<SecretRef>,
    /// A Windows certificate store, such as `LocalMachine/My`, with one of the following.
    #[schemars(extend("format" = "store"))]
    store: Option<String>,
    /// The SHA-1 thumbprint of the certificate in `store`; colons and spaces are ignored.
    #[schemars(extend("format" = "thumbprint"))]
    thumbprint: Option<String>,
    /// A part of the certificate's subject in `store`, in any case.
    subject: Option<String>,
    /// The friendly name of the certificate in `store`, in any case.
    friendly_name: Option<String>,
}

impl TryFrom<Written> for CertificateSource {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        // Which keys go beside one another the reader of the config says, with their places.
        let (key, password) = (written.key, written.password);
        let thumbprint = written.thumbprint.as_deref().map(digits);
        let entries = [
            thumbprint.map(StoreEntry::Thumbprint),
            written.subject.map(StoreEntry::Subject),
            written.friendly_name.map(StoreEntry::FriendlyName),
        ];
        let entry = entries.into_iter().flatten().next();
        match (written.certificate, written.pfx, written.store, entry) {
            (Some(certificate), None, None, None) => Ok(Self::Files {
                certificate,
                key,
                password,
            }),
            (None, Some(pfx), None, None) => Ok(Self::Pfx { pfx, password }),
            (None, None, Some(store), Some(entry)) => Ok(Self::Store { store, entry }),
            _ => Err(
                "give either `certificate` (with `key`), or `pfx`, or `store` with `thumbprint`, `subject` or `friendly_name`",
            ),
        }
    }
}

/// Colons and spaces between the digits are ignored, and the invisible mark that the Certificates console puts before them.
fn digits(thumbprint: &str) -> String {
    let mut digits = thumbprint.to_ascii_lowercase();
    digits.retain(|c| c.is_ascii_hexdigit());
    digits
}
