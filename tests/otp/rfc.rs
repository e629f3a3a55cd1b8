//! The RFCs' vectors, all of them. What lies between a counter and its code is tested beside the code (`src/otp/core/keyed.rs`).

use jiff::Timestamp;
use otpdoctor::otp::core::{Algorithm, Generator, NoGenerator, Steps};

/// RFC 4226 appendix D, from counter 0.
#[test]
fn hotp_rfc_4226_appendix_d() {
    let generator = Generator::new(Algorithm::Sha1, b"12345678901234567890", 6).unwrap();
    let codes = [
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
        "520489",
    ];
    for (counter, code) in (0..).zip(codes) {
        assert_eq!(generator.code(counter).expose(), code, "counter {counter}");
    }
}

/// RFC 6238 appendix B: the time, the step, and the codes of SHA-1, SHA-256 and SHA-512.
const RFC_6238: [(i64, u64, [&str; 3]); 6] = [
    (59, 0x1, ["94287082", "46119246", "90693936"]),
    (
        1_111_111_109,
        0x0235_23ec,
        ["07081804", "68084774", "25091201"],
    ),
    (
        1_111_111_111,
        0x0235_23ed,
        ["14050471", "67062674", "99943326"],
    ),
    (
        1_234_567_890,
        0x0273_ef07,
        ["89005924", "91819424", "93441116"],
    ),
    (
        2_000_000_000,
        0x03f9_40aa,
        ["69279037", "90698825", "38618901"],
    ),
    (
        20_000_000_000,
        0x27bc_86aa,
        ["65353130", "77737706", "47863826"],
    ),
];

/// The RFC's text names one seed; its values come from seeds as long as the digest, as its reference code has them.
#[test]
fn totp_rfc_6238_appendix_b() {
    let seeds = [
        (Algorithm::Sha1, 20),
        (Algorithm::Sha256, 32),
        (Algorithm::Sha512, 64),
    ];
    let steps = Steps { step: 30, epoch: 0 };
    for (nth, (algorithm, len)) in seeds.into_iter().enumerate() {
        let seed: Vec<u8> = b"1234567890".iter().copied().cycle().take(len).collect();
        let generator = Generator::new(algorithm, &seed, 8).unwrap();
        for (second, step, codes) in RFC_6238 {
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(steps.at(now), Some(step), "{second}");
            assert_eq!(
                generator.code(step).expose(),
                codes[nth],
                "{algorithm:?} at {second}"
            );
        }
    }
}

/// Counter 0 of RFC 4226 is cut from 1284755224 (appendix D): every length is the end of that number.
#[test]
fn codes_have_6_to_10_digits() {
    for digits in 6..=10 {
        let generator = Generator::new(Algorithm::Sha1, b"12345678901234567890", digits).unwrap();
        let code = &"1284755224"[10 - usize::from(digits)..];
        assert_eq!(generator.code(0).expose(), code);
        assert_eq!(generator.find(&generator.code(0), 0..1), Some(0));
    }
    for digits in [0, 5, 11, 255] {
        let made = Generator::new(Algorithm::Sha1, b"12345678901234567890", digits);
        assert_eq!(made.err(), Some(NoGenerator::Digits(digits)));
    }
    let made = Generator::new(Algorithm::Sha1, b"", 6);
    assert_eq!(made.err(), Some(NoGenerator::EmptySeed));
}

#[test]
fn steps_begin_at_the_epoch_and_last_as_long_as_they_say() {
    let at = |step, epoch, moment: &str| Steps { step, epoch }.at(moment.parse().unwrap());
    assert_eq!(at(30, 0, "1970-01-01T00:00:29.999Z"), Some(0));
    assert_eq!(at(30, 0, "1970-01-01T00:00:30Z"), Some(1));
    assert_eq!(at(60, 100, "1970-01-01T00:01:39.999Z"), None);
    assert_eq!(at(60, 100, "1970-01-01T00:01:40Z"), Some(0));
    // Before 1970, half a second before step 1 is in step 0, and half a second before the epoch in none.
    assert_eq!(at(10, -20, "1969-12-31T23:59:49.5Z"), Some(0));
    assert_eq!(at(10, -20, "1969-12-31T23:59:39.5Z"), None);
    assert_eq!(at(0, 0, "2026-01-01T00:00:00Z"), None);
    let longest = Steps {
        step: 1,
        epoch: i64::MIN,
    };
    assert!(longest.at(Timestamp::MAX).is_some());
    assert_eq!(
        Steps {
            step: 1,
            epoch: i64::MAX
        }
        .at(Timestamp::MIN),
        None
    );
}

#[test]
fn a_search_finds_the_first_of_a_range_and_nothing_outside() {
    let generator = Generator::new(Algorithm::Sha1, b"12345678901234567890", 6).unwrap();
    let third = generator.code(3);
    assert_eq!(generator.find(&third, 0..10), Some(3));
    assert_eq!(generator.find(&third, 3..4), Some(3));
    assert_eq!(generator.find(&third, 0..3), None);
    assert_eq!(generator.find(&third, 4..10), None);
    assert_eq!(generator.find(&third, 3..3), None);
    let long = Generator::new(Algorithm::Sha1, b"12345678901234567890", 8).unwrap();
    assert_eq!(generator.find(&long.code(3), 0..10), None);
    let last = generator.code(u64::MAX - 1);
    assert_eq!(
        generator.find(&last, u64::MAX - 2..u64::MAX),
        Some(u64::MAX - 1)
    );
}
