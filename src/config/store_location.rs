//! Which settings name a file, and what the place of a store is where it is none.

use super::mask::login;

/// Whether the place of a store is a URL, and no path of a file.
pub fn is_url(place: &str) -> bool {
    let scheme = place.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| !scheme.contains(['/', '\\']))
}

/// Whether the place of a store is written as libpq, .NET or PDO take it, `host=db password=…`, or as a URL with a login
/// but without its scheme, and no path of a file.
pub fn is_connection_string(place: &str) -> bool {
    const KEYS: [&str; 12] = [
        "host", "hostaddr", "user", "dbname", "service", "password", "server", "source",
        "username", "uid", "pwd", "database",
    ];
    let mut before_signs = place.split('=');
    before_signs.next_back();
    let named = before_signs.any(|before| {
        let mut words = before.trim_end().rsplit([' ', '\t', ';', ':']);
        let key = words.next().unwrap_or_default().to_ascii_lowercase();
        KEYS.contains(&key.as_str())
    });
    named || !is_url(place) && login(place).is_some()
}

/// Whether the text at this path names a file. That of a store may be a URL.
pub(super) fn is_path(path: &[String], text: &str) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["otp", "store"] => !is_url(text) && !is_connection_string(text),
        ["certificates", _, "certificate" | "key" | "pfx"]
        | ["otp", "key"]
        | ["watch", "reports"]
        | [.., "firewall", "export"]
        | [.., "oath", "sample_seed"] => true,
        [.., holder, "file"] => FILE_HOLDERS.contains(holder),
        _ => false,
    }
}

/// Whether several lines may be meant: by free text, or by what a program is given.
pub(super) fn has_lines(path: &[String]) -> bool {
    let free = ["command", "commands", "description", "why"];
    path.iter().any(|key| free.contains(&key.as_str()))
}

/// What may be written as `{file: PATH}`.
const FILE_HOLDERS: [&str; 6] = [
    "password",
    "application_key",
    "authorization",
    "signing_secret",
    "secret",
    "trust",
];
