//! What the place of a store is, where it is no path of a file.

/// Whether the place of a store is a URL, and no path of a file.
pub fn is_url(place: &str) -> bool {
    let scheme = place.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| !scheme.contains(['/', '\\']))
}

/// Whether the place of a store is written as libpq takes it, `host=db password=…`, and no path of a file.
pub fn is_connection_string(place: &str) -> bool {
    const KEYS: [&str; 6] = ["host", "hostaddr", "user", "dbname", "service", "password"];
    let mut before_signs = place.split('=');
    before_signs.next_back();
    before_signs.any(|before| {
        let key = before.split_whitespace().next_back();
        key.is_some_and(|key| KEYS.contains(&key))
    })
}
