//! What is read as a passcode, and how random codes are made.

use otpdoctor::otp::core::{Code, NotACode};

use crate::dice::Dice;

#[test]
fn what_is_typed_is_read_as_a_code() {
    for (typed, read) in [
        ("123456", Ok("123456")),
        ("000000", Ok("000000")),
        ("7", Ok("7")),
        (" 123 456\r\n", Ok("123456")),
        ("12-34-56", Ok("123456")),
        ("123\u{a0}456", Ok("123456")),
        ("12345678901234567890", Ok("12345678901234567890")),
        ("123456789012345678901", Err(NotACode::TooLong)),
        ("", Err(NotACode::Empty)),
        (" - ", Err(NotACode::Empty)),
        ("12345a", Err(NotACode::NotDigits)),
        ("+123456", Err(NotACode::NotDigits)),
        ("12.3456", Err(NotACode::NotDigits)),
        ("123456\0", Err(NotACode::NotDigits)),
        ("١٢٣٤٥٦", Err(NotACode::OtherScript)),
        ("１２３４５６", Err(NotACode::OtherScript)),
    ] {
        let code = Code::parse(typed);
        let code = code.as_ref().map(Code::expose).map_err(Clone::clone);
        assert_eq!(code, read, "{typed:?}");
    }
}

#[test]
fn no_digit_is_shown() {
    let shown = format!("{:?}", Code::parse("918273").unwrap());
    assert_eq!(shown, "Code(6 digits)");
}

#[test]
fn a_random_code_has_as_many_digits_as_are_asked_for() {
    let mut dice = Dice::new(2);
    for digits in 1..=20 {
        let code = Code::random(digits, &dice.bytes(48).try_into().unwrap());
        assert_eq!(code.expose().len(), usize::from(digits));
        assert_eq!(code.digits(), digits);
    }
    let bytes = dice.bytes(48).try_into().unwrap();
    assert_eq!(Code::random(0, &bytes).digits(), 1);
    assert_eq!(Code::random(255, &bytes).digits(), 20);
}

/// 2^128 is no multiple of 1000: the numbers from its greatest multiple on would favor small codes.
#[test]
fn a_number_that_would_favor_some_codes_is_passed_over() {
    let mut bytes = [0; 48];
    bytes[..16].copy_from_slice(&u128::MAX.to_be_bytes());
    bytes[31] = 42;
    assert_eq!(Code::random(3, &bytes).expose(), "042");
    let multiple = u128::MAX - u128::MAX % 1000;
    bytes[..16].copy_from_slice(&multiple.to_be_bytes());
    assert_eq!(Code::random(3, &bytes).expose(), "042");
    bytes[..16].copy_from_slice(&(multiple - 1).to_be_bytes());
    assert_eq!(Code::random(3, &bytes).expose(), "999");
    // A generator that is broken gives a code all the same.
    assert_eq!(Code::random(3, &[0xff; 48]).expose(), "455");
}

/// Chi-square over 1,000 codes of 3 digits: 999 degrees of freedom, standard deviation 44.7; five of them are allowed.
#[test]
fn every_code_is_equally_likely() {
    let mut dice = Dice::new(3);
    let mut seen = vec![0_u32; 1000];
    const DRAWS: u32 = 100_000;
    for _ in 0..DRAWS {
        let code = Code::random(3, &dice.bytes(48).try_into().unwrap());
        seen[code.expose().parse::<usize>().unwrap()] += 1;
    }
    let expected = f64::from(DRAWS) / 1000.0;
    let chi: f64 = seen
        .iter()
        .map(|seen| (f64::from(*seen) - expected).powi(2) / expected)
        .sum();
    assert!((chi - 999.0).abs() < 5.0 * 44.7, "chi-square {chi}");
}
