//! Who may read a private key: every folder on the way and the file itself, as the system keeps them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::kit::realm::CertificateSource;

/// Looks at the key of a certificate on behalf of an account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The certificate whose key it is.
    pub source: CertificateSource,
    /// The account that must be able to read it.
    pub account: String,
}

/// What was seen.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// The account; absent when the system knows none of that name.
    pub account: Option<Account>,
    /// Every folder that is passed, from the root on, then the file. Links are resolved: the folders
    /// on the way to one count as well as those of its target.
    pub path: Vec<Node>,
    /// Why the path ends before the file.
    pub problem: Option<super::certificate::Problem>,
    /// What Windows keeps instead, where it was asked; the account and the path above are absent then.
    pub windows: Option<Windows>,
}

/// What Windows knows of a key and of the account.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Windows {
    /// The account; absent when the system knows none of that name.
    pub account: Option<Trustee>,
    /// In this order: the folder of the key file, the file, and the key where its provider gives another descriptor of it.
    pub objects: Vec<Object>,
    /// The names of the SIDs in the descriptors: null where no such account exists, left out where that is not known.
    pub names: BTreeMap<String, Option<String>>,
    /// The key that decrypts web.config; absent in older recordings.
    pub configuration: Option<Configuration>,
}

/// The machine's key `NetFrameworkConfigurationKey`, with which ASP.NET's RsaProtectedConfigurationProvider encrypts sections
/// of web.config where no provider of one's own is defined.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Configuration {
    /// The file of the key; absent where the machine has none, and where it was not looked at.
    pub key: Option<Object>,
    /// Why it was not looked at.
    pub problem: Option<super::certificate::Problem>,
    /// How many sections are encrypted with it in the web.config of each realm whose web.config was read.
    pub encrypted: BTreeMap<String, i64>,
}

/// An account of Windows.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trustee {
    /// Its SID: `S-1-5-20`.
    pub sid: String,
    /// The SIDs of the groups of the machine that it is in, also by way of a group of its domain; absent when Windows does not
    /// list them. It never lists the groups of the domain.
    pub groups: Option<Vec<String>>,
}

/// Something that has a security descriptor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// Its path, or the name of the key's container.
    pub name: String,
    /// The descriptor (MS-DTYP 2.4.6) in hexadecimal digits: as text (SDDL) everybody and nobody look alike.
    #[serde(with = "hex")]
    pub descriptor: Vec<u8>,
}

/// What has a security descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The folder that the key file is in.
    Folder,
    /// The file that the key is kept in.
    File,
    /// The key as its provider describes it.
    Container,
}

/// An account of the system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// User id.
    pub uid: u32,
    /// Primary group.
    pub gid: u32,
    /// Supplementary groups.
    #[serde(default)]
    pub groups: Vec<u32>,
}

/// A folder or the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Its path.
    pub path: PathBuf,
    /// Owner.
    pub owner: Id,
    /// Group.
    pub group: Id,
    /// Permission bits, `0o7777`.
    #[serde(with = "octal")]
    pub mode: u32,
    /// The entries of its POSIX ACL; empty when it has none beyond the mode.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acl: Vec<AclEntry>,
}

/// A user or group id with its name.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Id {
    /// The number.
    pub id: u32,
    /// The name; absent when no such account exists any more.
    pub name: Option<String>,
}

/// An entry of a POSIX ACL (acl(5)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AclEntry {
    /// Whom it is for.
    pub who: Who,
    /// Permission bits, `r` 4, `w` 2, `x` 1.
    pub permissions: u8,
}

/// Whom an ACL entry is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the tags of acl(5)")]
pub enum Who {
    Owner,
    User(Id),
    OwningGroup,
    Group(Id),
    Mask,
    Other,
}

/// Mode bits as people write them: `"0640"`.
mod octal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(mode: &u32, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{mode:04o}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
        let text = String::deserialize(from)?;
        u32::from_str_radix(&text, 8).map_err(D::Error::custom)
    }
}

mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        to.serialize_str(&digits.concat())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        let byte = |digits: &[u8]| {
            let digits = str::from_utf8(digits).map_err(D::Error::custom)?;
            u8::from_str_radix(digits, 16).map_err(D::Error::custom)
        };
        text.as_bytes().chunks(2).map(byte).collect()
    }
}
