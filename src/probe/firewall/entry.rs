//! A rule of the firewall as an export has it, and whether it bears on mail.

use checks::kit::probe::firewall::{Action, Direction, Rule};

use super::fields::{ANY, Fields, Read};
use crate::secret::Vault;

/// A rule as it was read. What could not be read says why, and matters only where the rule does.
#[derive(Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) enabled: Read<bool>,
    pub(super) direction: Read<Direction>,
    pub(super) action: Read<Action>,
    pub(super) protocol: Read<String>,
    pub(super) remote_addresses: Read<Vec<String>>,
    pub(super) remote_ports: Read<Vec<String>>,
    /// Another program than the worker, or a service, that the rule is for.
    other: Option<String>,
    /// What it depends on besides, so that it may concern mail or not.
    condition: Option<String>,
    /// Whether the export says what programs rules are for.
    names_programs: bool,
}

/// Enumerations come as words, or as their numbers where a plain `ConvertTo-Json` wrote them.
pub(super) fn entry(fields: &Fields) -> Read<Entry> {
    let name = fields.word("displayname").or_else(|_| fields.word("name"));
    let name = name.map_err(|_| "it holds an entry without a DisplayName, so no firewall rule")?;
    let bound = |&(key, what): &(&str, &str)| {
        let word = fields.word(key).ok();
        let bare = word.as_deref().unwrap_or_default().replace(' ', "");
        let word = word.filter(|_| !ALL.iter().any(|all| bare.eq_ignore_ascii_case(all)))?;
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
const ALL: [&str; 7] = [
    ANY,
    "*",
    "0",
    "",
    // Every profile, or every type of interface, one by one or as the sum of its bits.
    "Domain,Private,Public",
    "Wired,Wireless,RemoteAccess",
    "7",
];

/// What binds a rule to something else than the worker, in the exports' words and in ours.
const OTHERS: [(&str, &str); 3] = [
    ("program", "the program"),
    ("service", "the service"),
    ("package", "the package"),
];

/// What binds a rule so that it concerns mail on one machine, and not on another.
const CONDITIONS: [(&str, &str); 7] = [
    ("profile", "the profile"),
    ("localaddress", "the local address"),
    ("localport", "the local port"),
    ("interfacetype", "interfaces of the type"),
    ("interfacetypes", "interfaces of the type"),
    ("interfacealias", "the interface"),
    ("localuser", "the user"),
];

/// The process that the realms run in, and that sends their mail.
const WORKER: &str = "w3wp.exe";

impl Entry {
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.trim().to_lowercase() == name.trim().to_lowercase()
    }

    /// Whether nothing that could be read excludes that the rule blocks mail to this port.
    pub(super) fn may_block(&self, port: u16) -> bool {
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

    pub(super) fn into_rule(self, is_named: bool, vault: &Vault) -> Read<Rule> {
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
