//! What the names of keys say of what stands under them.

use crate::config::text::bare;

/// Whether what stands under this key is secret, judged by its name alone: a misspelled key must not show it.
pub(in crate::config) fn is_secret_key(key: &str) -> bool {
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
pub(in crate::config) fn is_address_key(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["webhook", "web_hook", "web-hook", "gateway"]
        .iter()
        .any(|word| key.contains(word))
}

/// Whether below this section stand names of the user's choice, which mean nothing.
pub(in crate::config) fn is_named(section: &str) -> bool {
    matches!(section, "realms" | "certificates")
}
