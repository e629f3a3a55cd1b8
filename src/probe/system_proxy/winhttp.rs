//! What `netsh winhttp show proxy` prints. Its labels are translated, so lines count by their position.

use checks::kit::probe::system_proxy::Setting;

use super::written::{bare, entries};
use crate::probe::command::after_label;

/// Reads a heading, then either one sentence (direct access) or the proxy and the exceptions, each after a colon.
pub(super) fn setting(text: &str) -> Option<Setting> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.next()?;
    let Some(servers) = after_label(lines.next()?) else {
        return Some(Setting {
            place: "WinHTTP".to_owned(),
            proxy: None,
            bypass: Vec::new(),
        });
    };
    // "(none)", in whatever language, is no list.
    let bypass = lines
        .next()
        .and_then(after_label)
        .filter(|list| !list.starts_with('('));
    Some(Setting {
        place: "WinHTTP".to_owned(),
        proxy: Some(bare(for_https(servers)?)?),
        bypass: entries(bypass.unwrap_or_default()),
    })
}

/// The server for HTTPS out of `host:port`, or of `http=host:port;https=host:port`.
fn for_https(servers: &str) -> Option<&str> {
    let all = || servers.split([';', ' ']).filter(|one| !one.is_empty());
    all()
        .find_map(|one| one.strip_prefix("https="))
        .or_else(|| all().find(|one| !one.contains('=')))
        .or_else(|| all().find_map(|one| one.split_once('=').map(|(_, server)| server)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn print(lines: &[&str]) -> String {
        format!("\r\nWinHTTP:\r\n\r\n    {}\r\n\r\n", lines.join("\r\n    "))
    }

    #[test]
    fn one_sentence_means_direct() {
        for sentence in ["No proxy at all.", "Direktzugriff, ohne Proxy."] {
            let setting = setting(&print(&[sentence])).unwrap();
            assert_eq!((setting.proxy, setting.bypass.len()), (None, 0));
        }
    }

    #[test]
    fn server_and_exceptions_are_read_in_any_language() {
        for (label, list) in [
            ("Proxy :", "Bypass :"),
            ("Proxyserver:", "Ausnahmen:"),
            ("代理：", "例外："),
        ] {
            let text = print(&[
                &format!("{label}  svc:secret@proxy.example.net:8080"),
                &format!("{list}  *.local;<local>"),
            ]);
            let setting = setting(&text).unwrap();
            assert_eq!(
                setting.proxy.as_deref(),
                Some("proxy.example.net:8080"),
                "{label}"
            );
            assert_eq!(setting.bypass, ["*.local", "<local>"]);
        }
    }

    #[test]
    fn the_server_for_https_counts() {
        let text = print(&[
            "P :  http=a.example.net:80;https=b.example.net:8443",
            "B :  (none)",
        ]);
        let setting = setting(&text).unwrap();
        assert_eq!(setting.proxy.as_deref(), Some("b.example.net:8443"));
        assert!(setting.bypass.is_empty());
    }

    #[test]
    fn other_text_says_nothing() {
        assert_eq!(setting(""), None);
        assert_eq!(setting("\r\n\r\n"), None);
    }
}
