//! The outbound rules of the host firewall, from an exported file.

mod fields;
mod json;
mod netsh;

use std::io;

use checks::kit::probe::certificate::Problem;
use checks::kit::probe::firewall::{Action, Answer, Direction, Query, Rule};
use checks::kit::{Answered, ProbeError};

use self::fields::{ANY, Fields, Read};
use super::live::Live;
use crate::files::{self, FileError, text};
use crate::secret::Vault;

/// Reads the export, and keeps the rules that bear on the question.
///
/// # Errors
/// When the file may not be read.
pub fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    match files::read(&query.export) {
        Ok(bytes) => Ok(answer(&bytes, query, &live.vault)),
        Err(FileError::Io(error)) if error.kind() == io::ErrorKind::PermissionDenied => Err(
            ProbeError::NoPermission(format!("{}: {error}", query.export.display())),
        ),
        Err(error) => Ok(unreadable(error.into(), 0)),
    }
}

fn answer(bytes: &[u8], query: &Query, vault: &Vault) -> Answer {
    let text = text::decode(bytes);
    let exported = match text.trim_start().starts_with(['[', '{']) {
        true => json::parse(&text),
        false => netsh::parse(&text),
    };
    match exported.and_then(|rules| rules.iter().map(entry).collect()) {
        Ok(entries) => choose(entries, query, vault),
        Err(why) => unreadable(Problem::Unreadable(vault.redact(&why)), 0),
    }
}

/// A rule as it was read. What could not be read says why, and matters only where the rule does.
#[derive(Debug, PartialEq)]
struct Entry {
    name: String,
    enabled: Read<bool>,
    direction: Read<Direction>,
    action: Read<Action>,
    protocol: Read<String>,
    remote_addresses: Read<Vec<String>>,
    remote_ports: Read<Vec<String>>,
    /// Another program than the worker, or a service, that the rule is for.
    other: Option<String>,
    /// What it depends on besides, so that it may concern mail or not.
    condition: Option<String>,
    /// Whether the export says what programs rules are for.
    names_programs: bool,
}

/// Enumerations come as words, or as their numbers where a plain `ConvertTo-Json` wrote them.
fn entry(fields: &Fields) -> Read<Entry> {
    let name = fields.word("displayname").or_else(|_| fields.word("name"));
    let name = name.map_err(|_| "it holds an entry without a DisplayName, so no firewall rule")?;
    let bound = |&(key, what): &(&str, &str)| {
        let word = fields.word(key).ok();
        let word = word.filter(|word| !ALL.iter().any(|all| word.eq_ignore_ascii_case(all)))?;
        (key != "program" || !sends_mail(&word)).then(|| format!("{what} {word}"))
    };
    Ok(Entry {
        name,
        enabled: fields.one_of(
            "enabled",
            &[
                (true, &["true", "1", "yes"]),
                (false, &["false", "2", "no"]),
            ],
        ),
        direction: fields.one_of(
            "direction",
            &[
                (Direction::Out, &["outbound", "out", "2"]),
                (Direction::In, &["inbound", "in", "1"]),
            ],
        ),
        // To allow past other rules is to allow.
        action: fields.one_of(
            "action",
            &[
                (Action::Allow, &["allow", "2", "allowbypass", "3", "bypass"]),
                (Action::Block, &["block", "4"]),
            ],
        ),
        protocol: fields.word("protocol"),
        remote_addresses: fields.words("remoteaddress"),
        remote_ports: fields.words("remoteport"),
        other: OTHERS.iter().find_map(bound),
        condition: CONDITIONS.iter().find_map(bound),
        // With `verbose` netsh prints the types of interfaces, and a program where a rule is for one.
        names_programs: ["program", "interfacetypes"]
            .iter()
            .any(|key| fields.word(key).is_ok()),
    })
}

/// How the exports write that a rule is bound to none in particular.
const ALL: [&str; 4] = [ANY, "*", "0", ""];

/// What binds a rule to something else than the worker, in the exports' words and in ours.
const OTHERS: [(&str, &str); 3] = [
    ("program", "the program"),
    ("service", "the service"),
    ("package", "the package"),
];

/// What binds a rule so that it concerns mail on one machine, and not on another.
const CONDITIONS: [(&str, &str); 4] = [
    ("interfacetype", "interfaces of the type"),
    ("interfacetypes", "interfaces of the type"),
    ("interfacealias", "the interface"),
    ("localuser", "the user"),
];

/// The process that the realms run in, and that sends their mail.
const WORKER: &str = "w3wp.exe";

fn choose(entries: Vec<Entry>, query: &Query, vault: &Vault) -> Answer {
    let total = entries.len();
    let mut rules = Vec::new();
    for entry in entries {
        let is_named = entry.is_named(&query.rule);
        if is_named || entry.may_block(query.port) {
            let name = vault.peer(&entry.name);
            match entry.into_rule(is_named, vault) {
                Ok(rule) => rules.push(rule),
                Err(why) => {
                    return unreadable(
                        Problem::Unreadable(vault.redact(&format!("rule {name:.80}: {why}"))),
                        total,
                    );
                }
            }
        }
    }
    Answer {
        rules,
        total,
        problem: None,
    }
}

fn unreadable(problem: Problem, total: usize) -> Answer {
    Answer {
        rules: Vec::new(),
        total,
        problem: Some(problem),
    }
}

impl Entry {
    fn is_named(&self, name: &str) -> bool {
        self.name.trim().to_lowercase() == name.trim().to_lowercase()
    }

    /// Whether nothing that could be read excludes that the rule blocks mail to this port.
    fn may_block(&self, port: u16) -> bool {
        let excluded = self.enabled == Ok(false)
            || self.direction == Ok(Direction::In)
            || self.action == Ok(Action::Allow)
            || self.protocol.as_ref().is_ok_and(|name| !is_tcp(name))
            || self
                .remote_ports
                .as_ref()
                .is_ok_and(|ports| !covers(ports, port))
            || self.other.is_some();
        !excluded
    }

    fn into_rule(self, is_named: bool, vault: &Vault) -> Read<Rule> {
        // By its name a rule is for mail, unless it says otherwise.
        let unknown = !is_named && !self.names_programs;
        let unknown = unknown.then(|| "its program, which the export does not name".to_owned());
        let condition = self.other.or(self.condition).or(unknown);
        Ok(Rule {
            condition: condition.map(|condition| vault.peer(condition)),
            name: vault.peer(self.name),
            enabled: self.enabled?,
            action: self.action?,
            direction: self.direction?,
            protocol: vault.peer(self.protocol?),
            remote_addresses: vault.peer_lines(&self.remote_addresses?),
            remote_ports: vault.peer_lines(&self.remote_ports?),
        })
    }
}

fn is_tcp(protocol: &str) -> bool {
    ["tcp", "6", "any"].contains(&protocol.to_lowercase().as_str())
}

fn covers(ports: &[String], port: u16) -> bool {
    ports.iter().any(|written| match written.split_once('-') {
        Some((first, last)) => {
            let number = |text: &str| text.trim().parse::<u16>();
            matches!((number(first), number(last)), (Ok(first), Ok(last)) if (first..=last).contains(&port))
        }
        None => written.eq_ignore_ascii_case(ANY) || written.parse() == Ok(port),
    })
}

fn sends_mail(program: &str) -> bool {
    let file = program.rsplit(['\\', '/']).next().unwrap_or(program);
    program.eq_ignore_ascii_case(ANY) || file.eq_ignore_ascii_case(WORKER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query() -> Query {
        Query {
            export: "firewall.txt".into(),
            rule: "SecureAuth SMTP".into(),
            port: 25,
        }
    }

    fn json(rules: &str) -> Answer {
        answer(rules.as_bytes(), &query(), &Vault::default())
    }

    fn names(answer: &Answer) -> Vec<&str> {
        answer.rules.iter().map(|rule| rule.name.raw()).collect()
    }

    #[test]
    fn keeps_the_named_rule_and_what_blocks_the_port() {
        let rule = |name: &str, rest: &str| {
            format!(
                r#"{{"DisplayName":"{name}","Enabled":"True","Direction":"Outbound","Action":"Block","Protocol":"TCP","RemoteAddress":"Any","RemotePort":"Any"{rest}}}"#
            )
        };
        let all = [
            rule("secureauth smtp", r#","Enabled":"False","Action":"Allow""#),
            rule("every port", ""),
            rule("the port", r#","RemotePort":["19","20-26"]"#),
            rule("every protocol", r#","Protocol":"Any""#),
            rule(
                "the worker",
                r#","Program":"%SystemRoot%\\System32\\inetsrv\\w3wp.exe""#,
            ),
            rule("another program", r#","Program":"C:\\Tools\\game.exe""#),
            rule("another port", r#","RemotePort":["80","443","26-30"]"#),
            rule("another protocol", r#","Protocol":"UDP""#),
            rule("the other way", r#","Direction":"Inbound""#),
            rule("switched off", r#","Enabled":"False""#),
            rule("allows", r#","Action":"Allow""#),
        ];
        let answer = json(&format!("[{}]", all.join(",")));
        assert_eq!(answer.problem, None);
        assert_eq!(answer.total, 11);
        let kept = [
            "secureauth smtp",
            "every port",
            "the port",
            "every protocol",
            "the worker",
        ];
        assert_eq!(names(&answer), kept);
    }

    #[test]
    fn what_cannot_be_read_matters_only_where_the_rule_does() {
        let odd =
            r#"{"DisplayName":"odd","Enabled":"maybe","Direction":"Inbound","Action":"Block"}"#;
        assert_eq!(json(&format!("[{odd}]")).problem, None);
        let named = odd.replace("odd", "SecureAuth SMTP");
        let Some(Problem::Unreadable(why)) = json(&named).problem else {
            panic!("it must not be guessed");
        };
        assert!(
            why.contains("SecureAuth SMTP") && why.contains("maybe"),
            "{why}"
        );
    }

    #[test]
    fn every_encoding_that_windows_writes_is_read() {
        let text = "[{\"DisplayName\":\"SecureAuth SMTP é\",\"Enabled\":1,\"Direction\":2,\"Action\":2,\"Protocol\":\"TCP\",\"RemoteAddress\":\"192.0.2.1\",\"RemotePort\":\"25\"}]";
        let query = Query {
            rule: "SecureAuth SMTP é".into(),
            ..query()
        };
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(&[0xef, 0xbb, 0xbf], text.as_bytes()),
            marked(&[0xff, 0xfe], &little),
            marked(&[0xfe, 0xff], &big),
        ] {
            assert_eq!(answer(&bytes, &query, &Vault::default()).rules.len(), 1);
        }
    }

    #[test]
    fn what_binds_a_rule_excludes_it_or_is_its_condition() {
        let block = |more: &str| {
            let rule = format!(
                r#"{{"DisplayName":"b","Enabled":"True","Direction":"Outbound","Action":"Block","Protocol":"TCP","RemoteAddress":"Any","RemotePort":"Any"{more}}}"#
            );
            let rules = json(&rule).rules;
            rules
                .first()
                .map(|rule| rule.condition.clone().unwrap_or_default().raw().to_owned())
        };
        let says = |more: &str| block(&format!(r#","Program":"Any"{more}"#));
        assert_eq!(
            says(r#","Service":"Any","InterfaceType":0,"LocalUser":"Any","Package":null"#)
                .as_deref(),
            Some("")
        );
        assert_eq!(says(r#","Service":"wuauserv""#), None);
        assert_eq!(says(r#","Package":"S-1-15-2-1""#), None);
        assert_eq!(
            block(r#","Program":"C:\\inetsrv\\W3WP.EXE""#).as_deref(),
            Some("")
        );
        assert_eq!(block(r#","Program":"System""#), None);
        for (more, condition) in [
            (
                r#","InterfaceType":"Wireless""#,
                "interfaces of the type Wireless",
            ),
            (
                r#","InterfaceAlias":["Ethernet 2"]"#,
                "the interface Ethernet 2",
            ),
            (
                r#","LocalUser":"D:(A;;CC;;;S-1-5-20)""#,
                "the user D:(A;;CC;;;S-1-5-20)",
            ),
        ] {
            assert_eq!(says(more).as_deref(), Some(condition));
        }
        let unnamed = "its program, which the export does not name";
        assert_eq!(block("").as_deref(), Some(unnamed));
        assert_eq!(block(r#","Program":null"#).as_deref(), Some(unnamed));
    }

    #[test]
    fn a_file_of_something_else_is_named_as_such() {
        for text in [
            "",
            "hello",
            "[1, 2]",
            "{",
            "{\"a\": 1}",
            "----------",
            "\u{0}\u{0}",
        ] {
            let answer = json(text);
            assert!(
                matches!(answer.problem, Some(Problem::Unreadable(_))),
                "{text}: {answer:?}"
            );
        }
        assert_eq!(json("[]").problem, None, "an export without rules");
    }
}
