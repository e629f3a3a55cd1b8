//! A sealed sample seed, opened with a certificate's key: whether that works, never what is in it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::certificate::Problem;
use crate::kit::peer_text::PeerText;
use crate::kit::realm::CertificateSource;

/// Opens it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The sealed seed.
    pub seed: PathBuf,
    /// The certificate whose key opens it.
    pub source: CertificateSource,
}

/// What came of it.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Whom it is sealed to.
    pub recipient: Option<Recipient>,
    /// How opening it went.
    pub opened: Opened,
}

/// Whom a seed is sealed to, in its own words: a renewed certificate with the same key opens it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// A certificate.
    Certificate {
        /// Its issuer in RFC 4514 form.
        issuer: PeerText,
        /// Its serial number in lowercase hexadecimal digits.
        serial: String,
    },
    /// A key by its identifier in lowercase hexadecimal digits.
    Key(String),
}

/// How opening a seed went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Opened {
    /// It opened, and magic number and checksum are right.
    Opened,
    /// It is encrypted for another key.
    WrongKey,
    /// It is damaged; the text says where.
    Corrupt(String),
    /// It is CMS of a kind that otpdoctor does not make; the text names it.
    Unsupported(String),
    /// It is no seed that otpdoctor sealed; the text says why.
    NoSample(String),
    /// The sample's file could not be read.
    File(Problem),
    /// The certificate's key could not be read, or there is none.
    Key(Problem),
}
