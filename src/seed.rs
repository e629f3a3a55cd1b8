//! Sealed OATH seeds: CMS EnvelopedData (RFC 5652) to a license certificate, with RSA-OAEP (SHA-256, RFC 4056 and
//! RFC 8017) around the key and AES-256-CBC around the content, as
//! `openssl cms -encrypt -aes256 -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256` makes and opens it.
//!
//! CMS of this kind has no protection against change of its own, so the content brings its own checksum:
//!
//! ```text
//! magic     9 bytes       the ASCII text OTPDSEED1
//! length    1 byte        of the seed: 16 to 64
//! seed      that many     the shared secret of HOTP and TOTP (RFC 4226 section 4, R6)
//! checksum  32 bytes      SHA-256 of everything before it
//! ```

mod algorithm;
mod content;
mod envelope;
mod open;
mod seal;

use zeroize::Zeroizing;

pub use content::{LONGEST, SHORTEST};
pub use open::open;
pub use seal::{NotSealed, seal};

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
