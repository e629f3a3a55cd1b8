//! Who may read a private key: every folder on the way and the file itself, as the system keeps them.

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
