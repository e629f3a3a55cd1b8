//! A rule of the firewall as an export or the registry has it, and whether it bears on mail.

use super::fields::{ANY, Fields, Peer, Read, UNMERGED};
use super::words::WORDS;
use crate::kit::peer_text::PeerText;
use crate::kit::probe::firewall::{Action, Direction, Profile, Rule};

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
    /// The profiles that it is for; empty: all.
    profiles: Vec<Profile>,
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
    let bound = |(key, what): &(String, String)| {
        let word = fields.word(key).ok()?;
        let bare = word.replace(' ', "");
        let is_all = match (key.as_str(), bare.as_str()) {
            // Every service, and nothing else.
            ("service", "*") => false,
            ("profile", all) => profiles(all).is_some(),
            (_, bare) => WORDS.all.iter().any(|all| bare.eq_ignore_ascii_case(all)),
        };
        let is_other = !is_all && (key != "program" || !sends_mail(&word));
        is_other.then(|| format!("{what} {word}"))
    };
    let unmerged = fields.0.contains_key(UNMERGED).then(|| UNMERGED.to_owned());
    let profiles = fields.word("profile").ok().as_deref().and_then(profiles);
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
        profiles: profiles.unwrap_or_default(),
        other: WORDS.others.iter().find_map(bound),
        condition: unmerged.or_else(|| WORDS.conditions.iter().find_map(bound)),
        // With `verbose` netsh prints the types of interfaces, and a program where a rule is for one.
        names_programs: ["program", "interfacetypes"]
            .iter()
            .any(|key| fields.word(key).is_ok()),
    })
}

/// The profiles that are named: one by one, as the sum of their bits, or all (none is listed then). `None` where a word is
/// not known.
pub(super) fn profiles(written: &str) -> Option<Vec<Profile>> {
    let of = |bits: u8| {
        let each = Profile::ALL.into_iter().zip([1, 2, 4]);
        each.filter(move |(_, bit)| bits & bit != 0)
            .map(|(one, _)| one)
    };
    let mut named = Vec::new();
    for word in written.split(',').map(str::trim) {
        match word.to_ascii_lowercase().as_str() {
            "any" | "all" | "*" | "" | "0" => return Some(Vec::new()),
            "domain" => named.push(Profile::Domain),
            "private" | "standard" => named.push(Profile::Private),
            "public" => named.push(Profile::Public),
            bits => named.extend(of(bits.parse().ok().filter(|bits| *bits < 8)?)),
        }
    }
    Some(if Profile::ALL.iter().all(|one| named.contains(one)) {
        Vec::new()
    } else {
        named
    })
}

/// The process that the realms run in, and that sends their mail.
const WORKER: &str = "w3wp.exe";

impl Entry {
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.trim().to_lowercase() == name.trim().to_lowercase()
    }

    /// Whether nothing that could be read excludes that the rule is in force for mail to this port.
    pub(super) fn may_concern(&self, port: u16) -> bool {
        let excluded = self.enabled == Ok(false)
            || self.direction == Ok(Direction::In)
            || self.protocol.as_ref().is_ok_and(|name| !is_tcp(name))
            || self
                .remote_ports
                .as_ref()
                .is_ok_and(|ports| !covers(ports, port))
            || self.other.is_some();
        !excluded
    }

    pub(super) fn into_rule(self, is_named: bool, peer: Peer<'_>) -> Read<Rule> {
        // By its name a rule is for mail, unless it says otherwise.
        let unknown = !is_named && !self.names_programs;
        let unknown = unknown.then(|| "its program, which the export does not name".to_owned());
        let condition = self.other.or(self.condition).or(unknown);
        let each = |words: Vec<String>| {
            words
                .iter()
                .map(|word| peer(word))
                .collect::<Vec<PeerText>>()
        };
        Ok(Rule {
            condition: condition.map(|condition| peer(&condition)),
            name: peer(&self.name),
            profiles: self.profiles,
            enabled: self.enabled?,
            action: self.action?,
            direction: self.direction?,
            protocol: peer(&self.protocol?),
            remote_addresses: each(self.remote_addresses?),
            remote_ports: each(self.remote_ports?),
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
