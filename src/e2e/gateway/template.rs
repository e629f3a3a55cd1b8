//! `{number}` and `{message}` in the address and the body of a gateway.
//!
//! A number is `+` and digits, and the message is letters, digits and spaces: JSON, XML and plain text take both as they
//! are. Only URLs and forms have `+` and spaces escaped.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

/// How what is put in is escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escaping {
    /// For URLs and HTML forms.
    Percent,
    /// As it is.
    None,
}

impl Escaping {
    /// That of a body, by its Content-Type.
    pub fn of(content_type: &str) -> Self {
        let media = content_type.split(';').next().unwrap_or_default().trim();
        if media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            Self::Percent
        } else {
            Self::None
        }
    }
}

/// The template with the values of these names in their places.
pub fn fill(template: &str, values: &[(&str, &str)], escaping: Escaping) -> Zeroizing<String> {
    let mut filled = Zeroizing::new(template.to_owned());
    for (name, value) in values {
        let value = Zeroizing::new(match escaping {
            Escaping::Percent => utf8_percent_encode(value, NON_ALPHANUMERIC).to_string(),
            Escaping::None => (*value).to_owned(),
        });
        for placeholder in placeholders(name) {
            filled = Zeroizing::new(filled.replace(&placeholder, &value));
        }
    }
    filled
}

/// Whether the value of this name has a place in the template.
pub fn holds(template: &str, name: &str) -> bool {
    placeholders(name)
        .iter()
        .any(|placeholder| template.contains(placeholder))
}

/// The name in its braces; a URL's path has the braces encoded.
fn placeholders(name: &str) -> [String; 3] {
    [
        format!("{{{name}}}"),
        format!("%7B{name}%7D"),
        format!("%7b{name}%7d"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::e2e::gateway::message;

    #[test]
    fn what_is_put_in_is_escaped_by_where_it_stands() {
        let code = crate::otp::core::Code::parse("0123456789").expect("it is one");
        let message = message(&code);
        let filled = |template: &str, escaping| {
            let values = [("number", "+1949"), ("message", message.as_str())];
            fill(template, &values, escaping).to_string()
        };
        assert_eq!(
            filled("https://h/%7Bnumber%7D?t={message}", Escaping::Percent),
            "https://h/%2B1949?t=Your%20passcode%20is%200123456789"
        );
        let json = filled(r#"{"to": "{number}", "text": "{message}"}"#, Escaping::None);
        let read: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        assert_eq!(read["text"], message.as_str());
        assert_eq!(read["to"], "+1949");
        let xml = filled("<t a='{number}'>{message}</t>", Escaping::None);
        let read = roxmltree::Document::parse(&xml).expect("it is XML");
        assert_eq!(read.root_element().text(), Some(message.as_str()));
    }

    #[test]
    fn the_content_type_decides() {
        for (media, escaping) in [
            ("application/json; charset=utf-8", Escaping::None),
            ("application/x-www-form-urlencoded", Escaping::Percent),
            (
                "Application/X-WWW-Form-Urlencoded; charset=utf-8",
                Escaping::Percent,
            ),
            ("text/plain", Escaping::None),
            ("", Escaping::None),
        ] {
            assert_eq!(Escaping::of(media), escaping, "{media}");
        }
    }
}
