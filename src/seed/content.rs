//! What opening an encrypted seed comes to, and what is inside: a magic number, the seed, and a checksum.

use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use cms::enveloped_data::RecipientIdentifier;
use zeroize::Zeroizing;

/// A seed in clear; wiped when it is dropped.
pub type Seed = Zeroizing<Vec<u8>>;

/// What opening a sealed seed came to.
#[derive(Debug)]
pub struct Opening {
    /// Whom it is sealed to: the recipient that could open it, else the first. It need not be the certificate in use: a
    /// renewed one with the same key opens it too.
    pub recipient: Option<RecipientIdentifier>,
    /// The seed, or why it could not be had.
    pub outcome: Result<Seed, NotOpened>,
}

/// Why a seed could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// No key unwraps it.
    #[error("it is encrypted for another key")]
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

/// The shortest seed in bytes: 80 bits, as authenticator apps have them most often.
pub const SHORTEST: usize = 10;
/// The fewest bytes that a seed should have: 128 bits (RFC 4226 section 4, R6).
pub const RECOMMENDED: usize = 16;
/// The longest seed in bytes: a block of the longest hash in use.
pub const LONGEST: usize = 64;

const MAGIC: &[u8] = b"OTPDSEED1";
/// What stands around the seed.
const AROUND: usize = MAGIC.len() + 1 + SHA256_OUTPUT_LEN;

/// The content for a seed; `None` where its length is not between [`SHORTEST`] and [`LONGEST`].
pub(super) fn write(seed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let length = u8::try_from(seed.len()).ok()?;
    if !(SHORTEST..=LONGEST).contains(&seed.len()) {
        return None;
    }
    // Room for the padding too: a vector that grows would leave a copy behind.
    let mut content = Zeroizing::new(Vec::with_capacity(AROUND + LONGEST + 16));
    content.extend_from_slice(MAGIC);
    content.push(length);
    content.extend_from_slice(seed);
    let checksum = digest(&SHA256, &content);
    content.extend_from_slice(checksum.as_ref());
    Some(content)
}

/// The seed of a content.
pub(super) fn read(content: &[u8]) -> Result<Seed, NotOpened> {
    let plausible = (AROUND + SHORTEST..=AROUND + LONGEST).contains(&content.len());
    if !content.starts_with(MAGIC) {
        // Damage may have taken the magic number: what has the size of a seed and is no text was one.
        return Err(if plausible && !is_text(content) {
            NotOpened::Corrupt("neither its magic number nor its checksum is right")
        } else {
            NotOpened::NotASeed("its content is not a seed that otpdoctor encrypted")
        });
    }
    let (rest, checksum) = content
        .split_last_chunk::<SHA256_OUTPUT_LEN>()
        .ok_or(NotOpened::Corrupt("its content is incomplete"))?;
    if digest(&SHA256, rest).as_ref() != checksum {
        return Err(NotOpened::Corrupt("its checksum is wrong"));
    }
    match rest.get(MAGIC.len()..).and_then(<[u8]>::split_first) {
        Some((length, seed)) if plausible && usize::from(*length) == seed.len() => {
            Ok(Zeroizing::new(seed.to_vec()))
        }
        _ => Err(NotOpened::Corrupt("the length of its seed is wrong")),
    }
}

fn is_text(content: &[u8]) -> bool {
    std::str::from_utf8(content).is_ok_and(|text| {
        text.chars()
            .all(|c| !c.is_control() || c.is_ascii_whitespace())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_content_is_as_documented() {
        let content = write(&[0x5a; 20]).unwrap();
        assert_eq!(content[..9], *b"OTPDSEED1");
        assert_eq!(content[9], 20);
        assert_eq!(content[10..30], [0x5a; 20]);
        assert_eq!(content[30..], *digest(&SHA256, &content[..30]).as_ref());
        assert_eq!(*read(&content).unwrap(), [0x5a; 20]);
    }

    #[test]
    fn only_sound_lengths_are_written() {
        let sound: Vec<usize> = (0..300).filter(|n| write(&vec![1; *n]).is_some()).collect();
        assert_eq!(sound, (SHORTEST..=LONGEST).collect::<Vec<_>>());
    }

    #[test]
    fn every_changed_byte_and_every_cut_is_told() {
        let content = write(&[0x5a; 20]).unwrap();
        for at in 0..content.len() {
            let mut changed = content.to_vec();
            changed[at] ^= 0x80;
            assert!(matches!(read(&changed), Err(NotOpened::Corrupt(_))), "{at}");
            assert!(read(&content[..at]).is_err(), "{at}");
        }
    }

    #[test]
    fn what_was_never_a_seed_is_told_apart() {
        let letter = b"Dear colleague, this is a letter of some length, and not a seed at all.";
        for content in [&b""[..], b"hello", letter, &[0; 4000]] {
            assert!(matches!(read(content), Err(NotOpened::NotASeed(_))));
        }
    }
}
