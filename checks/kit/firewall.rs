//! The Windows firewall: of all its rules, in whatever form they come, those that bear on a port.

mod entry;
mod fields;
pub mod registry;
mod words;

use self::entry::{Entry, entry, profiles};
use self::fields::DEFAULT;
pub use self::fields::{ANY, Fields, Peer, Read, UNMERGED};
use super::probe::certificate::Problem;
use super::probe::firewall::{Action, Answer, Outbound, Profile};

/// The rules of that name, and those that may let traffic to this port out, or block it.
pub fn choose(read: Read<Vec<Fields>>, rule: &str, port: u16, peer: Peer<'_>) -> Answer {
    let mut answer = Answer::default();
    let chosen = read.and_then(|all| {
        let (defaults, rules): (Vec<Fields>, Vec<Fields>) =
            all.into_iter().partition(|one| one.word(DEFAULT).is_ok());
        for one in &defaults {
            answer.profiles.extend(outbound(one)?);
        }
        let entries: Vec<Entry> = rules.iter().map(entry).collect::<Read<_>>()?;
        answer.total = entries.len();
        for entry in entries {
            let is_named = entry.is_named(rule);
            if !is_named && !entry.may_concern(port) {
                continue;
            }
            let (name, allows) = (entry.name.clone(), entry.action == Ok(Action::Allow));
            match entry.into_rule(is_named, peer) {
                Ok(rule) => answer.rules.push(rule),
                // What it would allow is not relied on.
                Err(_) if allows && !is_named => {}
                Err(why) => return Err(format!("rule {:.80}: {why}", peer(&name))),
            }
        }
        Ok(())
    });
    match chosen {
        Ok(()) => answer,
        Err(why) => Answer {
            total: answer.total,
            problem: Some(Problem::Unreadable(peer(&why).raw().to_owned())),
            ..Answer::default()
        },
    }
}

/// What profiles say, by their words or by the numbers of `GpoBoolean` and `Action`. What nobody configured is on, and
/// lets out (`Set-NetFirewallProfile`).
fn outbound(defaults: &Fields) -> Read<Vec<(Profile, Outbound)>> {
    let on = &["true", "1", "notconfigured", "2", "on"];
    let enabled = defaults.one_of(
        "enabled",
        &[(true, on.as_slice()), (false, &["false", "0", "off"])],
    )?;
    let allow = &["allow", "2", "notconfigured", "0", "allowoutbound"];
    let default = defaults.one_of(
        DEFAULT,
        &[
            (Outbound::Allows, allow.as_slice()),
            (Outbound::Blocks, &["block", "4", "blockoutbound"]),
        ],
    )?;
    let says = if enabled { default } else { Outbound::Off };
    let name = defaults.word("name")?;
    let named = profiles(&name).ok_or_else(|| format!("the profile {name:.40} is not known"))?;
    Ok(named.into_iter().map(|profile| (profile, says)).collect())
}
