//! Which certificate chains were seen, whose they are, and which realms they touch.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::chain::Chain;
use super::probe::tls::Tls;
use super::probe::{Observed, Probe};
use super::realm::{CertificateSource, Config, Realm};

/// A chain as it was read from a file or store, or shown by a peer.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown<'a> {
    /// Whose it is, in a few words: `certificate license`, `the certificate of mail.example.net`.
    pub whose: String,
    /// The chain, never empty.
    pub chain: &'a Chain,
    /// The realms that use it, in the order in which they were given.
    pub realms: Vec<String>,
}

/// Where a chain comes from.
#[derive(PartialEq, Eq, Hash)]
enum Origin<'a> {
    Certificate(&'a CertificateSource),
    Service(&'a str),
    MailServer(String),
}

/// Every chain that the answers show, each once; the one that ends soonest first.
pub fn shown<'a>(
    config: &Config,
    realms: &[(&str, &Realm)],
    answers: impl Iterator<Item = (&'a Probe, &'a Observed)>,
) -> Vec<Shown<'a>> {
    let users = users(config, realms);
    // Of each owner the chains, each with the places of its realms.
    let mut found: HashMap<&str, Vec<(&Chain, BTreeSet<usize>)>> = HashMap::new();
    for (probe, observed) in answers {
        let Some((origin, chain)) = seen(probe, observed) else {
            continue;
        };
        for (whose, realms) in users.get(&origin).into_iter().flatten() {
            let chains = found.entry(whose).or_default();
            match chains.iter_mut().find(|(known, _)| *known == chain) {
                Some((_, known)) => known.extend(realms),
                None => chains.push((chain, realms.clone())),
            }
        }
    }
    let each = found.into_iter().flat_map(|(whose, chains)| {
        let each = chains.into_iter();
        each.map(move |(chain, places)| Shown {
            whose: whose.to_owned(),
            chain,
            realms: places.iter().map(|at| realms[*at].0.to_owned()).collect(),
        })
    });
    let mut all: Vec<Shown<'a>> = each.collect();
    all.sort_by(|one, other| order(one).cmp(&order(other)));
    all
}

/// Whose chain nobody could see, in a few words, and in which realms: of those that have one, as the config says.
pub fn unseen(
    config: &Config,
    realms: &[(&str, &Realm)],
    shown: &[Shown<'_>],
) -> BTreeMap<String, Vec<String>> {
    let mut seen: HashMap<&str, HashSet<&str>> = HashMap::new();
    for one in shown {
        let names = one.realms.iter().map(String::as_str);
        seen.entry(&one.whose).or_default().extend(names);
    }
    let mut unseen: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (whose, mut places) in users(config, realms).into_values().flatten() {
        if let Some(seen) = seen.get(whose.as_str()) {
            places.retain(|at| !seen.contains(realms[*at].0));
        }
        unseen.entry(whose).or_default().extend(places);
    }
    unseen.retain(|_, places| !places.is_empty());
    let named = |at: usize| realms[at].0.to_owned();
    let unseen = unseen.into_iter();
    unseen
        .map(|(whose, places)| (whose, places.into_iter().map(named).collect()))
        .collect()
}

/// Where a chain was seen that is not empty.
fn seen<'a>(probe: &'a Probe, observed: &'a Observed) -> Option<(Origin<'a>, &'a Chain)> {
    let of = |tls: &'a Option<Tls>| tls.as_ref().map(|tls| &tls.chain);
    let (origin, chain) = match (probe, observed) {
        (Probe::Certificate(query), Observed::Certificate(answer)) => {
            (Origin::Certificate(&query.source), Some(&answer.chain))
        }
        (Probe::Https(query), Observed::Https(answer)) => {
            (Origin::Service(query.url.host_str()?), of(&answer.tls))
        }
        (Probe::Smtp(query), Observed::Smtp(answer)) => {
            (mail_server(&query.server.host), of(&answer.tls))
        }
        _ => return None,
    };
    let chain = chain.filter(|chain| !chain.certificates.is_empty())?;
    Some((origin, chain))
}

/// Who has a chain of this origin, in a few words, and the places of the realms that use it.
type Users<'a> = HashMap<Origin<'a>, HashMap<String, BTreeSet<usize>>>;

fn users<'a>(config: &'a Config, realms: &[(&str, &'a Realm)]) -> Users<'a> {
    let mut users = Users::new();
    for (place, &(_, realm)) in realms.iter().enumerate() {
        let mut note = |origin: Origin<'a>, whose: String| {
            let owners = users.entry(origin).or_default();
            owners.entry(whose).or_default().insert(place);
        };
        for name in config.certificates_of(realm) {
            if let Some(source) = config.certificates.get(name) {
                note(Origin::Certificate(source), format!("certificate {name}"));
            }
        }
        for (_, service) in config.cloud_of(realm).services() {
            let https = service.url.scheme() == "https";
            if let Some(host) = service.url.host_str().filter(|_| https) {
                note(Origin::Service(host), of_host(host));
            }
        }
        let smtp = realm.overview.smtp.as_ref();
        let smtp = smtp.filter(|smtp| smtp.use_ssl != Some(false));
        if let Some(Origin::MailServer(host)) = smtp.and_then(|smtp| smtp.server()).map(mail_server)
        {
            note(Origin::MailServer(host.clone()), of_host(&host));
        }
    }
    users
}

fn mail_server<'a>(host: &str) -> Origin<'a> {
    Origin::MailServer(host.trim_end_matches('.').to_ascii_lowercase())
}

fn of_host(host: &str) -> String {
    format!("the certificate of {host}")
}

/// What two lists of the same chains are sorted by.
fn order<'a>(shown: &'a Shown<'_>) -> impl Ord + use<'a> {
    let ends = shown.chain.certificates.iter().map(|one| one.not_after);
    let leaf = shown.chain.leaf().map(|leaf| leaf.thumbprint.as_str());
    (ends.min(), shown.whose.as_str(), leaf)
}
