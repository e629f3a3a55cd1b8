//! `{number}` and `{message}` in the address and the body of a gateway, escaped by where they stand.

use zeroize::Zeroizing;

/// How what is put in is escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escaping {
    /// For URLs and HTML forms: everything but unreserved characters (RFC 3986 section 2.3) as `%XX`.
    Percent,
    /// For the inside of a JSON string (RFC 8259 section 7).
    Json,
    /// For the text and the attributes of XML.
    Xml,
    /// As it is.
    None,
}

impl Escaping {
    /// That of a body, by its Content-Type.
    pub fn of(content_type: Option<&str>) -> Self {
        let media = content_type.unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim();
        match media.to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => Self::Percent,
            "application/json" | "text/json" => Self::Json,
            "application/xml" | "text/xml" => Self::Xml,
            media if media.ends_with("+json") => Self::Json,
            media if media.ends_with("+xml") => Self::Xml,
            _ => Self::None,
        }
    }

    fn escape(self, text: &str) -> Zeroizing<String> {
        let mut escaped = Zeroizing::new(String::with_capacity(6 * text.len()));
        for c in text.chars() {
            self.push(&mut escaped, c);
        }
        escaped
    }

    fn push(self, to: &mut String, c: char) {
        match self {
            Self::Percent if c.is_ascii_alphanumeric() || "-._~".contains(c) => to.push(c),
            Self::Percent => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    to.push_str(&format!("%{byte:02X}"));
                }
            }
            Self::Json if matches!(c, '"' | '\\') => to.extend(['\\', c]),
            Self::Json if c.is_control() => to.push_str(&format!("\\u{:04x}", u32::from(c))),
            Self::Xml => match c {
                '&' => to.push_str("&amp;"),
                '<' => to.push_str("&lt;"),
                '>' => to.push_str("&gt;"),
                '"' => to.push_str("&quot;"),
                '\'' => to.push_str("&apos;"),
                c => to.push(c),
            },
            Self::Json | Self::None => to.push(c),
        }
    }
}

/// What is put in.
#[derive(Clone, Copy)]
pub struct Values<'a> {
    /// For `{number}`.
    pub number: &'a str,
    /// For `{message}`.
    pub message: &'a str,
}

/// Names in their braces; a URL's path has the braces encoded.
const NUMBER: [&str; 3] = ["{number}", "%7Bnumber%7D", "%7bnumber%7d"];
const MESSAGE: [&str; 3] = ["{message}", "%7Bmessage%7D", "%7bmessage%7d"];

/// The template with the values in their places. What was put in is not looked at again.
pub fn fill(template: &str, values: Values<'_>, escaping: Escaping) -> Zeroizing<String> {
    let number = escaping.escape(values.number);
    let message = escaping.escape(values.message);
    let mut filled = Zeroizing::new(String::with_capacity(
        template.len() + 2 * (number.len() + message.len()),
    ));
    let mut rest = template;
    'text: while let Some(c) = rest.chars().next() {
        for (names, value) in [(NUMBER, &number), (MESSAGE, &message)] {
            if let Some(after) = names.iter().find_map(|name| rest.strip_prefix(name)) {
                filled.push_str(value);
                rest = after;
                continue 'text;
            }
        }
        filled.push(c);
        rest = &rest[c.len_utf8()..];
    }
    filled
}

/// Whether `{number}` stands in it.
pub fn has_number(template: &str) -> bool {
    NUMBER.iter().any(|name| template.contains(name))
}

/// Whether `{message}` stands in it.
pub fn has_message(template: &str) -> bool {
    MESSAGE.iter().any(|name| template.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: Values<'_> = Values {
        number: "+1949",
        message: "a \"b\" & <c>\n{number}\\",
    };

    #[test]
    fn what_is_put_in_is_escaped_by_where_it_stands() {
        let filled = |template, escaping| fill(template, VALUES, escaping).to_string();
        assert_eq!(
            filled("https://h/%7Bnumber%7D?t={message}", Escaping::Percent),
            "https://h/%2B1949?t=a%20%22b%22%20%26%20%3Cc%3E%0A%7Bnumber%7D%5C"
        );
        let json = filled(r#"{"to": "{number}", "text": "{message}"}"#, Escaping::Json);
        let read: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        assert_eq!(read["text"], VALUES.message);
        assert_eq!(read["to"], VALUES.number);
        let xml = filled("<t a='{number}'>{message}</t>", Escaping::Xml);
        let read = roxmltree::Document::parse(&xml).expect("it is XML");
        assert_eq!(read.root_element().text(), Some(VALUES.message));
        assert_eq!(filled("{message}", Escaping::None), VALUES.message);
    }

    #[test]
    fn the_content_type_decides() {
        for (media, escaping) in [
            ("application/json; charset=utf-8", Escaping::Json),
            ("application/vnd.x+json", Escaping::Json),
            ("Text/XML", Escaping::Xml),
            ("application/soap+xml", Escaping::Xml),
            ("application/x-www-form-urlencoded", Escaping::Percent),
            ("text/plain", Escaping::None),
        ] {
            assert_eq!(Escaping::of(Some(media)), escaping, "{media}");
        }
        assert_eq!(Escaping::of(None), Escaping::None);
    }
}
