//! The phone number that an operator names.

use checks::kit::phone::{self, Phone, Valid};
use checks::kit::realm::Realm;

/// A phone number that exists in its country's plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// `+` and digits.
    pub e164: String,
    /// As people write it, for the one who named it.
    pub international: String,
    /// Of which country it is, and what answers there.
    pub destination: String,
    /// Whether whoever calls pays for more than the call.
    pub premium: bool,
    /// Its country and its end, for reports: they may go to others.
    pub masked: String,
}

impl Number {
    /// Reads a number; one without a country code is of the country that the realm takes.
    ///
    /// # Errors
    /// Why it cannot be dialed.
    pub fn read(text: &str, realm: &Realm) -> Result<Self, String> {
        let phones = realm.multi_factor.phone.as_ref();
        let country = phones.and_then(|phones| phones.default_country_code);
        let why = match phone::read(text.trim(), country) {
            Phone::Valid(number) if number.digits_alone => {
                return Ok(Self {
                    masked: masked(&number.international),
                    e164: number.e164,
                    international: number.international,
                    destination: number.destination,
                    premium: number.premium,
                });
            }
            Phone::Valid(Valid {
                international,
                e164,
                ..
            }) => {
                return Err(format!(
                    "it means {international}, and neither extensions nor letters are dialed: write {e164} if that is right"
                ));
            }
            Phone::Missing => "it is empty",
            Phone::National => {
                "write it with its country code, as in +1 949 555 0100: the realm has no `multi_factor.phone.default_country_code`"
            }
            Phone::Extension => "it is an extension within a house",
            Phone::Invalid(why) => return Err(why),
        };
        Err(why.to_owned())
    }
}

/// How many digits at the end are shown.
const SHOWN: usize = 2;

/// `+1 949-555-0100` as `+1 •••-•••-••00`.
fn masked(international: &str) -> String {
    let country = international.find(' ').unwrap_or(0);
    let digits = international.chars().filter(char::is_ascii_digit).count();
    let mut seen = 0;
    let mask = |(at, c): (usize, char)| {
        if !c.is_ascii_digit() {
            return c;
        }
        seen += 1;
        if at < country || seen + SHOWN > digits {
            c
        } else {
            '•'
        }
    };
    international.char_indices().map(mask).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_by_its_country_and_its_end() {
        let read = |text| Number::read(text, &Realm::default());
        let number = read("+1 (949) 555-0100").expect("it is one");
        assert_eq!(number.e164, "+19495550100");
        assert_eq!(number.masked, "+1 •••-•••-••00");
        assert!(read("949 555 0100").is_err_and(|why| why.contains("country code")));
        assert!(read("4711").is_err());
        for text in [
            "+1 949 555 0100 x12",
            "+1 949 FLOWERS",
            "+1 949 555 0100,,12",
        ] {
            assert!(
                read(text).is_err_and(|why| why.contains("write +1949")),
                "{text}"
            );
        }
    }
}
