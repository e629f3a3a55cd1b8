//! Proxies and lists of exceptions as people write them.

use checks::kit::realm::Endpoint;

/// No proxy URL, and no list of exceptions worth showing, is longer.
const LONGEST: usize = 4096;

/// Host and port of a proxy as people write it, whatever stands around them: scheme, credentials, path.
pub(super) fn bare(written: &str) -> Option<String> {
    let written = written.trim();
    if written.len() > LONGEST {
        return None;
    }
    let (scheme, rest) = written.split_once("://").unwrap_or(("http", written));
    // Up to the last @, since a password may hold any sign unescaped.
    let host = written.rsplit_once('@').map_or(rest, |(_, host)| host);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let port = match scheme.to_ascii_lowercase().as_str() {
        "https" => 443,
        socks if socks.starts_with("socks") => 1080,
        _ => 80,
    };
    let endpoint = Endpoint::parse(host, port).ok()?;
    Some(endpoint.to_string())
}

/// The entries of a list of exceptions.
pub(super) fn entries(list: &str) -> Vec<String> {
    list.split([',', ';', ' ', '\t'])
        .filter(|entry| !entry.is_empty() && entry.len() <= LONGEST)
        .take(200)
        .map(str::to_owned)
        .collect()
}
