//! Rules and profiles as the registry has them: [MS-GPFAS] 2.2.2 and 2.2.3, versions 2.0 to 2.33, and the rules of
//! services, which are written more freely: `V2.0|Action=Allow|Dir=out|Protocol=tcp|rport=80,443|Svc==X|`.

#[cfg(test)]
mod tests;

use super::entry::profiles;
use super::fields::{ANY, DEFAULT, Fields, OTHER, UNMERGED};
use super::words::WORDS;
use crate::kit::probe::host_firewall::{Answer, Key, Value};

/// The keys below HKEY_LOCAL_MACHINE that are read: the service, what this machine sets, what group policy sets.
pub const KEYS: [&str; 12] = [
    SERVICE,
    LOCAL_RULES,
    r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\RestrictedServices\Static\System",
    r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\RestrictedServices\Configurable\System",
    r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\DomainProfile",
    r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\StandardProfile",
    r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\PublicProfile",
    r"SOFTWARE\Policies\Microsoft\WindowsFirewall\FirewallRules",
    r"SOFTWARE\Policies\Microsoft\WindowsFirewall\DomainProfile",
    r"SOFTWARE\Policies\Microsoft\WindowsFirewall\PrivateProfile",
    r"SOFTWARE\Policies\Microsoft\WindowsFirewall\StandardProfile",
    r"SOFTWARE\Policies\Microsoft\WindowsFirewall\PublicProfile",
];
const SERVICE: &str = r"SYSTEM\CurrentControlSet\Services\MpsSvc";
const LOCAL_RULES: &str =
    r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\FirewallRules";
const LOCAL: &str = r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy";
const POLICY: &str = r"SOFTWARE\Policies\Microsoft\WindowsFirewall";

/// The start type of a service that is disabled.
const DISABLED: u32 = 4;

/// A profile by its name here, by the keys of this machine and by those of group policy.
const PROFILES: [(&str, &str, &str); 3] = [
    ("domain", "DomainProfile", "DomainProfile"),
    ("private", "StandardProfile", "PrivateProfile"),
    ("public", "PublicProfile", "PublicProfile"),
];

/// The profiles, unless nothing at all is known of them, then the rules.
pub fn fields(answer: &Answer) -> Vec<Fields> {
    let found = |folder: &str, name: &str| answer.keys.get(&format!(r"{folder}\{name}"));
    // A policy of Windows XP is for private and public networks alike, where there is none of today.
    let of_today = |&(_, _, policy): &(&str, &str, &str)| found(POLICY, policy).is_some();
    let is_of_xp = !PROFILES[1..].iter().any(of_today);
    let is_off = number(answer.keys.get(SERVICE), "Start") == Some(DISABLED);
    let (mut all, mut local) = (Vec::new(), Vec::new());
    let are_told = is_off || answer.keys.keys().any(|path| path != SERVICE);
    for (name, here, policy) in PROFILES.into_iter().filter(|_| are_told) {
        let policy = match name {
            "private" | "public" if is_of_xp => found(POLICY, "StandardProfile"),
            _ => found(POLICY, policy),
        };
        if number(policy, "AllowLocalPolicyMerge") != Some(0) {
            local.push(name.to_owned());
        }
        let says = |value| number(policy, value).or_else(|| number(found(LOCAL, here), value));
        let enabled = !is_off && says("EnableFirewall").unwrap_or(1) != 0;
        let default = match says("DefaultOutboundAction").unwrap_or(0) {
            0 => "allow".to_owned(),
            1 => "block".to_owned(),
            // The numbers of PowerShell are others.
            other => format!("{other} in the registry"),
        };
        let said = [
            ("name", name.to_owned()),
            ("enabled", enabled.to_string()),
            (DEFAULT, default),
        ];
        all.push(Fields(
            said.map(|(key, word)| (key.to_owned(), vec![word])).into(),
        ));
    }
    for (path, key) in &answer.keys {
        let (of_rules, of_services) = (
            path.ends_with(r"\FirewallRules"),
            path.ends_with(r"\System"),
        );
        for (id, value) in key.iter().filter(|_| of_rules || of_services) {
            let Value::Text(written) = value else {
                continue;
            };
            // Rules of services are in force without saying so.
            let mut rule = rule(
                id.raw(),
                written.raw(),
                if of_services { "true" } else { "false" },
            );
            if path == LOCAL_RULES {
                restrict(&mut rule, &local);
            }
            all.push(rule);
        }
    }
    all
}

/// Leaves a rule of this machine to those profiles in which group policy lets it add its own.
fn restrict(rule: &mut Fields, local: &[String]) {
    if local.len() == PROFILES.len() {
        return;
    }
    let own = rule
        .word("profile")
        .ok()
        .and_then(|written| profiles(&written));
    let own = own.filter(|own| !own.is_empty());
    let applies = |name: &&String| {
        let one = profiles(name).unwrap_or_default();
        own.as_ref()
            .is_none_or(|own| own.iter().any(|own| one.contains(own)))
    };
    let left: Vec<String> = local.iter().filter(applies).cloned().collect();
    let mut set = |key: &str, words| rule.0.insert(key.to_owned(), words);
    if left.is_empty() {
        set("enabled", vec!["false".to_owned()]);
        set(UNMERGED, vec![String::new()]);
    } else {
        set("profile", left);
    }
}

/// Whether a value of rules is about outgoing traffic, or may be.
pub fn may_go_out(written: &str) -> bool {
    !written.to_ascii_lowercase().contains("|dir=in|")
}

fn number(key: Option<&Key>, name: &str) -> Option<u32> {
    let value = key?
        .iter()
        .find(|(written, _)| written.raw().eq_ignore_ascii_case(name));
    match value {
        Some((_, Value::Number(number))) => Some(*number),
        _ => None,
    }
}

/// A rule of the registry. What is not known of it becomes a setting that nobody knows.
fn rule(id: &str, written: &str, active: &str) -> Fields {
    let mut parts = written.split('|');
    let version = parts.next().unwrap_or_default().trim();
    let mut fields = Fields::default();
    let mut add = |key: &str, word: &str| {
        let words = fields.0.entry(key.to_owned()).or_default();
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    };
    if !is_version(version) {
        // Windows ignores it; nobody knows what it was to be.
        add("action", &format!("of the version {version:.20}"));
    }
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let lower = name.to_ascii_lowercase();
        let bare = lower
            .split_once("2_")
            .map_or(lower.as_str(), |(name, _)| name);
        let named = |name: &str| WORDS.registry.get(name).map(String::as_str);
        let known = named(bare).or_else(|| bare.strip_suffix('2').and_then(named));
        // Services have a sign more than they need.
        let value = value.trim_start_matches('=').trim();
        match known {
            Some(key @ ("remoteport" | "remoteaddress" | "localport" | "localaddress")) => {
                value.split(',').for_each(|one| add(key, one.trim()));
            }
            Some("protocol") => add("protocol", protocol(value)),
            Some(key) => add(key, value),
            None if WORDS.aside.iter().any(|aside| aside == bare) => {}
            None => add(OTHER, part),
        }
    }
    for (key, absent) in [
        ("displayname", id),
        ("enabled", active),
        ("program", ANY),
        ("protocol", ANY),
        ("remoteaddress", ANY),
        ("remoteport", ANY),
    ] {
        fields
            .0
            .entry(key.to_owned())
            .or_insert_with(|| vec![absent.to_owned()]);
    }
    fields
}

/// `v2.10`; services write a large letter.
fn is_version(written: &str) -> bool {
    let numbers = written
        .strip_prefix(['v', 'V'])
        .and_then(|rest| rest.split_once('.'));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.is_some_and(|(major, minor)| major == "2" && digits(minor))
}

/// By the numbers that are shown by their names.
fn protocol(written: &str) -> &str {
    match written.to_ascii_lowercase().as_str() {
        "6" | "tcp" => "TCP",
        "17" | "udp" => "UDP",
        "256" | "any" | "*" => ANY,
        _ => written,
    }
}
