//! Rules as `netsh advfirewall firewall show rule name=all verbose` prints them in English.
//!
//! A rule is its name, a line of dashes, and `key: value` lines. A console in another language translates keys and
//! values; such a text is refused, and the JSON of `Get-NetFirewallRule` serves instead.

use checks::kit::firewall::{ANY, Fields, Read};

/// The keys of `netsh` in lowercase that `Get-NetFirewallRule` names otherwise.
const RENAMED: [(&str, &str); 4] = [
    ("remoteip", "remoteaddress"),
    ("localip", "localaddress"),
    ("profiles", "profile"),
    ("rule name", "displayname"),
];

/// The rules in a text of `netsh`.
pub(super) fn parse(text: &str) -> Read<Vec<Fields>> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let names: Vec<usize> = (1..lines.len())
        .filter(|at| is_below_name(lines[at - 1], lines[*at]))
        .map(|at| at - 1)
        .collect();
    if names.is_empty() {
        return Err("it holds no firewall rules, neither as JSON nor as `netsh advfirewall firewall show rule name=all verbose` prints them".into());
    }
    let ends = names.iter().skip(1).copied().chain([lines.len()]);
    Ok(names
        .iter()
        .zip(ends)
        .map(|(name, end)| fields(&lines[*name..end]))
        .collect())
}

/// Whether a name stands above a line of dashes.
fn is_below_name(above: &str, line: &str) -> bool {
    line.len() >= 20 && line.bytes().all(|byte| byte == b'-') && above.contains(':')
}

/// A profile, as `netsh advfirewall show allprofiles` prints it: words and no colons.
fn profile(lines: &[&str]) -> Fields {
    let value = |key: &str| {
        lines
            .iter()
            .find_map(|line| line.strip_prefix(key))
            .map(str::trim)
    };
    let policy = value("Firewall Policy").unwrap_or_default();
    let default = policy.split(',').next_back().unwrap_or_default();
    let name = lines[0].split(' ').next().unwrap_or_default();
    let said = [
        ("name", name),
        ("enabled", value("State").unwrap_or_default()),
        ("defaultoutboundaction", default),
    ];
    Fields(
        said.map(|(key, word)| (key.to_owned(), vec![word.to_owned()]))
            .into(),
    )
}

/// A description of any number of lines stands before the settings, so of equal keys the last one counts.
fn fields(lines: &[&str]) -> Fields {
    if lines[0].ends_with("Profile Settings:") {
        return profile(lines);
    }
    let mut fields = Fields::default();
    // Whatever its key is called, the first line is the name.
    let first = lines[0]
        .split_once(':')
        .map(|(_, name)| ("rule name", name));
    let rest = lines[1..].iter().filter_map(|line| line.split_once(':'));
    for (key, value) in first.into_iter().chain(rest) {
        let key = key.trim().to_lowercase();
        let renamed = RENAMED.iter().find(|(netsh, _)| *netsh == key);
        let key = renamed.map_or(key, |(_, name)| (*name).to_owned());
        let words = match key.as_str() {
            "displayname" | "program" => vec![value.trim().to_owned()],
            _ => value
                .split(',')
                .map(|word| word.trim().to_owned())
                .collect(),
        };
        fields.0.insert(key, words);
    }
    // Ports are printed where the protocol has them.
    let protocol = fields.word("protocol").unwrap_or_default();
    if !protocol.is_empty() && !["TCP", "UDP"].contains(&protocol.as_str()) {
        fields.0.insert("remoteport".into(), vec![ANY.into()]);
    }
    fields
}

#[cfg(test)]
mod tests {
    use checks::kit::probe::certificate::Problem;
    use checks::kit::probe::firewall::{Action, Answer, Direction, Outbound, Query};

    use super::super::answer;
    use crate::secret::Vault;

    const DASHES: &str = "----------------------------------------------------------------------";

    /// A text of `netsh` with CRLF, as a console writes it: each rule is its lines, the name first.
    fn netsh(rules: &[&[(&str, &str)]]) -> String {
        let mut text = String::new();
        for rule in rules {
            for (index, (key, value)) in rule.iter().enumerate() {
                text.push_str(&format!("\r\n{key:<38}{value}"));
                if index == 0 {
                    text.push_str(&format!("\r\n{DASHES}"));
                }
            }
            text.push_str("\r\n");
        }
        text + "Ok.\r\n\r\n"
    }

    fn asked(bytes: &[u8]) -> Answer {
        let query = Query {
            export: "rules.txt".into(),
            rule: "SecureAuth SMTP".into(),
            port: 25,
        };
        answer(bytes, &query, &Vault::default())
    }

    const ENGLISH: &[(&str, &str)] = &[
        ("Rule Name:", "SecureAuth SMTP"),
        ("Description:", "Mail of the realms: port 25"),
        ("Enabled:", "Yes"),
        ("Direction:", "Out"),
        ("Profiles:", "Domain,Private,Public"),
        ("Grouping:", ""),
        ("LocalIP:", "Any"),
        ("RemoteIP:", "192.0.2.10/32,198.51.100.0-198.51.100.9"),
        ("Protocol:", "TCP"),
        ("LocalPort:", "Any"),
        ("RemotePort:", "25,587"),
        ("Edge traversal:", "No"),
        ("InterfaceTypes:", "Any"),
        ("Security:", "NotRequired"),
        ("Rule source:", "Local Setting"),
        ("Action:", "Allow"),
    ];

    const GERMAN: &[(&str, &str)] = &[
        ("Regelname:", "Alles zu"),
        ("Aktiviert:", "Ja"),
        ("Richtung:", "Aus"),
        ("Profile:", "Domäne,Privat,Öffentlich"),
        ("Gruppierung:", ""),
        ("Lokales IP:", "Beliebig"),
        ("Remote-IP:", "Beliebig"),
        ("Protokoll:", "Beliebig"),
        ("Edgeausnahme:", "Nein"),
        ("Programm:", r"C:\Windows\System32\inetsrv\w3wp.exe"),
        ("Aktion:", "Blocken"),
    ];

    #[test]
    fn english_with_a_description() {
        let answer = asked(netsh(&[ENGLISH]).as_bytes());
        let [rule] = answer.rules.as_slice() else {
            panic!("{answer:?}");
        };
        assert!(rule.enabled);
        assert_eq!(
            (rule.action, rule.direction),
            (Action::Allow, Direction::Out)
        );
        assert_eq!(rule.protocol, "TCP");
        assert_eq!(
            rule.remote_addresses,
            ["192.0.2.10/32", "198.51.100.0-198.51.100.9"]
        );
        assert_eq!(rule.remote_ports, ["25", "587"]);
    }

    #[test]
    fn without_ports_a_rule_is_for_any() {
        let mut rule = ENGLISH.to_vec();
        rule[8].1 = "Any";
        rule.retain(|(key, _)| !key.ends_with("Port:"));
        let answer = asked(netsh(&[&rule]).as_bytes());
        assert_eq!(answer.rules[0].remote_ports, ["Any"]);
        assert_eq!(answer.rules[0].protocol, "Any");
    }

    #[test]
    fn a_description_that_looks_like_settings_is_none() {
        let mut rule = ENGLISH.to_vec();
        rule.insert(2, ("Enabled:", "No, in the old data center"));
        let answer = asked(netsh(&[&rule]).as_bytes());
        assert!(answer.rules[0].enabled, "{answer:?}");
    }

    #[test]
    fn a_block_for_one_program_is_not_the_mails() {
        let blocks = |program| {
            let mut rule = ENGLISH.to_vec();
            rule[0].1 = "Everything closed";
            rule[15].1 = "Block";
            rule.insert(15, ("Program:", program));
            asked(netsh(&[&rule]).as_bytes()).rules.len()
        };
        assert_eq!(blocks(r"C:\Tools\game.exe"), 0);
        assert_eq!(blocks(r"C:\Windows\System32\inetsrv\w3wp.exe"), 1);
    }

    #[test]
    fn a_rule_under_a_condition_says_so() {
        let condition = |at: usize, value| {
            let mut rule = ENGLISH.to_vec();
            rule[at].1 = value;
            let rules = asked(netsh(&[&rule]).as_bytes()).rules;
            rules[0]
                .condition
                .clone()
                .unwrap_or_default()
                .raw()
                .to_owned()
        };
        assert_eq!(condition(4, "Domain,Private,Public"), "");
        assert_eq!(condition(4, "Domäne"), "the profile Domäne");
        assert_eq!(condition(6, "10.9.9.9/32"), "the local address 10.9.9.9/32");
        assert_eq!(condition(9, "5000"), "the local port 5000");
    }

    #[test]
    fn profiles_before_the_rules_are_no_rules() {
        let profile = |name: &str, state: &str, policy: &str| {
            format!(
                "\r\n{name} Profile Settings: \r\n{DASHES}\r\nState                                 {state}\r\nFirewall Policy                       {policy}\r\nLocalFirewallRules                    N/A (GPO-store only)\r\n\r\nLogging:\r\nLogAllowedConnections                 Disable\r\n"
            )
        };
        let text = profile("Domain", "ON", "BlockInbound,BlockOutbound")
            + &profile("Private", "ON", "BlockInbound,AllowOutbound")
            + &profile("Public", "OFF", "BlockInbound,AllowOutbound")
            + &netsh(&[ENGLISH]);
        let answer = asked(text.as_bytes());
        let profiles = [Outbound::Blocks, Outbound::Allows, Outbound::Off];
        assert!(answer.profiles.into_values().eq(profiles));
        assert_eq!(answer.total, 1);
    }

    #[test]
    fn another_language_is_never_guessed() {
        let answer = asked(netsh(&[ENGLISH, GERMAN]).as_bytes());
        let Some(Problem::Unreadable(why)) = answer.problem else {
            panic!("{answer:?}");
        };
        assert!(
            why.contains("Alles zu") && why.contains("explain smtp-firewall"),
            "{why}"
        );
    }

    #[test]
    fn cut_text_is_never_taken_for_a_rule() {
        let text = netsh(&[ENGLISH]);
        for end in 0..text.len() {
            let answer = asked(&text.as_bytes()[..end]);
            let whole = answer
                .rules
                .first()
                .is_some_and(|rule| rule.remote_ports == ["25", "587"]);
            assert!(
                answer.problem.is_some() || whole,
                "{}: {answer:?}",
                &text[..end]
            );
        }
    }
}
