//! A phone number, read as people write it.

use phonenumber::country::Id;
use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, ParseError};

/// A phone number, read.
#[derive(Debug, PartialEq, Eq)]
pub enum Phone {
    /// Nothing is there.
    Missing,
    /// It exists in its country's plan.
    Valid(Valid),
    /// It looks like a number, and it is not known of which country.
    National,
    /// A few digits: of a private exchange.
    Extension,
    /// It cannot be dialed, and why.
    Invalid(&'static str),
}

/// A number of a country's plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Valid {
    /// As people of other countries write it.
    pub international: String,
    /// As machines take it (ITU-T E.164): `+` and digits, without an extension.
    pub e164: String,
}

/// The longest text that is read at all: numbers have 15 digits at most (ITU-T E.164).
const LONGEST: usize = 60;

/// Reads a number; one without a country code is of the country with this calling code.
pub fn read(text: &str, calling_code: Option<u16>) -> Phone {
    if text.is_empty() {
        return Phone::Missing;
    }
    if text.len() > LONGEST {
        return Phone::Invalid("it is too long");
    }
    let country = calling_code.and_then(main_country);
    match phonenumber::parse(country, text) {
        Ok(number) if number.is_valid() => Phone::Valid(Valid {
            international: number.format().mode(Mode::International).to_string(),
            e164: format!("+{}{}", number.country().code(), number.national()),
        }),
        _ if is_extension(text) => Phone::Extension,
        _ if country.is_none() && !text.starts_with('+') && phonenumber::is_viable(text) => {
            Phone::National
        }
        Ok(_) => Phone::Invalid("its country has no such numbers"),
        Err(ParseError::InvalidCountryCode) => Phone::Invalid("there is no such country code"),
        Err(ParseError::TooLong) => Phone::Invalid("it is too long"),
        Err(ParseError::TooShortNsn | ParseError::TooShortAfterIdd) => {
            Phone::Invalid("it is too short")
        }
        Err(_) => Phone::Invalid("it is not a phone number"),
    }
}

/// A few digits, perhaps after a word such as `ext.`: what is dialed within a house.
fn is_extension(text: &str) -> bool {
    let number = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || ". ".contains(c));
    (2..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

/// The country that gives a calling code its name: 1 is shared by the United States and 24 others.
fn main_country(calling_code: u16) -> Option<Id> {
    let countries = DATABASE.by_code(&calling_code)?;
    countries.first()?.id().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn international(phone: Phone) -> Option<String> {
        match phone {
            Phone::Valid(valid) => Some(valid.international),
            _ => None,
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, calling_code, read_as) in [
            ("+1 949 555 0100", None, "+1 949-555-0100"),
            ("(949) 555-0100", Some(1), "+1 949-555-0100"),
            ("949.555.0100", Some(1), "+1 949-555-0100"),
            ("1-949-555-0100", Some(1), "+1 949-555-0100"),
            ("020 7946 0000", Some(44), "+44 20 7946 0000"),
            ("+44 (0)20 7946 0000", None, "+44 20 7946 0000"),
            ("+44 20 7946 0000", Some(1), "+44 20 7946 0000"),
            ("+1 949 555 0100 ext. 12", None, "+1 949-555-0100 ext. 12"),
            ("tel:+1-949-555-0100", None, "+1 949-555-0100"),
            ("+49 30 123456", None, "+49 30 123456"),
            ("+800 1234 5678", None, "+800 1234 5678"),
            ("1-800-FLOWERS", Some(1), "+1 800-356-9377"),
        ] {
            let number = international(read(text, calling_code));
            assert_eq!(number.as_deref(), Some(read_as), "{text}");
        }
    }

    #[test]
    fn machines_get_plus_and_digits() {
        for (text, calling_code, e164) in [
            ("+1 949 555 0100 ext. 12", None, "+19495550100"),
            ("020 7946 0000", Some(44), "+442079460000"),
            // The zeros of Italian numbers belong to them.
            ("+39 06 1234 5678", None, "+390612345678"),
        ] {
            let Phone::Valid(number) = read(text, calling_code) else {
                panic!("{text} is a number");
            };
            assert_eq!(number.e164, e164);
        }
    }

    #[test]
    fn what_cannot_be_dialed_is_told() {
        let invalid = |text, code| matches!(read(text, code), Phone::Invalid(_));
        assert!(invalid("+1 949 555", None));
        assert!(invalid("+1 049 555 0100", None));
        assert!(invalid("+999 949 555 0100", None));
        assert!(invalid("ask the front office", Some(1)));
        assert!(invalid("+1 949 555 0100 555 0100 555 0100", None));
        assert!(invalid(&"9".repeat(10_000), Some(1)));
        assert_eq!(read("", Some(1)), Phone::Missing);
        assert_eq!(read("4711", Some(1)), Phone::Extension);
        assert_eq!(read("949 555 0100", None), Phone::National);
    }

    #[test]
    fn strange_texts_end_well() {
        for text in [
            "+",
            ";phone-context=",
            "tel:+;phone-context=é",
            "٣٤٥٦٧٨٩٠١٢",
            "+\u{1F4A9}1",
            "\0\0\0",
            "+１９４９５５５０１００",
        ] {
            for calling_code in [None, Some(0), Some(1), Some(999), Some(u16::MAX)] {
                let _ = read(text, calling_code);
            }
        }
    }

    #[test]
    fn a_calling_code_means_its_main_country() {
        let name = |code| main_country(code).map(|id| id.as_ref().to_owned());
        assert_eq!(name(1).as_deref(), Some("US"));
        assert_eq!(name(44).as_deref(), Some("GB"));
        assert_eq!(name(7).as_deref(), Some("RU"));
        assert_eq!(name(999), None);
    }
}
