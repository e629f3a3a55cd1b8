//! Distinguished names as text: RFC 4514, as far as it reads.

use data_encoding::HEXLOWER;
use encoding_rs::UTF_16BE;
use x509_parser::asn1_rs::{Any, Tag};
use x509_parser::prelude::{AttributeTypeAndValue, X509Name};

use crate::files::oid;

/// The name with its most specific part first.
pub(super) fn readable(name: &X509Name<'_>) -> String {
    let mut parts: Vec<String> = name
        .iter_rdn()
        .map(|rdn| rdn.iter().map(attribute).collect::<Vec<_>>().join("+"))
        .collect();
    parts.reverse();
    parts.join(",")
}

fn attribute(attribute: &AttributeTypeAndValue<'_>) -> String {
    let oid = attribute.attr_type().to_id_string();
    let name = oid::name(&oid).unwrap_or(&oid);
    match text(attribute.attr_value()) {
        Some(text) => format!("{name}={}", escaped(&text)),
        None => format!("{name}=#{}", HEXLOWER.encode(attribute.attr_value().data)),
    }
}

fn text(value: &Any<'_>) -> Option<String> {
    let bytes = value.data;
    match value.tag() {
        Tag::Utf8String
        | Tag::PrintableString
        | Tag::NumericString
        | Tag::Ia5String
        | Tag::VisibleString => Some(String::from_utf8_lossy(bytes).into_owned()),
        // Old authorities write Latin-1 here, whatever T.61 says.
        Tag::T61String => Some(bytes.iter().copied().map(char::from).collect()),
        Tag::BmpString => {
            let (text, _) = UTF_16BE.decode_without_bom_handling(bytes);
            Some(text.into_owned())
        }
        _ => None,
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let last = text.chars().count().saturating_sub(1);
    for (index, c) in text.chars().enumerate() {
        let at_an_end = index == 0 && matches!(c, ' ' | '#') || index == last && c == ' ';
        if at_an_end || matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_is_escaped() {
        assert_eq!(escaped("Acme, Inc."), r"Acme\, Inc.");
        assert_eq!(escaped(" # a b "), r"\ # a b\ ");
        assert_eq!(escaped("#1"), r"\#1");
    }
}
