//! What of a URL is not to be shown.

use std::ops::Range;

use super::keys::is_secret_key;

/// User and password in a URL, or before an `@` without one: from after `://` to the last `@`.
pub(in crate::config) fn userinfo(text: &str) -> Option<Range<usize>> {
    let end = text.rfind('@')?;
    let start = match text.find("://") {
        Some(scheme) if scheme < end => scheme + 3,
        _ if text[..end].contains(':') => {
            text.len() - text.trim_start_matches(['"', '\'', ' ']).len()
        }
        _ => return None,
    };
    (start < end).then_some(start..end)
}

/// What stands behind the host of an address, with or without its scheme.
pub(in crate::config) fn behind_host(text: &str) -> Option<Range<usize>> {
    let host = text.find("://").map_or(0, |scheme| scheme + 3);
    let end = text.trim_end_matches(['"', '\'']).len();
    let start = host + text.get(host..end)?.find(['/', '?', '#'])? + 1;
    (start < end).then_some(start..end)
}

/// A secret in the query of a URL, such as a password of PostgreSQL or the key of a gateway: up to the end, since it may
/// hold anything.
pub(super) fn query_secret(text: &str) -> Option<Range<usize>> {
    let query = text
        .find("://")
        .and_then(|at| Some(at + text[at..].find('?')?))?;
    let mut start = query + 1;
    for pair in text[start..].split('&') {
        if let Some((name, _)) = pair.split_once('=')
            && (is_secret_key(name) || name == "key")
        {
            return Some(start + name.len() + 1..text.len());
        }
        start += pair.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_an_address_is_what_stands_behind_its_host() {
        let shown = |text: &str| behind_host(text).map(|range| text[range].to_owned());
        for (text, path) in [
            ("https://hooks.example.net/a/b?c", Some("a/b?c")),
            ("\"hooks.example.net/a\"", Some("a")),
            ("https://hooks.example.net?key", Some("key")),
            ("https://hooks.example.net/", None),
            ("https://hooks.example.net", None),
            ("POST", None),
        ] {
            assert_eq!(shown(text).as_deref(), path, "{text}");
        }
    }

    #[test]
    fn userinfo_reaches_to_the_last_at_sign() {
        let shown = |text: &str| userinfo(text).map(|info| text[info].to_owned());
        assert_eq!(
            shown("http://u:p@ss/w@proxy:1").as_deref(),
            Some("u:p@ss/w")
        );
        assert_eq!(shown("u:p@proxy:1").as_deref(), Some("u:p"));
        assert_eq!(shown("otp@example.net"), None);
        let query = |text: &str| query_secret(text).map(|range| text[range].to_owned());
        let url = "postgres://db/otp?sslmode=require&Password=p@ss&x";
        assert_eq!(query(url).as_deref(), Some("p@ss&x"));
        let url = "https://sms.example.net/?to={number}&apikey=k3y";
        assert_eq!(query(url).as_deref(), Some("k3y"));
        assert_eq!(query("password=x"), None);
        assert_eq!(shown("https://example.net/"), None);
    }
}
