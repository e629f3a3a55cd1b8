//! `otpauth` URIs as apps write them, and as they should not be taken.
#![allow(clippy::unwrap_used)]

use super::*;

fn parsed(text: &str) -> KeyUri {
    KeyUri::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
}

fn refused(text: &str) -> NotAKeyUri {
    KeyUri::parse(text)
        .err()
        .unwrap_or_else(|| panic!("{text} was taken"))
}

#[test]
fn what_is_left_out_is_what_apps_take() {
    let uri =
        parsed("otpauth://totp/Example:jo%40example.net?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(uri.issuer.as_deref(), Some("Example"));
    assert_eq!(uri.account, "jo@example.net");
    assert_eq!(*uri.seed, b"12345678901234567890");
    assert_eq!((uri.algorithm, uri.digits), (Algorithm::Sha1, 6));
    assert_eq!(uri.moving, Moving::Totp(Some(30)));
}

#[test]
fn what_is_written_is_read_back() {
    let odd = ["Ex & Co: Ltd?", "Größe/日本", "a%b=c#d+e", "."];
    for (n, issuer) in odd.iter().enumerate() {
        for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
            for moving in [Moving::Totp(Some(60)), Moving::Hotp(u64::MAX)] {
                let uri = KeyUri {
                    // A colon in an issuer cannot be told from the one that ends it.
                    issuer: Some(issuer.replace(':', "")),
                    account: format!("{issuer} {n}").replace(':', ""),
                    seed: Zeroizing::new((0..=63).map(|byte| byte ^ n as u8).collect()),
                    algorithm,
                    digits: 6 + n as u8,
                    moving,
                };
                let text = uri.write();
                assert!(text.is_ascii() && !text.contains(' '), "{}", *text);
                assert!(parsed(&text) == uri, "{}", *text);
            }
        }
    }
}

#[test]
fn a_colon_in_the_label_may_be_encoded_and_spaces_may_follow() {
    let uri =
        parsed("OTPAUTH://HOTP/Big%20Co%3A%20%20jo?issuer=Big+Co&Counter=0&secret=mzxw6ytboi");
    assert_eq!(uri.issuer.as_deref(), Some("Big Co"));
    assert_eq!(uri.account, "jo");
    assert_eq!(*uri.seed, b"foobar");
    assert_eq!(uri.moving, Moving::Hotp(0));
    let uri = parsed("otpauth://totp/Old:jo?issuer=New&secret=MZXW6YTBOI");
    assert_eq!(uri.issuer.as_deref(), Some("New"));
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
    for twice in [
        "secret",
        "issuer",
        "algorithm",
        "digits",
        "period",
        "counter",
    ] {
        let text = format!("{twice}=MZXW6YTB&{twice}=MZXW6YTB");
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
    assert_eq!(with("issuer=%4"), NotAKeyUri::Encoding.to_string());
    assert_eq!(with("issuer=%C3"), NotAKeyUri::Encoding.to_string());
    let hotp = "otpauth://hotp/A?secret=MZXW6YTBOI";
    assert_eq!(refused(hotp), NotAKeyUri::Missing("counter"));
    let past = format!("{hotp}&counter=18446744073709551616");
    assert!(refused(&past).to_string().contains("whole number"));
    assert_eq!(
        refused(&format!("otpauth://totp/{}", "x".repeat(5000))),
        NotAKeyUri::TooLong
    );
    assert!(
        refused("otpauth://totp/%1b%5B2J?secret=MZXW6YTBOI")
            .to_string()
            .contains("control")
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
                let _ = KeyUri::parse(&format!("{text}{tail}"));
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
