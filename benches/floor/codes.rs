//! Codes that are verified in a window of one step to each side, and HOTP codes by their counter: ours, totp-rs, and the
//! compressions of SHA-1 that no side can do without.

use std::hint::black_box;

use jiff::Timestamp;
use otpdoctor::otp::core::{Algorithm, Code, Generator, Steps};
use totp_rs::{Builder, Totp};

const SEED: &[u8; 20] = b"12345678901234567890";

/// How many of `count` right codes `who` found right.
pub fn verify(who: &str, count: u64) -> anyhow::Result<u64> {
    let builder = || Builder::new().with_secret(*SEED);
    let totp: Totp = builder().with_skew(1).build_noncompliant();
    // A counter is a moment of one second's step.
    let hotp = builder().with_skew(0).with_step_duration(1);
    let hotp: Totp = hotp.build_noncompliant();
    let generator = Generator::new(Algorithm::Sha1, SEED, 6)?;
    let moments = (0..1000).map(|nth| 1_767_225_600 + nth * 1009);
    let by_counter = who.ends_with("-hotp");
    let made = if by_counter { &hotp } else { &totp };
    // The same codes for all, made before they are verified; their number is small beside the verifications.
    let codes: Vec<(u64, String)> = moments
        .map(|moment| (moment, made.generate(moment).to_string()))
        .collect();
    let is_right = |moment: u64, typed: &str| match who {
        "otpdoctor" => {
            let moment = Timestamp::from_second(moment as i64).unwrap();
            let step = Steps { step: 30, epoch: 0 }.at(moment).unwrap();
            let code = Code::parse(typed).unwrap();
            generator.find(&code, step - 1..step + 2).is_some()
        }
        "otpdoctor-hotp" => {
            let code = Code::parse(typed).unwrap();
            generator.find(&code, moment..moment + 1).is_some()
        }
        "totp-rs" | "totp-rs-hotp" => made.check(typed, moment).is_some(),
        // Two for each code.
        "floor" => compress(6, moment),
        "floor-hotp" => compress(2, moment),
        _ => false,
    };
    let is_right = |nth| {
        let (moment, typed) = black_box(&codes[(nth % 1000) as usize]);
        is_right(*moment, typed)
    };
    Ok((0..count).filter(|nth| is_right(*nth)).count() as u64)
}

/// Pairs, the second of which waits for the first.
fn compress(count: u64, moment: u64) -> bool {
    for nth in 0..count / 2 {
        let mut state = [(moment + nth) as u32; 5];
        for _ in 0..2 {
            sha1::block_api::compress(&mut state, black_box(&[[7; 64]]));
        }
        black_box(state);
    }
    true
}
