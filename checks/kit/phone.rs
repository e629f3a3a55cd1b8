//! A phone number, read as people write it.

mod plan;
#[cfg(test)]
mod tests;

use rlibphonenumber::{
    CountryCodeSource, PHONE_NUMBER_UTIL as NUMBERS, ParseError, PhoneNumber, PhoneNumberFormat,
    PhoneNumberType, Region,
};

/// A phone number, read.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Whether it was written without an extension and without letters, which SecureAuth does not dial: its format has
    /// digits, spaces, dashes and periods (support.secureauth.com, article 360019886651).
    pub digits_alone: bool,
    /// The country, by its two letters, and what answers there.
    pub destination: String,
    /// Whether whoever calls pays for more than the call.
    pub premium: bool,
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
    let but_a_number = |why: String| more_than(text, country).unwrap_or(why);
    let number = NUMBERS.parse_and_keep_raw_input(text, country);
    let number = number.map_err(|why| match why {
        ParseError::InvalidCountryCode => "its country code does not exist",
        ParseError::TooLongNsn => "it is too long",
        ParseError::TooShortNsn | ParseError::TooShortAfterIdd => "it is too short",
        _ => "it is not a phone number",
    });
    let number = number.map_err(|why| but_a_number(why.to_owned()))?;
    if !number.is_valid() {
        return Err(but_a_number(plan::without(&number)));
    }
    let international = number.format_as(PhoneNumberFormat::International);
    let Some(typed) = typed(text, &number) else {
        return Err(match number.extension() {
            "" => but_a_number("more than a number stands there".to_owned()),
            _ => {
                let alone = PhoneNumber {
                    extension: None,
                    ..number.clone()
                };
                let alone = alone.format_as(PhoneNumberFormat::International);
                format!("it may mean {alone} or {international}")
            }
        });
    };
    if !keeps_the_digits(&typed, &number) {
        return Err(format!("its country's plan makes {international} of it"));
    }
    let letters = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    Ok(Valid {
        e164: number.format_as(PhoneNumberFormat::E164).into_owned(),
        digits_alone: !letters.contains(char::is_alphabetic) && number.extension.is_none(),
        destination: plan::destination(&number),
        premium: number.get_type() == PhoneNumberType::PremiumRate,
        international: international.into_owned(),
    })
}

/// That a number stands there and something after it, such as `p12` or the end of a second number.
fn more_than(text: &str, country: Option<Region>) -> Option<String> {
    let plain = text.find(char::is_alphabetic).unwrap_or(text.len());
    let ends = text
        .char_indices()
        .filter(|(at, c)| *at == plain || ",;/*#&(".contains(*c));
    let ends = ends.take_while(|(at, _)| *at <= plain);
    let mut numbers = ends.filter_map(|(end, _)| NUMBERS.parse(&text[..end], country).ok());
    let number = numbers.find(PhoneNumber::is_valid)?;
    let number = number.format_as(PhoneNumberFormat::International);
    Some(format!(
        "more than {number} stands there (an extension is written as ext. 12)"
    ))
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
        let digits = text.trim_end_matches(|c: char| !c.is_numeric());
        // After `;` or one comma a second number may begin, of which only the end is written.
        let label = text[digits.len()..].trim();
        if !label.contains(char::is_alphabetic) && !["#", ",,"].contains(&label) {
            return None;
        }
        text = digits;
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
