//! Text of others: cleaned where it enters a report, so that no format has to.

use std::borrow::{Borrow, Cow};

use checks::kit::text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Cuts every secret of a run out of a text.
pub type Cut<'a> = &'a dyn Fn(&str) -> String;

/// A text that steers no terminal and reorders no line: one line, without control characters, direction marks and
/// characters that take no room. There is no other way to make one.
#[derive(Clone, Debug, Default, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(from = "String")]
#[schemars(inline)]
pub struct Text(Box<str>);

impl Text {
    /// A text of a run, without its secrets. They are cut out before it is cleaned, since a secret may hold what is
    /// cleaned away, and again after, since such characters may have split it.
    pub fn of_run(text: &str, cut: Cut<'_>) -> Self {
        let cut_once = cut(text);
        match clean(&cut_once) {
            Cow::Borrowed(_) => Self(cut_once.into()),
            Cow::Owned(cleaned) => cut(&cleaned).into(),
        }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text as [`Text`] holds it: white space as spaces, without what steers or takes no room. For lines that are of no report.
pub fn clean(text: &str) -> Cow<'_, str> {
    let printable = |byte: u8| matches!(byte, b' '..=b'~');
    if text.bytes().all(printable) || !text.contains(|c| c != ' ' && stands_out(c)) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text::harmless(text))
    }
}

fn stands_out(c: char) -> bool {
    c.is_whitespace() || text::steers(c)
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        match clean(&text) {
            Cow::Borrowed(_) => Self(text.into()),
            Cow::Owned(cleaned) => Self(cleaned.into()),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(clean(text).into())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0.into()
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<T: AsRef<str> + ?Sized> PartialEq<T> for Text {
    fn eq(&self, other: &T) -> bool {
        *self.0 == *other.as_ref()
    }
}

/// A measured or read value: a number, or a text that is cleaned like every other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "serde_json::Value")]
#[schemars(inline)]
pub struct Value(serde_json::Value);

impl Value {
    /// A value of a run, without its secrets.
    pub fn of_run(value: serde_json::Value, cut: Cut<'_>) -> Self {
        Self(mapped(value, &|text| Text::of_run(&text, cut)))
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        Self(mapped(value, &Text::from))
    }
}

impl std::ops::Deref for Value {
    type Target = serde_json::Value;

    fn deref(&self) -> &serde_json::Value {
        &self.0
    }
}

/// A value with every text in it, keys too, mapped.
fn mapped(value: serde_json::Value, map: &dyn Fn(String) -> Text) -> serde_json::Value {
    match value {
        serde_json::Value::String(text) => String::from(map(text)).into(),
        serde_json::Value::Array(all) => all.into_iter().map(|one| mapped(one, map)).collect(),
        serde_json::Value::Object(all) => all
            .into_iter()
            .map(|(key, one)| (String::from(map(key)), mapped(one, map)))
            .collect(),
        number => number,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const HOSTILE: &str = "a\u{1b}[31m\u{7f}\u{9b}\u{202e}\u{200b}\u{2028}\n\"é\u{1f512}";

    #[test]
    fn a_text_is_clean_whichever_way_it_enters() {
        let expected = "a[31m  \"é\u{1f512}";
        assert_eq!(Text::from(HOSTILE), expected);
        assert_eq!(Text::from(HOSTILE.to_owned()), expected);
        let written = serde_json::to_string(HOSTILE).unwrap();
        let read: Text = serde_json::from_str(&written).unwrap();
        assert_eq!(read, expected);
        let read: Value =
            serde_json::from_str(&format!("{{{written}: [{written}, -0.5]}}")).unwrap();
        assert_eq!(*read, serde_json::json!({expected: [expected, -0.5]}));
    }

    #[test]
    fn no_secret_is_hidden_by_what_is_cleaned_away() {
        let cut = |text: &str| text.replace("s3\tcret", "[cut]").replace("s3cret", "[cut]");
        assert_eq!(Text::of_run("x s3\u{200b}cret", &cut), "x [cut]");
        assert_eq!(Text::of_run("x s3\tcret\n", &cut), "x [cut] ");
    }
}
