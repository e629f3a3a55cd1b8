//! `oathtool` of the OATH Toolkit as the oracle: thousands of random seeds, counters, times, epochs and lengths. It
//! takes one seed a run, and makes several codes of it.

use std::io::ErrorKind;
use std::process::Command;

use data_encoding::{BASE32, HEXLOWER};
use jiff::Timestamp;
use otpdoctor::otp::core::{Algorithm, Generator, Steps};

use crate::dice::Dice;

const SEEDS: u64 = 3_000;
/// Codes that one process prints beyond the first.
const MORE: u64 = 9;

/// The lengths that it knows.
const DIGITS: [u8; 3] = [6, 7, 8];

#[test]
fn hotp_is_what_oathtool_makes() {
    let mut dice = Dice::new(11);
    for _ in 0..SEEDS {
        let seed = seed(&mut dice);
        let digits = *dice.pick(&DIGITS);
        let bits = dice.below(63);
        let counter = dice.below(2 << bits);
        let arguments = [
            "--hotp".into(),
            format!("--counter={counter}"),
            format!("--digits={digits}"),
        ];
        let generator = Generator::new(Algorithm::Sha1, &seed, digits).unwrap();
        compare(&generator, counter, &arguments, &seed, &mut dice);
    }
}

#[test]
fn totp_is_what_oathtool_makes() {
    let algorithms = [
        (Algorithm::Sha1, "--totp=SHA1"),
        (Algorithm::Sha256, "--totp=SHA256"),
        (Algorithm::Sha512, "--totp=SHA512"),
    ];
    let mut dice = Dice::new(12);
    for _ in 0..SEEDS {
        let seed = seed(&mut dice);
        let digits = *dice.pick(&DIGITS);
        let (algorithm, mode) = *dice.pick(&algorithms);
        let steps = Steps {
            step: *dice.pick(&[1, 15, 30, 60, 77, 3600]),
            epoch: i64::try_from(dice.below(1_000_000_000)).unwrap(),
        };
        let second = steps.epoch + i64::try_from(dice.below(9_000_000_000)).unwrap();
        let now = Timestamp::from_second(second).unwrap();
        let arguments = [
            mode.into(),
            format!("--time-step-size={}s", steps.step),
            format!("--start-time={}", date(steps.epoch)),
            format!("--now={}", date(second)),
            format!("--digits={digits}"),
        ];
        let generator = Generator::new(algorithm, &seed, digits).unwrap();
        let step = steps.at(now).unwrap();
        compare(&generator, step, &arguments, &seed, &mut dice);
    }
}

/// From shorter than any hash to longer than its block.
fn seed(dice: &mut Dice) -> Vec<u8> {
    let len = match dice.below(4) {
        0 => *dice.pick(&[16, 20, 32, 64]),
        _ => 1 + usize::try_from(dice.below(200)).unwrap(),
    };
    dice.bytes(len)
}

fn date(second: i64) -> String {
    let moment = Timestamp::from_second(second).unwrap();
    moment.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn compare(generator: &Generator, first: u64, arguments: &[String], seed: &[u8], dice: &mut Dice) {
    let mut oathtool = Command::new("oathtool");
    oathtool.args(arguments).arg(format!("--window={MORE}"));
    match dice.below(2) {
        0 => oathtool.arg(HEXLOWER.encode(seed)),
        _ => oathtool.arg("--base32").arg(BASE32.encode(seed)),
    };
    let output = match oathtool.env("LC_ALL", "C").output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!("oathtool is not installed: run tests/setup")
        }
        output => output.unwrap(),
    };
    let said = String::from_utf8(output.stdout).unwrap();
    let made: Vec<String> = (first..=first + MORE)
        .map(|counter| generator.code(counter).expose().to_owned())
        .collect();
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        made,
        "{oathtool:?} said {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
