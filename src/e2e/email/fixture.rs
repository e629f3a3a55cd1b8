//! What tests of several modules need.

use crate::otp::core::Code;

/// The code of these digits.
pub fn code(digits: &str) -> Code {
    Code::parse(digits).expect("a test writes digits")
}
