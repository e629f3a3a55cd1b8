//! HMAC (RFC 2104) of one counter, with the key set up once: the hash's states after the two padded keys.
//!
//! The message is always 8 bytes, so each HMAC is two compressions of one block whose padding is known beforehand. The
//! crate `hmac` would go through buffers of any length, and leave the padded key on the stack. Several counters are
//! worked on in turn: a compression that waits for its own block leaves the core to the others. Both together make a
//! window more than twice as fast (`benches/otp.rs`).

use sha1::block_api::compress as compress_sha1;
use sha2::Digest;
use sha2::block_api::{compress256, compress512};
use zeroize::{Zeroize, Zeroizing};

/// Counters that are worked on in turn.
pub(super) const BATCH: usize = 4;

const INNER_PAD: u8 = 0x36;
const OUTER_PAD: u8 = 0x5c;

/// A key that is set up: its states are wiped when dropped.
pub(super) struct Keyed<H: Hash> {
    inner: Zeroizing<H::State>,
    outer: Zeroizing<H::State>,
}

impl<H: Hash> Keyed<H> {
    pub fn new(seed: &[u8]) -> Self {
        let mut key = Zeroizing::new(H::ZEROS);
        if seed.len() <= H::ZEROS.as_ref().len() {
            key.as_mut()[..seed.len()].copy_from_slice(seed);
        } else {
            H::digest(seed, key.as_mut());
        }
        let mut state_after = |pad: u8| {
            key.as_mut().iter_mut().for_each(|byte| *byte ^= pad);
            let mut state = H::START;
            H::compress(&mut state, &key);
            Zeroizing::new(state)
        };
        Self {
            inner: state_after(INNER_PAD),
            outer: state_after(INNER_PAD ^ OUTER_PAD),
        }
    }

    /// The 31 bits that a code is cut from (RFC 4226 section 5.3), of at most [`BATCH`] counters in a row.
    #[inline]
    pub fn truncated(&self, first: u64, numbers: &mut [u32]) {
        let mut tags = [H::ZEROS; BATCH];
        let tags = &mut tags[..numbers.len()];
        self.tags(first, tags);
        for (number, tag) in numbers.iter_mut().zip(tags) {
            let tag = &tag.as_ref()[..H::TAG];
            let offset = usize::from(tag[H::TAG - 1] & 0xf);
            let bytes = tag[offset..].first_chunk();
            let bytes = bytes.expect("a tag has 20 bytes or more");
            *number = u32::from_be_bytes(*bytes) & 0x7fff_ffff;
        }
    }

    /// The HMACs of the 8 bytes of each counter, in front of a block each.
    #[inline]
    fn tags(&self, first: u64, blocks: &mut [H::Block]) {
        for (nth, block) in (0..).zip(blocks.iter_mut()) {
            let counter = first.wrapping_add(nth).to_be_bytes();
            *block = H::ZEROS;
            block.as_mut()[..8].copy_from_slice(&counter);
            end::<H>(block, 8);
        }
        for block in blocks.iter_mut() {
            let mut state = *self.inner;
            H::compress(&mut state, block);
            *block = H::ZEROS;
            H::write(&state, block.as_mut());
            end::<H>(block, H::TAG);
        }
        for block in blocks.iter_mut() {
            let mut state = *self.outer;
            H::compress(&mut state, block);
            H::write(&state, block.as_mut());
        }
    }
}

/// Ends the last block of a message that began with a padded key: a bit, zeros, and how many bits there are in all.
#[inline]
fn end<H: Hash>(block: &mut H::Block, len: usize) {
    let bytes = block.as_mut();
    let bits = u16::try_from((bytes.len() + len) * 8).expect("two blocks are at most 2,048 bits");
    bytes[len] = 0x80;
    let end = bytes.last_chunk_mut();
    *end.expect("a block has 64 bytes or more") = bits.to_be_bytes();
}

/// A hash of FIPS 180-4, from inside.
pub(super) trait Hash {
    type State: Copy + Zeroize;
    type Block: Copy + Zeroize + AsRef<[u8]> + AsMut<[u8]>;
    const START: Self::State;
    const ZEROS: Self::Block;
    /// Bytes of its digest.
    const TAG: usize;

    fn compress(state: &mut Self::State, block: &Self::Block);

    /// Writes the digest that a state stands for, in front.
    fn write(state: &Self::State, digest: &mut [u8]);

    /// Writes the digest of a message, in front.
    fn digest(message: &[u8], digest: &mut [u8]);
}

pub(super) struct Sha1;
pub(super) struct Sha256;
pub(super) struct Sha512;

impl Hash for Sha1 {
    type State = [u32; 5];
    type Block = [u8; 64];
    const START: [u32; 5] = [
        0x6745_2301,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0,
    ];
    const ZEROS: [u8; 64] = [0; 64];
    const TAG: usize = 20;

    #[inline]
    fn compress(state: &mut [u32; 5], block: &[u8; 64]) {
        compress_sha1(state, std::slice::from_ref(block));
    }

    #[inline]
    fn write(state: &[u32; 5], digest: &mut [u8]) {
        digest[..20].copy_from_slice(state.map(u32::to_be_bytes).as_flattened());
    }

    fn digest(message: &[u8], digest: &mut [u8]) {
        digest[..20].copy_from_slice(&sha1::Sha1::digest(message));
    }
}

impl Hash for Sha256 {
    type State = [u32; 8];
    type Block = [u8; 64];
    const START: [u32; 8] = [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ];
    const ZEROS: [u8; 64] = [0; 64];
    const TAG: usize = 32;

    #[inline]
    fn compress(state: &mut [u32; 8], block: &[u8; 64]) {
        compress256(state, std::slice::from_ref(block));
    }

    #[inline]
    fn write(state: &[u32; 8], digest: &mut [u8]) {
        digest[..32].copy_from_slice(state.map(u32::to_be_bytes).as_flattened());
    }

    fn digest(message: &[u8], digest: &mut [u8]) {
        digest[..32].copy_from_slice(&sha2::Sha256::digest(message));
    }
}

impl Hash for Sha512 {
    type State = [u64; 8];
    type Block = [u8; 128];
    const START: [u64; 8] = [
        0x6a09_e667_f3bc_c908,
        0xbb67_ae85_84ca_a73b,
        0x3c6e_f372_fe94_f82b,
        0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1,
        0x9b05_688c_2b3e_6c1f,
        0x1f83_d9ab_fb41_bd6b,
        0x5be0_cd19_137e_2179,
    ];
    const ZEROS: [u8; 128] = [0; 128];
    const TAG: usize = 64;

    #[inline]
    fn compress(state: &mut [u64; 8], block: &[u8; 128]) {
        compress512(state, std::slice::from_ref(block));
    }

    #[inline]
    fn write(state: &[u64; 8], digest: &mut [u8]) {
        digest[..64].copy_from_slice(state.map(u64::to_be_bytes).as_flattened());
    }

    fn digest(message: &[u8], digest: &mut [u8]) {
        digest[..64].copy_from_slice(&sha2::Sha512::digest(message));
    }
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit, Mac};

    use super::*;

    /// RFC 4226 appendix D: the HMAC of each counter from 0, and the number that is cut from it.
    const RFC_4226: [(&str, u32); 10] = [
        ("cc93cf18508d94934c64b65d8ba7667fb7cde4b0", 0x4c93_cf18),
        ("75a48a19d4cbe100644e8ac1397eea747a2d33ab", 0x4139_7eea),
        ("0bacb7fa082fef30782211938bc1c5e70416ff44", 0x082f_ef30),
        ("66c28227d03a2d5529262ff016a1e6ef76557ece", 0x66ef_7655),
        ("a904c900a64b35909874b33e61c5938a8e15ed1c", 0x61c5_938a),
        ("a37e783d7b7233c083d4f62926c7a25f238d0316", 0x33c0_83d4),
        ("bc9cd28561042c83f219324d3c607256c03272ae", 0x7256_c032),
        ("a4fb960c0bc06e1eabb804e5b397cdc4b45596fa", 0x04e5_b397),
        ("1b3c89f65e6c9e883012052823443f048b4332db", 0x2823_443f),
        ("1637409809a679dc698207310c8c7fc07290d9e5", 0x2679_dc69),
    ];

    #[test]
    fn rfc_4226_appendix_d() {
        let keyed = Keyed::<Sha1>::new(b"12345678901234567890");
        for (counter, (tag, truncated)) in (0..).zip(RFC_4226) {
            let mut made = [Sha1::ZEROS];
            keyed.tags(counter, &mut made);
            let made = data_encoding::HEXLOWER.encode(&made[0][..20]);
            assert_eq!(made, tag, "counter {counter}");
            let mut numbers = [0];
            keyed.truncated(counter, &mut numbers);
            assert_eq!(numbers, [truncated], "counter {counter}");
        }
    }

    /// Keys around the lengths of blocks and digests, counters around the ends.
    #[test]
    fn the_tag_is_the_hmac_for_keys_of_every_length() {
        for len in 1..=300 {
            let key: Vec<u8> = (0..=255).cycle().skip(len).take(len).collect();
            for counter in [0, 1, u64::from(u32::MAX), u64::MAX] {
                compare::<Sha1, Hmac<sha1::Sha1>>(&key, counter);
                compare::<Sha256, Hmac<sha2::Sha256>>(&key, counter);
                compare::<Sha512, Hmac<sha2::Sha512>>(&key, counter);
            }
        }
    }

    /// One counter alone, and as many in a row as go together.
    fn compare<H: Hash, M: Mac + KeyInit + Clone>(key: &[u8], counter: u64) {
        let mac = M::new_from_slice(key).expect("HMAC takes keys of any length");
        let keyed = Keyed::<H>::new(key);
        for together in [1, BATCH] {
            let mut made = [H::ZEROS; BATCH];
            keyed.tags(counter, &mut made[..together]);
            for (nth, made) in (0..).zip(&made[..together]) {
                let message = counter.wrapping_add(nth).to_be_bytes();
                let expected = mac.clone().chain_update(message).finalize();
                assert_eq!(&made.as_ref()[..H::TAG], &expected.into_bytes()[..]);
            }
        }
    }
}
