//! The SIDs that need no look-up.

use sha1::{Digest as _, Sha1};

/// The SID of an account that Windows itself has, in whatever language it names it, and of an application pool, which is
/// computed: the SHA-1 of its name in lower case.
pub(super) fn built_in(account: &str) -> Option<String> {
    let name = account.to_lowercase();
    if let Some(pool) = name.strip_prefix("iis apppool\\") {
        let units: Vec<u8> = pool.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let hash = Sha1::digest(units);
        let (words, _) = hash.as_chunks::<4>();
        let words = words.iter().map(|word| u32::from_le_bytes(*word));
        return Some(words.fold("S-1-5-82".into(), |sid, word| format!("{sid}-{word}")));
    }
    let name = name.strip_prefix("nt authority\\").unwrap_or(&name);
    let sid = match name.replace(' ', "").as_str() {
        "networkservice" => "S-1-5-20",
        "localservice" => "S-1-5-19",
        "system" | "localsystem" => "S-1-5-18",
        _ => return None,
    };
    Some(sid.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_of_windows_are_known_in_every_language() {
        for (account, sid) in [
            ("Network Service", Some("S-1-5-20")),
            ("NT AUTHORITY\\NETWORK SERVICE", Some("S-1-5-20")),
            ("NetworkService", Some("S-1-5-20")),
            ("LocalSystem", Some("S-1-5-18")),
            // `whoami /all` of a pool, as several public listings have it.
            (
                "IIS APPPOOL\\DefaultAppPool",
                Some("S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415"),
            ),
            ("CORP\\system", None),
            ("otp", None),
        ] {
            assert_eq!(built_in(account).as_deref(), sid, "{account}");
        }
    }
}
