//! `otpauth` URIs as apps write them, and as they should not be taken.
#![allow(clippy::unwrap_used)]

use super::*;

fn parsed(text: &str) -> Secret {
    Secret::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
}

fn refused(text: &str) -> NotAKeyUri {
    Secret::parse(text)
        .err()
        .unwrap_or_else(|| panic!("{text} was taken"))
}

#[test]
fn what_is_left_out_is_what_apps_take() {
    let secret =
        parsed("otpauth://totp/Example:jo%40example.net?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(*secret.seed, b"12345678901234567890");
    assert_eq!((secret.algorithm, secret.digits), (Algorithm::Sha1, 6));
    assert_eq!(secret.moving, Moving::Totp(Some(30)));
}

#[test]
fn what_is_written_is_read_back() {
    let odd = ["Ex & Co: Ltd?", "Größe/日本", "a%b=c#d+e", "."];
    for (n, issuer) in odd.iter().enumerate() {
        for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
            for moving in [Moving::Totp(Some(60)), Moving::Hotp(u64::MAX)] {
                let secret = Secret {
                    seed: Zeroizing::new((0..=63).map(|byte| byte ^ n as u8).collect()),
                    algorithm,
                    digits: 6 + n as u8,
                    moving,
                };
                let account = format!("{issuer} {n}");
                let uri = KeyUri {
                    issuer,
                    account: &account,
                    secret: secret.clone(),
                };
                let text = uri.write();
                assert!(text.is_ascii() && !text.contains(' '), "{}", *text);
                assert!(parsed(&text) == secret, "{}", *text);
                let url: url::Url = text.parse().unwrap();
                let label = percent_encoding::percent_decode_str(&url.path()[1..]);
                let label = label.decode_utf8().unwrap();
                assert_eq!(label, format!("{issuer}:{account}"));
                let named = url.query_pairs().find(|(key, _)| key == "issuer");
                assert_eq!(named.unwrap().1, *issuer);
            }
        }
    }
}

#[test]
fn letter_case_does_not_matter() {
    let secret =
        parsed("OTPAUTH://HOTP/Big%20Co%3A%20%20jo?issuer=Big+Co&Counter=0&secret=mzxw6ytboi");
    assert_eq!(*secret.seed, b"foobar");
    assert_eq!(secret.moving, Moving::Hotp(0));
}

#[test]
fn what_cannot_be_used_is_refused_by_name() {
    let totp = |query: &str| refused(&format!("otpauth://totp/A:b?{query}"));
    assert_eq!(refused("https://totp/A?secret=AA"), NotAKeyUri::OtherScheme);
    assert_eq!(
        refused("otpauth://motp/A?secret=AA"),
        NotAKeyUri::OtherScheme
    );
    assert_eq!(totp("digits=6"), NotAKeyUri::Missing("secret"));
    assert_eq!(totp("secret="), NotAKeyUri::Unfit("secret", "Base32"));
    assert_eq!(
        totp("secret=C4NARY1"),
        NotAKeyUri::Unfit("secret", "Base32")
    );
    assert_eq!(
        totp("secret=MZXW6YTB&secret=MZXW6YTB"),
        NotAKeyUri::Twice("secret")
    );
    for twice in ["algorithm", "digits", "period", "counter"] {
        let text = format!("secret=MZXW6YTBOI&{twice}=&{twice}=");
        assert_eq!(totp(&text), NotAKeyUri::Twice(twice));
    }
    let with = |rest: &str| totp(&format!("secret=MZXW6YTBOI&{rest}")).to_string();
    assert!(with("algorithm=MD5").contains("SHA1, SHA256 or SHA512"));
    for digits in ["5", "11", "0", "-6", "+6", "six", ""] {
        assert!(
            with(&format!("digits={digits}")).contains("6 to 10"),
            "{digits}"
        );
    }
    for period in ["0", "3601", "4294967326", "1.5"] {
        assert!(
            with(&format!("period={period}")).contains("3600"),
            "{period}"
        );
    }
    for damaged in ["%4", "%C3"] {
        assert!(with(&format!("algorithm=SHA1{damaged}")).contains("algorithm"));
        let secret = totp(&format!("secret=MZXW6YTB{damaged}"));
        assert_eq!(secret, NotAKeyUri::Unfit("secret", "Base32"));
    }
    let hotp = "otpauth://hotp/A?secret=MZXW6YTBOI";
    assert_eq!(refused(hotp), NotAKeyUri::Missing("counter"));
    let past = format!("{hotp}&counter=18446744073709551616");
    assert!(refused(&past).to_string().contains("whole number"));
    assert_eq!(
        refused(&format!("otpauth://totp/{}", "x".repeat(5000))),
        NotAKeyUri::TooLong
    );
}

#[test]
fn no_text_makes_the_reader_panic() {
    let seeds = [
        "otpauth://totp/A:b?secret=MZXW6YTBOI&digits=6",
        "otpauth://hotp/é?counter=%",
    ];
    for seed in seeds {
        let letters: Vec<char> = seed.chars().collect();
        for end in 0..=letters.len() {
            let text: String = letters[..end].iter().collect();
            for tail in ["", "%", "%é", "=&=", "??", "\u{0}", "%f"] {
                let _ = Secret::parse(&format!("{text}{tail}"));
            }
        }
    }
}

#[test]
fn base32_is_read_as_people_write_it() {
    for text in [
        "MZXW6YTBOI======",
        "mzxw 6ytb oi",
        "mzxw-6ytb-oi",
        "MZXW6YTBOI",
    ] {
        assert_eq!(*from_base32(text).unwrap(), b"foobar", "{text}");
    }
    for text in ["", "====", "0189", "MZXW6YTBO"] {
        assert!(from_base32(text).is_none(), "{text}");
    }
}
