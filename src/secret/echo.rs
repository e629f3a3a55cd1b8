//! Secrets in whatever form a peer echoes them, found in one pass over a text.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use secrecy::{ExposeSecret as _, SecretString};

/// A secret shorter than this is not searched for: cutting it out would cut up ordinary text.
const SEARCHABLE: usize = 4;

/// Every form of every secret, by its first bytes: a config may hold thousands, and a report thousands of texts.
#[derive(Default)]
pub(super) struct Echoes {
    forms: HashMap<[u8; SEARCHABLE], Vec<Form>>,
}

struct Form {
    text: SecretString,
    name: Arc<str>,
}

impl Echoes {
    /// From now on the secret is found, and told by this name.
    pub(super) fn add(&mut self, secret: &SecretString, name: &str) {
        let secret = secret.expose_secret();
        if secret.len() < SEARCHABLE {
            return;
        }
        let name: Arc<str> = name.into();
        for form in forms(secret) {
            let Some(begin) = form.as_bytes().first_chunk() else {
                continue;
            };
            let known = self.forms.entry(*begin).or_default();
            if known.iter().all(|one| one.text.expose_secret() != form) {
                known.push(Form {
                    text: form.into(),
                    name: name.clone(),
                });
            }
        }
    }

    /// Whether there is anything to look for.
    pub(super) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The text with every secret replaced by its name in brackets. Where two overlap, both are gone.
    pub(super) fn cut(&self, text: &str) -> String {
        let mut left = String::with_capacity(text.len());
        let mut gone = 0;
        for (at, c) in text.char_indices() {
            if let Some(form) = self.longest_at(&text[at..]) {
                if at >= gone {
                    left.push_str(&format!("[{}]", form.name));
                }
                gone = gone.max(at + form.text.expose_secret().len());
            }
            if at >= gone {
                left.push(c);
            }
        }
        left
    }

    fn longest_at(&self, text: &str) -> Option<&Form> {
        let known = self.forms.get(text.as_bytes().first_chunk()?)?;
        let here = known
            .iter()
            .filter(|form| text.starts_with(form.text.expose_secret()));
        here.max_by_key(|form| form.text.expose_secret().len())
    }
}

/// The digits of a passcode as they are, in two groups, one by one, and escaped for JSON, HTML and URLs.
pub(super) fn of_digits(digits: &str) -> Vec<SecretString> {
    let each = |form: &dyn Fn(char) -> String| digits.chars().map(form).collect::<String>();
    let half = digits.len().div_ceil(2);
    let (first, second) = digits.split_at_checked(half).unwrap_or((digits, ""));
    [
        digits.to_owned(),
        format!("{first} {second}"),
        format!("{first}-{second}"),
        each(&|digit| format!("{digit} ")).trim_end().to_owned(),
        each(&|digit| format!("\\u{:04x}", u32::from(digit))),
        each(&|digit| format!("&#{};", u32::from(digit))),
        each(&|digit| format!("%{:02x}", u32::from(digit))),
    ]
    .map(SecretString::from)
    .into()
}

/// As it is, in base64 (also as part of something longer), percent-encoded, and escaped for JSON and HTML.
fn forms(secret: &str) -> Vec<String> {
    let percent: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let json = serde_json::Value::from(secret).to_string();
    let mut forms = vec![
        secret.to_owned(),
        lowercase_escapes(&percent),
        lowercase_escapes(&percent.replace('+', "%20")),
        percent.replace('+', "%20"),
        percent,
        json[1..json.len() - 1].to_owned(),
        html(secret),
    ];
    forms.extend((0..3).flat_map(|before| in_base64(secret, before)));
    forms
}

/// What of the encoding does not depend on what stands around the secret, with `before` bytes before it;
/// and, where it stands alone, all of it.
fn in_base64(secret: &str, before: usize) -> Vec<String> {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(secret.as_bytes());
    let (from, to) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
    let encoded = [
        BASE64_STANDARD.encode(&bytes),
        BASE64_URL_SAFE.encode(&bytes),
    ];
    let alone = encoded.iter().filter(|_| before == 0);
    let alone = alone.map(|encoded| encoded.trim_end_matches('=').to_owned());
    let part = encoded.iter().map(|encoded| encoded[from..to].to_owned());
    alone.chain(part).collect()
}

/// `%2B` as `%2b`.
fn lowercase_escapes(percent: &str) -> String {
    let mut escaped = 0;
    let lower = percent.chars().map(|c| {
        let digit = escaped > 0;
        escaped = if c == '%' { 2 } else { escaped.max(1) - 1 };
        if digit { c.to_ascii_lowercase() } else { c }
    });
    lower.collect()
}

fn html(secret: &str) -> String {
    let escaped = secret.replace('&', "&amp;").replace('<', "&lt;");
    escaped.replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn echoes(secrets: &[&str]) -> Echoes {
        let mut echoes = Echoes::default();
        for secret in secrets {
            echoes.add(&(*secret).to_owned().into(), "secret");
        }
        echoes
    }

    #[test]
    fn a_secret_is_found_inside_a_longer_encoding() {
        let secret = "c4nary+/pass";
        let echoes = echoes(&[secret]);
        for before in ["", "u", "us", "use", "\0user\0"] {
            for after in ["", "!", "!!"] {
                let encoded = BASE64_STANDARD.encode(format!("{before}{secret}{after}"));
                let left = echoes.cut(&encoded);
                assert!(left.contains("[secret]"), "{before:?} {after:?}: {left}");
                assert!(
                    left.len() < "[secret]".len() + before.len() * 2 + 8,
                    "{left}"
                );
            }
        }
    }

    #[test]
    fn escapes_hide_nothing() {
        let echoes = echoes(&["a\"b<&>\\+c"]);
        for escaped in [
            "a\\\"b<&>\\\\+c",
            "a&quot;b&lt;&amp;&gt;\\+c",
            "a%22b%3C%26%3E%5C%2Bc",
            "a%22b%3c%26%3e%5c%2bc",
        ] {
            assert_eq!(echoes.cut(escaped), "[secret]", "{escaped}");
        }
    }

    #[test]
    fn digits_are_found_however_they_are_written() {
        let mut echoes = Echoes::default();
        for form in of_digits("493817") {
            echoes.add(&form, "code");
        }
        for written in [
            "493817",
            "493 817",
            "493-817",
            "4 9 3 8 1 7",
            "\\u0034\\u0039\\u0033\\u0038\\u0031\\u0037",
            "&#52;&#57;&#51;&#56;&#49;&#55;",
            "%34%39%33%38%31%37",
        ] {
            assert_eq!(echoes.cut(written), "[code]", "{written}");
        }
    }

    #[test]
    fn of_two_that_overlap_nothing_is_left() {
        let echoes = echoes(&["abcdef", "defghi", "defg"]);
        assert_eq!(echoes.cut("xabcdefghiy"), "x[secret]y");
        assert_eq!(echoes.cut("ä defg ö"), "ä [secret] ö");
    }

    #[test]
    fn a_short_secret_leaves_ordinary_text_alone() {
        let echoes = echoes(&["at", "the"]);
        assert!(echoes.is_empty());
        assert_eq!(echoes.cut("at the door"), "at the door");
    }
}
