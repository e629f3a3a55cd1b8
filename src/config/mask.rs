//! What in a config is secret: by the names of keys, and within URLs.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::text::bare;

/// What stands where a secret was.
pub(super) const MASK: &str = "••••";

/// Whether what stands under this key is secret, judged by its name alone: a misspelled key must not show it.
pub(super) fn is_secret_key(key: &str) -> bool {
    let plain = bare(key);
    let words = [
        "password",
        "passwd",
        "passphrase",
        "pwd",
        "secret",
        "token",
        "credential",
        "authorization",
        "applicationkey",
        "apikey",
    ];
    let near = |word: &str| {
        plain.len().abs_diff(word.len()) <= 2 && strsim::osa_distance(&plain, word) <= 2
    };
    words.iter().any(|word| plain.contains(word))
        || near("password")
        || near("applicationkey")
        || ["pass", "pw", "pin"].contains(&plain.as_str())
}

/// Whether what stands under this key has an address that may be a key itself: services hand out addresses that nobody
/// else knows.
pub(super) fn is_address_key(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["webhook", "web_hook", "web-hook", "gateway"]
        .iter()
        .any(|word| key.contains(word))
}

/// Whether below this section stand names of the user's choice, which mean nothing.
pub(super) fn is_named(section: &str) -> bool {
    matches!(section, "realms" | "certificates")
}

/// User and password in a URL, or before an `@` without one: from after `://` to the last `@`.
pub(super) fn userinfo(text: &str) -> Option<Range<usize>> {
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

/// User and password before the host of a URL that stands in a text of any kind (RFC 3986 section 3.2), also where the
/// password has what should be escaped there, or the URL no scheme.
pub(super) fn login(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    text.split_inclusive(char::is_whitespace).find_map(|word| {
        let begin = start;
        start += word.len();
        let word = word.trim_end();
        let mut schemes = word.match_indices("://").peekable();
        let (at, end) = match schemes.peek() {
            Some(_) => schemes.find_map(|(at, mark)| {
                let at = at + mark.len();
                Some((at, login_end(&word[at..])?))
            })?,
            None => (0, bare_login_end(word)?),
        };
        Some(begin + at..begin + at + end)
    })
}

/// Where the login ends with which a URL begins behind its scheme.
fn login_end(url: &str) -> Option<usize> {
    let authority = url.split(['/', '?', '#']).next()?;
    let (name, rest) = authority.split_once(':')?;
    let in_authority = rest.contains('@');
    let within = if in_authority { authority } else { url };
    let end = within.rfind('@').filter(|end| *end > name.len())?;
    let (path, after) = (&url[authority.len().min(end)..end], &url[end + 1..]);
    let is_host = authority.starts_with('[')
        || authority.parse::<Ipv6Addr>().is_ok()
        || is_port(name, rest, path, after)
        // Of Git, `git@host:folder/repository@branch`.
        || name.contains('@') && !(names_host(after) && after.contains('.'));
    (in_authority || !is_host).then_some(end)
}

/// The same of a URL without a scheme: it is neither an address of mail behind its scheme, nor a path of Windows, a time,
/// or a host with its port.
fn bare_login_end(url: &str) -> Option<usize> {
    const OTHERS: [&str; 8] = [
        "mailto", "sip", "sips", "xmpp", "acct", "urn", "tel", "data",
    ];
    let slashes = url.len() - url.trim_start_matches('/').len();
    let (name, rest) = url[slashes..].split_once(':')?;
    let numbers = |text: &str| text.bytes().all(|byte| !byte.is_ascii_alphabetic());
    let other = OTHERS.contains(&name.to_ascii_lowercase().as_str())
        || name.contains('[')
        || numbers(name) && rest.split('@').next().is_some_and(numbers)
        || rest.starts_with(['\\', ':'])
        || name.len() == 1 && rest.starts_with('/');
    let end = login_end(&url[slashes..])? + slashes;
    (!other).then_some(end)
}

/// Whether this is a host with its port, not a user whose password begins with a number: the port is one that web servers
/// use, the path is long, or what stands behind its `@` names no host.
fn is_port(name: &str, port: &str, path: &str, after: &str) -> bool {
    let full = name.contains('.') || name == "localhost";
    let long = path.get(1..).is_some_and(|path| path.contains('/'));
    let (web, usual) = match port.parse::<u16>() {
        Ok(port) => (
            matches!(port, 80 | 81 | 443 | 8000..=8999 | 9443),
            matches!(port, 80 | 443 | 1024..),
        ),
        Err(_) if port.is_empty() => (false, true),
        Err(_) => return false,
    };
    !names_host(after) || full && web || long && (full || usual)
}

/// Whether a text begins with the name of a host, which a version and a digest are not: `v2`, `1.2.3`, `sha256:…`.
fn names_host(text: &str) -> bool {
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let host = text.split(ends).next().unwrap_or_default();
    let number = host.trim_start_matches('v');
    let is_version = number
        .bytes()
        .all(|byte| byte == b'.' || byte.is_ascii_digit())
        && host.parse::<Ipv4Addr>().is_err();
    text.starts_with('[') || !(is_version || host.starts_with("sha256"))
}

/// What stands behind the name of a secret and a colon: where the space after it is missing, YAML takes both for one text.
pub(super) fn stuck(text: &str) -> Option<Range<usize>> {
    let (name, rest) = text.split_once(':')?;
    (is_secret_key(name) && !rest.is_empty()).then(|| name.len() + 1..text.len())
}

/// What stands behind the host of an address, with or without its scheme.
pub(super) fn behind_host(text: &str) -> Option<Range<usize>> {
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
    fn misspelled_and_foreign_names_of_secrets_are_known() {
        for secret in [
            "password",
            "pasword",
            "Pass-Word",
            "passwrd",
            "application_key",
            "applicaton_key",
            "client_secret",
            "authorization",
            "pwd",
        ] {
            assert!(is_secret_key(secret), "{secret}");
        }
        for plain in [
            "passcode_length",
            "passcode_offset",
            "port",
            "key",
            "username",
            "server_address",
            "bypass",
        ] {
            assert!(!is_secret_key(plain), "{plain}");
        }
    }

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
    fn a_login_is_what_stands_before_the_host() {
        let shown = |text: &str| login(text).map(|login| text[login].to_owned());
        assert_eq!(shown("https://u:p@host/x.pem").as_deref(), Some("u:p"));
        assert_eq!(shown("see ftp://u:p@q@host").as_deref(), Some("u:p@q"));
        assert_eq!(shown("https://u:p/q?#@host/x").as_deref(), Some("u:p/q?#"));
        for (url, login) in [
            ("https://u:1/2@host/x", "u:1/2"),
            ("https://user:12/ab@host/x", "user:12/ab"),
            ("https://svc:99999/ab@host", "svc:99999/ab"),
            ("svc:pw@cloud.example.net/x", "svc:pw"),
            ("svc:12/ab@cloud.example.net", "svc:12/ab"),
            ("CORP\\svc:p/w@cloud.example.net", "CORP\\svc:p/w"),
            (
                "svc@corp.example:pw@cloud.example.net",
                "svc@corp.example:pw",
            ),
            ("//svc:pw@cloud.example.net", "//svc:pw"),
            // Imagined: passwords that begin as a port, a year, a version or a time does.
            ("user:2024/ab@host", "user:2024/ab"),
            ("https://user:2024/ab@host:8443/x", "user:2024/ab"),
            ("user:8443/ab@10.0.0.5", "user:8443/ab"),
            (
                "http://first.last:2024/ab@[2001:db8::1]/",
                "first.last:2024/ab",
            ),
            ("user:/ab@host", "user:/ab"),
            ("https://user:1.2.3/ab@host", "user:1.2.3/ab"),
            ("user:12/a/b@host", "user:12/a/b"),
            (
                "svc@corp.example:p/w@cloud.example.net",
                "svc@corp.example:p/w",
            ),
            ("4711:pw@host", "4711:pw"),
            ("v2:1/b@host", "v2:1/b"),
            ("use svc:pw@cloud.example.net", "svc:pw"),
        ] {
            assert_eq!(shown(url).as_deref(), Some(login), "{url}");
        }
        assert_eq!(
            shown("https://host/ https://:p@host/").as_deref(),
            Some(":p")
        );
        for healthy in [
            "https://host/a@b:c",
            "https://host:8443 or help@example.net",
            "https://u@host/",
            "https://u@host:8443/",
            "https://[2001:db8::1]/a@b",
            "C:\\keys\\u:p@host",
            "C:/keys/u@host",
            "help@example.net",
            "https://idp:8443/users/me@example.net",
            "https://api.example.net:81/users/me@example.net",
            "https://localhost:81/a@b",
            "cloud.example.net:8443/a@b",
            "idp:443/a/c@b",
            "host:2024/path@v2",
            "https://host:2024/path@1.2.3",
            "registry.example.net:5000/app@sha256:0d5c0ffee",
            "git@github.com:org/repo",
            "git@github.com:org/repo.git@main",
            "2001:db8::1/64@eth0",
            "2001:db8:0:0:0:0:0:1/a@b",
            "D:/keys/u@host.example.net",
            "08:00-17:00@10.0.0.5",
            "https://[2001:db8::1]:8443/a@b",
            "[2001:db8::1]:8443/a@b",
            "2001:db8::1",
            "fe80::1%eth0",
            "mailto:help@example.net",
            "urn:oid:1.2.3@4",
            "sip:help@example.net",
            "at 12:30@noon",
            "08:00-17:00",
            "write to us: help@example.net",
            "HKLM:\\Software\\a@b",
            "cloud.example.net:8443",
        ] {
            assert_eq!(shown(healthy), None, "{healthy}");
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
