//! Every kind of number of every country, in the ways in which people write it: it is read as itself or refused, and never
//! as somebody else's.

use checks::kit::phone::{Phone, read};

/// `multi_factor.phone.default_country_code`, with what is dialed there before a number of another country.
const DEFAULTS: [(Option<u16>, &str); 7] = [
    (None, "+"),
    (Some(1), "011 "),
    (Some(7), "8~10 "),
    (Some(39), "00"),
    (Some(44), "00 "),
    (Some(49), "00"),
    (Some(61), "0011 "),
];

struct Example {
    line: &'static str,
    code: &'static str,
    national: &'static str,
    trunk: &'static str,
}

fn examples() -> impl Iterator<Item = Example> {
    let lines = include_str!("../../fixtures/phone/examples.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).map(|line| {
        let mut fields = line.split('\t');
        let mut field = || fields.next().expect("a field");
        let (_, code, _, national, trunk) = (field(), field(), field(), field(), field());
        let trunk = trunk.trim_matches('-');
        Example {
            line,
            code,
            national,
            trunk,
        }
    })
}

/// `123456789` as `12 345 678 9`.
fn grouped(digits: &str, between: char) -> String {
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at % 3 == 2 {
            text.push(between);
        }
        text.push(digit);
    }
    text
}

fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        ' ' => '\u{3000}',
        _ => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
    };
    text.chars().map(wide).collect()
}

fn dialed(text: &str, code: Option<u16>) -> Result<String, Phone> {
    match read(text, code) {
        Phone::Valid(number) => Ok(number.e164),
        other => Err(other),
    }
}

#[test]
fn a_number_with_its_country_code_is_read_as_it_stands() {
    let mut read = 0;
    for Example {
        line,
        code,
        national,
        trunk,
    } in examples()
    {
        let itself = Ok(format!("+{code}{national}"));
        let plain = format!("+{code} {national}");
        let bracketed = match trunk {
            "0" => format!("+{code} (0){}", grouped(national, '-')),
            _ => format!("(+{code}) {}", grouped(national, '.')),
        };
        for (default, abroad) in DEFAULTS {
            for text in [
                plain.clone(),
                bracketed.clone(),
                full_width(&plain),
                format!("{abroad}{code} {}", grouped(national, ' ')),
            ] {
                assert_eq!(
                    dialed(&text, default),
                    itself,
                    "{text} with {default:?}: {line}"
                );
                read += 1;
            }
        }
    }
    assert!(read > 30_000, "{read}");
}

#[test]
fn a_number_of_the_default_country_is_read_as_it_stands_or_refused() {
    let (mut read, mut refused) = (0, 0);
    for Example {
        line,
        code,
        national,
        trunk,
    } in examples()
    {
        let default = code.parse().ok();
        for text in [
            national.to_owned(),
            format!("{trunk}{national}"),
            format!("({trunk}{}) {}", &national[..2], &national[2..]),
            full_width(national),
        ] {
            match dialed(&text, default) {
                Ok(number) => {
                    read += 1;
                    assert_eq!(
                        number,
                        format!("+{code}{national}"),
                        "{text} with {code}: {line}"
                    );
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(read > 30 * refused, "{read} read, {refused} refused");
}

#[test]
fn only_prefixes_of_a_number_without_its_country_change() {
    for Example {
        line,
        national,
        trunk,
        ..
    } in examples()
    {
        for (default, _) in DEFAULTS {
            let text = format!("{trunk}{national}");
            let Ok(number) = dialed(&text, default) else {
                continue;
            };
            let default = default
                .expect("a number without any country is refused")
                .to_string();
            let own = number[1..].strip_prefix(&default);
            let own = own.and_then(|own| text.strip_suffix(own));
            let with_code = text.strip_suffix(&number[1..]);
            let prefix = own.or(with_code);
            assert!(
                prefix.is_some_and(
                    |prefix| ["", "0", "00", "011", "1", "8", "06", &default].contains(&prefix)
                ),
                "{text} with {default} is {number}: {line}"
            );
        }
    }
}
