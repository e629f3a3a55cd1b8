//! What Windows keeps of proxies: WinHTTP's for the machine, and the Internet settings of an account.

use std::io;

use checks::kit::probe::system_proxy::{Answer, Closed, Setting};

use super::written::{bare, entries};
use crate::probe::sid;

/// The accounts of services, whose settings stay when nobody is logged in.
const ACCOUNTS: [(&str, &str); 3] = [
    ("S-1-5-20", "NETWORK SERVICE"),
    ("S-1-5-19", "LOCAL SERVICE"),
    ("S-1-5-18", "SYSTEM"),
];
const SETTINGS: &str = r"Microsoft\Windows\CurrentVersion\Internet Settings";

/// The servers and the exceptions of a place, as they were set.
type Found = io::Result<Option<(String, String)>>;

/// Where in the registry.
#[derive(Clone, Copy)]
pub(super) enum Root {
    /// `HKEY_LOCAL_MACHINE`.
    Machine,
    /// `HKEY_USERS`.
    Users,
}

/// The SID of an account, below which `HKEY_USERS` has its settings while the account runs something.
///
/// # Errors
/// When there is no such account, Windows cannot look it up, or has not loaded its settings.
pub(super) fn hive(
    account: &str,
    sid_of: impl Fn(&str) -> io::Result<Option<String>>,
    is_loaded: impl Fn(&str) -> io::Result<bool>,
) -> io::Result<String> {
    let absent = |why| io::Error::new(io::ErrorKind::NotFound, why);
    let sid = match sid::built_in(account) {
        Some(sid) => sid,
        None => sid_of(account)?.ok_or_else(|| absent("Windows has no account of that name"))?,
    };
    if is_loaded(&sid)? {
        Ok(sid)
    } else {
        Err(absent("Windows has not loaded them"))
    }
}

/// Gathers what WinHTTP says and what the registry keeps, of `own`, an account and its SID, too; `read` gives the bytes of
/// a value of a key.
pub(super) fn look(
    answer: &mut Answer,
    win_http: Found,
    own: Option<(&str, io::Result<String>)>,
    read: impl Fn(Root, &str, &str) -> io::Result<Option<Vec<u8>>>,
) {
    let mut add = |place: String, account: Option<&str>, found: Found| {
        let account = account.map(str::to_owned);
        match found {
            Ok(Some((servers, bypass))) => {
                let proxy = for_https(&servers).and_then(bare);
                answer.settings.extend(proxy.map(|proxy| Setting {
                    place,
                    proxy: Some(proxy),
                    bypass: entries(&bypass),
                    account,
                }));
            }
            Ok(None) => {}
            Err(why) => answer.closed.push(Closed {
                place,
                account,
                unreadable: why.kind() != io::ErrorKind::PermissionDenied,
                why: why.to_string(),
            }),
        }
    };
    let internet = |root, folder: &str| {
        let path = format!(r"{folder}\{SETTINGS}\Connections");
        let value = read(root, &path, "DefaultConnectionSettings")?;
        Ok(value.as_deref().and_then(of_connection))
    };
    add("WinHTTP".into(), None, win_http);
    // Group Policy, "Make proxy settings per-machine (rather than per-user)".
    let policy = format!(r"SOFTWARE\Policies\{SETTINGS}");
    let per_user = read(Root::Machine, &policy, "ProxySettingsPerUser");
    if matches!(per_user, Ok(Some(bytes)) if bytes == [0; 4]) {
        let found = internet(Root::Machine, "SOFTWARE");
        return add("the Internet settings of the machine".into(), None, found);
    }
    let accounts = ACCOUNTS.map(|(sid, name)| (name, Ok(sid.to_owned())));
    for (name, sid) in accounts.into_iter().chain(own) {
        let found = sid.and_then(|sid| internet(Root::Users, &format!(r"{sid}\Software")));
        let place = format!("the Internet settings of {name}");
        add(place, Some(name), found);
    }
}

/// The server for HTTPS out of `host:port`, or of `http=host:port;https=host:port`.
fn for_https(servers: &str) -> Option<&str> {
    let all = || servers.split([';', ' ']).filter(|one| !one.is_empty());
    all()
        .find_map(|one| one.strip_prefix("https="))
        .or_else(|| all().find(|one| !one.contains('=')))
}

/// The proxies and the exceptions of the registry's value `DefaultConnectionSettings`: little-endian numbers of four bytes
/// (version, counter, flags), then two texts, each after its length. Microsoft documents the flags alone
/// (`INTERNET_PER_CONN_FLAGS`, and the ninth byte at learn.microsoft.com, "What is DefaultConnectionSettings key?").
///
/// `None` where no proxy is set by hand, or where a script comes before it.
fn of_connection(value: &[u8]) -> Option<(String, String)> {
    const BY_HAND: u32 = 2;
    const BY_SCRIPT: u32 = 4;

    let number = |at: usize| {
        let (bytes, _) = value.get(at..)?.split_first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes))
    };
    let text = |at: usize| {
        let length = usize::try_from(number(at)?).ok()?;
        let bytes = value.get(at + 4..)?.get(..length)?;
        Some((String::from_utf8_lossy(bytes).into_owned(), at + 4 + length))
    };
    if number(8)? & (BY_HAND | BY_SCRIPT) != BY_HAND {
        return None;
    }
    let (servers, after) = text(12)?;
    Some((servers, text(after)?.0))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn value(flags: u8, texts: &[&str]) -> Vec<u8> {
        let mut bytes = vec![0x46, 0, 0, 0, 0x51, 0, 0, 0, flags, 0, 0, 0];
        for text in texts {
            bytes.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes.extend([0; 32]);
        bytes
    }

    fn looked(
        win_http: Option<&str>,
        read: impl Fn(Root, &str, &str) -> io::Result<Option<Vec<u8>>>,
    ) -> Answer {
        let mut answer = Answer::default();
        let win_http = win_http.map(|servers| (servers.to_owned(), "*.local;<local>".to_owned()));
        look(&mut answer, Ok(win_http), None, read);
        answer
    }

    #[test]
    fn the_server_for_https_counts() {
        for (servers, proxy) in [
            (
                "http=a.example.net:80;https=b.example.net:8443",
                Some("b.example.net:8443"),
            ),
            (
                "svc:secret@proxy.example.net:8080",
                Some("proxy.example.net:8080"),
            ),
            (
                "http://proxy.example.net:8080/",
                Some("proxy.example.net:8080"),
            ),
            // Nothing of it is for HTTPS.
            ("http=a.example.net:80;ftp=c.example.net:21", None),
            ("", None),
        ] {
            let settings = looked(Some(servers), |_, _, _| Ok(None)).settings;
            let seen = settings.first().and_then(|one| one.proxy.as_deref());
            assert_eq!(seen, proxy, "{servers}");
        }
        assert_eq!(looked(None, |_, _, _| Ok(None)), Answer::default());
    }

    #[test]
    fn the_account_of_the_realm_has_settings_of_its_own() {
        // The first as `whoami /all` has it in public listings.
        const POOL: &str = "S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415";
        const USER: &str = "S-1-5-21-1004336348-1177238915-682003330-1108";
        let sid_of = |name: &str| match name {
            r"CORP\svc-idp" | r"CORP\svc-idle" => Ok(Some(USER.to_owned())),
            r"AWAY\svc-idp" => Err(io::Error::other("the domain is not reached")),
            _ => Ok(None),
        };
        for (name, loaded, expected) in [
            (
                r"IIS APPPOOL\DefaultAppPool",
                POOL,
                Ok("proxy.example.net:8080"),
            ),
            (
                r"IIS APPPOOL\DefaultAppPool",
                USER,
                Err("Windows has not loaded them"),
            ),
            (r"CORP\svc-idp", USER, Ok("proxy.example.net:8080")),
            (r"CORP\svc-idle", POOL, Err("Windows has not loaded them")),
            (
                r"CORP\svc-old",
                USER,
                Err("Windows has no account of that name"),
            ),
            (r"AWAY\svc-idp", USER, Err("the domain is not reached")),
        ] {
            let own = hive(name, sid_of, |sid| Ok(sid == loaded));
            let mut answer = Answer::default();
            look(
                &mut answer,
                Ok(None),
                Some((name, own)),
                |root, path, name| {
                    let is_its = matches!(root, Root::Users)
                        && path.starts_with(&format!(r"{loaded}\Software\"));
                    let is_value = is_its && name == "DefaultConnectionSettings";
                    Ok(is_value.then(|| value(3, &["proxy.example.net:8080", "", ""])))
                },
            );
            let setting = answer.settings.first();
            let closed = answer.closed.first();
            let account = setting
                .map(|one| &one.account)
                .or(closed.map(|one| &one.account));
            assert_eq!(account.unwrap().as_deref(), Some(name));
            let seen = match closed {
                Some(closed) => Err((&*closed.why, closed.unreadable)),
                None => Ok(setting.and_then(|one| one.proxy.as_deref()).unwrap()),
            };
            assert_eq!(seen, expected.map_err(|why| (why, true)), "{name}");
        }
    }

    #[test]
    fn each_account_has_its_own_settings_unless_a_policy_unites_them() {
        let of_accounts = |root, path: &str, name: &str| match (root, name) {
            (Root::Users, "DefaultConnectionSettings") if path.starts_with("S-1-5-20\\") => {
                Ok(Some(value(3, &["proxy.example.net:8080", "<local>", ""])))
            }
            (Root::Users, _) if path.starts_with("S-1-5-18\\") => {
                Err(io::ErrorKind::PermissionDenied.into())
            }
            _ => Ok(None),
        };
        let seen = looked(None, of_accounts);
        let [own] = seen.settings.try_into().unwrap();
        assert_eq!(own.account.as_deref(), Some("NETWORK SERVICE"));
        assert_eq!(own.proxy.as_deref(), Some("proxy.example.net:8080"));
        let [closed] = seen.closed.try_into().unwrap();
        assert_eq!(closed.account.as_deref(), Some("SYSTEM"));
        assert!(!closed.unreadable);

        let of_policy = |root, path: &str, name: &str| match (root, name) {
            (Root::Machine, "ProxySettingsPerUser") => Ok(Some(vec![0; 4])),
            (Root::Machine, _) => Ok(Some(value(3, &["all.example.net:8080", "", ""]))),
            (Root::Users, _) => of_accounts(root, path, name),
        };
        let seen = looked(None, of_policy);
        let [all] = seen.settings.try_into().unwrap();
        assert_eq!((all.account, seen.closed.len()), (None, 0));
    }

    #[test]
    fn the_settings_of_an_account_are_read_as_windows_keeps_them() {
        let local = ("127.0.0.1:80", "<local>");
        for (flags, texts, read) in [
            // From exports in public: by hand beside detection; never set; detection alone, the default of an installation.
            (0x0b, vec![local.0, local.1, ""], Some(local)),
            (0x01, vec!["", "", ""], None),
            (0x09, vec!["proxy.example.net:8080", "", ""], None),
            // A script comes first.
            (
                0x07,
                vec!["192.168.1.1:80", "", "http://wpad.example.net/a.pac"],
                None,
            ),
            (
                0x03,
                vec!["proxy.example.net:8080", ""],
                Some(("proxy.example.net:8080", "")),
            ),
        ] {
            let seen = of_connection(&value(flags, &texts));
            let seen = seen
                .as_ref()
                .map(|(servers, bypass)| (servers.as_str(), bypass.as_str()));
            assert_eq!(seen, read, "{flags:#x}");
        }
    }

    #[test]
    fn a_value_cut_short_says_nothing() {
        let whole = value(3, &["proxy.example.net:8080", "<local>", ""]);
        let shortest = 12 + 4 + 22 + 4 + 7;
        for length in 0..whole.len() {
            let seen = of_connection(&whole[..length]);
            assert_eq!(seen.is_some(), length >= shortest, "{length}");
        }
        let mut endless = whole;
        endless[12..16].fill(0xff);
        assert_eq!(of_connection(&endless), None);
    }
}
