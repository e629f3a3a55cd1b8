//! Seeds that are taken over: an `otpauth://` URI, Base32 or hexadecimal digits, from a file, standard input or a prompt.

use std::path::Path;

use checks::kit::text::steers;
use data_encoding::HEXLOWER_PERMISSIVE;
use zeroize::Zeroizing;

use super::typed;
use crate::exit::Failure;
use crate::files::{self, text::decode};
use crate::otp::engine::uri::{Secret, from_base32};
use crate::seed::Seed;

/// How a seed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Form {
    /// Whichever it looks like.
    Auto,
    /// An `otpauth://` URI.
    Uri,
    /// Base32.
    Base32,
    /// Hexadecimal digits.
    Hex,
}

/// What was taken over.
pub(super) enum Imported {
    /// A seed alone.
    Seed(Seed),
    /// A seed with what its codes are like.
    Uri(Secret),
}

/// Reads a seed from a file, or from standard input where the place is `-`.
///
/// # Errors
/// When it cannot be read, or is no seed; what was read is never in the error.
pub(super) async fn import(place: &Path, form: Form) -> Result<Imported, Failure> {
    let text = if place == Path::new("-") {
        typed::lines(&["Seed or otpauth:// URI:"]).await?.pop()
    } else {
        Some(from_file(place)?)
    };
    let text = text.filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| wrong("there is no seed in it"))?;
    understand(text.trim(), form)
}

fn from_file(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let read = files::read(path).map(|bytes| Zeroizing::new(decode(&Zeroizing::new(bytes))));
    read.map_err(|why| why.of(format_args!("{} cannot be read", path.display())))
}

fn understand(text: &str, form: Form) -> Result<Imported, Failure> {
    if form == Form::Uri || form == Form::Auto && text.contains("://") {
        let read = Secret::parse(text).map(Imported::Uri);
        return read.map_err(|why| wrong(&format!("this is not the URI of an app: {why}")));
    }
    let seed = match (form, from_hex(text), from_base32(text)) {
        (Form::Auto, Some(_), Some(_)) => {
            Err("it can be read as hexadecimal digits and as Base32: choose one with --import-as")
        }
        (Form::Auto, hex, base32) => hex
            .or(base32)
            .ok_or("it is neither an otpauth:// URI, nor Base32, nor hexadecimal digits"),
        (Form::Hex, hex, _) => hex.ok_or("it is not made of hexadecimal digits, two a byte"),
        (_, _, base32) => base32.ok_or("it is not Base32: letters and the digits 2 to 7"),
    };
    seed.map(Imported::Seed).map_err(wrong)
}

fn from_hex(text: &str) -> Option<Seed> {
    let mut plain = Zeroizing::new(Vec::with_capacity(text.len()));
    let apart = |c: &char| matches!(c, ':' | '-') || c.is_whitespace() || steers(*c);
    let digits = text.chars().filter(|c| !apart(c));
    plain.extend(digits.map(|c| u8::try_from(c).unwrap_or(0)));
    let seed = Zeroizing::new(HEXLOWER_PERMISSIVE.decode(&plain).ok()?);
    (!seed.is_empty()).then_some(seed)
}

fn wrong(why: &str) -> Failure {
    Failure::usage(format!("the seed cannot be imported: {why}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn seed(text: &str, form: Form) -> Result<Vec<u8>, String> {
        match understand(text, form) {
            Ok(Imported::Seed(seed)) => Ok(seed.to_vec()),
            Ok(Imported::Uri(uri)) => Ok(uri.seed.to_vec()),
            Err(why) => Err(why.to_string()),
        }
    }

    #[test]
    fn the_form_is_told_from_the_text() {
        let auto = |text: &str| seed(text, Form::Auto).unwrap();
        let known = b"12345678901234567890";
        assert_eq!(auto("3132333435363738393031323334353637383930"), known);
        assert_eq!(
            auto("31:32:33:34:35 36373839-3031323334353637383930"),
            known
        );
        for apart in [
            " ", "\u{a0}", "\u{2009}", "\u{202f}", "\u{3000}", "\t", "-", "\u{200b}", "\u{feff}",
        ] {
            let seed = "gezd gnbv gy3t qojq gezd gnbv gy3t qojq".replace(' ', apart);
            assert_eq!(auto(&seed), known, "{apart:?}");
            let digits = "31323334 35363738 39303132 33343536 37383930".replace(' ', apart);
            assert_eq!(auto(&digits), known, "{apart:?}");
        }
        for other in ["gezdgnbvé", "gezd\u{2014}gnbv", "\u{ff27}ezdgnbv"] {
            assert!(seed(other, Form::Auto).is_err(), "{other}");
        }
        assert_eq!(
            auto("otpauth://totp/A:b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
            known
        );
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_asked_about() {
        let both = "2345672345672345672345672345abcd";
        let why = seed(both, Form::Auto).unwrap_err();
        assert!(why.contains("--import-as"), "{why}");
        assert_eq!(seed(both, Form::Hex).unwrap().len(), 16);
        assert_eq!(seed(both, Form::Base32).unwrap().len(), 20);
    }

    #[test]
    fn errors_do_not_repeat_what_was_read() {
        for (text, form) in [
            ("c4nary-189", Form::Auto),
            ("c4nary", Form::Hex),
            ("c4nary189", Form::Base32),
            ("otpauth://totp/x?secret=c4nary1", Form::Auto),
            ("c4nary", Form::Uri),
        ] {
            let why = seed(text, form).unwrap_err();
            assert!(!why.contains("c4nary"), "{why}");
        }
    }
}
