//! Seeds sealed in one realm, and opened or not in another.
#![allow(clippy::unwrap_used)]

use super::*;

const SEED: &[u8] = b"c4nary-seed-of-20-by";

fn seed() -> Seed {
    Zeroizing::new(SEED.to_vec())
}

#[test]
fn a_sealed_seed_opens_for_its_own_token_alone() {
    let (jo, al) = (User::new("jo").unwrap(), User::new("al").unwrap());
    let sealed = seal_under(&[1; 32], &aad(&jo, "phone"), &seed()).unwrap();
    let bytes = BASE64.decode(sealed.as_ref()).unwrap();
    let open = |key: u8, aad: &[u8], bytes: &[u8]| open_under(&[key; 32], aad, bytes);
    assert_eq!(open(1, &aad(&jo, "phone"), &bytes), Some(seed()));
    assert_eq!(open(2, &aad(&jo, "phone"), &bytes), None);
    assert_eq!(open(1, &aad(&al, "phone"), &bytes), None);
    assert_eq!(open(1, &aad(&jo, "other"), &bytes), None);
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert_eq!(open(1, &aad(&jo, "phone"), &changed), None, "byte {at}");
        assert_eq!(
            open(1, &aad(&jo, "phone"), &bytes[..at]),
            None,
            "up to {at}"
        );
    }
}

#[test]
fn no_two_are_alike_and_none_shows_the_seed() {
    let jo = User::new("jo").unwrap();
    let seal = || seal_under(&[1; 32], &aad(&jo, "phone"), &seed()).unwrap();
    assert_ne!(seal(), seal());
    let bytes = BASE64.decode(seal().as_ref()).unwrap();
    assert_eq!(bytes.len(), NONCE_LEN + SEED.len() + 16);
    assert!(
        !bytes
            .windows(4)
            .any(|part| SEED.windows(4).any(|seed| seed == part))
    );
}
