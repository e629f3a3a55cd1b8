//! The host's own proxy settings, credentials removed: what an HTTPS request of the host would use.

use checks::kit::Answered;
use checks::kit::probe::system_proxy::{Answer, Query, Setting};

#[cfg(any(windows, test))]
mod windows;
mod written;

use self::written::{bare, entries};

/// The variables that name the proxy of an HTTPS request, the weightiest first.
const VARIABLES: &[&str] = &[
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "HTTP_PROXY",
    "http_proxy",
];
const BYPASSES: &[&str] = &["no_proxy", "NO_PROXY"];

/// Reads every place that says something.
///
/// # Errors
/// Never; a place that cannot be read says nothing, or is named as closed.
pub async fn ask(query: &Query) -> Answered<Answer> {
    let mut answer = Answer::default();
    #[cfg(windows)]
    of_windows(query, &mut answer);
    #[cfg(not(windows))]
    let _ = query;
    let of_variables = of_variables(|name| std::env::var(name).ok());
    answer.settings.extend(of_variables);
    Ok(answer)
}

#[cfg(windows)]
fn of_windows(query: &Query, answer: &mut Answer) {
    use std::io;

    use self::windows::{Root, hive, look};
    use crate::windows::registry::{LOCAL_MACHINE, USERS, Value, value, values};
    use crate::windows::{access, proxy};

    let is_loaded = |sid: &str| Ok(values(USERS, sid)?.is_some());
    let account = query.account.as_deref();
    let own = account.map(|name| (name, hive(name, access::sid_of, is_loaded)));
    look(answer, proxy::of_win_http(), own, |root, path, name| {
        let root = match root {
            Root::Machine => LOCAL_MACHINE,
            Root::Users => USERS,
        };
        Ok(match value(root, path, name)? {
            Some(Value::Number(number)) => Some(number.to_le_bytes().to_vec()),
            Some(Value::Bytes(bytes)) => Some(bytes),
            Some(Value::Unreadable) => return Err(io::ErrorKind::InvalidData.into()),
            Some(Value::Text(_)) | None => None,
        })
    });
}

/// What the variables say; the place is the variable that counts.
fn of_variables(read: impl Fn(&str) -> Option<String>) -> Option<Setting> {
    let filled = |name: &&str| read(name).filter(|value| !value.trim().is_empty());
    let (place, proxy) = VARIABLES
        .iter()
        .find_map(|name| Some((*name, bare(&filled(name)?)?)))?;
    let bypass = BYPASSES.iter().find_map(filled).unwrap_or_default();
    Some(Setting {
        place: place.to_owned(),
        proxy: Some(proxy),
        bypass: entries(&bypass),
        account: None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn credentials_never_become_facts() {
        let shown = |written: &str| bare(written);
        let plain = Some("proxy.example.net:3128".to_owned());
        for written in [
            "http://proxy.example.net:3128/",
            "http://svc:secret@proxy.example.net:3128",
            "http://svc:se@cr/et?#@proxy.example.net:3128/",
            "svc:secret@proxy.example.net:3128",
            "http://svc:a://b@proxy.example.net:3128",
        ] {
            assert_eq!(shown(written), plain, "{written}");
        }
        assert_eq!(shown("http://svc:secret/"), None);
    }

    #[test]
    fn a_port_left_out_is_that_of_the_scheme() {
        assert_eq!(bare("proxy.example.net").unwrap(), "proxy.example.net:80");
        assert_eq!(
            bare("https://proxy.example.net").unwrap(),
            "proxy.example.net:443"
        );
        assert_eq!(
            bare("socks5h://[2001:db8::1]").unwrap(),
            "[2001:db8::1]:1080"
        );
    }

    #[test]
    fn the_variable_for_https_counts_before_the_others() {
        let read = |name: &str| match name {
            "HTTP_PROXY" => Some("http://old.example.net:8080".to_owned()),
            "HTTPS_PROXY" => Some("http://proxy.example.net:3128".to_owned()),
            "https_proxy" => Some(String::new()),
            "no_proxy" => Some("localhost, 10.0.0.0/8".to_owned()),
            _ => None,
        };
        let setting = of_variables(read).unwrap();
        assert_eq!(setting.place, "HTTPS_PROXY");
        assert_eq!(setting.proxy.as_deref(), Some("proxy.example.net:3128"));
        assert_eq!(setting.bypass, ["localhost", "10.0.0.0/8"]);
        assert_eq!(of_variables(|_| None), None);
    }
}
