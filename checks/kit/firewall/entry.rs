//! A rule of the firewall as an export or the registry has it, and whether it bears on mail.

use super::covers::{Covers, covers_port, is_any, is_tcp};
use super::fields::{ANY, Fields, Peer, Read, UNMERGED};
use super::words::WORDS;
use crate::kit::probe::firewall::{Action, Direction, Profile, Rule};

/// The rule, where it has this name or may be in force for mail to this port. What could not be read matters only there.
///
/// Enumerations come as words, or as their numbers where a plain `ConvertTo-Json` wrote them.
pub(super) fn rule(fields: &Fields, wanted: &str, port: u16, peer: Peer<'_>) -> Read<Option<Rule>> {
    let name = fields.word("displayname").or_else(|_| fields.word("name"));
    let name = name.map_err(|_| "it holds an entry without a DisplayName, so no firewall rule")?;
    let is_named = name.trim().to_lowercase() == wanted.trim().to_lowercase();
    let bound = |one: &(String, String)| bound(fields, one);
    let other = WORDS.others.iter().find_map(bound);
    if !is_named && (other.is_some() || is_excluded(fields, port)) {
        return Ok(None);
    }
    let unmerged = fields.0.contains_key(UNMERGED).then(|| UNMERGED.to_owned());
    let condition = other
        .or(unmerged)
        .or_else(|| WORDS.conditions.iter().find_map(bound))
        // By its name a rule is for mail, unless it says otherwise.
        .or_else(|| {
            (!is_named && !names_programs(fields))
                .then(|| "its program, which the export does not name".to_owned())
        });
    let profiles = fields.word("profile").ok().as_deref().and_then(profiles);
    // To allow past other rules is to allow.
    let action = fields.one_of(
        "action",
        &[
            (Action::Allow, &["allow", "2", "allowbypass", "3", "bypass"]),
            (Action::Block, &["block", "4"]),
        ],
    );
    let allows = action == Ok(Action::Allow);
    let each = |words: Vec<String>| words.iter().map(|word| peer(word)).collect();
    let read = || -> Read<Rule> {
        Ok(Rule {
            name: peer(&name),
            enabled: enabled(fields)?,
            action: action?,
            direction: direction(fields)?,
            protocol: peer(&fields.word("protocol")?),
            remote_addresses: each(fields.words("remoteaddress")?),
            remote_ports: each(fields.words("remoteport")?),
            profiles: profiles.unwrap_or_default(),
            condition: condition.map(|condition| peer(&condition)),
        })
    };
    match read() {
        Ok(rule) => Ok(Some(rule)),
        // What it would allow is not relied on.
        Err(_) if allows && !is_named => Ok(None),
        Err(why) => Err(format!("rule {:.80}: {why}", peer(&name))),
    }
}

/// Whether something that could be read excludes that the rule is in force for mail to this port.
fn is_excluded(fields: &Fields, port: u16) -> bool {
    let covers = |written: &String| covers_port(written, port) == Covers::Yes;
    enabled(fields) == Ok(false)
        || direction(fields) == Ok(Direction::In)
        || (fields.word("protocol")).is_ok_and(|name| !is_tcp(&name) && !is_any(&name))
        || (fields.words("remoteport")).is_ok_and(|ports| !ports.iter().any(covers))
}

fn enabled(fields: &Fields) -> Read<bool> {
    fields.one_of(
        "enabled",
        &[
            (true, &["true", "1", "yes"]),
            (false, &["false", "2", "no"]),
        ],
    )
}

fn direction(fields: &Fields) -> Read<Direction> {
    fields.one_of(
        "direction",
        &[
            (Direction::Out, &["outbound", "out", "2"]),
            (Direction::In, &["inbound", "in", "1"]),
        ],
    )
}

/// Whether the export says what programs rules are for: with `verbose` netsh prints the types of interfaces, and a
/// program where a rule is for one.
fn names_programs(fields: &Fields) -> bool {
    ["program", "interfacetypes"]
        .iter()
        .any(|key| fields.word(key).is_ok())
}

/// What this setting binds the rule to; `None` where that is everything, or the worker.
fn bound(fields: &Fields, (key, what): &(String, String)) -> Option<String> {
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

fn sends_mail(program: &str) -> bool {
    let file = program.rsplit(['\\', '/']).next().unwrap_or(program);
    program.eq_ignore_ascii_case(ANY) || file.eq_ignore_ascii_case(WORKER)
}
