//! The Windows firewall: of all its rules, in whatever form they come, those that bear on a port.

pub mod covers;
mod entry;
mod fields;
pub mod registry;
mod words;

use self::entry::{profiles, rule};
use self::fields::DEFAULT;
pub use self::fields::{ANY, Fields, Peer, Read, UNMERGED};
use super::probe::certificate::Problem;
use super::probe::firewall::{Answer, Outbound, Profile};

/// The rules of that name, and those that may let traffic to this port out, or block it.
pub fn choose(read: Read<Vec<Fields>>, name: &str, port: u16, peer: Peer<'_>) -> Answer {
    let mut answer = Answer::default();
    let chosen = read.and_then(|all| {
        let (defaults, rules): (Vec<Fields>, Vec<Fields>) =
            all.into_iter().partition(|one| one.word(DEFAULT).is_ok());
        for one in &defaults {
            answer.profiles.extend(outbound(one)?);
        }
        answer.total = rules.len();
        for fields in &rules {
            answer.rules.extend(rule(fields, name, port, peer)?);
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
