//! Rules as `netsh advfirewall firewall show rule name=all verbose` prints them, in the console's language.
//!
//! A rule is its name, a line of dashes, and `key: value` lines. Keys and some values are translated, so the
//! order counts: a description if there is one, then enabled, direction, profiles, grouping, local and remote
//! addresses, protocol, for TCP and UDP local and remote ports, further ones, and last the action.

use checks::kit::text;

use super::{ANY, Entry, Read, words};

/// The rules in a text of `netsh`.
pub(super) fn parse(text: &str) -> Read<Vec<Entry>> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let starts: Vec<usize> = (1..lines.len())
        .filter(|at| is_rule_of(lines[at - 1], lines[*at]))
        .collect();
    if starts.is_empty() {
        return Err("it holds no firewall rules, neither as JSON nor as `netsh advfirewall firewall show rule name=all verbose` prints them".into());
    }
    let ends = starts.iter().skip(1).map(|next| next - 1);
    let blocks = starts.iter().zip(ends.chain([lines.len()]));
    Ok(blocks
        .map(|(start, end)| {
            let name = pair(lines[start - 1]).map_or("", |(_, name)| name);
            let fields: Vec<_> = lines[start + 1..end]
                .iter()
                .filter_map(|line| pair(line))
                .collect();
            entry(name, &fields)
        })
        .collect())
}

/// Whether a name stands above a line of dashes.
fn is_rule_of(above: &str, line: &str) -> bool {
    line.len() >= 20 && line.bytes().all(|byte| byte == b'-') && pair(above).is_some()
}

/// Key and value around the first colon; French sets a space before it, Chinese may use a wide one.
fn pair(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once([':', '：'])?;
    Some((key.trim(), value.trim()))
}

/// How far the fields stand behind the one that says whether the rule is in force.
const DIRECTION: usize = 1;
const REMOTE_ADDRESSES: usize = 5;
const PROTOCOL: usize = 6;
const REMOTE_PORTS: usize = 8;

fn entry(name: &str, fields: &[(&str, &str)]) -> Entry {
    let first = first_field(fields);
    let at = |offset: usize| -> Read<(&str, &str)> {
        let field = first.and_then(|first| fields.get(first + offset));
        field
            .copied()
            .ok_or_else(|| "its lines are cut short".to_owned())
    };
    let protocol = at(PROTOCOL).map(|(_, value)| any_or(value));
    let ports = match protocol.as_deref() {
        Ok("TCP" | "UDP") => at(REMOTE_PORTS).map(|(_, value)| list(value)),
        Ok(_) => Ok(vec![ANY.to_owned()]),
        Err(why) => Err(why.to_owned()),
    };
    let rest = first.map_or(&[][..], |first| {
        fields.get(first + PROTOCOL + 1..).unwrap_or_default()
    });
    Entry {
        name: name.to_owned(),
        enabled: at(0).and_then(|field| translated(field, words::enabled)),
        direction: at(DIRECTION).and_then(|field| translated(field, words::direction)),
        action: action(rest),
        protocol,
        remote_addresses: at(REMOTE_ADDRESSES).map(|(_, value)| list(value)),
        remote_ports: ports,
        program: program(rest),
    }
}

/// Where the fields begin, after a description of any number of lines: at a yes or no before a way in or out;
/// in a language not known, six before TCP or UDP; else at the first.
fn first_field(fields: &[(&str, &str)]) -> Option<usize> {
    let value = |at: usize| fields.get(at).map_or("", |(_, value)| value);
    let is_known = |at: &usize| {
        words::enabled(value(*at)).is_some() && words::direction(value(at + DIRECTION)).is_some()
    };
    let is_before_protocol = |at: &usize| matches!(value(at + PROTOCOL), "TCP" | "UDP");
    let mut all = 0..fields.len();
    all.clone()
        .find(is_known)
        .or_else(|| all.find(is_before_protocol))
        .or(match fields {
            [] => None,
            _ => Some(0),
        })
}

/// The action is the last field; a prompt or a word of success may follow it.
fn action(rest: &[(&str, &str)]) -> Read<checks::kit::probe::firewall::Action> {
    let known = rest
        .iter()
        .rev()
        .find_map(|(_, value)| words::action(value));
    match (known, rest.last()) {
        (Some(action), _) => Ok(action),
        (None, Some(field)) => translated(*field, words::action),
        (None, None) => Err("its lines are cut short".into()),
    }
}

/// The program comes with `verbose` only.
fn program(rest: &[(&str, &str)]) -> Option<String> {
    let is_path = |value: &&str| value.contains('\\') && value.to_lowercase().ends_with(".exe");
    rest.iter()
        .map(|(_, value)| *value)
        .find(|value| *value == "System" || is_path(value))
        .map(str::to_owned)
}

fn translated<T>((key, value): (&str, &str), read: fn(&str) -> Option<T>) -> Read<T> {
    read(value).ok_or_else(|| {
        format!(
            "{} is {}, a word not known; export the rules as JSON with the command of `otpdoctor explain smtp-firewall`",
            text::quote(key, 40),
            text::quote(value, 40)
        )
    })
}

fn any_or(value: &str) -> String {
    match words::is_any(value) {
        true => ANY.to_owned(),
        false => value.to_owned(),
    }
}

fn list(value: &str) -> Vec<String> {
    value
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(any_or)
        .collect()
}

#[cfg(test)]
mod tests {
    use checks::kit::probe::certificate::Problem;
    use checks::kit::probe::firewall::{Action, Answer, Direction, Query};

    use super::super::answer;

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
        answer(bytes, &query)
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

    const FRENCH: &[(&str, &str)] = &[
        ("Nom de la règle :", "SecureAuth SMTP"),
        ("Activé :", "Non"),
        ("Sens :", "Sortie"),
        ("Profils :", "Domaine,Privé,Public"),
        ("Groupement :", ""),
        ("IP locale :", "Tout"),
        ("IP distante :", "192.0.2.10/32"),
        ("Protocole :", "TCP"),
        ("Port local :", "Tout"),
        ("Port distant :", "Tout"),
        ("Action :", "Autoriser"),
    ];

    const POLISH: &[(&str, &str)] = &[
        ("Nazwa reguły:", "SecureAuth SMTP"),
        ("Opis:", "poczta"),
        ("Włączona:", "Tak"),
        ("Kierunek:", "Wychodzący"),
        ("Profile:", "Domena"),
        ("Grupowanie:", ""),
        ("Lokalny adres IP:", "Dowolny"),
        ("Zdalny adres IP:", "Dowolny"),
        ("Protokół:", "TCP"),
        ("Port lokalny:", "Dowolny"),
        ("Port zdalny:", "25"),
        ("Akcja:", "Zezwalaj"),
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
    fn german_without_ports_and_french_in_one_byte_a_letter() {
        let text = netsh(&[GERMAN, FRENCH]);
        let latin: Vec<u8> = text
            .chars()
            .map(|c| u8::try_from(c).expect("Latin-1"))
            .collect();
        for bytes in [text.as_bytes(), &latin] {
            let answer = asked(bytes);
            let [german, french] = answer.rules.as_slice() else {
                panic!("{answer:?}");
            };
            assert_eq!(
                (german.action, german.protocol.as_str()),
                (Action::Block, "Any")
            );
            assert_eq!(
                (&german.remote_ports[0], &german.remote_addresses[0]),
                (&"Any".into(), &"Any".into())
            );
            assert!(!french.enabled);
            assert_eq!(
                (&french.remote_ports[0], &french.remote_addresses[0]),
                (&"Any".into(), &"192.0.2.10/32".into())
            );
        }
    }

    #[test]
    fn a_block_for_one_program_is_not_the_mails() {
        let mut rule = GERMAN.to_vec();
        rule[9].1 = r"C:\Spiele\spiel.exe";
        assert_eq!(asked(netsh(&[&rule]).as_bytes()).rules, []);
    }

    #[test]
    fn the_word_of_a_language_not_known_is_named() {
        let answer = asked(netsh(&[POLISH]).as_bytes());
        let Some(Problem::Unreadable(why)) = answer.problem else {
            panic!("{answer:?}");
        };
        assert!(why.contains("Włączona is Tak"), "{why}");
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
