//! Codes that are verified in a window of one step to each side, and HOTP codes by their counter: ours and totp-rs.

use std::hint::black_box;

use jiff::Timestamp;
use otpdoctor::otp::core::{Algorithm, Code, Generator, Steps};
use totp_rs::{Builder, Totp};

const SEED: &[u8; 20] = b"12345678901234567890";

pub fn verify(who: &str, count: u64) -> anyhow::Result<()> {
    let totp: Totp = Builder::new()
        .with_secret(*SEED)
        .with_skew(1)
        .build_noncompliant();
    // The same codes for both, made before they are verified; their number is small beside the verifications.
    let codes: Vec<(u64, String)> = (0..1000)
        .map(|nth| 1_767_225_600 + nth * 1009)
        .map(|second| (second, totp.generate(second).to_string()))
        .collect();
    let generator = Generator::new(Algorithm::Sha1, SEED, 6)?;
    let mut right = 0;
    for nth in 0..count {
        let (second, typed) = black_box(&codes[(nth % 1000) as usize]);
        right += u64::from(match who {
            "ours" => {
                let code = Code::parse(typed).unwrap();
                let moment = Timestamp::from_second(*second as i64)?;
                let step = Steps { step: 30, epoch: 0 }.at(moment).unwrap();
                generator.find(&code, step - 1..step + 2).is_some()
            }
            "ours-hotp" => {
                let code = Code::parse(typed).unwrap();
                let counter = *second / 30;
                generator.find(&code, counter..counter + 1).is_some()
            }
            _ => totp.check(typed, *second).is_some(),
        });
    }
    println!("right {right}");
    Ok(())
}
