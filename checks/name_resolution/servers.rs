//! What the name servers do: answer nothing, leave it to the next one, take their time.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use jiff::SignedDuration;

use super::about::{NAME_SERVER_FAILING, NO_ANSWER, NO_SUCH_NAME, SLOW};
use super::named::{ALL_NAMES, Named, mail_domains};
use crate::kit::peer_text::Shown;
use crate::kit::probe::dns::{Answer, Asked, Said};
use crate::kit::probe::tcp::Unresolved;
use crate::kit::realm::VENDOR;
use crate::kit::text::{duration, list};
use crate::kit::{Ctx, Entity, Finding, Shell};

/// A look-up that takes longer is felt by whoever waits for a passcode.
const SLOWEST: SignedDuration = SignedDuration::from_secs(1);
/// So many names are shown; the others are counted.
const SHOWN: usize = 3;

type Of<'a> = (&'a Named<'a>, &'a Answer);

/// The names that no server answers for: one fault for all for which the servers do the same.
pub(super) fn silent(cx: &Ctx<'_>, answered: &[Of<'_>]) -> Vec<Finding> {
    let answered = &by_server(answered);
    let mut by_why: BTreeMap<&str, Vec<Of<'_>>> = BTreeMap::new();
    // Of servers that answer for nothing it does not matter how they fail for each.
    let for_all = answered
        .iter()
        .all(|(_, answer)| answer.silence().is_some());
    let first = answered.first().and_then(|(_, answer)| answer.silence());
    for &(named, answer) in answered {
        if let Some(why) = first.filter(|_| for_all).or(answer.silence()) {
            by_why.entry(why).or_default().push((named, answer));
        }
    }
    let finding = |(why, of): (&str, Vec<Of<'_>>)| {
        let (named, _) = of[0];
        let subject = match of.as_slice() {
            [_] => named.host.as_str(),
            _ => ALL_NAMES,
        };
        let finding = Finding::new(NO_ANSWER, subject)
            .summary(format!(
                "the name servers do not answer for {}",
                names(of.iter().map(|(named, _)| *named))
            ))
            .touching_all(of.iter().map(|(named, _)| Entity::host(&named.host)))
            .touching_all(
                of.iter()
                    .flat_map(|(named, _)| named.serves.iter().cloned()),
            )
            .identity("resolver", Shown(why))
            .cured(NO_ANSWER.cure(case(why, answered, &of)))
            .run(Shell::Any, command(cx, &named.host))
            .at(named.site);
        let mut asked = of.iter().flat_map(|(_, answer)| &answer.asked);
        // What fails for a single name may be of its zone.
        let several = of.len() > 1 || asked.all(|asked| asked.said.is_silence());
        if several && of.len() == answered.len() {
            finding
                .at(cx.site("dns.servers").or(named.site))
                .summary(format!(
                    "the realm's hosts do not resolve: {}",
                    Shown(why.split("; ").next().unwrap_or(why))
                ))
                .touching_all(mail_domains(cx))
        } else {
            finding
        }
    };
    by_why.into_iter().map(finding).collect()
}

/// The names that do not exist, where the name servers know none, or none outside the organization's own network.
pub(super) fn ignorant(cx: &Ctx<'_>, answered: &mut Vec<Of<'_>>) -> Option<Finding> {
    let is_missing = |(_, answer): &Of<'_>| matches!(answer.failure, Some(Unresolved::NoSuchName));
    let (missing, known): (Vec<_>, Vec<_>) = by_server(answered).into_iter().partition(is_missing);
    let is_inner = |(_, answer): &Of<'_>| {
        !answer.addresses.is_empty() && answer.addresses.iter().all(is_private)
    };
    let domains = missing
        .iter()
        .map(|(named, _)| psl::domain_str(&named.host));
    let domains: BTreeSet<_> = domains.collect();
    // Of names in one domain it is the domain that may not exist, except for the vendor's.
    let outside = domains.len() > 1 || domains.contains(&Some(VENDOR));
    let inner_alone = !known.is_empty() && known.iter().all(is_inner) && outside;
    if missing.len() < 2 || !(known.is_empty() || inner_alone) {
        return None;
    }
    answered.retain(|of| !is_missing(of));
    let hosts: Vec<&str> = missing.iter().map(|(named, _)| &*named.host).collect();
    let knows = if inner_alone {
        "no names outside the network"
    } else {
        "none of the realm's hosts"
    };
    let (named, answer) = missing[0];
    let finding = Finding::new(NO_SUCH_NAME, ALL_NAMES)
        .identity("hosts-unknown", hosts.join(", "))
        .touching_all(missing.iter().map(|(named, _)| Entity::host(&named.host)))
        .touching_all(
            missing
                .iter()
                .flat_map(|(named, _)| named.serves.iter().cloned()),
        )
        .touching_all(mail_domains(cx))
        .identity_all(
            "name-server",
            answer.asked.last().map(|asked| asked.address()),
        )
        .cured(NO_SUCH_NAME.cure("all"))
        .fill("knows", knows)
        .fill("host", &named.host)
        .run(Shell::Any, command(cx, &named.host))
        .at(named.site);
    Some(finding)
}

/// The names that a server was to answer for: one of the hosts file says nothing of servers.
fn by_server<'a>(answered: &[Of<'a>]) -> Vec<Of<'a>> {
    let of_servers = answered.iter().filter(|(_, answer)| {
        let found = !answer.addresses.is_empty();
        !(found && answer.asked.is_empty())
    });
    of_servers.copied().collect()
}

fn is_private(address: &IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_private(),
        IpAddr::V6(v6) => v6.is_unique_local(),
    }
}

/// Whom a look-up fails for, and how, says where to look.
fn case(reason: &str, answered: &[Of<'_>], of: &[Of<'_>]) -> &'static str {
    let one_for_all = answered
        .iter()
        .all(|(_, answer)| answer.silence().is_some());
    let mut asked = of.iter().flat_map(|(_, answer)| &answer.asked).peekable();
    let silent = asked.peek().is_none() || asked.any(|asked| asked.said.is_silence());
    match (one_for_all, reason.contains("REFUSED")) {
        _ if silent => "silent",
        (true, true) => "refusing",
        (true, false) => "failing",
        (false, true) => "refusing-some",
        (false, false) => "failing-some",
    }
}

/// The name servers that leave it to a later one, each once.
pub(super) fn failing(answered: &[Of<'_>]) -> Vec<Finding> {
    let all = answered.iter().flat_map(|(_, answer)| &answer.asked);
    let answering: BTreeSet<_> = all
        .filter(|asked| asked.said.is_an_answer())
        .map(|asked| asked.server)
        .collect();
    let mut failing: BTreeMap<_, Vec<(&Named<'_>, &Asked, &Asked)>> = BTreeMap::new();
    for &(named, answer) in answered {
        let Some(last) = answer.asked.last() else {
            continue;
        };
        for asked in &answer.asked {
            if asked.server != last.server && !asked.said.is_an_answer() {
                failing
                    .entry(asked.server)
                    .or_default()
                    .push((named, asked, last));
            }
        }
    }
    let finding = |(server, cases): (_, Vec<(&Named<'_>, &Asked, &Asked)>)| {
        let (named, asked, next) = cases[0];
        let for_whom = if answering.contains(&server) {
            format!(" for {}", names(cases.iter().map(|(named, ..)| *named)))
        } else {
            String::new()
        };
        let delay = cases
            .iter()
            .map(|(_, asked, _)| asked.took)
            .max()
            .unwrap_or_default();
        let late = if delay > SLOWEST {
            format!(", and each lookup takes {} longer", duration(delay))
        } else {
            String::new()
        };
        Finding::new(NAME_SERVER_FAILING, asked.address())
            .fill("does", asked.describe())
            .fill("whom", for_whom)
            .fill("next", next.address())
            .fill("late", late)
            .measured("delay", delay)
            .run(Shell::Any, by_hand(named, asked))
    };
    failing.into_iter().map(finding).collect()
}

/// The name servers that take their time, each once, and those that do so for one family of addresses alone.
pub(super) fn slow(resolved: &[Of<'_>]) -> Vec<Finding> {
    let mut slow: BTreeMap<_, Vec<(&Named<'_>, &Asked)>> = BTreeMap::new();
    for &(named, answer) in resolved {
        let last = answer.asked.last().map(|last| last.server);
        let own = answer
            .asked
            .iter()
            .filter(|asked| Some(asked.server) == last);
        // A question that is dropped is waited for in vain, however patient this run is.
        let dropped = |asked: &Asked| asked.said == Said::Nothing;
        if let Some(slowest) = own
            .max_by_key(|asked| (dropped(asked), asked.took))
            .filter(|asked| dropped(asked) || asked.took > SLOWEST)
        {
            let dropped = dropped(slowest);
            slow.entry((slowest.server, dropped))
                .or_default()
                .push((named, slowest));
        }
    }
    let finding = |((_, dropped), cases): ((_, bool), Vec<(&Named<'_>, &Asked)>)| {
        let (named, asked) = cases[0];
        let longest = cases
            .iter()
            .map(|(_, asked)| asked.took)
            .max()
            .unwrap_or_default();
        let (server, longest) = (asked.address(), duration(longest));
        let names = names(cases.iter().map(|(named, _)| *named));
        let case = if dropped { "dropping" } else { "late" };
        Finding::new(SLOW, &server)
            .cured(SLOW.cure(case))
            .fill("server", server)
            .fill("record", &asked.record)
            .fill("longest", longest)
            .fill("names", names)
            .each(&cases, |finding, (named, asked)| {
                finding.measured(("look-up", &*named.host), asked.took)
            })
            .run(Shell::Any, by_hand(named, asked))
    };
    slow.into_iter().map(finding).collect()
}

/// Asks for the name by hand.
pub(super) fn command(cx: &Ctx<'_>, host: &str) -> String {
    let mut servers = cx.config.appliance.dns.iter().flat_map(|dns| &dns.servers);
    // A server on another port than 53 cannot be named to nslookup in this way.
    match servers.find(|server| server.parse::<IpAddr>().is_ok()) {
        Some(server) => format!("nslookup {host} {server}"),
        None => format!("nslookup {host}"),
    }
}

/// Asks this server for the name by hand; one on another port than 53 cannot be named in this way.
fn by_hand(named: &Named<'_>, asked: &Asked) -> String {
    match asked.server.port() {
        53 => format!("nslookup {} {}", named.host, asked.server.ip()),
        _ => format!("nslookup {}", named.host),
    }
}

/// The first of these names, and how many more there are.
fn names<'a>(of: impl Iterator<Item = &'a Named<'a>>) -> String {
    let mut names: Vec<String> = of.map(|named| named.host.clone()).collect();
    names.dedup();
    if names.len() > SHOWN {
        let more = names.len() - SHOWN;
        names.truncate(SHOWN);
        names.push(format!("{more} more"));
    }
    list(&names)
}
