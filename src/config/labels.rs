//! What people write in place of our words: the labels of the Web Admin, Windows' names of time zones, and a mail server's name
//! in letters beyond ASCII.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use checks::kit::probe::zone;

use super::import::vendor;
use super::node::{Kind, Node, Position};
use super::text::bare;

/// What stands where in place of what was written.
pub(super) type Labels = BTreeMap<Position, Kind>;

/// Windows' name of a zone, and ours.
static ZONES: LazyLock<BTreeMap<String, &str>> = LazyLock::new(|| {
    let zones = zone::of_windows();
    zones.map(|(windows, iana)| (bare(windows), iana)).collect()
});

/// The choice that a label means: letter case, spaces and marks do not count, and `&` is `and`.
pub(super) fn choice<'a>(written: &str, choices: &[&'a str]) -> Option<&'a str> {
    let of_label = |c: char| c.is_alphanumeric() || " _-&|()/".contains(c);
    if !written.chars().all(of_label) {
        return None;
    }
    let written = bare(written);
    let mut choices = choices.iter().filter(|choice| !choice.is_empty());
    choices.find(|choice| bare(choice) == written).copied()
}

/// What a switch of the Web Admin says.
pub(super) fn switch(written: &str) -> Option<bool> {
    match bare(written).as_str() {
        "enabled" => Some(true),
        "disabled" => Some(false),
        // Nothing beside the word: a comma behind it is a slip of JSON.
        _ => written.to_lowercase().parse().ok(),
    }
}

/// Our word at a setting that takes any text.
pub(super) fn text(path: &[String], written: &str) -> Option<String> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["appliance", "time", "zone"] => ZONES.get(&bare(written)).map(ToString::to_string),
        ["defaults", setting @ ..] | ["realms", _, setting @ ..] => {
            let setting = setting.join(".");
            if setting == "overview.smtp.server_address" && !written.is_ascii() {
                return in_ascii(written);
            }
            vendor::name(&setting, written).map(str::to_owned)
        }
        _ => None,
    }
}

/// A host name with letters beyond ASCII as it is looked up, which Windows does by itself (RFC 5891).
fn in_ascii(host: &str) -> Option<String> {
    match url::Host::parse(host.trim()).ok()? {
        url::Host::Domain(name) => Some(name),
        _ => None,
    }
}

/// Puts our words in place of the labels.
pub(super) fn settle(tree: &mut Node, labels: &Labels) {
    tree.visit_mut(&[], &mut |_, _, node| {
        if let Some(ours) = labels.get(&node.at).filter(|_| node.text().is_some()) {
            node.kind = ours.clone();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_of_windows_is_one_of_this_database() {
        assert!(ZONES.len() > 130);
        for (windows, iana) in &*ZONES {
            assert!(jiff::tz::db().get(iana).is_ok(), "{windows}: {iana}");
        }
    }

    #[test]
    fn a_mail_server_of_any_alphabet_is_looked_up_in_ascii() {
        let path = ["realms", "R", "overview", "smtp", "server_address"].map(str::to_owned);
        for (written, looked_up) in [
            ("mäil.example.test", Some("xn--mil-qla.example.test")),
            ("почта.example.test", Some("xn--80a1acny.example.test")),
            ("ＭＡＩＬ.example.test", Some("mail.example.test")),
            // As it stands, or no name at all.
            ("mail.example.test", None),
            ("mäil example", None),
            ("192.0.2.7", None),
        ] {
            assert_eq!(text(&path, written).as_deref(), looked_up, "{written}");
        }
    }

    #[test]
    fn labels_lead_to_one_word_or_none() {
        let choices = ["username_password", "username_and_password", ""];
        assert_eq!(
            choice("Username & Password", &choices),
            Some("username_and_password")
        );
        assert_eq!(
            choice("username |  PASSWORD", &choices),
            Some("username_password")
        );
        assert_eq!(choice("Username or Password", &choices), None);
        assert_eq!(choice(" ", &choices), None);
        assert_eq!(choice("username\u{200b}password", &choices), None);
        assert_eq!(switch("Enabled"), Some(true));
        assert_eq!(switch("False"), Some(false));
        assert_eq!(switch("yes"), None);
    }
}
