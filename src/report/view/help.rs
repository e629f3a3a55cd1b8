//! Where the page of a reason stands: below the address that a release is built with.

use std::borrow::Cow;

use crate::report::model::Finding;

/// The address of the site that `contrib/site/build` makes. Without one nothing is a link.
const BASE: Option<&str> = option_env!("OTPDOCTOR_HELP_URL");

/// What stands before the address of a terminal's link (OSC 8), and after it.
const OPEN: &str = "\x1b]8;;";
const CLOSE: &str = "\x1b\\";

/// The address of what a finding says.
pub fn of(finding: &Finding) -> Option<String> {
    address(BASE?, &finding.check, &finding.reason)
}

/// The address of a check's page.
pub fn page(check: &str) -> Option<String> {
    address(BASE?, check, "")
}

/// The address of a reason below the base: its anchor on the check's page, or the page where all checks share it.
/// None without a base, and for a check of another version.
pub fn address(base: &str, check: &str, reason: &str) -> Option<String> {
    let base = base.trim_end_matches('/');
    let about = checks::abouts().find(|about| about.id == check)?;
    let own = about.reasons.iter().any(|one| one.code == reason);
    let anchor = if own { "#" } else { "" };
    let reason = if own { reason } else { "" };
    (!base.is_empty()).then(|| format!("{base}/checks/{check}.html{anchor}{reason}"))
}

/// A text as a link of a terminal, where it leads somewhere.
pub fn linked(text: &str, address: Option<String>) -> String {
    match address {
        Some(address) => format!("{OPEN}{address}{CLOSE}{text}{OPEN}{CLOSE}"),
        None => text.to_owned(),
    }
}

/// The text as a terminal without links takes it.
pub fn unlinked(text: &str) -> Cow<'_, str> {
    let Some((first, rest)) = text.split_once(OPEN) else {
        return Cow::Borrowed(text);
    };
    let parts = rest.split(OPEN);
    let plain = parts.map(|part| part.split_once(CLOSE).map_or(part, |(_, text)| text));
    Cow::Owned(first.to_owned() + &plain.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{address, linked, unlinked};

    #[test]
    fn a_reason_has_an_address_where_the_release_has_one() {
        let of = |base, check, reason| address(base, check, reason);
        let page = "https://help.example.net/checks/smtp-tls.html";
        for base in ["https://help.example.net", "https://help.example.net/"] {
            let reason = of(base, "smtp-tls", "untrusted");
            assert_eq!(reason, Some(format!("{page}#untrusted")));
            assert_eq!(of(base, "smtp-tls", "deadline").as_deref(), Some(page));
            assert_eq!(of(base, "smtp-tls", "").as_deref(), Some(page));
            assert_eq!(of(base, "of-tomorrow", "untrusted"), None);
        }
        for unset in ["", "/"] {
            assert_eq!(of(unset, "smtp-tls", "untrusted"), None);
        }
    }

    #[test]
    fn a_link_is_what_is_taken_out_where_it_is_not_wanted() {
        let link = linked("a/b", Some("https://help.example.net/b".into()));
        assert!(link.starts_with("\x1b]8;;https://help.example.net/b\x1b\\a/b"));
        assert_eq!(anstream::adapter::strip_str(&link).to_string(), "a/b");
        assert_eq!(unlinked(&format!("1 {link} 2 {link}\n")), "1 a/b 2 a/b\n");
        assert_eq!(unlinked("1\x1b[1m2"), "1\x1b[1m2");
        assert_eq!(linked("a/b", None), "a/b");
    }
}
