//! A phone number, read as people write it.

use rlibphonenumber::{
    CountryCodeSource, PHONE_NUMBER_UTIL as NUMBERS, ParseError, PhoneNumber, PhoneNumberFormat,
    Region,
};

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
    Invalid(String),
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
        return Phone::Invalid("it is too long".to_owned());
    }
    // Of the countries that share a calling code, the main one: 1 is the United States and 24 others.
    let country = calling_code.and_then(|code| NUMBERS.get_region_for_country_code(code.into()));
    let text = ascii(text);
    let number = with_or_without_trunk(&text, country);
    match number.and_then(|number| not_abroad(number, &text, calling_code)) {
        Ok(number) => Phone::Valid(number),
        Err(_) if is_extension(&text) => Phone::Extension,
        Err(_)
            if country.is_none()
                && !text.starts_with('+')
                && NUMBERS.is_viable_phone_number(&text) =>
        {
            Phone::National
        }
        Err(why) => Phone::Invalid(why),
    }
}

/// Full-width forms, which Asian keyboards type, as their ASCII characters.
fn ascii(text: &str) -> String {
    let narrow = |c: char| match u32::from(c) {
        full @ 0xff01..=0xff5e => char::from_u32(full - 0xfee0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(narrow).collect()
}

/// Reads a number whose trunk prefix may stand in brackets, as in `+44 (0)20 7946 0000`: it is dropped, and kept where
/// only the number with it exists, as in Italy.
fn with_or_without_trunk(text: &str, country: Option<Region>) -> Result<Valid, String> {
    let whole = parse(text, country);
    let compact = text.replace("( 0 )", "(0)");
    let Some((before, after)) = compact.split_once("(0)") else {
        return whole;
    };
    match (whole, parse(&format!("{before}{after}"), country)) {
        (Ok(with), Ok(without)) if with != without => Err(either(&with, &without)),
        (Ok(number), _) | (_, Ok(number)) => Ok(number),
        (Err(why), _) => Err(why),
    }
}

/// Refuses a number that begins with the country's own code, and is one whether the code belongs to it or lacks its `+`:
/// `49 151 23456789` in Germany.
fn not_abroad(number: Valid, text: &str, calling_code: Option<u16>) -> Result<Valid, String> {
    let begins = calling_code.is_some_and(|code| text.starts_with(&code.to_string()));
    match parse(&format!("+{text}"), None) {
        Ok(abroad) if begins && abroad != number => Err(either(&number, &abroad)),
        _ => Ok(number),
    }
}

fn either(one: &Valid, other: &Valid) -> String {
    format!(
        "it may mean {} or {}",
        one.international, other.international
    )
}

fn parse(text: &str, country: Option<Region>) -> Result<Valid, String> {
    let number = NUMBERS.parse_and_keep_raw_input(text, country);
    let number = number.map_err(|why| match why {
        ParseError::InvalidCountryCode => "its country code does not exist",
        ParseError::TooLongNsn => "it is too long",
        ParseError::TooShortNsn | ParseError::TooShortAfterIdd => "it is too short",
        _ => "it is not a phone number",
    })?;
    if !number.is_valid() {
        return Err("its country has no such number".to_owned());
    }
    let international = number.format_as(PhoneNumberFormat::International);
    let Some(typed) = typed(text, &number) else {
        return Err(
            "more than a number stands there; an extension is written as in +49 30 123456 ext. 12"
                .to_owned(),
        );
    };
    if !keeps_the_digits(&typed, &number) {
        return Err(format!("its country's plan makes {international} of it"));
    }
    Ok(Valid {
        e164: number.format_as(PhoneNumberFormat::E164).into_owned(),
        international: international.into_owned(),
    })
}

/// What is dialed before a national number within its country, and not from abroad.
const TRUNK_PREFIXES: [&str; 6] = ["", "0", "1", "8", "80", "06"];

/// Whether the number has the digits that were typed, but for its prefixes: some plans rewrite more than those, and the
/// other number may be a stranger's.
fn keeps_the_digits(typed: &str, number: &PhoneNumber) -> bool {
    let national = number.get_national_significant_number();
    let Some(before) = typed.strip_suffix(&national) else {
        return false;
    };
    let code = number.country_code.to_string();
    TRUNK_PREFIXES.iter().any(|trunk| {
        let before = before.strip_suffix(trunk);
        before.is_some_and(|before| match number.country_code_source() {
            CountryCodeSource::FromDefaultCountry => before.is_empty(),
            CountryCodeSource::FromNumberWithIdd => before.ends_with(&code),
            _ => before == code,
        })
    })
}

/// The digits of a text that holds this number, perhaps with its extension, and nothing else: the digits of a second
/// number or of an opening hour would be dialed too, and so would the letters of a word.
fn typed(text: &str, number: &PhoneNumber) -> Option<String> {
    let number_at = text.find(|c: char| c == '+' || c == '(' || c.is_ascii_digit());
    let mut text = &text[number_at?..];
    if !number.extension().is_empty() {
        text = text.trim_end().strip_suffix(number.extension())?;
        text = text.trim_end_matches(|c: char| !c.is_numeric());
    } else if number.country_code == 1 {
        // A number of North America may end in letters, as in 1-800-FLOWERS: all have ten places.
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || "- ".contains(c));
        if digits.len() < text.len() && !digits.contains(char::is_alphabetic) {
            return Some(NUMBERS.normalize(text));
        }
    }
    let national = number.get_national_significant_number().len();
    let area = number.get_length_of_national_destination_code();
    let subscriber = national.saturating_sub(area).min(national / 2);
    let parts = text.rmatch_indices(['/', ')']);
    let apart = |(at, _): (usize, &str)| NUMBERS.normalize_digits_only(&text[at..]).len();
    let whole = !text.contains(char::is_alphabetic) && parts.map(apart).all(|n| n >= subscriber);
    whole.then(|| NUMBERS.normalize_digits_only(text))
}

/// A few digits, perhaps after a word such as `ext.`: what is dialed within a house.
fn is_extension(text: &str) -> bool {
    let number = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || ". ".contains(c));
    (2..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
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
            ("+49 151 23456789", Some(1), "+49 1512 3456789"),
            ("+49 (0) 89 123456", Some(44), "+49 89 123456"),
            ("+43 (0)1 234 5678", Some(1), "+43 1 2345678"),
            ("+41 ( 0 ) 44 668 18 00", Some(1), "+41 44 668 18 00"),
            ("+39 (0)6 1234 5678", Some(1), "+39 06 1234 5678"),
            (
                "＋４４　（０）２０　７９４６　００００",
                Some(1),
                "+44 20 7946 0000",
            ),
            ("011 49 89 123456", Some(1), "+49 89 123456"),
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
        for (text, code, other) in [
            // A mobile number of Argentina as it is dialed there: from abroad it begins with a 9.
            ("011 15-3456-7890", 54, "+54 9 11 3456-7890"),
            // The country's own code without its plus, and the same digits within the country.
            ("49 151 23456789", 49, "+49 1512 3456789"),
            ("46 8123456", 46, "+46 8 12 34 56"),
            ("62 812345678", 62, "+62 812-345-678"),
            // San Marino: the six digits that are dialed within it.
            ("88 63 77", 378, "+378 0549 886377"),
            ("+39 (0)312 345 6789", 1, "+39 312 345 6789"),
            ("+39 (0)312 345 6789", 1, "+39 031 2345 6789"),
        ] {
            let read = read(text, Some(code));
            assert!(
                matches!(&read, Phone::Invalid(why) if why.contains(other)),
                "{text}: {read:?}"
            );
        }
        assert_eq!(read("", Some(1)), Phone::Missing);
        assert_eq!(read("4711", Some(1)), Phone::Extension);
        assert_eq!(read("949 555 0100", None), Phone::National);
    }

    #[test]
    fn what_stands_beside_a_number_is_not_dialed() {
        for text in [
            "+49 30 12345/46",
            "+49 30 123456 / -57",
            "+49 30 123456 (24/7)",
            "+49 30 123456 (Mobile)",
            "+49 30 123456 (12)",
            "+49 30 123456 DW 12",
            "+49 30 123456 9-17 Uhr",
            "+49 30 123456 press 2",
            "+49 30 123456 MO-FR",
            "+49 89 12345 Zentrale",
            "+43 1 58858 Kl. 12",
            "+43 1 234567 und 68",
            "+46 8 123 456 vxl",
            "(949) 555-0100 Mon-Fri",
            "+1 949 555 0100 Mobile",
        ] {
            let read = read(text, Some(1));
            assert!(matches!(read, Phone::Invalid(_)), "{text}: {read:?}");
        }
        for (text, e164) in [
            ("030/123456", "+4930123456"),
            ("0151/234 567 89", "+4915123456789"),
            ("06221/54-0", "+496221540"),
            ("(0 21 66) 12 34 56", "+492166123456"),
            ("(+49) (0)30 / 123456", "+4930123456"),
            ("Tel.: +49 30 123456", "+4930123456"),
            ("+49 30 123456 ext. 12", "+4930123456"),
            ("+1 800 FLOWERS", "+18003569377"),
            ("1-800-GO-FEDEX", "+18004633339"),
        ] {
            let code = if text.starts_with("1-") { 1 } else { 49 };
            let Phone::Valid(number) = read(text, Some(code)) else {
                panic!("{text}: {:?}", read(text, Some(code)));
            };
            assert_eq!(number.e164, e164, "{text}");
        }
        let belarus = international(read("8 (029) 491-19-11", Some(375)));
        assert_eq!(belarus.as_deref(), Some("+375 29 491-19-11"));
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
}
