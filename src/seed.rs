//! OATH seeds encrypted with a license certificate: CMS EnvelopedData (RFC 5652), with RSA-OAEP (SHA-256, RFC 4056 and
//! RFC 8017) around the key and AES-256-CBC around the content, as
//! `openssl cms -encrypt -aes256 -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256` makes and opens it.
//!
//! CMS of this kind has no protection against change of its own, so the content brings its own checksum:
//!
//! ```text
//! magic     9 bytes       the ASCII text OTPDSEED1
//! length    1 byte        of the seed: 10 to 64
//! seed      that many     the shared secret of HOTP and TOTP (RFC 4226 section 4, R6)
//! checksum  32 bytes      SHA-256 of everything before it
//! ```

mod algorithm;
mod content;
mod open;
mod seal;

pub use content::{LONGEST, NotOpened, Opening, RECOMMENDED, SHORTEST, Seed};
pub use open::open;
pub use seal::{NotSealed, seal};
