//! Fingerprints: equal for what makes equal codes, and for nothing else.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::otp::core::Generator;

fn keys(folder: &std::path::Path) -> Keys {
    let config = serde_json::json!({
        "schema": 1, "otp": {"key": folder.join("otp.key")}, "realms": {"A": {}},
    });
    let config: checks::kit::Config = serde_json::from_value(config).unwrap();
    KeyFile::of(&config).unwrap().keys(Missing::Make).unwrap()
}

#[test]
fn seeds_that_make_the_same_codes_have_the_same_fingerprint() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let (jo, al) = (User::new("jo").unwrap(), User::new("al").unwrap());
    let seed = Zeroizing::new(b"12345678901234567890".to_vec());
    let long = Zeroizing::new(vec![7; 65]);
    let pairs = [
        (
            Algorithm::Sha1,
            seed.clone(),
            Zeroizing::new([&seed[..], &[0, 0]].concat()),
        ),
        (
            Algorithm::Sha1,
            long.clone(),
            Zeroizing::new(
                digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &long)
                    .as_ref()
                    .to_vec(),
            ),
        ),
        (
            Algorithm::Sha256,
            long.clone(),
            Zeroizing::new(digest(&digest::SHA256, &long).as_ref().to_vec()),
        ),
    ];
    for (algorithm, one, other) in pairs {
        let code = |seed: &Seed| {
            let generator = Generator::new(algorithm, seed, 8).unwrap();
            generator.code(1).expose().to_owned()
        };
        assert_eq!(code(&one), code(&other));
        let of = |seed: &Seed| super::fingerprint(&keys, &jo, algorithm, seed);
        assert_eq!(of(&one), of(&other));
    }
    let known = fingerprint(&keys, &jo, Algorithm::Sha1, &seed);
    assert_ne!(known, fingerprint(&keys, &al, Algorithm::Sha1, &seed));
    assert_ne!(known, fingerprint(&keys, &jo, Algorithm::Sha1, &long));
    let elsewhere = tempfile::tempdir().unwrap();
    let other = fingerprint(&self::keys(elsewhere.path()), &jo, Algorithm::Sha1, &seed);
    assert_ne!(known.key, other.key);
    assert_ne!(known.tag, other.tag);
}
