//! What opening an encrypted seed comes to.

use zeroize::Zeroizing;

/// A seed in clear; wiped when it is dropped.
pub type Seed = Zeroizing<Vec<u8>>;

/// What opening a sealed seed came to.
#[derive(Debug)]
pub struct Opening {
    /// Whether it is CMS at all.
    pub envelope: Envelope,
    /// Whom it is sealed to: the recipient that could open it, else the first.
    pub recipient: Option<Recipient>,
    /// The seed, or why it could not be had.
    pub outcome: Result<Seed, NotOpened>,
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// CMS EnvelopedData.
    Cms,
    /// Something else.
    Unknown,
}

/// Whom a seed is sealed to. It need not be the certificate in use: a renewed one with the same key opens it too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// The certificate by its issuer (a Name in DER) and serial number (big-endian, as in DER).
    Certificate {
        /// The Name, DER.
        issuer: Vec<u8>,
        /// The serial number's bytes.
        serial: Vec<u8>,
    },
    /// The key by its identifier.
    Key(Vec<u8>),
}

/// Why a seed could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// No key unwraps it.
    #[error("it is sealed to another key")]
    WrongKey,
    /// It is one, and damaged.
    #[error("{0}")]
    Corrupt(&'static str),
    /// It is CMS of a kind that otpdoctor does not make.
    #[error("it uses {0}")]
    Unsupported(String),
    /// It is no sealed seed of otpdoctor's.
    #[error("{0}")]
    NotASeed(&'static str),
}
